"""A record of a unit of work, beside its values when it was loaded."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from db.repositories.mapping import Row, Values
from domain.sales.line_editing import UnreadLines


@dataclass(slots=True)
class Tracked:
    """A record and the values of its rows when it was loaded; a new record has none."""

    record: Any
    header: Row | None = None
    lines: dict[UUID, Values] = field(default_factory=dict)
    present: dict[UUID, Values] = field(default_factory=dict)  # the lines to be saved
    deleted: bool = False
    created_at: datetime | None = None  # the time of creation, if it is not now

    def is_changed(self, row: Row) -> bool:
        """Whether the header, a line or an attached record has changed."""
        appended = bool(getattr(self.record, "close_records", ()))
        return row != self.header or self.present != self.lines or appended


def present_lines(item: Tracked) -> Sequence[Any]:
    """The lines to be saved; none if the document is deleted or was loaded without lines."""
    if item.deleted or isinstance(item.record.lines, UnreadLines):
        return ()
    lines: Sequence[Any] = item.record.lines
    return lines
