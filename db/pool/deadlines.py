"""Deadlines for a database that does not respond, and the time budget of a request.

PostgreSQL itself ends a statement after five seconds. These deadlines are for a server or a
network that does not respond at all. Each step has its own deadline. A request also has one
budget for all of its steps, so that deadlines cannot add up (decision 55). Background jobs have
no budget.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token

REQUEST = 6.5  # seconds for a whole request; half a second less than documented
CONNECT = 3.0  # seconds until a new connection must be usable
STATEMENT = 6.0  # seconds until a statement must be answered
LOCK_TIMEOUT = 2.0  # seconds that a statement waits for a lock
ROLLBACK = 3.0  # seconds until a ROLLBACK must be answered
COMMIT = 6.0  # seconds until a client is told that the outcome of its COMMIT is unknown
MIN_COMMIT = 1.0  # seconds; COMMIT is not sent with less time left to wait for its answer
SILENCE = 2.5  # seconds without an answer after which all open connections count as lost

_MIN_STEP = 0.1  # seconds; a step with less time is not started


class DeadlineExceeded(TimeoutError):
    """The budget of the request is used up, so the next step was not started."""

    def __init__(self) -> None:
        super().__init__("the request took too long, so its next step was not begun")


class Budget:
    """The time that all steps of a request may take together, from now on.

    It applies to the steps inside its `with` statement.
    """

    __slots__ = ("_seconds", "_token", "_until")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until = time.monotonic() + seconds
        self._token: Token[Budget | None]

    def __enter__(self) -> "Budget":
        self._token = _budget.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        _budget.reset(self._token)

    @property
    def left(self) -> float:
        """The seconds left; negative if the budget is overdrawn."""
        return self._until - time.monotonic()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Leave out the time spent inside, such as waiting for the client."""
        began = time.monotonic()
        try:
            yield
        finally:
            self._until += time.monotonic() - began

    def renew(self) -> None:
        """Restart with the full budget."""
        self._until = time.monotonic() + self._seconds


_budget: ContextVar[Budget | None] = ContextVar("budget", default=None)


def time_budget(seconds: float) -> Budget:
    """A budget of some seconds, from now on, for all steps inside of it.

    Tasks created inside share the budget. A task that outlives the request, or works for other
    requests too, needs a context of its own.
    """
    return Budget(seconds)


def time_left(most: float, least: float = _MIN_STEP) -> float:
    """The seconds that a step may take: `most`, or the rest of the budget if that is less.

    Raises DeadlineExceeded if less than `least` is left, so that no step starts that cannot finish.
    """
    budget = _budget.get()
    if budget is None:
        return most
    seconds = budget.left
    if seconds < least:
        raise DeadlineExceeded
    return min(seconds, most)


def time_left_before_commit() -> float | None:
    """The seconds that a transaction may take until its COMMIT is sent; None without a budget.

    Raises DeadlineExceeded.
    """
    if _budget.get() is None:
        return None
    return time_left(REQUEST, MIN_COMMIT + _MIN_STEP) - MIN_COMMIT


def has_time() -> bool:
    """Whether there is enough time for another step."""
    budget = _budget.get()
    return budget is None or budget.left >= _MIN_STEP


def restart_budget() -> None:
    """Restart the budget, if there is one.

    Call it after an answered COMMIT and after long work without the database: the time so far was
    not spent waiting for a database that does not respond.
    """
    budget = _budget.get()
    if budget is not None:
        budget.renew()


class ConnectionLosses:
    """When the database was last lost; connections opened before may be dead as well."""

    __slots__ = ("_last",)

    def __init__(self) -> None:
        self._last = 0.0

    def note(self) -> None:
        """Record that the database was lost just now."""
        self._last = time.monotonic()

    def cover(self, opened: float) -> bool:
        """Whether a connection opened at this time must not be used any more."""
        return opened <= self._last
