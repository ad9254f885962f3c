"""What a question can be refused for. The edge turns these into errors with their code."""

import asyncpg

_FOREIGN_FEED = "SG001"  # raised by feed_position of migration 0006
_BAD_LIMIT = "2201W"  # of filled groups (db.reads.groups.groups)
MOST_BYTES = 16 * 1024 * 1024  # of an answer


class ReadRefused(Exception):
    """The question cannot be answered as it was asked."""

    code = "BAD_USER_INPUT"


class TooMuch(ReadRefused):
    """The question has more parts than one statement should have."""

    code = "COST_LIMIT_EXCEEDED"


class AnswerTooLarge(TooMuch):
    """The answer has more bytes than one answer may have."""

    def __init__(self) -> None:
        super().__init__(
            f"The answer would be larger than {MOST_BYTES:,} bytes. Request smaller pages or"
            " fewer fields."
        )


class BadCursor(ReadRefused):
    """The cursor was not given out by this list in this order with this filter."""

    code = "BAD_CURSOR"

    def __init__(
        self,
        why: str = "The cursor does not belong to this list. A cursor is valid only with the"
        " orderBy and filter of the request that returned it.",
    ) -> None:
        super().__init__(why)


class BadFeedCursor(BadCursor):
    """The cursor was not given out by this feed of changes, or by a state of it that is lost."""

    def __init__(self) -> None:
        super().__init__(
            "The cursor does not belong to this feed, or its change was lost when a backup was"
            " restored. Start again without since."
        )


def refused_by_database(error: Exception) -> ReadRefused | None:
    """What PostgreSQL alone could know to be wrong with a client's value."""
    if isinstance(error, asyncpg.InvalidParameterValueError) and "time zone" in str(error):
        return ReadRefused(
            "timeZone is not a known time zone. Use an IANA name such as Europe/Vienna."
        )
    state = getattr(error, "sqlstate", None)
    if state == _FOREIGN_FEED:
        return BadFeedCursor()
    if state == _BAD_LIMIT:
        return TooMuch(
            "Filling in the empty periods would make more than 50,000 groups. Choose a shorter"
            " range with from and to, longer periods, or fewer fields to group by."
        )
    return None
