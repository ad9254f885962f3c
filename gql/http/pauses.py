"""Refusals of a tenant leave at a steady pace, so that clients who ask again at once must wait.

A client that ignores `Retry-After` sends its request again as soon as it is refused. Hundreds of
them would keep the event loop busy with refusals, and every other tenant would wait behind them.
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

_MOST_TENANTS = 10_000  # that are remembered; each for a few seconds
_STEP = 1 / EACH_SECOND
_HEAD_START = (AT_ONCE - 1) * _STEP
_GOLDEN = 0.618034  # multiples of it, without the whole part, are evenly spread


class Pauses:
    """Knows for each tenant when its latest refusal leaves."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._latest: dict[Hashable, float] = {}  # who was refused last stands last
        self._spread = 0.0

    async def wait(self, incoming: Incoming, gate: Gate, longest: float = LONGEST) -> None:
        """Wait until the next refusal of its tenant may leave, at most so long. Raises ClientGone.

        The request holds nothing meanwhile but its connection: no place among the requests under
        way, no bytes of its body.
        """
        seconds = min(self.seconds(incoming.tenant_id), longest)
        if seconds <= 0 or gate.is_draining or gate.paused >= MOST_PAUSED:
            return
        if (visitor := incoming.visitor) is not None:
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
        """How long the next refusal of this tenant waits: 0 to 3 seconds.

        Where more wait than leave within that time, the others leave spread over its second half.
        """
        now = self._clock()
        latest = self._latest.pop(tenant, now - _HEAD_START - _STEP)
        at = max(latest + _STEP, now - _HEAD_START)
        if at > now + LONGEST:
            self._latest[tenant] = latest
            self._spread = (self._spread + _GOLDEN) % 1
            return LONGEST * (1 + self._spread) / 2
        self._latest[tenant] = at
        self._forget(now)
        return max(at - now, 0.0)

    def _forget(self, now: float) -> None:
        """Forget tenants whose next refusals leave at once, as if they had never had one."""
        while self._latest:
            tenant, at = next(iter(self._latest.items()))
            if at >= now - _HEAD_START - _STEP and len(self._latest) <= _MOST_TENANTS:
                return
            del self._latest[tenant]
