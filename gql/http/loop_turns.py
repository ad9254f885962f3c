"""Turns at the event loop: requests of a tenant that uses it most wait while others are served.

Hundreds of clients that send cheap requests without a pause keep the loop busy. Each request of
another tenant would wait for all of theirs, and again after each answer of the database. So the
loop's time is measured for each tenant, and a request waits before it starts (decision 61).
"""

import asyncio
import time
from collections.abc import Callable, Hashable, Iterator

from db.pool.overload import Overloaded
from gql.http.loop_use import Member, Request

EXTRA = 0.5  # seconds for tenants above the average, for each second that others use
ALWAYS = 0.1  # seconds for them in each second
SAVED = 0.0001  # seconds of these that can be saved
NEXT_REQUEST_GRACE = 0.002  # seconds in which a tenant's next request is expected
ALONE = 1.0  # seconds without another tenant, after which one counts as alone
LONGEST = 0.005  # seconds in which an iteration of the loop starts requests of a tenant alone
MAX_STARTS_PER_ITERATION = 8  # waiting requests of a tenant alone that start in one iteration
LOOP_TURN_TIMEOUT = 3.0  # seconds that a request waits
REVIEW = 0.002  # seconds between two reviews of the waiting requests
MAX_IDLE_TENANTS = 2_000  # tenants without requests that are remembered


