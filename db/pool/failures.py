"""Classifies database failures by SQLSTATE.

The table applies to reads, and to transactions whose COMMIT was not sent. A connection lost after
that is `OutcomeUnknown` (`db/errors.py`).
"""

import math
from enum import StrEnum

import asyncpg
from sqlalchemy.exc import DBAPIError, TimeoutError as PoolTimeout

from db.pool.deadlines import SILENCE, DeadlineExceeded
from db.pool.overload import Overloaded


class Failure(StrEnum):
    """Why the database did not execute the work. Nothing was saved."""

    UNAVAILABLE = "UNAVAILABLE"  # unreachable, starting, stopping, full, read-only or damaged
    OVERLOADED = "OVERLOADED"  # no capacity at the moment
    TIMEOUT = "TIMEOUT"  # a statement took too long, or waited too long for a lock
    TOO_LARGE = "COST_LIMIT_EXCEEDED"  # the statement exceeds a resource limit


# SQLSTATE codes and, with two letters, whole classes of them; a code comes before its class.
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_FAILURES = {
    "08": Failure.UNAVAILABLE,  # the connection was lost or could not be opened
    "25006": Failure.UNAVAILABLE,  # read-only: a standby, or a server configured as read-only
    "25P03": Failure.UNAVAILABLE,  # the transaction was idle for too long
    "25P04": Failure.TIMEOUT,  # the transaction took too long
    "28": Failure.UNAVAILABLE,  # the login was refused: the password may have just changed
    "3D000": Failure.UNAVAILABLE,  # the database does not exist: it may be being restored
    "40": Failure.UNAVAILABLE,  # rolled back because of another transaction, several times
    "53": Failure.UNAVAILABLE,  # the disk (53100) or the memory (53200) is full
    "53300": Failure.OVERLOADED,  # too many connections
    "53400": Failure.TOO_LARGE,  # over temp_file_limit
    "54": Failure.TOO_LARGE,  # too complex for PostgreSQL
    "55P03": Failure.TIMEOUT,  # lock_timeout
    "57": Failure.UNAVAILABLE,  # shut down, crashed, or starting
    "57014": Failure.TIMEOUT,  # statement_timeout, or canceled by an administrator
    "58": Failure.UNAVAILABLE,  # the disk fails
    "F0": Failure.UNAVAILABLE,  # a configuration file is broken
    "XX001": Failure.UNAVAILABLE,  # a table is damaged
    "XX002": Failure.UNAVAILABLE,  # an index is damaged
}
# A new connection may reach a working server: the same one after a restart, or another one.
_CURABLE = {"08", "25006", "25P03", "57P01", "57P02", "57P03", "57P05"}
_PLAN = asyncpg.InvalidCachedStatementError  # a migration changed a table meanwhile
# After COMMIT was sent. Citus reports XX000 if a shard has not confirmed the commit.
_UNKNOWN = {"08", "25P03", "25P04", "40003", "57P01", "57P02", "57P05", "XX000"}
# asyncpg's own errors, without a code: the connection ended, or sent an unexpected message.
_LOST = (OSError, asyncpg.InterfaceError, asyncpg.InternalClientError, _PLAN)


def failure_of(error: BaseException | None) -> Failure | None:
    """The failure behind an error; None if the error is not a database failure but a bug."""
    if isinstance(error, Overloaded | PoolTimeout):
        return Failure.OVERLOADED
    cause = _cause(error)
    if isinstance(cause, asyncpg.PostgresError) and not isinstance(cause, _PLAN):
        return _of_code(cause.sqlstate or "")
    return Failure.UNAVAILABLE if isinstance(cause, TimeoutError) or _is_lost(cause) else None


def is_curable(error: BaseException | None) -> bool:
    """Whether the same work may succeed at once on a new connection.

    False for a database that does not respond or is full.
    """
    cause = _cause(error)
    if isinstance(cause, asyncpg.PostgresError) and not isinstance(cause, _PLAN):
        code = cause.sqlstate or ""
        return code in _CURABLE or code[:2] in _CURABLE
    return not isinstance(cause, TimeoutError) and _is_lost(cause)


def is_loss(error: BaseException | None, waited: float = math.inf) -> bool:
    """Whether other open connections may be lost as well: after a restart, or without a response.

    A timeout counts only if `waited`, in seconds, is long enough: a deadline that was shortened
    by the request's budget says nothing about the database.
    """
    cause = _cause(error)
    if isinstance(cause, TimeoutError):
        return waited >= SILENCE and not isinstance(cause, DeadlineExceeded)
    return is_curable(error)


def may_have_committed(error: BaseException | None) -> bool:
    """Whether a COMMIT that failed with this error may have succeeded.

    All other PostgreSQL errors mean that the transaction was rolled back.
    """
    cause = _cause(error)
    if isinstance(cause, asyncpg.PostgresError):
        code = cause.sqlstate or ""
        return code in _UNKNOWN or code[:2] in _UNKNOWN
    return isinstance(cause, TimeoutError) or _is_lost(cause)


def is_disk_full(error: BaseException | None) -> bool:
    """Whether PostgreSQL's disk is full."""
    return getattr(_cause(error), "sqlstate", None) == asyncpg.DiskFullError.sqlstate


def _of_code(code: str) -> Failure | None:
    return _FAILURES.get(code) or _FAILURES.get(code[:2])


def _is_lost(cause: BaseException | None) -> bool:
    """Whether the connection was lost; a value that asyncpg cannot encode is a bug instead."""
    if _was_closed(cause):
        return True
    return isinstance(cause, _LOST) and not isinstance(cause, ValueError)


def _was_closed(cause: BaseException | None) -> bool:
    """Whether uvloop refused to write to a connection that the peer has just closed.

    A proxy whose server is unavailable accepts a connection and closes it at once. uvloop has no
    exception class of its own for that.
    """
    return isinstance(cause, RuntimeError) and str(cause).endswith("the handler is closed")


def _cause(error: BaseException | None) -> BaseException | None:
    """The error of asyncpg below SQLAlchemy's."""
    if isinstance(error, DBAPIError):
        return error.orig.__cause__ if error.orig is not None and error.orig.__cause__ else error
    return error
