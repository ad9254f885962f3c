"""Reads the change feed: the entries after a position. `db/change_numbering.py` assigns positions.

A cursor contains the feed's id, a position, and a mark of the entry at that position. After a
restore from a backup, or a failover that lost transactions, the position holds another entry or
none. The cursor is then refused instead of silently skipping the lost changes (decision 39).
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

import orjson

from db.planner import cursors
from db.planner.errors import BadFeedCursor, ReadRefused
from db.planner.json_objects import to_one
from db.planner.json_sql import collect_objects, mark_plain
from db.planner.plan import PlanBuilder
from db.planner.selection import Row, SelectedField
from db.scope import TenantRows, tenant_rows
from db.sql.expressions import (
    TRUE,
    ZERO,
    Expression,
    case,
    cast,
    constant,
    literal,
    or_,
)
from db.sql.functions import call, coalesce, concat, count, largest
from db.sql.rows import Rows, rows_of_function
from db.sql.selects import Select
from db.sql.sql_types import BIGINT, GUID, INTEGER, NUMERIC, TEXT, TEXTS
from db.tables import FOLLOWED, change_feeds, changes

DEFAULT_ENTRIES, MAX_ENTRIES = 100, 500
_MAX_LENGTH = 200  # characters of a cursor
_MAX_INTEGER = 2**63 - 1
_NO_MARK = "-"


@dataclass(frozen=True, slots=True)
class Feed:
    """A page of the feed."""

    parts: ClassVar = 20

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The page, as an object."""
        entries: Any = Entries(builder, selected.arguments)
        return to_one(builder, selected.selection, entries, entries.statement())


