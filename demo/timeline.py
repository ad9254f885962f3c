"""The days of one deal, counted from its first, with the documents created on them."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

DatedRecord = tuple[Any, datetime]  # a document and its creation time

_OPENS, _OPEN_FOR = 8, 600  # hour at which offices open, and minutes for which they stay open


@dataclass(slots=True, kw_only=True)
class Timeline:
    """What has happened up to yesterday: nothing in the demo happens today or later."""

    chance: Random
    today: date
    first: date  # first day of the deal
    dated_records: list[DatedRecord] = field(default_factory=list)

    @property
    def age(self) -> int:
        """Days since the first day of the deal."""
        return (self.today - self.first).days

    def on(self, day: int) -> date:
        """The date of a day of the deal."""
        return self.first + timedelta(days=day)

    def has_come(self, day: int) -> bool:
        """Whether that day is in the past."""
        return self.on(day) < self.today

    def add_document(self, document: Any, day: int) -> Any:
        """Add a document, created within the office hours of that day."""
        date = self.on(day)
        opening = datetime(date.year, date.month, date.day, _OPENS, tzinfo=UTC)
        minutes = timedelta(minutes=self.chance.randrange(_OPEN_FOR))
        self.dated_records.append((document, opening + minutes))
        return document
