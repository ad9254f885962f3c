"""What a failure of the database means for the caller: one table of PostgreSQL's codes.

The table is meant for failures of a read, or of a transaction whose COMMIT was not sent. What was
lost later is `OutcomeUnknown` (`db/errors.py`).
"""

import math
from enum import StrEnum

import asyncpg
from sqlalchemy.exc import DBAPIError, TimeoutError as PoolTimeout

from db.overload import Overloaded
from db.patience import SILENCE, OutOfTime


class Failure(StrEnum):
    """Why the database has not done what it was asked for. Nothing was saved."""

    UNAVAILABLE = "UNAVAILABLE"  # not reachable, starting, stopping, full, read-only or broken
    OVERLOADED = "OVERLOADED"  # it has no room now
    TIMEOUT = "TIMEOUT"  # a statement took too long, or waited too long for a lock
    TOO_LARGE = "COST_LIMIT_EXCEEDED"  # the statement needs more than it may use


# SQLSTATE codes and, with two letters, whole classes of them; a code comes before its class.
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_FAILURES = {
    "08": Failure.UNAVAILABLE,  # the connection was lost or could not be made
    "25006": Failure.UNAVAILABLE,  # read-only: a standby, or a server that was told to be
    "25P03": Failure.UNAVAILABLE,  # the transaction was idle for too long, and was ended
    "25P04": Failure.TIMEOUT,  # the transaction took too long
    "28": Failure.UNAVAILABLE,  # the login was refused: a password that was just changed
    "3D000": Failure.UNAVAILABLE,  # the database is not there: it is being restored
    "40": Failure.UNAVAILABLE,  # rolled back because of another transaction, several times
    "53": Failure.UNAVAILABLE,  # the disk (53100) or the memory (53200) is full
    "53300": Failure.OVERLOADED,  # too many connections
    "53400": Failure.TOO_LARGE,  # over temp_file_limit
    "54": Failure.TOO_LARGE,  # too complex for PostgreSQL
    "55P03": Failure.TIMEOUT,  # the lock was not free in time
    "57": Failure.UNAVAILABLE,  # shut down, crashed, or starting
    "57014": Failure.TIMEOUT,  # statement_timeout, or canceled by an administrator
    "58": Failure.UNAVAILABLE,  # the disk fails
    "F0": Failure.UNAVAILABLE,  # a configuration file is broken
    "XX001": Failure.UNAVAILABLE,  # a table is damaged
    "XX002": Failure.UNAVAILABLE,  # an index is damaged
}
# A new connection may reach a server that works: the same one restarted, or another one.
_CURABLE = {"08", "25006", "25P03", "57P01", "57P02", "57P03", "57P05"}
_PLAN = asyncpg.InvalidCachedStatementError  # a migration changed a table meanwhile
# After COMMIT was sent. Citus says XX000 where a shard has not confirmed the commit.
_UNKNOWN = {"08", "25P03", "25P04", "40003", "57P01", "57P02", "57P05", "XX000"}
# The driver's own, without a code: it saw the connection end, or an answer that makes no sense.
_LOST = (OSError, asyncpg.InterfaceError, asyncpg.InternalClientError, _PLAN)


def failure_of(error: BaseException | None) -> Failure | None:
    """What the error means; None where it is no failure of the database but a fault of ours."""
    if isinstance(error, Overloaded | PoolTimeout):
        return Failure.OVERLOADED
    cause = _cause(error)
    if isinstance(cause, asyncpg.PostgresError) and not isinstance(cause, _PLAN):
        return _of_code(cause.sqlstate or "")
    return Failure.UNAVAILABLE if isinstance(cause, TimeoutError) or _is_lost(cause) else None


def is_curable(error: BaseException | None) -> bool:
    """Whether the same work may succeed at once on a new connection.

    A database that is silent or full is asked only once.
    """
    cause = _cause(error)
    if isinstance(cause, asyncpg.PostgresError) and not isinstance(cause, _PLAN):
        code = cause.sqlstate or ""
        return code in _CURABLE or code[:2] in _CURABLE
    return not isinstance(cause, TimeoutError) and _is_lost(cause)


def is_loss(error: BaseException | None, waited: float = math.inf) -> bool:
    """Whether other connections that are open may be lost as well: a restart, or silence.

    A deadline that passed after so many seconds of waiting is silence only if they are long: one
    that a request's budget cut short says nothing about the database.
    """
    cause = _cause(error)
    if isinstance(cause, TimeoutError):
        return waited >= SILENCE and not isinstance(cause, OutOfTime)
    return is_curable(error)


def may_have_committed(error: BaseException | None) -> bool:
    """Whether nobody can know if a COMMIT that failed with this error was carried out.

    Any other error of PostgreSQL means that it was rolled back.
    """
    cause = _cause(error)
    if isinstance(cause, asyncpg.PostgresError):
        code = cause.sqlstate or ""
        return code in _UNKNOWN or code[:2] in _UNKNOWN
    return isinstance(cause, TimeoutError) or _is_lost(cause)


def is_disk_full(error: BaseException | None) -> bool:
    """Whether PostgreSQL has no room on its disk."""
    return getattr(_cause(error), "sqlstate", None) == asyncpg.DiskFullError.sqlstate


def _of_code(code: str) -> Failure | None:
    return _FAILURES.get(code) or _FAILURES.get(code[:2])


def _is_lost(cause: BaseException | None) -> bool:
    """A value that the driver cannot send is an InterfaceError as well, and our own fault."""
    if _was_closed(cause):
        return True
    return isinstance(cause, _LOST) and not isinstance(cause, ValueError)


def _was_closed(cause: BaseException | None) -> bool:
    """Whether uvloop refused to send over a connection that the other side has just closed.

    A proxy whose server is away accepts a connection and closes it at once. uvloop has no class of
    its own for that.
    """
    return isinstance(cause, RuntimeError) and str(cause).endswith("the handler is closed")


def _cause(error: BaseException | None) -> BaseException | None:
    """The driver's error below that of SQLAlchemy."""
    if isinstance(error, DBAPIError):
        return error.orig.__cause__ if error.orig is not None and error.orig.__cause__ else error
    return error
