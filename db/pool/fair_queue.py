"""Fair, bounded turns at a scarce resource, with short waits.

Used for connections, but independent of them (decision 48).
"""

import asyncio
import math
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager

from db.pool.overload import Overloaded

TURN_TIMEOUT = 3.0  # seconds to wait for a turn
WAITING_EACH = 200  # waiting callers per member
WAITING_IN_ALL = 1_000
MAX_IDLE_MEMBERS = 2_000  # idle members that are remembered
MAX_RETRY = 30  # seconds
_FEWER = 0.8  # factor for the limit of a crowded member, after each of its turns
_NEWEST = 0.2  # the weight of the latest turn in a member's averages
_LONG = 0.1  # seconds from which a turn counts as long
_MANY = 0.5  # share of long turns from which a member counts as having long turns
_PARTS_AT_FIRST = 4  # the largest divisor for a new member
_REVIEW = 0.25  # seconds between two reviews of the waiting callers


class Member:
    """A member of the queue: the turns it holds, the time it used, and its waiting callers."""

    __slots__ = (
        "held",
        "idle",
        "is_new",
        "key",
        "long",
        "most",
        "pause",
        "served",
        "used",
        "waiting",
    )

    def __init__(self, key: Hashable, most: float) -> None:
        self.key, self.most = key, most  # `most` is its current limit of turns
        self.held = 0
        self.idle = 0  # held turns that only wait for something else
        self.used = 0.0  # seconds, on the scale that all members share
        self.long = _MANY  # the share of long turns among its latest ones
        self.is_new = True  # until one of its turns has ended
        self.served: float | None = None  # when a waiting caller last got a turn
        self.pause = 0.0  # average seconds between two such turns
        self.waiting: deque[asyncio.Future[Turn]] = deque()

    @property
    def expected(self) -> float:
        """The expected seconds until all waiting callers and one more are served."""
        return (len(self.waiting) + 1) * self.pause

    def add(self, seconds: float) -> None:
        """Record a turn that has ended, with its duration."""
        self.used += seconds
        self.is_new = False
        self.long += ((seconds > _LONG) - self.long) * _NEWEST

    def adapt(self, size: int, *, is_crowded: bool) -> None:
        """Raise the limit of turns slowly; lower it at once if the member is crowded."""
        self.most = max(self.most * _FEWER, 1) if is_crowded else self.most + 1 / self.most
        self.most = min(self.most, size)

    def note(self, now: float) -> None:
        """Record that a waiting caller was served."""
        if self.served is not None:
            pause = now - self.served
            self.pause += (pause - self.pause) * (_NEWEST if self.pause else 1)
        self.served = now


class Turn:
    """A turn in use."""

    __slots__ = ("begun", "is_idle", "member")

    def __init__(self, member: Member, begun: float) -> None:
        self.member, self.begun = member, begun
        self.is_idle = False