class LoopTurns:
    """Decides when requests start.

    Alone, a tenant's requests start at once; if hundreds arrive together, they start in several
    iterations of the loop. Beside others, a tenant that has recently used no more of the loop than
    the others on average does not wait, either. The requests of tenants above the average wait
    until no other tenant has a request in progress, or was answered in the last two milliseconds.
    Meanwhile they start one by one, the tenant with the least use first, for half as much time as
    the others use and a tenth of all time.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self.clock = clock  # the loop's own clock stands still within an iteration
        self._members: dict[Hashable, Member] = {}  # those with requests
        self._resting: dict[Hashable, Member] = {}  # others; the one that was answered last is last
        self._waiting = 0
        self._saved = 0.0  # seconds that requests of tenants above the average may use
        self._reviewed: float | None = None  # when the tenth of the time was last added to it
        self._tick = self._tick_began = 0.0  # iteration of the loop, and its first start
        self._is_going_on = False
        self._timer: asyncio.TimerHandle | None = None

    def request(self, spent: float = 0.0) -> Request:
        """A request on which `spent` seconds were spent so far; assign its `work`, and await it."""
        return Request(self.clock, self._record, spent)

    def start(self, request: Request, tenant: Hashable) -> bool:
        """Start a request if it may start now; otherwise, `wait`. Call `end` after its work."""
        now = self.clock()
        request.member = member = self._members.get(tenant) or self._enter(tenant, now)
        member.add(request.unrecorded, now)
        if member.waiting or not self._may_start(request, member, now):
            return False
        member.running += 1
        return True

    async def wait(self, request: Request) -> None:
        """Wait until a request may start that could not start at once. Raises Overloaded."""
        member, loop = _member_of(request), asyncio.get_running_loop()
        place = request.place = loop.create_future()
        member.waiting.append(request)
        self._waiting += 1
        self._go_on_soon()
        timer = loop.call_later(LOOP_TURN_TIMEOUT, _give_up, place)
        try:
            await place
        except BaseException:
            self._leave(request, member)
            raise
        finally:
            timer.cancel()

    def end(self, request: Request) -> None:
        """Record that a request has ended that had started."""
        member = _member_of(request)
        member.running -= 1
        if self._waiting:
            self._go_on_soon()
        if not member.running:
            self._rest(member)

    def _record(self, request: Request, seconds: float, now: float) -> None:
        """Record a step of a request that has just ended."""
        member = request.member
        if member is None:
            request.unrecorded += seconds
            return
        member.add(seconds, now)
        if request.is_extra:
            self._saved -= seconds
        elif self._waiting > len(member.waiting):
            self._save(seconds * EXTRA)

    def _save(self, seconds: float) -> None:
        self._saved = min(self._saved + seconds, SAVED)

    def _may_start(self, request: Request, member: Member, now: float) -> bool:
        if self._resting or len(self._members) > 1:
            others = list(self._others(member, now))
            if others:
                return self._may_start_beside(others, request, member, now)
        tick = asyncio.get_running_loop().time()  # uvloop's stands still within an iteration
        if tick != self._tick:
            self._tick, self._tick_began = tick, now
        return now - self._tick_began <= (LONGEST if self._is_alone(now) else 0)

    def _may_start_beside(
        self, others: list[Member], request: Request, member: Member, now: float
    ) -> bool:
        if member.recent(now) * len(others) <= sum(each.recent(now) for each in others):
            return True
        if self._reviewed is not None:
            self._save((now - self._reviewed) * ALWAYS)
        self._reviewed = now
        if self._saved <= 0:
            return False
        request.is_extra = True
        self._saved -= request.unrecorded
        return True

    def _others(self, member: Member, now: float) -> Iterator[Member]:
        """Yield the other tenants that need the loop now, or are likely to within a moment."""
        if len(self._members) > 1:
            for other in self._members.values():
                if other is not member and other.needs_loop(now):
                    yield other
        for other in reversed(self._resting.values()):
            if now - other.seen > NEXT_REQUEST_GRACE:
                return
            yield other

    def _is_alone(self, now: float) -> bool:
        if len(self._members) > 1:
            return False
        last = next(reversed(self._resting.values()), None)
        return last is None or now - last.seen > ALONE

    def _leave(self, request: Request, member: Member) -> None:
        """Remove a waiting request, or end one that was canceled when it was about to start."""
        if request in member.waiting:
            member.waiting.remove(request)
            self._waiting -= 1
            self._rest(member)
        else:
            self.end(request)

    def _go_on_soon(self) -> None:
        if self._is_going_on:
            return
        self._is_going_on = True
        asyncio.get_running_loop().call_soon(self._go_on)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _go_on(self) -> None:
        """Start the next waiting requests if they may start, and look again while others wait."""
        self._is_going_on, self._timer = False, None
        now = self.clock()
        waiting = (each for each in self._members.values() if each.waiting)
        member = min(waiting, key=lambda each: each.recent(now), default=None)
        if member is None:
            return
        has_started = self._start_some(member, now)
        if not self._waiting:
            self._reviewed = None
        elif has_started:
            self._go_on_soon()
        else:
            self._timer = asyncio.get_running_loop().call_later(REVIEW, self._go_on)

    def _start_some(self, member: Member, now: float) -> bool:
        """Start waiting requests of a tenant: one, or a few if it is alone."""
        others = list(self._others(member, now))
        if not others:
            self._reviewed = None
        elif not self._may_start_beside(others, member.waiting[0], member, now):
            return False
        for _ in range(MAX_STARTS_PER_ITERATION if self._is_alone(now) else 1):
            if not member.waiting:
                break
            request = member.waiting.popleft()
            self._waiting -= 1
            member.running += 1
            if request.place.done():  # canceled, and about to leave
                continue
            request.place.set_result(None)
        return True

    def _enter(self, tenant: Hashable, now: float) -> Member:
        member = self._resting.pop(tenant, None) or Member(tenant, now)
        self._members[tenant] = member
        return member

    def _rest(self, member: Member) -> None:
        """Move a tenant without requests to the others, of which only so many are remembered."""
        if member.running or member.waiting:
            return
        self._resting[member.key] = self._members.pop(member.key)
        if len(self._resting) > MAX_IDLE_TENANTS:
            del self._resting[next(iter(self._resting))]


def _member_of(request: Request) -> Member:
    if request.member is None:
        raise TypeError("the tenant of a request is known once it starts or waits")
    return request.member


def _give_up(place: asyncio.Future[None]) -> None:
    if not place.done():
        place.set_exception(Overloaded())
