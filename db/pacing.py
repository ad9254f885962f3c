"""Long work on the event loop goes on step by step, so that nobody waits for more than one.

A mutation is a dozen statements with some Python between them. Where many are under way, their
answers arrive together, and whoever comes next waits until all have gone on. Here one goes on in
each round of the loop, and between two rounds the loop looks for news. Which one it is decides
fairness among tenants, as with connections.
"""

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable, Coroutine, Generator, Hashable
from typing import Any, TypeVar

T = TypeVar("T")

CROWDED = 0.2  # so many may still wait, on average, when one goes on
NEIGHBOURS = 1.0  # seconds that a tenant is a neighbour after it wanted something
BESIDE_READERS = 4  # who reads for long has a quarter of the connections beside a reader,
BESIDE_WRITERS = 8  # and an eighth beside a writer, whose many short steps need a processor each
_NEWEST = 0.1  # the weight of the latest number in the average


class _Line:
    """The work of one tenant that could go on, and the seconds of the loop it has used."""

    __slots__ = ("left_waiting", "places", "under_way", "used")

    def __init__(self, used: float) -> None:
        self.left_waiting = 0.0  # how many still wait when one goes on, on average
        self.places: deque[asyncio.Future[None]] = deque()
        self.under_way = 0
        self.used = used


class _Latest:
    """When a tenant wanted something last, and when any other one did."""

    __slots__ = ("_at", "_other_at", "_tenant")

    def __init__(self) -> None:
        self._tenant: Hashable = None  # the one that wanted something last
        self._at = self._other_at = -math.inf  # when it did; when any other one did last

    def note(self, tenant: Hashable, now: float) -> None:
        if tenant != self._tenant:
            self._tenant, self._other_at = tenant, self._at
        self._at = now

    def has_others(self, tenant: Hashable, now: float) -> bool:
        """Whether any tenant but this one wanted something just now."""
        at = self._other_at if tenant == self._tenant else self._at
        return now - at < NEIGHBOURS


class Pacer:
    """Runs coroutines; of those that could go on, the tenant's that has used the loop least does.

    A tenant that comes new starts level with the others. Alone, a coroutine is never held up.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self.clock = clock  # a loop's own clock stands still within a round
        self._lines: dict[Hashable, _Line] = {}
        self._under_way = self._waiting = 0
        self._latest, self._latest_to_write = _Latest(), _Latest()
        self._level = 0.0  # what the tenant that went on last had used

    async def run(self, tenant: Hashable, work: Coroutine[Any, Any, T]) -> T:
        """The result of the work, which goes on in its tenant's turns."""
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
        """A tenant wants to read or to write: it is a neighbour of the others for a while."""
        if tenant is None:
            return
        now = self.clock()
        self._latest.note(tenant, now)
        if writes:
            self._latest_to_write.note(tenant, now)

    def parts_for(self, party: Hashable) -> int:
        """Who reads for long has one of so many parts of the connections; 1 where it is alone.

        The party is a tenant, or a tenant with a purpose.
        """
        tenant, now = party[0] if isinstance(party, tuple) else party, self.clock()
        if self._latest_to_write.has_others(tenant, now):
            return BESIDE_WRITERS
        return BESIDE_READERS if self._latest.has_others(tenant, now) else 1

    def is_crowded(self, tenant: Hashable) -> bool:
        """Whether the tenant has more under way than the loop keeps up with, beside others.

        More of it would not be done sooner, and others would wait for it, also in PostgreSQL.
        Nobody is crowded alone.
        """
        line = self._lines.get(tenant)
        if line is None or line.left_waiting < CROWDED:
            return False
        return self._latest.has_others(tenant, self.clock())

    def place(self, line: _Line) -> asyncio.Future[None] | None:
        """What to wait for before a step; None where nobody else is under way."""
        if self._under_way == 1:
            return None
        loop = asyncio.get_running_loop()
        place: asyncio.Future[None] = loop.create_future()
        if not line.places:
            line.used = max(line.used, self._level)
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

    def _go_on(self) -> None:
        """Let one step be made in the next round of the loop."""
        ready = (line for line in self._lines.values() if line.places)
        line = min(ready, key=lambda each: each.used, default=None)
        if line is None:
            return
        place = line.places.popleft()
        line.left_waiting += (len(line.places) - line.left_waiting) * _NEWEST
        self._waiting -= 1
        self._level = max(self._level, line.used)
        if not place.done():
            place.set_result(None)
        if self._waiting:
            asyncio.get_running_loop().call_soon(self._go_on)


class _Steps:
    """Awaits a coroutine; whenever it could go on after it has waited, it waits for its turn."""

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
        """Wait for it and then for a turn; gives what the coroutine is to be told instead."""
        place: asyncio.Future[None] | None = None
        try:
            yield awaited
            place = self._pacer.place(self._line)
            if place is not None:
                yield from place
        except BaseException as error:  # noqa: BLE001 - it is the coroutine's to handle
            if place is not None:
                self._pacer.leave(self._line, place)
            return error
        return None
