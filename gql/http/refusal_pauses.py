"""Delays refusals to a steady pace, so that clients that retry at once must wait.

A client that ignores `Retry-After` sends its request again as soon as it is refused, and so does
one that repeats a request which cannot succeed. Hundreds of them would keep the event loop busy
with refusals, and every other tenant would wait. Each tenant has its own pace; if the tenant is not
known because the token is invalid, each address has one.
"""

import asyncio
import time
from collections.abc import Callable, Hashable

from gql.http.gate import Gate
from gql.http.limits import MAX_PAUSED
from gql.http.requests import ClientGone, IncomingRequest

MAX_UNDELAYED = 10  # refusals of a tenant that are sent without delay
EACH_SECOND = 50.0  # further refusals of a tenant per second
MAX_DELAY = 3.0  # seconds that a refusal is delayed at most
FAULTS = 4  # factor for refusals caused by the request itself

_MAX_TENANTS = 10_000  # remembered tenants, each for a few seconds
_STEP = 1 / EACH_SECOND
_GOLDEN = 0.618034  # The fractional parts of its multiples are evenly distributed.


class RefusalPauses:
    """Schedules the refusals of each tenant."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, *, times: int = 1) -> None:
        """`times` multiplies the number of refusals sent at once and per second."""
        self._clock, self._times = clock, times
        self._head_start = (MAX_UNDELAYED * times - 1) / (EACH_SECOND * times)
        self._latest: dict[Hashable, float] = {}  # ordered by the time of the last refusal
        self._spread = 0.0

    async def wait(self, incoming: IncomingRequest, gate: Gate, longest: float = MAX_DELAY) -> None:
        """Wait until the tenant's next refusal may be sent, at most `longest` seconds.

        Raises ClientGone. Without a tenant, the address determines the pace; without both there is
        no delay. Meanwhile the request holds only its connection: no place among the requests in
        progress, and no bytes of its body. Therefore a request whose body is still arriving is not
        delayed.
        """
        seconds = min(self.seconds(_whose(incoming)), longest)
        if seconds <= 0 or gate.is_draining or gate.paused >= MAX_PAUSED:
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
        """Seconds until this tenant's next refusal is sent: 0 to 3. Always 0 if `tenant` is None.

        If more refusals wait than can be sent within that time, the others are spread over its
        second half.
        """
        if tenant is None:
            return 0.0
        now, step = self._clock(), _STEP / self._times
        latest = self._latest.pop(tenant, now - self._head_start - step)
        at = max(latest + step, now - self._head_start)
        if at > now + MAX_DELAY:
            self._latest[tenant] = latest
            self._spread = (self._spread + _GOLDEN) % 1
            return MAX_DELAY * (1 + self._spread) / 2
        self._latest[tenant] = at
        self._forget(now - self._head_start - step)
        return max(at - now, 0.0)

    def _forget(self, before: float) -> None:
        """Forget tenants whose next refusals would not be delayed anyway."""
        while self._latest:
            tenant, at = next(iter(self._latest.items()))
            if at >= before and len(self._latest) <= _MAX_TENANTS:
                return
            del self._latest[tenant]


def _whose(incoming: IncomingRequest) -> Hashable:
    """The key of a refusal's pace: its tenant, else its address; None without a connection."""
    if incoming.tenant_id is not None or incoming.visitor is None:
        return incoming.tenant_id
    return incoming.visitor.address
