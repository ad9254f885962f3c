"""Refusals leave at a steady pace, so that clients who ask again at once must wait.

A client that ignores `Retry-After` sends its request again as soon as it is refused, and so does
one that repeats a request which cannot succeed. Hundreds of them would keep the event loop busy
with refusals, and every other tenant would wait behind them. Each tenant has a pace of its own;
where the tenant is not known, because the token is invalid, each address has one.
"""

import asyncio
import time
from collections.abc import Callable, Hashable

from gql.http.gate import Gate
from gql.http.limits import MOST_PAUSED
from gql.http.requests import ClientGone, Incoming

AT_ONCE = 10  # refusals of a tenant
EACH_SECOND = 50.0  # of its further ones
LONGEST = 3.0  # seconds that one waits
FAULTS = 4  # times as many where the request itself is at fault

_MOST_TENANTS = 10_000  # that are remembered; each for a few seconds
_STEP = 1 / EACH_SECOND
_GOLDEN = 0.618034  # multiples of it, without the whole part, are evenly spread


class Pauses:
    """Knows for each tenant when its latest refusal leaves."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, *, times: int = 1) -> None:
        """`times` as many refusals leave, at once and in each second."""
        self._clock, self._times = clock, times
        self._head_start = (AT_ONCE * times - 1) / (EACH_SECOND * times)
        self._latest: dict[Hashable, float] = {}  # who was refused last stands last
        self._spread = 0.0

    async def wait(self, incoming: Incoming, gate: Gate, longest: float = LONGEST) -> None:
        """Wait until the next refusal of its tenant may leave, at most so long. Raises ClientGone.

        Without a tenant it is the next one of its address; without both it leaves at once.

        The request holds nothing meanwhile but its connection: no place among the requests under
        way, no bytes of its body. So one whose body is still arriving does not wait.
        """
        seconds = min(self.seconds(_whose(incoming)), longest)
        if seconds <= 0 or gate.is_draining or gate.paused >= MOST_PAUSED:
            return
        if (visitor := incoming.visitor) is not None:
            if visitor.is_sending_body:
                return
            visitor.let_go_of_body()
        gate.paused += 1
        try:
            async with asyncio.timeout(seconds):
                while (await incoming.receive())["type"] != "http.disconnect":
                    pass
        except TimeoutError:
            return
        finally:
            gate.paused -= 1
        raise ClientGone

    def seconds(self, tenant: Hashable) -> float:
        """How long the next refusal of this tenant waits: 0 to 3 seconds. None never waits.

        Where more wait than leave within that time, the others leave spread over its second half.
        """
        if tenant is None:
            return 0.0
        now, step = self._clock(), _STEP / self._times
        latest = self._latest.pop(tenant, now - self._head_start - step)
        at = max(latest + step, now - self._head_start)
        if at > now + LONGEST:
            self._latest[tenant] = latest
            self._spread = (self._spread + _GOLDEN) % 1
            return LONGEST * (1 + self._spread) / 2
        self._latest[tenant] = at
        self._forget(now - self._head_start - step)
        return max(at - now, 0.0)

    def _forget(self, before: float) -> None:
        """Forget tenants whose next refusals leave at once, as if they had never had one."""
        while self._latest:
            tenant, at = next(iter(self._latest.items()))
            if at >= before and len(self._latest) <= _MOST_TENANTS:
                return
            del self._latest[tenant]


def _whose(incoming: Incoming) -> Hashable:
    """Whose pace a refusal keeps: its tenant's, else its address's; None without a connection."""
    if incoming.tenant_id is not None or incoming.visitor is None:
        return incoming.tenant_id
    return incoming.visitor.address
