"""What the requests of each tenant use of the event loop."""

import asyncio
import math
from collections import deque
from collections.abc import Callable, Coroutine, Generator, Hashable
from typing import Any

RECENT = 0.5  # seconds in which the recorded use falls to 37 %
AGE_PRECISION = 0.005  # seconds to which the age of uses is known
STALE = 0.02  # seconds after its latest step in which a request in progress still needs the loop


class Member:
    """A tenant: its requests, and its recent use of the event loop."""

    __slots__ = ("at", "key", "running", "seen", "use", "waiting")

    def __init__(self, key: Hashable, now: float) -> None:
        self.key = key
        self.running = 0  # requests that have started
        self.waiting: deque[Request] = deque()
        self.use = 0.0  # seconds; the older they are, the less they count
        self.at = now  # when `use` was last reduced
        self.seen = now  # when its latest step ended

    def add(self, seconds: float, now: float) -> None:
        """Record that a step of this duration has just ended."""
        if now - self.at > AGE_PRECISION:
            self.use = self.recent(now)
            self.at = now
        self.use += seconds
        self.seen = now

    def recent(self, now: float) -> float:
        """The recent use in seconds."""
        return self.use * math.exp((self.at - now) / RECENT)

    def needs_loop(self, now: float) -> bool:
        """Whether a request waits to start or goes on in short steps.

        A request that waits long for the database needs nothing in the meantime.
        """
        return bool(self.waiting) or (self.running > 0 and now - self.seen < STALE)


class Request:
    """Awaits the work of one request, and reports the duration of each of its steps.

    `spent` are seconds that were spent on the request before.
    """

    __slots__ = ("_clock", "_report", "is_extra", "member", "place", "unrecorded", "work")

    work: Coroutine[Any, Any, None]
    place: asyncio.Future[None]  # to wait at

    def __init__(
        self,
        clock: Callable[[], float],
        report: Callable[["Request", float, float], None],
        spent: float = 0.0,
    ) -> None:
        self._clock, self._report = clock, report
        self.member: Member | None = None  # unknown until the token is checked
        self.unrecorded = spent  # seconds, while the member is unknown
        self.is_extra = False  # it has started although other tenants come first

    def __await__(self) -> Generator[Any, None, None]:
        clock, work, error = self._clock, self.work, None
        while True:
            begun = clock()
            try:
                awaited = work.throw(error) if error else work.send(None)
            except StopIteration:
                return
            finally:
                now = clock()
                self._report(self, now - begun, now)
            error = yield from _wait_for(awaited)


def _wait_for(awaited: Any) -> Generator[Any, None, BaseException | None]:
    """Wait for a result; returns the error to throw into the work."""
    try:
        yield awaited
    except BaseException as error:  # noqa: BLE001 - the work handles it
        return error
    return None
