"""Filters: what a client wants of a list, as conditions whose values are all bound.

A filter is an object of conditions that must all hold: fields with operators, `and`, `or`, `not`,
and filters of related records. A field is a column of the same name; `customerId` alone stands
for two. A comparison with a null does not hold, nor does a condition on a record that is not
there, and `not` holds wherever its filter does not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Numeric,
    SmallInteger,
    Table,
    Text,
    Uuid,
    and_,
    any_,
    false,
    literal_column,
    not_,
    or_,
    true,
)
from sqlalchemy.types import TypeEngine

from db import tables
from db.reads.draft import Draft
from db.reads.identifiers import uuid_in
from db.reads.refusals import ReadRefused, TooMuch
from db.reads.relations import TO_MANY, TO_ONE, Relation, referred
from db.reads.selection import Row
from db.reads.states import check_states
from db.scope import scoped
from domain.text import camel

Filter = Mapping[str, Any]
CUSTOMER = "customerId"
MOST_HOPS = 5


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


def matches(draft: Draft, table: Table, rows: Row, wanted: Filter | None) -> ColumnElement[bool]:
    """Whether a row is what the filter wants. Raises ReadRefused for operators set to null."""
    return _all(_Place(draft, table, rows), wanted)


def _all(place: _Place, wanted: Filter | None) -> ColumnElement[bool]:
    place.draft.weigh()
    given = {name: value for name, value in (wanted or {}).items() if value is not None}
    return and_(true(), *(_condition(place, *one) for one in given.items()))


def _condition(place: _Place, name: str, value: Any) -> ColumnElement[bool]:
    draft, table, rows = place.draft, place.table, place.rows
    if name in {"and", "or"}:
        parts = [_all(place, part) for part in value]
        return and_(true(), *parts) if name == "and" else or_(false(), *parts)
    if name == "not":
        return _all(place, value).is_not(true())
    if name == CUSTOMER:
        return _customer(draft, rows, value)
    if name in TO_ONE[table]:
        return _related(place, TO_ONE[table][name], value)
    if name in TO_MANY.get(table, {}):
        return _among(place, TO_MANY[table][name], value)
    column = columns_of(table)[name]
    check_states(table, column, value)
    return _field(draft, rows[column], referred(table, column), value)


def _related(place: _Place, relation: Relation, wanted: Filter) -> ColumnElement[bool]:
    """Whether there is a related row that is what the filter wants."""
    if place.hops == MOST_HOPS:
        raise TooMuch(f"A filter goes along {MOST_HOPS} relations at most.")
    other = scoped(relation.table, place.draft.name())
    there = _Place(place.draft, relation.table, other.c, place.hops + 1)
    return (
        other.select(literal_column("1"))
        .where(other.c[relation.foreign] == place.rows[relation.local], _all(there, wanted))
        .exists()
    )


def _among(place: _Place, relation: Relation, wanted: Filter) -> ColumnElement[bool]:
    """Whether some, none or every one of the related rows is what the filter wants."""
    conditions = []
    for which, part in wanted.items():
        if part is None:
            raise ReadRefused(f"{which} must not be null; leave it out, or give {{}} for all.")
        found = _related(place, relation, {"not": part} if which == "every" else part)
        conditions.append(found if which == "some" else not_(found))
    return and_(true(), *conditions)


def compared(draft: Draft, value: ColumnElement[Any], wanted: Filter) -> ColumnElement[bool]:
    """Whether a value that is no column of a table is what operators want."""
    return _field(draft, value, None, wanted)


def _customer(draft: Draft, rows: Row, wanted: Filter) -> ColumnElement[bool]:
    """One of both columns is set, the other null: each comparison must know which it speaks of."""
    account = _field(draft, rows["account_id"], tables.accounts, wanted)
    contact = _field(draft, rows["contact_id"], tables.contacts, wanted)
    is_account = rows["account_id"].is_not(None)
    return or_(and_(is_account, account), and_(not_(is_account), contact))


def _field(
    draft: Draft, column: ColumnElement[Any], referred: Table | None, wanted: Filter
) -> ColumnElement[bool]:
    conditions = []
    for operator, value in wanted.items():
        if value is None:
            raise ReadRefused(f"The operator {operator} must not be null; ask with isNull.")
        conditions.append(_operation(draft, column, referred, operator, value))
    return and_(true(), *conditions)


def _operation(
    draft: Draft, column: ColumnElement[Any], referred: Table | None, operator: str, value: Any
) -> ColumnElement[bool]:
    if operator == "isNull":
        return column.is_(None) if value else column.is_not(None)
    if operator in _PATTERNS:
        convert = _PATTERNS[operator]
        return column.ilike(draft.bind(value, Text(), convert), escape="\\")
    kind = _kind(column)

    def one(item: Any) -> Any:
        return _stored(item, kind, referred)

    if operator == "in":
        many = draft.bind(value, ARRAY(kind), lambda items: [one(item) for item in items])
        return column == any_(many)
    return _COMPARISONS[operator](column, draft.bind(value, kind, one))


_COMPARISONS: dict[str, Callable[[ColumnElement[Any], Any], ColumnElement[bool]]] = {
    "eq": lambda column, value: column == value,
    "ne": lambda column, value: column.is_distinct_from(value),
    "gt": lambda column, value: column > value,
    "gte": lambda column, value: column >= value,
    "lt": lambda column, value: column < value,
    "lte": lambda column, value: column <= value,
}


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


_PATTERNS: dict[str, Callable[[str], str]] = {
    "contains": lambda text: f"%{_escaped(text)}%",
    "startsWith": lambda text: f"{_escaped(text)}%",
}


def _kind(column: ColumnElement[Any]) -> TypeEngine[Any]:
    """The type of the parameter: wide enough that no value of the scalar overflows it."""
    kinds = (Uuid, Numeric, DateTime, Date)
    found = next((kind for kind in kinds if isinstance(column.type, kind)), None)
    if isinstance(column.type, Integer | SmallInteger):
        return Integer()
    if found is DateTime:
        return DateTime(timezone=True)
    return found() if found is not None else column.type


def _stored(value: Any, kind: TypeEngine[Any], referred: Table | None) -> Any:
    """The value as the column holds it; an id of another kind is nobody's."""
    if isinstance(kind, Uuid) and referred is not None:
        return uuid_in(value, referred) if isinstance(value, str) else UUID(int=0)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ReadRefused("A moment needs an offset.")
    return value
