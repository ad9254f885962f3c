"""Runs mutations on the event loop step by step, and shares the loop fairly among tenants.

A mutation is a dozen statements with some Python between them. If many are in progress, their
results arrive together, and a new request would wait until all of them have continued. Here a
single one continues per iteration of the loop, and I/O is polled in between. The tenant that has
used the least time goes first, as with connections (decision 48).
"""

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable, Coroutine, Generator, Hashable
from typing import Any, TypeVar

T = TypeVar("T")

CROWDED = 0.2  # average number of waiting steps above which a tenant is crowded
NEIGHBOURS = 1.0  # seconds after a request during which a tenant counts as a neighbor
BESIDE_READERS = 4  # tenants with long reads get 1/4 of the connections beside a reading tenant
BESIDE_WRITERS = 8  # and 1/8 beside a writing one, whose many short steps need a processor each
_NEWEST = 0.1  # the weight of the latest value in the average


class _Line:
    """The steps of one tenant that are ready to continue, and the loop time it has used."""

    __slots__ = ("left_waiting", "places", "under_way", "used")

    def __init__(self, used: float) -> None:
        self.left_waiting = 0.0  # the average number of steps still waiting when one continues
        self.places: deque[asyncio.Future[None]] = deque()
        self.under_way = 0
        self.used = used


class _Latest:
    """When the latest tenant sent a request, and when any other tenant last did."""

    __slots__ = ("_at", "_other_at", "_tenant")

    def __init__(self) -> None:
        self._tenant: Hashable = None  # the tenant with the latest request
        self._at = self._other_at = -math.inf  # times of its and of any other tenant's request

    def note(self, tenant: Hashable, now: float) -> None:
        if tenant != self._tenant:
            self._tenant, self._other_at = tenant, self._at
        self._at = now

    def has_others(self, tenant: Hashable, now: float) -> bool:
        """Whether another tenant sent a request within the last `NEIGHBOURS` seconds."""
        at = self._other_at if tenant == self._tenant else self._at
        return now - at < NEIGHBOURS


class Pacer:
    """Runs coroutines. Of those that are ready, the tenant with the least loop time continues.

    A new tenant starts level with the others. A single coroutine is never delayed. A tenant that
    has used no more time than the one that continued last continues at once: waiting for the next
    iteration would delay each of its dozen steps by one or two steps of the other.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self.clock = clock  # the event loop's own clock stands still within an iteration
        self._lines: dict[Hashable, _Line] = {}
        self._under_way = self._waiting = 0
        self._latest, self._latest_to_write = _Latest(), _Latest()
        self._level = 0.0  # the time used by the tenant that continued last
        self._last: _Line | None = None  # the line of that tenant

    async def run(self, tenant: Hashable, work: Coroutine[Any, Any, T]) -> T:
        """The result of a coroutine that continues in its tenant's turns."""
        self.note(tenant, writes=True)
        line = self._lines.get(tenant)
        if line is None:
            line = self._lines[tenant] = _Line(self._level)
        line.under_way += 1
        self._under_way += 1
        try:
            result: T = await _Steps(self, line, work)
            return result
        finally:
            self._under_way -= 1
            line.under_way -= 1
            if not line.under_way:
                del self._lines[tenant]

    def note(self, tenant: Hashable, *, writes: bool = False) -> None:
        """Record that a tenant reads or writes, which makes it a neighbor of the others."""
        if tenant is None:
            return
        now = self.clock()
        self._latest.note(tenant, now)
        if writes:
            self._latest_to_write.note(tenant, now)

    def parts_for(self, member: Hashable) -> int:
        """The divisor of the connections for a tenant with long reads; 1 without neighbors.

        The member is a tenant, or a tenant with a purpose.
        """
        tenant, now = member[0] if isinstance(member, tuple) else member, self.clock()
        if self._latest_to_write.has_others(tenant, now):
            return BESIDE_WRITERS
        return BESIDE_READERS if self._latest.has_others(tenant, now) else 1

    def is_crowded(self, tenant: Hashable) -> bool:
        """Whether a tenant with neighbors has more in progress than the loop keeps up with.

        More transactions would not finish sooner, and would delay others, in PostgreSQL too.
        """
        line = self._lines.get(tenant)
        if line is None or line.left_waiting < CROWDED:
            return False
        return self._latest.has_others(tenant, self.clock())

    def place(self, line: _Line) -> asyncio.Future[None] | None:
        """What to wait for before a step; None if it may be made at once."""
        if self._under_way == 1:
            return None
        if not line.places:
            line.used = max(line.used, self._level)
            if self._is_ahead_of_last(line):
                self._last, self._level = line, line.used
                return None
        loop = asyncio.get_running_loop()
        place: asyncio.Future[None] = loop.create_future()
        line.places.append(place)
        if not self._waiting:
            loop.call_soon(self._go_on)
        self._waiting += 1
        return place

    def leave(self, line: _Line, place: asyncio.Future[None]) -> None:
        """Give up a place."""
        if place in line.places:
            line.places.remove(place)
            self._waiting -= 1

    def _is_ahead_of_last(self, line: _Line) -> bool:
        """Whether another tenant, which has used no less time, continued last."""
        last = self._last
        return last is not None and last is not line and line.used <= last.used

    def _go_on(self) -> None:
        """Let one step continue in the next iteration of the loop."""
        ready = (line for line in self._lines.values() if line.places)
        line = min(ready, key=lambda each: each.used, default=None)
        if line is None:
            return
        place = line.places.popleft()
        line.left_waiting += (len(line.places) - line.left_waiting) * _NEWEST
        self._waiting -= 1
        self._last, self._level = line, max(self._level, line.used)
        if not place.done():
            place.set_result(None)
        if self._waiting:
            asyncio.get_running_loop().call_soon(self._go_on)


class _Steps:
    """Awaits a coroutine, and waits for a turn each time it is ready to continue."""

    def __init__(self, pacer: Pacer, line: _Line, work: Coroutine[Any, Any, Any]) -> None:
        self._pacer, self._line, self._work = pacer, line, work

    def __await__(self) -> Generator[Any, None, Any]:
        clock = self._pacer.clock
        error: BaseException | None = None
        while True:
            begun = clock()
            try:
                awaited = self._work.throw(error) if error else self._work.send(None)
            except StopIteration as end:
                return end.value
            finally:
                self._line.used += clock() - begun
            error = yield from self._wait_for(awaited)

    def _wait_for(self, awaited: Any) -> Generator[Any, None, BaseException | None]:
        """Wait for a result and then for a turn; returns the error to throw into the coroutine."""
        place: asyncio.Future[None] | None = None
        try:
            yield awaited
            place = self._pacer.place(self._line)
            if place is not None:
                yield from place
        except BaseException as error:  # noqa: BLE001 - the coroutine handles it
            if place is not None:
                self._pacer.leave(self._line, place)
            return error
        return None
