"""Failures that are not the client's fault: what a client is told, and what the log keeps."""

import logging
from uuid import uuid4

import asyncpg

from db.errors import is_unavailable
from db.overload import Overloaded
from gql.refusals import RequestRefused

log = logging.getLogger("salesgraph")


def refusal_of(error: Exception) -> RequestRefused:
    """What the client of a request is told that failed as a whole; the cause goes to the log."""
    if isinstance(error, RequestRefused):
        return error
    if isinstance(error, Overloaded):
        return overloaded(error)
    if isinstance(error, asyncpg.QueryCanceledError):
        return RequestRefused("TIMEOUT", "The query took too long.", status=503)
    if is_unavailable(error):
        return _logged(error, "UNAVAILABLE", "Try again in a moment.", 503)
    return _logged(error, "INTERNAL_SERVER_ERROR", "Something went wrong.", 500)


def overloaded(cause: Overloaded) -> RequestRefused:
    """The refusal of a whole request that there is no room for: status 503 with `Retry-After`."""
    return RequestRefused("OVERLOADED", str(cause), status=503, retry_after=cause.retry_after)


def _logged(error: Exception, code: str, message: str, status: int) -> RequestRefused:
    number = uuid4().hex
    log.error("request failed, error %s", number, exc_info=error)
    return RequestRefused(code, f"{message} Error {number}.", status=status)