class FairQueue:
    """At most `size` turns at a time, shared fairly by members, such as tenants.

    Order: Waiting callers are served before new ones. The member that holds the fewest turns comes
    first, then the one that has used the least time. Under contention, all members therefore hold
    equally many turns, and a member with long turns waits longer for the next one. All members have
    the same weight. An idle member earns no credit: it resumes level with the others.

    Reserve: An eighth of the turns, at least one of three or more, is reserved for members that
    hold none, so that a newcomer is served at once.

    Crowding: The limit of a member shrinks while its turns wait for the event loop, because more
    turns would slow others down without being faster. Idle turns are not counted against this
    limit: otherwise, a member whose few turns all wait for a lock could do nothing else.

    Long turns: A member whose turns are long may hold 1/`parts_for` of all turns, at least one.
    Long turns keep a processor or a disk busy that others need even if turns are free.
    The duration of a turn is unknown beforehand, so a member counts as long if most of its latest
    turns were; a few long ones among many short ones delay nobody. A new member may hold a quarter
    beside others until its first turn ends, so that a burst of long turns cannot take them all.

    Bounds: The number of waiting callers is bounded per member and in total. Callers that cannot
    be expected to be served within `patience` seconds are refused at once, unless `refuses_early`
    is off.
    """

    def __init__(
        self,
        size: int,
        *,
        patience: float = TURN_TIMEOUT,
        waiting_each: int = WAITING_EACH,
        waiting_in_all: int = WAITING_IN_ALL,
        refuses_early: bool = True,
        is_crowded: Callable[[Hashable], bool] = lambda _key: False,
        parts_for: Callable[[Hashable], int] = lambda _key: 1,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.size, self.patience = size, patience
        self._free = size
        self._kept = 0 if size < 3 else max(size // 8, 1)  # noqa: PLR2004
        self._refuses, self._is_crowded = refuses_early, is_crowded
        self._parts_for = parts_for
        self._each, self._in_all = waiting_each, waiting_in_all
        self._clock = clock
        self._members: dict[Hashable, Member] = {}
        self._resting: dict[Hashable, Member] = {}  # hold and await no turn; the latest is last
        self._in_line: dict[Hashable, Member] = {}  # members with waiting callers
        self._waiting = 0
        self._now = 0.0  # start of the member served last, as in `used`
        self._review: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def turn(
        self, key: Hashable, patience: float | None = None, *, is_idle: bool = False
    ) -> AsyncIterator[None]:
        """Hold a turn within `async with`; an idle one mostly waits. Raises Overloaded."""
        connection = await self.wait(key, patience)
        try:
            if is_idle:
                self._set_idle(connection)
            yield
        finally:
            self.give_back(connection)

    def take_now(self, key: Hashable) -> Turn | None:
        """Take a turn if one is free for this member and none of its callers waits."""
        member = self._members.get(key) or self._enter(key)
        if not member.held and not member.waiting:
            member.used = max(member.used, self._now)
        if member.waiting or not self._may_have(member):
            return None
        return self._serve(member)

    async def wait(self, key: Hashable, patience: float | None = None) -> Turn:
        """Wait for a turn, after the member's earlier callers. Raises Overloaded."""
        if connection := self.take_now(key):
            return connection
        member, patience = self._members[key], self.patience if patience is None else patience
        self._refuse_if_hopeless(member, patience)
        loop = asyncio.get_running_loop()
        place: asyncio.Future[Turn] = loop.create_future()
        member.waiting.append(place)
        self._in_line[key] = member
        self._waiting += 1
        self._review_later()
        timer = loop.call_later(patience, self._give_up, member, place)
        try:
            return await place
        except asyncio.CancelledError:
            if place.cancelled():
                self._leave(member, place)
            elif place.exception() is None:  # canceled just after a turn was assigned
                self.give_back(place.result())
            raise
        finally:
            timer.cancel()

    def give_back(self, turn: Turn) -> None:
        """End a turn and serve waiting callers."""
        member = turn.member
        member.held -= 1
        member.idle -= turn.is_idle
        member.add(self._clock() - turn.begun)
        member.adapt(self.size, is_crowded=self._is_crowded(member.key))
        self._free += 1
        if self._in_line:
            self._serve_waiting()
        if not member.held and not member.waiting:
            self._rest(member)

    def _set_idle(self, turn: Turn) -> None:
        turn.is_idle = True
        turn.member.idle += 1
        if self._in_line:
            self._serve_waiting()

    def _may_have(self, member: Member) -> bool:
        if member.held - member.idle >= member.most or self._free <= (
            self._kept if member.held else 0
        ):
            return False
        return member.long < _MANY or member.held < self._part_of(member)

    def _part_of(self, member: Member) -> int:
        """Return the limit of turns of a new member, or of one whose turns are long."""
        parts = self._parts_for(member.key)
        return max(self.size // (min(parts, _PARTS_AT_FIRST) if member.is_new else parts), 1)

    def _serve(self, member: Member) -> Turn:
        member.held += 1
        self._free -= 1
        self._now = max(self._now, member.used)
        return Turn(member, self._clock())

    def _serve_waiting(self) -> None:
        while self._free and (member := self._next()) is not None:
            place = member.waiting[0]
            if not place.done():  # otherwise the caller has just been canceled
                turn = self._serve(member)
                member.note(turn.begun)
                place.set_result(turn)
            self._leave(member, place)

    def _next(self) -> Member | None:
        """Return the next member; None if the free turns are reserved for members without one."""
        able = (member for member in self._in_line.values() if self._may_have(member))
        return min(able, key=lambda each: (each.held, each.used), default=None)

    def _leave(self, member: Member, place: "asyncio.Future[Turn]") -> None:
        """Remove a waiting caller, unless it has already left."""
        if place not in member.waiting:
            return
        member.waiting.remove(place)
        self._waiting -= 1
        if not member.waiting:
            member.served, member.pause = None, 0.0
            del self._in_line[member.key]
            if not member.held:
                self._rest(member)

    def _give_up(self, member: Member, place: "asyncio.Future[Turn]") -> None:
        if not place.done():
            self._leave(member, place)
            place.set_exception(Overloaded(retry_after=_retry_after(member.expected)))

    def _refuse_if_hopeless(self, member: Member, patience: float) -> None:
        too_many = len(member.waiting) >= self._each or self._waiting >= self._in_all
        too_late = self._refuses and member.expected > patience
        if too_many or too_late:
            if not member.held and not member.waiting:
                self._rest(member)
            raise Overloaded(retry_after=_retry_after(member.expected))

    def _enter(self, key: Hashable) -> Member:
        member = self._resting.pop(key, None) or Member(key, self.size)
        self._members[key] = member
        return member

    def _rest(self, member: Member) -> None:
        """Mark a member as idle. Its statistics are kept for later."""
        if self._members.pop(member.key, None) is None:
            return
        if member.used <= self._now:
            member.most = self.size
        self._resting[member.key] = member
        if len(self._resting) > MAX_IDLE_MEMBERS:
            del self._resting[next(iter(self._resting))]

    def _review_later(self) -> None:
        if self._review is None:
            loop = asyncio.get_running_loop()
            self._review = loop.call_later(_REVIEW, self._look_again)

    def _look_again(self) -> None:
        """Serve callers who can have a turn now because others have left."""
        self._review = None
        self._serve_waiting()
        if self._in_line:
            self._review_later()


def _retry_after(expected: float) -> int:
    return min(max(math.ceil(expected), 1), MAX_RETRY)
