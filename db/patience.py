"""How long a caller waits for a database that does not answer, and what is believed of it then.

PostgreSQL itself ends a statement after five seconds. These deadlines are for a server, or a
network, that says nothing at all. Each step has its own; a request also has one budget for all of
its steps together, so that they cannot add up. Background jobs have none.
"""

import time
from contextvars import ContextVar, Token

REQUEST = 6.5  # seconds until a request must be answered; half a second less than promised
CONNECT = 3.0  # seconds until a new connection must be usable
STATEMENT = 6.0  # seconds until a statement must be answered
LOCK_PATIENCE = 2.0  # seconds that a statement waits for a lock
ROLLBACK = 3.0  # seconds until a ROLLBACK must be answered
COMMIT = 6.0  # seconds until a client is told that the outcome of its COMMIT is unknown
SHORTEST_COMMIT = 1.0  # seconds; with less to wait for its answer, no COMMIT is sent
SILENCE = 2.5  # seconds without an answer after which other connections are not trusted either

_SHORTEST = 0.1  # seconds; a step that has less is not begun


class OutOfTime(TimeoutError):
    """The budget of the request is used up, so the next step was not begun."""

    def __init__(self) -> None:
        super().__init__("the request took too long, so its next step was not begun")


class Budget:
    """The time that the steps of a request may take together; for `with`."""

    __slots__ = ("_seconds", "_token", "_until")

    def __init__(self, seconds: float, spent: float) -> None:
        self._seconds = seconds
        self._until = time.monotonic() + seconds - spent
        self._token: Token[Budget | None]

    def __enter__(self) -> "Budget":
        self._token = _budget.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        _budget.reset(self._token)

    @property
    def left(self) -> float:
        """Seconds; negative once the time is over."""
        return self._until - time.monotonic()

    def renew(self) -> None:
        """Begin again with all of it."""
        self._until = time.monotonic() + self._seconds


_budget: ContextVar[Budget | None] = ContextVar("budget", default=None)


def within(seconds: float, *, spent: float = 0.0) -> Budget:
    """Give all steps inside so many seconds together, of which some may be spent already.

    Tasks that are created inside have the same budget. One that outlives the request, or works for
    others too, needs a context of its own.
    """
    return Budget(seconds, spent)


def left(most: float, least: float = _SHORTEST) -> float:
    """The seconds a step may take: `most`, or what is left of the budget if that is less.

    Raises OutOfTime if that is less than `least`, so that no step begins that cannot end in time.
    """
    budget = _budget.get()
    if budget is None:
        return most
    seconds = budget.left
    if seconds < least:
        raise OutOfTime
    return min(seconds, most)


def left_before_commit() -> float | None:
    """The seconds a transaction may take before its COMMIT is sent; None without a budget.

    Raises OutOfTime.
    """
    if _budget.get() is None:
        return None
    return left(REQUEST, SHORTEST_COMMIT + _SHORTEST) - SHORTEST_COMMIT


def has_time() -> bool:
    """Whether another step can begin."""
    budget = _budget.get()
    return budget is None or budget.left >= _SHORTEST


def renew() -> None:
    """Start the budget again, if there is one: the time so far was not lost to a silent database.

    That is so after a COMMIT that was answered, and after long work that needs no database.
    """
    budget = _budget.get()
    if budget is not None:
        budget.renew()


class Losses:
    """When the database was last found to be lost: connections from before may be dead as well."""

    __slots__ = ("_last",)

    def __init__(self) -> None:
        self._last = 0.0

    def note(self) -> None:
        """The database was lost just now."""
        self._last = time.monotonic()

    def cover(self, opened: float) -> bool:
        """Whether a connection that was opened then is not to be used any more."""
        return opened <= self._last
