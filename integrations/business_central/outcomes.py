"""What a failed request to Business Central means: whether it was done, and whether to repeat it.

Decisions depend on the HTTP status and the error's code, never on the text of its message.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum
from http import HTTPStatus

MAX_RETRY_AFTER = timedelta(hours=1)


class Outcome(Enum):
    """The meaning of a failed request."""

    REFUSED = "The data was refused. Repeating the request gives the same answer."
    MISCONFIGURED = "Nothing works until somebody corrects the connection."
    GONE = "The record does not exist, or not any more."
    STALE = "The record has changed since it was read. Read it again."
    THROTTLED = "Too many requests. Nothing was done."
    NOT_SENT = "Business Central was not reached. Nothing was done."
    UNKNOWN = "The request may have been done, or may still be."


@dataclass
class BusinessCentralError(Exception):
    """A request failed; `message` is a sentence for people."""

    outcome: Outcome
    message: str
    status: int | None = None
    code: str | None = None
    retry_after: timedelta | None = None
    correlation_id: str | None = None

    @property
    def may_be_done(self) -> bool:
        """Whether a write may have taken effect in spite of the failure."""
        # A page instead of JSON comes from a proxy, which may have passed the request on.
        is_page = self.status is not None and self.status < HTTPStatus.BAD_REQUEST
        return self.outcome is Outcome.UNKNOWN or is_page

    def __str__(self) -> str:
        return self.message


_STALE = "Request_EntityChanged"
_TOKEN = "BadRequest_InvalidToken"  # noqa: S105 - a code: the etag is missing or malformed
# A 404 for the company or the environment, not for a record in it. With a 503, the same code means
# that the environment is unavailable for a while.
_NO_SUCH_PLACE = frozenset({"Internal_CompanyNotFound", "Internal_TenantUnavailable"})
_BY_STATUS: dict[int, Outcome] = {
    HTTPStatus.UNAUTHORIZED: Outcome.MISCONFIGURED,
    HTTPStatus.PAYMENT_REQUIRED: Outcome.MISCONFIGURED,
    HTTPStatus.FORBIDDEN: Outcome.MISCONFIGURED,
    HTTPStatus.NOT_FOUND: Outcome.GONE,
    HTTPStatus.REQUEST_TIMEOUT: Outcome.UNKNOWN,  # it ran for 8 minutes and was canceled
    HTTPStatus.CONFLICT: Outcome.UNKNOWN,  # a duplicate key, or a lost race in the database there
    HTTPStatus.PRECONDITION_FAILED: Outcome.STALE,
    HTTPStatus.TOO_MANY_REQUESTS: Outcome.THROTTLED,
    HTTPStatus.NOT_IMPLEMENTED: Outcome.REFUSED,
}


def classify(status: int, code: str | None) -> Outcome:
    """Return what an answer with an error means."""
    if code == _STALE or (status == HTTPStatus.BAD_REQUEST and code == _TOKEN):
        return Outcome.STALE
    if status == HTTPStatus.NOT_FOUND and code in _NO_SUCH_PLACE:
        return Outcome.MISCONFIGURED
    is_failure = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return _BY_STATUS.get(status, Outcome.UNKNOWN if is_failure else Outcome.REFUSED)


def parse_retry_after(text: str | None, now: datetime) -> timedelta | None:
    """Return the delay in a Retry-After header: seconds or an HTTP date, at most an hour."""
    if not text:
        return None
    try:
        delay = timedelta(seconds=int(text)) if text.strip().isdigit() else _until(text, now)
    except (ValueError, OverflowError):
        return None
    return min(max(delay, timedelta(0)), MAX_RETRY_AFTER)


def _until(text: str, now: datetime) -> timedelta:
    at = parsedate_to_datetime(text)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)) - now
