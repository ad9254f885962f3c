"""Failures that are not the client's fault: what a client is told, and the line that is logged.

A failure is one line in the log, with a number that the client is told as well, its code, the
operation, and the exception (`cli/logs.py` writes a traceback once a minute for each kind).
"""

import logging
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import asyncpg
from graphql import GraphQLError

from db.errors import is_unavailable
from db.overload import Overloaded
from db.reads.refusals import ReadRefused
from gql.refusals import RequestRefused, told

log = logging.getLogger("salesgraph")

_LONGEST_NAME = 80  # characters of an operation's name, which a client chooses


def refusal_of(error: Exception, operation: str | None = None) -> RequestRefused:
    """What the client is told when a request fails as a whole. Logs what it is not told."""
    if isinstance(error, RequestRefused):
        return error
    if isinstance(error, Overloaded):
        return overloaded(error)
    if isinstance(error, asyncpg.QueryCanceledError):
        return RequestRefused("TIMEOUT", "The query took too long.", status=503)
    if is_unavailable(error):
        number = _logged("UNAVAILABLE", error, operation)
        return RequestRefused("UNAVAILABLE", f"Try again in a moment. Error {number}.", status=503)
    number = _logged("INTERNAL_SERVER_ERROR", error, operation)
    message = f"Something went wrong. Error {number}."
    return RequestRefused("INTERNAL_SERVER_ERROR", message, status=500)


def overloaded(cause: Overloaded) -> RequestRefused:
    """The refusal of a whole request that there is no room for: status 503 with `Retry-After`."""
    return RequestRefused("OVERLOADED", str(cause), status=503, retry_after=cause.retry_after)


def field_error(error: GraphQLError, operation: str | None = None) -> dict[str, Any]:
    """The error of one field as it is answered. Logs what the client is not told."""
    cause = error.original_error
    if cause is None:
        return _coded(error, "BAD_USER_INPUT", told(error.message))
    if isinstance(cause, RequestRefused):
        return _coded(error, cause.code, told(cause.errors[0].message))
    if isinstance(cause, ReadRefused):
        return _coded(error, cause.code, str(cause))
    if isinstance(cause, Overloaded):
        return _coded(error, "OVERLOADED", str(cause))
    if is_unavailable(cause):
        number = _logged("UNAVAILABLE", cause, operation)
        message = f"The database is away. Read the record before you try again. Error {number}."
        return _coded(error, "UNAVAILABLE", message)
    number = _logged("INTERNAL_SERVER_ERROR", cause, operation)
    return _coded(error, "INTERNAL_SERVER_ERROR", f"Something went wrong. Error {number}.")


def _coded(error: GraphQLError, code: str, message: str) -> dict[str, Any]:
    formatted: Mapping[str, Any] = error.formatted
    return {**formatted, "message": message, "extensions": {"code": code}}


def _logged(code: str, error: Exception, operation: str | None) -> str:
    """The number under which the failure stands in the log."""
    number = uuid4().hex
    name = (operation or "(unnamed)")[:_LONGEST_NAME]
    log.error("error %s: %s in operation %s", number, code, name, exc_info=error)
    return number