class Entries:
    """The entries of a page, plus one to know whether there are more."""

    def __init__(self, builder: PlanBuilder, arguments: Mapping[str, Any]) -> None:
        self.builder, self.arguments = builder, arguments
        self._feed = tenant_rows(change_feeds, builder.name())
        self._since = self._start()
        self.rows = self._number_entries()
        self.at, self.all = self.rows["$at"], self.rows["$all"]

    def __getitem__(self, name: str) -> Expression:
        return self.rows[name]

    def statement(self) -> Select:
        """A select over the page that always returns a single row."""
        return Select().of(self.rows).in_one()

    def each(self, item: Expression) -> Expression:
        """The list of the page's entries."""
        return collect_objects(item, order=self.at, only=self.at <= self._size())

    def cursor(self) -> Expression:
        """The cursor from which to continue after an entry."""
        return self._cursor(self["position"], _mark(self["record_id"], self["changed_at"]))

    def end(self) -> Expression:
        """The cursor after the page; if nothing follows, the cursor of the end of the feed."""
        shown = largest(self["position"]).filter_where(self.at <= self._size())
        last = self._of_feed("last")
        # The end of the feed, not the last entry shown: a client that reads only some types moves
        # past the other entries, and need not read over them again.
        position = case((self.more(), coalesce(shown, self._since)), otherwise=last)
        return self._cursor(position, coalesce(self._mark_at(position), constant("")))

    def more(self) -> Expression:
        """Whether more entries follow the page."""
        return coalesce(largest(self.all), ZERO) > self._size()

    def _cursor(self, position: Expression, mark: Expression) -> Expression:
        return cursors.cursor(cast(self._of_feed("id"), TEXT), [position, mark])

    def _mark_at(self, position: Expression) -> Expression:
        """The mark of the entry at a position; null if there is no entry."""
        entries = tenant_rows(changes, self.builder.name())
        selected = entries.select(_mark(entries.c.record_id, entries.c.changed_at))
        return selected.where(entries.c.position == position).value()

    def _of_feed(self, name: str) -> Expression:
        return self._feed.select(self._feed[name]).value()

    def _start(self) -> Expression:
        since = self.arguments.get("since")
        if since is None:
            return literal(0, BIGINT)
        # Three parameters from one cursor: each is parsed when the request is executed, so the
        # plan does not depend on the cursor.
        feed, position, mark = (
            self.builder.bind(since, GUID, lambda text: _parse_cursor(text)[0]),
            self.builder.bind(since, BIGINT, lambda text: _parse_cursor(text)[1]),
            self.builder.bind(since, TEXT, lambda text: _parse_cursor(text)[2]),
        )
        own = self._feed.c
        is_known = or_(
            position == ZERO,
            mark == constant(_NO_MARK),
            mark == self._mark_at(position),
        )
        # feed_position() refuses positions beyond `last`, so -1 makes it refuse any position
        # whose entry is not the one the cursor was issued for.
        last = case((is_known, own.last), otherwise=literal(-1, BIGINT))
        checked = call("feed_position", own.id, last, feed, position, kind=BIGINT)
        return self._feed.select(checked).value()

    def _number_entries(self) -> Rows:
        entries = self._select_entries().rows(self.builder.name(), table=changes)
        limited = Select(entries.everything).of(entries).order_by(entries["position"])
        rows = limited.limit(self._size(one_more=True)).rows(self.builder.name(), table=changes)
        at = call("row_number", kind=BIGINT).over(rows["position"]).label("$at")
        numbered = Select(rows.everything, at, count().over().label("$all")).of(rows)
        return numbered.rows(self.builder.name(), table=changes)

    def _select_entries(self) -> Select:
        """The next entries, of the requested types only if `types` is given."""
        entries = tenant_rows(changes, self.builder.name())
        requested = self.arguments.get("types")
        if not requested:
            return self._after(entries)
        types = self.builder.bind(requested, TEXTS, _types)
        kinds = rows_of_function(call("unnest", types), self.builder.name(), {"type": TEXT})
        # One lateral select per type: each reads a range of the index on type and position, and
        # stops at the limit.
        each = self._after(entries, entries.c.type == kinds["type"])
        of_type = each.each(self.builder.name(), table=changes)
        return Select(of_type.everything).of(kinds).join(of_type, TRUE)

    def _after(self, entries: TenantRows, *of: Expression) -> Select:
        """The entries after the start, limited to the largest page."""
        selected = entries.select(entries.everything)
        # A literal limit: PostgreSQL does not know the value of a parameter when it makes a
        # generic plan, assumes a tenth of the table, and sorts (decision 27).
        selected.where(entries.c.position > self._since, *of)
        return selected.order_by(entries.c.position).limit(literal(MAX_ENTRIES + 1, INTEGER))

    def _size(self, *, one_more: bool = False) -> Expression:
        first = self.arguments.get("first")
        value = DEFAULT_ENTRIES if first is None else first
        return self.builder.bind(value, INTEGER, lambda size: _check_size(size) + one_more)


def _check_size(size: int) -> int:
    if not 0 <= size <= MAX_ENTRIES:
        raise ReadRefused(f"`first` must be between 0 and {MAX_ENTRIES}.")
    return size


def _types(types: Sequence[Any]) -> list[str]:
    requested = {str(getattr(kind, "value", kind)) for kind in types}
    return [kind for kind in FOLLOWED if kind in requested]


def _mark(record_id: Expression, changed_at: Expression) -> Expression:
    """Distinguishes entries at the same position: the time and the end of the record's id."""
    seconds = Expression(f"extract(epoch FROM {changed_at.sql})", NUMERIC)
    microseconds = cast(seconds * literal(1_000_000, INTEGER), BIGINT)
    tail = call("right", cast(record_id, TEXT), literal(12, INTEGER))
    return mark_plain(concat(microseconds, constant("-"), tail))


def _parse_cursor(text: str) -> tuple[UUID, int, str]:
    """The feed id, the position and the mark in a cursor. Raises BadFeedCursor if it is invalid."""
    try:
        if len(text) > _MAX_LENGTH:
            raise BadFeedCursor
        feed, position, *rest = orjson.loads(base64.b64decode(text, validate=True))
        mark = rest[0] if rest else _NO_MARK  # cursors of earlier releases have no mark
        mark = str(mark)
        place = UUID(feed), int(position), mark
    except (ValueError, TypeError, AttributeError, binascii.Error):
        raise BadFeedCursor from None
    if not 0 <= place[1] <= _MAX_INTEGER or "\x00" in mark:
        raise BadFeedCursor
    return place
