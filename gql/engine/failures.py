"""Failures that are not the client's fault: the client's error, and the line in the log.

Each failure is one line in the log with a number, its code, the operation and the exception. The
client gets the same number. `cli/logs.py` writes a traceback once a minute for each kind.
"""

import logging
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from graphql import GraphQLError

from db.planner.errors import ReadRefused
from db.pool.failures import Failure, failure_of, is_disk_full
from db.pool.overload import Overloaded
from gql.request_errors import RequestRefused, client_message

log = logging.getLogger("salesgraph")

_MAX_NAME_LENGTH = 80  # characters of an operation's name, which the client chooses
_SOON, _FULL = 1, 30  # seconds until a client should retry; a full disk needs an operator
_OURS = "INTERNAL_SERVER_ERROR"
_MESSAGES = {
    Failure.OVERLOADED: "The server is busy. Try again in a moment.",
    Failure.TIMEOUT: "The database took too long. Try again, or request less.",
    Failure.TOO_LARGE: "The query needs more database resources than allowed. Request less.",
}


def refusal_of(error: Exception, operation: str | None = None) -> RequestRefused:
    """The error for a request that failed as a whole. Logs the details that it leaves out."""
    if isinstance(error, RequestRefused):
        return error
    if isinstance(error, Overloaded):
        return overload_refusal(error)
    code, message = _describe(error, operation)
    if code == Failure.TOO_LARGE:
        return RequestRefused(code, message)
    if code == _OURS:
        return RequestRefused(code, message, status=500)
    pause = _FULL if is_disk_full(error) else _SOON
    return RequestRefused(code, message, status=503, retry_after=pause)


def overload_refusal(cause: Overloaded) -> RequestRefused:
    """The refusal of a request that there is no capacity for: status 503 with `Retry-After`."""
    return RequestRefused("OVERLOADED", str(cause), status=503, retry_after=cause.retry_after)


def field_error(error: GraphQLError, operation: str | None = None) -> dict[str, Any]:
    """Format the error of one field. Logs the details that it leaves out."""
    cause = error.original_error
    if cause is None:
        return _with_code(error, "BAD_USER_INPUT", client_message(error.message))
    if isinstance(cause, RequestRefused):
        return _with_code(error, cause.code, client_message(cause.errors[0].message))
    if isinstance(cause, ReadRefused):
        return _with_code(error, cause.code, str(cause))
    if isinstance(cause, Overloaded):
        return _with_code(error, "OVERLOADED", str(cause))
    code, message = _describe(cause, operation)
    return _with_code(error, code, message)


def _describe(error: Exception, operation: str | None) -> tuple[str, str]:
    """The code and the message for the client. Logs unexpected failures."""
    failure = failure_of(error)
    message = _MESSAGES.get(failure) if failure else None
    if failure and message:
        return failure, message
    code = failure or _OURS
    number = _log_failure(code, error, operation)
    if code == Failure.UNAVAILABLE:
        return code, f"The database is unavailable. Try again in a moment. Error {number}."
    return code, f"Something went wrong. Error {number}."


def _with_code(error: GraphQLError, code: str, message: str) -> dict[str, Any]:
    formatted: Mapping[str, Any] = error.formatted
    return {**formatted, "message": message, "extensions": {"code": code}}


def _log_failure(code: str, error: Exception, operation: str | None) -> str:
    """Log a failure and return its number."""
    number = uuid4().hex
    name = (operation or "(unnamed)")[:_MAX_NAME_LENGTH]
    log.error("error %s: %s in operation %s", number, code, name, exc_info=error)
    return number
