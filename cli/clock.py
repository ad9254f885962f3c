"""The one clock of the process; elsewhere time is an argument."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)  # noqa: TID251 - the one clock
