"""Filters: what a client wants of a list, as conditions whose values are all bound.

A filter is an object of conditions that must all hold: fields with operators, `and`, `or`, `not`,
and filters of related records. A field is a column of the same name; `customerId` alone stands
for two. A comparison with a null does not hold, nor does a condition on a record that is not
there, and `not` holds wherever its filter does not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from db import tables
from db.reads.draft import Draft
from db.reads.identifiers import uuid_in
from db.reads.refusals import ReadRefused, TooMuch
from db.reads.relations import TO_MANY, TO_ONE, Relation, referred
from db.reads.selection import Row
from db.reads.states import check_states
from db.scope import scoped
from db.sql.expressions import ONE, Expression, and_, not_, or_
from db.sql.kinds import GUID, INTEGER, TEXT, Kind, array_of
from domain.text import camel

Filter = Mapping[str, Any]
CUSTOMER = "customerId"
MOST_HOPS = 5
LONGEST_PATTERN = 1_000  # characters to look for within texts


@cache
def columns_of(table: Table) -> dict[str, str]:
    """The columns that a filter can name, by the name that clients use."""
    return {camel(column.name): column.name for column in table.c}


@dataclass(frozen=True, slots=True)
class _Place:
    """The rows that conditions are about, so many relations away from the list's own."""

    draft: Draft
    table: Table
    rows: Row
    hops: int = 0
    is_sought: bool = True  # the conditions hold for the rows of the list themselves


def matches(draft: Draft, table: Table, rows: Row, wanted: Filter | None) -> Expression:
    """Whether a row is what the filter wants. Raises ReadRefused for operators set to null."""
    return _all(_Place(draft, table, rows), wanted)


def _all(place: _Place, wanted: Filter | None) -> Expression:
    place.draft.weigh()
    given = {name: value for name, value in (wanted or {}).items() if value is not None}
    return and_(*(_condition(place, *one) for one in given.items()))


def _condition(place: _Place, name: str, value: Any) -> Expression:
    draft, table, rows = place.draft, place.table, place.rows
    if name in {"and", "or"}:
        parts = [_all(place, part) for part in value]
        return and_(*parts) if name == "and" else or_(*parts)
    if name == "not":
        return _all(replace(place, is_sought=False), value).is_not_true()
    if name == CUSTOMER:
        return _customer(draft, rows, value)
    if name in TO_ONE[table]:
        return _related(place, TO_ONE[table][name], value)
    if name in TO_MANY.get(table, {}):
        return _among(place, TO_MANY[table][name], value)
    column = columns_of(table)[name]
    check_states(table, column, value)
    referred_to = referred(table, column)
    return _field(draft, rows[column], referred_to, value, is_likely=place.is_sought)


def _related(place: _Place, relation: Relation, wanted: Filter) -> Expression:
    """Whether there is a related row that is what the filter wants."""
    if place.hops == MOST_HOPS:
        raise TooMuch(f"A filter goes along {MOST_HOPS} relations at most.")
    other = scoped(relation.table, place.draft.name())
    there = _Place(place.draft, relation.table, other, place.hops + 1, is_sought=False)
    same = other[relation.foreign] == place.rows[relation.local]
    return other.select(ONE).where(same, _all(there, wanted)).exists()


def _among(place: _Place, relation: Relation, wanted: Filter) -> Expression:
    """Whether some, none or every one of the related rows is what the filter wants."""
    conditions = []
    for which, part in wanted.items():
        if part is None:
            raise ReadRefused(f"{which} must not be null. Omit it, or give {{}} to match all.")
        found = _related(place, relation, {"not": part} if which == "every" else part)
        conditions.append(found if which == "some" else not_(found))
    return and_(*conditions)


def compared(draft: Draft, value: Expression, wanted: Filter) -> Expression:
    """Whether a value that is no column of a table is what operators want."""
    return _field(draft, value, None, wanted)


def _customer(draft: Draft, rows: Row, wanted: Filter) -> Expression:
    """One of both columns is set, the other null: each comparison must know which it speaks of."""
    account = _field(draft, rows["account_id"], tables.accounts, wanted)
    contact = _field(draft, rows["contact_id"], tables.contacts, wanted)
    is_account = rows["account_id"].is_not_null()
    return or_(and_(is_account, account), and_(not_(is_account), contact))


def _field(
    draft: Draft,
    column: Expression,
    referred: Table | None,
    wanted: Filter,
    *,
    is_likely: bool = False,
) -> Expression:
    """Whether a value is what operators want.

    PostgreSQL guesses how many texts have a pattern, mostly far too few, and then reads and sorts
    all rows of the tenant for a page. Where a condition `is_likely`, it walks along the index of
    the order instead, and stops when the page is full.
    """
    conditions = []
    for operator, value in wanted.items():
        if value is None:
            raise ReadRefused(f"The operator {operator} must not be null. Use isNull.")
        condition = _operation(draft, column, referred, operator, value)
        is_pattern = operator in _PATTERNS
        conditions.append(condition.expected() if is_pattern and is_likely else condition)
    return and_(*conditions)


def _operation(
    draft: Draft, column: Expression, referred: Table | None, operator: str, value: Any
) -> Expression:
    if operator == "isNull":
        return column.is_null() if value else column.is_not_null()
    if operator in _PATTERNS:
        convert = _PATTERNS[operator]
        return column.matches(draft.bind(value, TEXT, convert))
    kind = _kind(column)
    if operator == "in":
        many = _Stored(kind, referred, is_list=True)
        return column.equals_any(draft.bind(value, array_of(kind), many))
    return _COMPARISONS[operator](column, draft.bind(value, kind, _Stored(kind, referred)))


_COMPARISONS: dict[str, Callable[[Expression, Any], Expression]] = {
    "eq": lambda column, value: column == value,
    "ne": lambda column, value: column.is_distinct_from(value),
    "gt": lambda column, value: column > value,
    "gte": lambda column, value: column >= value,
    "lt": lambda column, value: column < value,
    "lte": lambda column, value: column <= value,
}


def _pattern(text: str, operator: str) -> str:
    if len(text) > LONGEST_PATTERN:
        raise ReadRefused(
            f"The text of {operator} can have at most {LONGEST_PATTERN:,} characters."
        )
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


_PATTERNS: dict[str, Callable[[str], str]] = {
    "contains": lambda text: f"%{_pattern(text, 'contains')}%",
    "startsWith": lambda text: f"{_pattern(text, 'startsWith')}%",
}


def _kind(column: Expression) -> Kind:
    """The type of the parameter: wide enough that no value of the scalar overflows it."""
    return INTEGER if column.kind.is_integer else column.kind


@dataclass(frozen=True, slots=True)
class _Stored:
    """Converts values to what a column holds. Those for the same kind of column are equal."""

    kind: Kind
    referred: Table | None
    is_list: bool = False

    def __call__(self, value: Any) -> Any:
        if self.is_list:
            return [_stored(item, self.kind, self.referred) for item in value]
        return _stored(value, self.kind, self.referred)


def _stored(value: Any, kind: Kind, referred: Table | None) -> Any:
    """The value as the column holds it; an id of another kind is nobody's."""
    if kind is GUID and referred is not None:
        return uuid_in(value, referred) if isinstance(value, str) else UUID(int=0)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ReadRefused("A time needs an offset, such as Z or +02:00.")
    return value
