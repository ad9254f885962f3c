"""Reasons for refusing a query. `gql` turns them into errors with these codes."""

import asyncpg

_FOREIGN_FEED = "SG001"  # raised by feed_position() of migration 0006
_BAD_LIMIT = (
    "2201W"  # a negative LIMIT, set for too many filled groups (db.planner.aggregates.query)
)
MAX_BYTES = 16 * 1024 * 1024  # of a response


class ReadRefused(Exception):
    """The query cannot be executed as written."""

    code = "BAD_USER_INPUT"


class TooComplex(ReadRefused):
    """The query needs more than one statement may contain."""

    code = "COST_LIMIT_EXCEEDED"


class AnswerTooLarge(TooComplex):
    """The response has more than MAX_BYTES bytes."""

    def __init__(self) -> None:
        super().__init__(
            f"The answer would be larger than {MAX_BYTES:,} bytes. Request smaller pages or"
            " fewer fields."
        )


class BadCursor(ReadRefused):
    """The cursor was not issued by this list with this sort order and filter."""

    code = "BAD_CURSOR"

    def __init__(
        self,
        why: str = "The cursor does not belong to this list. A cursor is valid only with the"
        " `orderBy` and `filter` of the request that returned it.",
    ) -> None:
        super().__init__(why)


class BadFeedCursor(BadCursor):
    """The cursor was not issued by this change feed, or its entry was lost in a restore."""

    def __init__(self) -> None:
        super().__init__(
            "The cursor does not belong to this feed, or its change was lost when a backup was"
            " restored. Start again without `since`."
        )


def refusal_of(error: Exception) -> ReadRefused | None:
    """The refusal for an error of PostgreSQL caused by a client's value; None for other errors."""
    if isinstance(error, asyncpg.InvalidParameterValueError) and "time zone" in str(error):
        return ReadRefused(
            "`timeZone` is not a known time zone. Use an IANA name such as `Europe/Vienna`."
        )
    state = getattr(error, "sqlstate", None)
    if state == _FOREIGN_FEED:
        return BadFeedCursor()
    if state == _BAD_LIMIT:
        return TooComplex(
            "Filling in the empty periods would make more than 50,000 groups. Choose a shorter"
            " range with `from` and `to`, longer periods, or fewer fields to group by."
        )
    return None
