"""What differs between two revisions of a quote: in the header, and line by line.

Lines of two revisions are the same line where they share `lineage_id`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    Uuid,
    and_,
    case,
    cast,
    column,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, array
from sqlalchemy.sql.selectable import FromClause

from db import tables
from db.reads.draft import Draft
from db.reads.facts import text
from db.reads.identifiers import uuid_in
from db.reads.objects import to_list, to_object, to_one
from db.reads.selection import Chosen, Row
from db.scope import scoped
from domain.terms import Address
from domain.text import camel

Expression = ColumnElement[Any]

HEADER = (
    "name",
    "description",
    "discount_percentage",
    "discount_amount",
    "freight_amount",
    "payment_terms",
    "freight_terms",
    "shipping_method",
    "bill_to",
    "ship_to",
    "effective_from",
    "effective_to",
    "expires_on",
    "request_delivery_by",
    "detail_amount",
    "total_discount_amount",
    "total_tax",
    "total_amount",
)
LINE = (
    "description",
    "quantity",
    "price_per_unit",
    "volume_discount",
    "manual_discount",
    "tax",
    "extended_amount",
)
ADDRESS = tuple(part.name for part in fields(Address))
HEADER_NAMES = {
    "account": (tables.accounts, "account_id"),
    "contact": (tables.contacts, "contact_id"),
    "owner": (tables.users, "owner_id"),
    "priceList": (tables.price_lists, "price_list_id"),
}
LINE_NAMES = {"unit": (tables.units, "unit_id")}


@dataclass(frozen=True, slots=True)
class Pair:
    """A record as it was and as it is."""

    before: Row
    after: Row

    def __getitem__(self, name: str) -> Expression:
        """What both have in common is read from the later one."""
        return self.after[name]


@dataclass(frozen=True, slots=True)
class Changes:
    """The quote beside the revision that is asked for, or the one before it."""

    parts: ClassVar = 10

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> Expression:
        """The comparison; null where there is no such revision of the same number."""
        other = scoped(tables.quotes)
        asked = chosen.arguments.get("comparedTo")
        wanted = [other.c.number == row["number"], other.c.id != row["id"]]
        if asked is None:
            wanted.append(other.c.revision < row["revision"])
        else:
            key = draft.bind(asked, Uuid(), lambda value: uuid_in(value, tables.quotes))
            wanted.append(other.c.id == key)
        latest = other.select().where(*wanted).order_by(other.c.revision.desc())
        one = latest.limit(literal_column("1"))
        return to_one(draft, chosen.shape, Pair(other.c, row), one)


@dataclass(frozen=True, slots=True)
class Before:
    """One side of a comparison: how it was, or how it is; null where it was not there."""

    later: bool = False

    def sql(self, draft: Draft, row: Any, chosen: Chosen) -> Expression:
        """The object."""
        side = row.after if self.later else row.before
        return case((side["id"].is_not(None), to_object(draft, chosen.shape, side)))


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields that differ, each with both values as texts."""

    parts: ClassVar = 20

    of_lines: bool = False

    def sql(self, draft: Draft, row: Any, chosen: Chosen) -> Expression:
        """The list, in a fixed order."""
        columns, names = (LINE, LINE_NAMES) if self.of_lines else (HEADER, HEADER_NAMES)
        before, after = _texts(row.before, columns, names), _texts(row.after, columns, names)
        found = func.unnest(
            array([text(name) for name in before]),
            array(list(before.values())),
            array(list(after.values())),
        ).table_valued(
            column("field", Text), column("before", Text), column("after", Text),
            with_ordinality="at",
        )  # fmt: skip
        found = found.render_derived(name=draft.name())
        differing = (
            select()
            .select_from(found)
            .where(found.c.before.is_distinct_from(found.c.after))
            .order_by(found.c["at"])
            .correlate_except(found)
        )
        if self.of_lines:  # a line that was added or removed differs as a whole
            both = and_(row.before["id"].is_not(None), row.after["id"].is_not(None))
            differing = differing.where(both)
        return to_list(draft, chosen.shape, found.c, differing)


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines that were added, removed or changed, in the order of the later revision."""

    parts: ClassVar = 20

    def sql(self, draft: Draft, row: Any, chosen: Chosen) -> Expression:
        """The list."""
        before, after = _lines_of(draft, row.before), _lines_of(draft, row.after)
        pair = Pair(before.c, after.c)
        joined = before.join(after, before.c.lineage_id == after.c.lineage_id, full=True)
        place = func.coalesce(after.c.line_number, before.c.line_number)
        rows: Select[Any] = (
            select()
            .select_from(joined)
            .where(_differs(pair))
            .order_by(place, after.c.id.is_not(None))
            .correlate_except(before, after)
        )
        return to_list(draft, chosen.shape, pair, rows)


@dataclass(frozen=True, slots=True)
class Kind:
    """Whether a line was added, removed or changed."""

    def sql(self, draft: Draft, row: Any, chosen: Chosen) -> Expression:
        """The word."""
        return case(
            (row.before["id"].is_(None), text("ADDED")),
            (row.after["id"].is_(None), text("REMOVED")),
            else_=text("CHANGED"),
        )


def _lines_of(draft: Draft, quote: Row) -> FromClause:
    lines = scoped(tables.quote_lines)
    found = lines.select(*lines.c).where(lines.c.quote_id == quote["id"])
    return found.subquery(draft.name())


def _differs(pair: Pair) -> Expression:
    keys = [pair.before["id"].is_(None), pair.after["id"].is_(None)]
    names = (*LINE, *(key for _, key in LINE_NAMES.values()))
    values = [pair.before[name].is_distinct_from(pair.after[name]) for name in names]
    return or_(*keys, *values)


def _text(value: Expression) -> Expression:
    """A value as a text; an address on one line."""
    if not isinstance(value.type, JSONB):
        return cast(value, Text)
    parts = (value.op("->>", return_type=Text())(text(part)) for part in ADDRESS)
    return case((value.is_not(None), func.concat_ws(text(", "), *parts)))


def _texts(row: Row, columns: tuple[str, ...], names: Mapping[str, Any]) -> dict[str, Expression]:
    texts: dict[str, Expression] = {camel(name): _text(row[name]) for name in columns}
    for label, (table, key) in names.items():
        other = scoped(table)
        found = other.select(other.c.name).where(other.c.id == row[key])
        texts[label] = found.scalar_subquery()
    return texts
