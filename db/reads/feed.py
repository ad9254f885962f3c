"""The feed of changes: the entries after a position. `db/numbering.py` gives them positions.

A cursor names the feed, a position, and the entry that stood there. A database that was restored
from a backup, or lost its last transactions in a failover, has another entry at that position once
it has gone on, or none: so the cursor is refused instead of skipping what was lost.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

import orjson
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    Text,
    Uuid,
    case,
    cast,
    column,
    extract,
    func,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.sql.selectable import Subquery

from db.reads import cursors
from db.reads.draft import Draft
from db.reads.objects import to_one
from db.reads.refusals import BadFeedCursor, ReadRefused
from db.reads.selection import Chosen, Row
from db.reads.written import collected, column_of, plain, quoted
from db.scope import Scoped, scoped
from db.tables import FOLLOWED, change_feeds, changes

DEFAULT_ENTRIES, MOST_ENTRIES = 100, 500
_LONGEST = 200  # characters of a cursor
_LARGEST = 2**63 - 1
_NO_MARK = "-"


@dataclass(frozen=True, slots=True)
class Feed:
    """A page of the feed."""

    parts: ClassVar = 20

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> ColumnElement[Any]:
        """The page as an object."""
        entries: Any = Entries(draft, chosen.arguments)
        return to_one(draft, chosen.shape, entries, entries.statement())


class Entries:
    """The entries of a page and one more, and what can be said about them."""

    def __init__(self, draft: Draft, arguments: Mapping[str, Any]) -> None:
        self.draft, self.arguments = draft, arguments
        self._feed = scoped(change_feeds)
        self._since = self._start()
        self.rows = self._numbered()
        self.at, self.all = self.rows.c["$at"], self.rows.c["$all"]

    def __getitem__(self, name: str) -> ColumnElement[Any]:
        return column_of(self.rows.name, changes.c[name])

    def statement(self) -> Select[Any]:
        """A statement over the page that has one row, however many the page has."""
        return select().select_from(self.rows).having(true()).correlate_except(self.rows)

    def each(self, item: ColumnElement[Any]) -> ColumnElement[Any]:
        """The objects of the page's entries."""
        return collected(item, order=self.at, only=self.at <= self._size())

    def cursor(self) -> ColumnElement[Any]:
        """Where to go on after an entry."""
        return self._cursor(self["position"], _mark(self["record_id"], self["changed_at"]))

    def end(self) -> ColumnElement[Any]:
        """Where to go on after the page; once nothing is left, where the whole feed ends now."""
        shown = func.max(self["position"]).filter(self.at <= self._size())
        last = self._of_feed("last")
        position = case((self.more(), func.coalesce(shown, self._since)), else_=last)
        return self._cursor(position, func.coalesce(self._mark_at(position), quoted("")))

    def more(self) -> ColumnElement[bool]:
        """Whether there are more entries after the page."""
        return func.coalesce(func.max(self.all), literal_column("0")) > self._size()

    def _cursor(self, position: ColumnElement[Any], mark: ColumnElement[Any]) -> ColumnElement[Any]:
        return cursors.cursor(cast(self._of_feed("id"), Text), [position, mark])

    def _mark_at(self, position: ColumnElement[Any]) -> ColumnElement[Any]:
        """The mark of the entry at a position; null where there is none."""
        entries = scoped(changes, self.draft.name())
        chosen = entries.select(_mark(entries.c.record_id, entries.c.changed_at))
        return chosen.where(entries.c.position == position).scalar_subquery()

    def _of_feed(self, name: str) -> ColumnElement[Any]:
        return self._feed.select(self._feed.c[name]).scalar_subquery()

    def _start(self) -> ColumnElement[Any]:
        given = self.arguments.get("since")
        if given is None:
            return literal_column("0", BigInteger())
        feed, position, mark = (
            self.draft.bind(given, Uuid(), lambda text: _parsed(text)[0]),
            self.draft.bind(given, BigInteger(), lambda text: _parsed(text)[1]),
            self.draft.bind(given, Text(), lambda text: _parsed(text)[2]),
        )
        own = self._feed.c
        is_known = or_(
            position == literal_column("0"),
            mark == quoted(_NO_MARK),
            mark == self._mark_at(position),
        )
        last = case((is_known, own.last), else_=literal_column("-1", BigInteger()))
        checked = func.feed_position(own.id, last, feed, position, type_=BigInteger())
        return self._feed.select(checked).scalar_subquery()

    def _numbered(self) -> Subquery:
        picked = self._picked().subquery(self.draft.name())
        size = self._size(one_more=True)
        limited = select(picked).order_by(picked.c.position).limit(size).subquery(self.draft.name())
        places = func.row_number().over(order_by=limited.c.position), func.count().over()
        named = places[0].label("$at"), places[1].label("$all")
        return select(*limited.c, *named).subquery(self.draft.name())

    def _picked(self) -> Select[Any]:
        """The next entries; those of each type from an index of their own where types are given."""
        entries = scoped(changes)
        asked = self.arguments.get("types")
        if not asked:
            return self._after(entries)
        types = self.draft.bind(asked, ARRAY(Text()), _types)
        kinds = func.unnest(types).table_valued(column("type", Text))
        kind = kinds.render_derived(self.draft.name())
        each = self._after(entries, entries.c.type == kind.c.type).lateral(self.draft.name())
        return select(*each.c).select_from(kind.join(each, true()))

    def _after(self, entries: Scoped, *of: ColumnElement[bool]) -> Select[Any]:
        """The planner is told the largest page, so that it takes the index for any."""
        chosen = entries.select(*entries.c).where(entries.c.position > self._since, *of)
        most: ColumnElement[int] = literal_column(str(MOST_ENTRIES + 1), Integer())
        return chosen.order_by(entries.c.position).limit(most)

    def _size(self, *, one_more: bool = False) -> ColumnElement[Any]:
        asked = self.arguments.get("first")
        value = DEFAULT_ENTRIES if asked is None else asked
        return self.draft.bind(value, Integer(), lambda size: _checked(size) + one_more)


def _checked(size: int) -> int:
    if not 0 <= size <= MOST_ENTRIES:
        raise ReadRefused(f"first must be between 0 and {MOST_ENTRIES}.")
    return size


def _types(types: Sequence[Any]) -> list[str]:
    named = {str(getattr(kind, "value", kind)) for kind in types}
    return [kind for kind in FOLLOWED if kind in named]


def _mark(record_id: ColumnElement[Any], changed_at: ColumnElement[Any]) -> ColumnElement[Any]:
    """What tells an entry from another one at the same position: its time, and its record."""
    microseconds = cast(extract("epoch", changed_at) * literal_column("1000000"), BigInteger)
    tail = func.right(cast(record_id, Text), literal_column("12"))
    return plain(func.concat(microseconds, quoted("-"), tail))


def _parsed(text: str) -> tuple[UUID, int, str]:
    """The feed, the position and the mark in a cursor. Raises BadFeedCursor."""
    try:
        if len(text) > _LONGEST:
            raise BadFeedCursor
        feed, position, *rest = orjson.loads(base64.b64decode(text, validate=True))
        mark = rest[0] if rest else _NO_MARK  # a cursor given out before there were marks
        found = UUID(feed), int(position), str(mark)
    except (ValueError, TypeError, AttributeError, binascii.Error):
        raise BadFeedCursor from None
    if not 0 <= found[1] <= _LARGEST:
        raise BadFeedCursor
    return found
