"""Differences between two revisions of a quote: in the header, and line by line.

A line of one revision corresponds to the line of the other one with the same `lineage_id`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from db import tables
from db.planner.json_objects import to_list, to_object, to_one
from db.planner.plan import PlanBuilder
from db.planner.public_ids import uuid_in
from db.planner.selection import Row, SelectedField
from db.scope import tenant_rows
from db.sql.expressions import ONE, Expression, case, cast, constant, or_
from db.sql.functions import array, call, coalesce
from db.sql.rows import Rows, rows_of_function
from db.sql.selects import Select
from db.sql.sql_types import BIGINT, GUID, JSONB, TEXT, TEXTS
from domain.core.address import Address
from domain.core.text import camel
from domain.sales.document import copied_fields
from domain.sales.document_fields import IN_BASE, TOTALS
from domain.sales.quote import Quote

_LEFT_OUT = {*TOTALS, *IN_BASE, "currency", "exchange_rate", "pricing_error"}
HEADER_FIELDS = (
    *(
        name
        for name in copied_fields(Quote, Quote)
        if name not in _LEFT_OUT and not name.endswith("_id")  # records are named (HEADER_NAMES)
    ),
    *("detail_amount", "total_discount_amount", "total_tax", "total_amount"),
)
LINE_FIELDS = (
    "description",
    "quantity",
    "price_per_unit",
    "volume_discount",
    "manual_discount",
    "tax",
    "extended_amount",
)
ADDRESS_PARTS = tuple(part.name for part in fields(Address))
HEADER_NAMES = {
    "account": (tables.accounts, "account_id"),
    "contact": (tables.contacts, "contact_id"),
    "owner": (tables.users, "owner_id"),
    "priceList": (tables.price_lists, "price_list_id"),
}
LINE_NAMES = {"unit": (tables.units, "unit_id")}


@dataclass(frozen=True, slots=True)
class RevisionPair:
    """A record in the earlier and in the later revision."""

    before: Row
    after: Row

    def __getitem__(self, name: str) -> Expression:
        """A column that is the same in both, read from the later revision."""
        return self.after[name]


@dataclass(frozen=True, slots=True)
class Changes:
    """Compares a quote with the revision in `comparedTo`, by default with the previous one."""

    parts: ClassVar = 10

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The comparison; null if the quote number has no such other revision."""
        other = tenant_rows(tables.quotes, builder.name())
        # Revisions of a quote share its number; anything else cannot be compared.
        compared_to = selected.arguments.get("comparedTo")
        conditions = [other.c.number == row["number"], other.c.id != row["id"]]
        if compared_to is None:
            conditions.append(other.c.revision < row["revision"])
        else:
            key = builder.bind(compared_to, GUID, lambda value: uuid_in(value, tables.quotes))
            conditions.append(other.c.id == key)
        latest = other.select().where(*conditions).order_by(other.c.revision.desc())
        one = latest.limit(ONE)
        return to_one(builder, selected.selection, RevisionPair(other, row), one)


@dataclass(frozen=True, slots=True)
class RevisionSide:
    """One side of a comparison: the earlier or the later record; null if it does not exist."""

    later: bool = False

    def sql(self, builder: PlanBuilder, row: Any, selected: SelectedField) -> Expression:
        """The object, or null."""
        side = row.after if self.later else row.before
        return case((side["id"].is_not_null(), to_object(builder, selected.selection, side)))


@dataclass(frozen=True, slots=True)
class ChangedFields:
    """The fields that differ, each with both values as text."""

    parts: ClassVar = 20

    of_lines: bool = False

    def sql(self, builder: PlanBuilder, row: Any, selected: SelectedField) -> Expression:
        """The list of fields, in a fixed order."""
        columns, names = (
            (LINE_FIELDS, LINE_NAMES) if self.of_lines else (HEADER_FIELDS, HEADER_NAMES)
        )
        before, after = (_texts(builder, side, columns, names) for side in (row.before, row.after))
        # Three parallel arrays turn the columns into rows, so that a single WHERE drops the
        # fields that are equal.
        arrays = (
            array([constant(name) for name in before], TEXTS),
            array(list(before.values()), TEXTS),
            array(list(after.values()), TEXTS),
        )
        typed = {"field": TEXT, "before": TEXT, "after": TEXT, "at": BIGINT}
        pairs = rows_of_function(call("unnest", *arrays), builder.name(), typed)
        differing = Select().of(pairs).order_by(pairs["at"])
        differing.where(pairs["before"].is_distinct_from(pairs["after"]))
        # An added or removed line differs as a whole; listing its fields would only repeat it.
        if self.of_lines:
            differing.where(row.before["id"].is_not_null(), row.after["id"].is_not_null())
        return to_list(builder, selected.selection, pairs, differing)


@dataclass(frozen=True, slots=True)
class ChangedLines:
    """The lines that were added, removed or changed, ordered by line number."""

    parts: ClassVar = 20

    def sql(self, builder: PlanBuilder, row: Any, selected: SelectedField) -> Expression:
        """The list of lines."""
        before, after = _lines_of(builder, row.before), _lines_of(builder, row.after)
        pair = RevisionPair(before, after)
        same = before["lineage_id"] == after["lineage_id"]
        place = coalesce(after["line_number"], before["line_number"])
        # A full join keeps the lines that only one of the revisions has.
        rows = Select().of(before).join(after, same, how="FULL").where(_differs(pair))
        rows.order_by(place, after["id"].is_not_null())  # removed before added at the same number
        return to_list(builder, selected.selection, pair, rows)


@dataclass(frozen=True, slots=True)
class ChangeKindSource:
    """Whether a line was added, removed or changed."""

    def sql(self, builder: PlanBuilder, row: Any, selected: SelectedField) -> Expression:
        """The enum value."""
        return case(
            (row.before["id"].is_null(), constant("ADDED")),
            (row.after["id"].is_null(), constant("REMOVED")),
            otherwise=constant("CHANGED"),
        )


def _lines_of(builder: PlanBuilder, quote: Row) -> Rows:
    lines = tenant_rows(tables.quote_lines, builder.name())
    # A subselect, because a condition on the quote in the full join itself would only decide
    # which lines correspond, not which take part.
    of_quote = lines.select(lines.everything).where(lines.c.quote_id == quote["id"])
    return of_quote.rows(builder.name(), table=tables.quote_lines, may_be_absent=True)


def _differs(pair: RevisionPair) -> Expression:
    keys = [pair.before["id"].is_null(), pair.after["id"].is_null()]
    names = (*LINE_FIELDS, *(key for _, key in LINE_NAMES.values()))
    values = [pair.before[name].is_distinct_from(pair.after[name]) for name in names]
    return or_(*keys, *values)


def _text(value: Expression) -> Expression:
    """A value as text; an address as a single line."""
    if value.kind is not JSONB:
        return cast(value, TEXT)
    parts = (value.text_at(part) for part in ADDRESS_PARTS)
    return case((value.is_not_null(), call("concat_ws", constant(", "), *parts)))


def _texts(
    builder: PlanBuilder, row: Row, columns: tuple[str, ...], names: Mapping[str, Any]
) -> dict[str, Expression]:
    texts: dict[str, Expression] = {camel(name): _text(row[name]) for name in columns}
    for label, (table, key) in names.items():
        other = tenant_rows(table, builder.name())
        other_name = other.select(other.c.name).where(other.c.id == row[key])
        texts[label] = other_name.value()
    return texts
