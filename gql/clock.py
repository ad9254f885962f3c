"""The clock; everywhere else time is an argument."""

from datetime import UTC, datetime


def now() -> datetime:
    """The current time in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the only place that reads the clock
