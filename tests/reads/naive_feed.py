"""The change feed over rows in memory."""

from dataclasses import dataclass
from typing import Any

from db import tables
from db.planner.fields.polymorphic import ByKind, IdByKind
from db.planner.public_ids import public_id
from tests.reads.naive_printing import Thing


@dataclass(frozen=True)
class FeedPage:
    """A page of changes, and whether it is the last one."""

    rows: list[Thing]
    more: bool

    def field(self, name: str) -> Any:
        """Return a field of the page."""
        return {"hasMore": self.more}[name]


class NaiveFeed:
    """The part of the oracle for changes and for records of any kind."""

    def _feed(self: Any, _: Any, __: Any, ___: Any, arguments: dict[str, Any]) -> FeedPage:
        types = [kind.value for kind in arguments.get("types") or []] or tables.FOLLOWED
        found = [entry for entry in self.rows[tables.changes] if entry.values["type"] in types]
        found.sort(key=lambda entry: entry.values["position"])
        first = arguments.get("first")
        size = 100 if first is None else first
        return FeedPage(found[:size], len(found) > size)

    def _bykind(self: Any, source: ByKind, parent: Thing, *_: Any) -> Any:
        table = source.tables[parent.values[source.kind]]
        return self.one(table, "id", parent.values[source.key])

    def _idbykind(self: Any, source: IdByKind, parent: Thing, *_: Any) -> str:
        table = source.tables[parent.values[source.kind]]
        return public_id(table, parent.values[source.key])
