"""Translates filter inputs into SQL conditions. Every value becomes a bound parameter.

All conditions of a filter must hold: fields with operators, `and`, `or`, `not`, and filters on
related records. A field maps to the column of the same name, except `customerId`, which covers
`account_id` and `contact_id`. Comparisons with null and conditions on a missing record are false;
`not` is true whenever its filter is not true.
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
from db.planner.errors import ReadRefused, TooComplex
from db.planner.plan import PlanBuilder
from db.planner.public_ids import uuid_in
from db.planner.relations import TO_MANY, TO_ONE, Relation, referenced_table
from db.planner.selection import Row
from db.planner.state_filters import check_states
from db.scope import tenant_rows
from db.sql.expressions import ONE, Expression, and_, not_, or_
from db.sql.sql_types import GUID, INTEGER, TEXT, SqlType, array_of
from domain.core.text import camel

Filter = Mapping[str, Any]
Operators = Mapping[str, Any]  # the conditions on one value, such as {"eq": 5}
CUSTOMER = "customerId"
MAX_HOPS = 5
MAX_PATTERN_LENGTH = 1_000  # characters of a `contains` or `startsWith` value


@cache
def columns_of(table: Table) -> dict[str, str]:
    """Maps the field names of the API to the columns of a table."""
    return {camel(column.name): column.name for column in table.c}


@dataclass(frozen=True, slots=True)
class _Place:
    """The rows that conditions apply to, and their distance in relations from the list's rows."""

    builder: PlanBuilder
    table: Table
    rows: Row
    hops: int = 0
    is_sought: bool = True  # false below `not` and on related records


def matches(builder: PlanBuilder, table: Table, rows: Row, filter: Filter | None) -> Expression:
    """The condition that rows match a filter.

    Raises ReadRefused for operators that are null and for unusable values, TooComplex for a
    filter that is too long or follows more than MAX_HOPS relations.
    """
    return _all(_Place(builder, table, rows), filter)


def _all(place: _Place, filter: Filter | None) -> Expression:
    place.builder.weigh()
    conditions = {name: value for name, value in (filter or {}).items() if value is not None}
    return and_(*(_condition(place, *one) for one in conditions.items()))


def _condition(place: _Place, name: str, value: Any) -> Expression:
    builder, table, rows = place.builder, place.table, place.rows
    if name in {"and", "or"}:
        parts = [_all(place, part) for part in value]
        return and_(*parts) if name == "and" else or_(*parts)
    if name == "not":
        # IS NOT TRUE instead of NOT, so that a comparison with null counts as "does not match".
        # Few rows fail a filter, so below `not` PostgreSQL's own estimate stays (decision 58).
        return _all(replace(place, is_sought=False), value).is_not_true()
    if name == CUSTOMER:
        return _customer(builder, rows, value)
    if name in TO_ONE[table]:
        return _match_related(place, TO_ONE[table][name], value)
    if name in TO_MANY[table]:
        return _among(place, TO_MANY[table][name], value)
    column = columns_of(table)[name]
    check_states(table, column, value)
    referred_to = referenced_table(table, column)
    return _field(builder, rows[column], referred_to, value, is_likely=place.is_sought)


def _match_related(place: _Place, relation: Relation, filter: Filter) -> Expression:
    """The condition that at least one related row matches the filter."""
    if place.hops == MAX_HOPS:
        raise TooComplex(f"A filter can follow at most {MAX_HOPS} relations.")
    other = tenant_rows(relation.table, place.builder.name())
    # Not "sought": on related records the estimate decides which table is read first, and
    # expecting many matches made rare texts up to 25 times slower (decision 58).
    there = _Place(place.builder, relation.table, other, place.hops + 1, is_sought=False)
    same = other[relation.foreign] == place.rows[relation.local]
    return other.select(ONE).where(same, _all(there, filter)).exists()


def _among(place: _Place, relation: Relation, filters: Filter) -> Expression:
    """The condition for `some`, `none` and `every`: how many related rows match the filter."""
    conditions = []
    for which, part in filters.items():
        if part is None:
            raise ReadRefused(f"`{which}` must not be null. Omit it, or give `{{}}` to match all.")
        # `every` is "no related row fails", which is also true if there are no related rows.
        exists = _match_related(place, relation, {"not": part} if which == "every" else part)
        conditions.append(exists if which == "some" else not_(exists))
    return and_(*conditions)


def compare(builder: PlanBuilder, value: Expression, operators: Operators) -> Expression:
    """The condition that a computed value satisfies the operators, such as a number of a group."""
    return _field(builder, value, None, operators)


def _customer(builder: PlanBuilder, rows: Row, operators: Operators) -> Expression:
    """The condition on `customerId`. Exactly one of `account_id` and `contact_id` is set."""
    # Each comparison is guarded by the column it applies to: `ne` and `isNull` would otherwise
    # also match the column that is null.
    account = _field(builder, rows["account_id"], tables.accounts, operators)
    contact = _field(builder, rows["contact_id"], tables.contacts, operators)
    is_account = rows["account_id"].is_not_null()
    return or_(and_(is_account, account), and_(not_(is_account), contact))


def _field(
    builder: PlanBuilder,
    column: Expression,
    referred: Table | None,
    operators: Operators,
    *,
    is_likely: bool = False,
) -> Expression:
    """The condition that a value satisfies all operators.

    PostgreSQL underestimates how many texts contain a pattern, and then reads and sorts all rows
    of the tenant to find one page. With `is_likely`, the condition is written so that PostgreSQL
    expects it to hold: it walks the index of the sort order and stops when the page is full
    (decision 58).
    """
    conditions = []
    for operator, value in operators.items():
        if value is None:
            raise ReadRefused(f"`{operator}` must not be null. Omit it, or use `isNull`.")
        condition = _operation(builder, column, referred, operator, value)
        is_pattern = operator in _PATTERNS
        conditions.append(condition.expected() if is_pattern and is_likely else condition)
    return and_(*conditions)


def _operation(
    builder: PlanBuilder, column: Expression, referred: Table | None, operator: str, value: Any
) -> Expression:
    if operator == "isNull":
        return column.is_null() if value else column.is_not_null()
    if operator in _PATTERNS:
        convert = _PATTERNS[operator]
        return column.matches(builder.bind(value, TEXT, convert))
    kind = _kind(column)
    # One array parameter instead of a list of parameters: the statement, and so the cached plan,
    # is the same for any number of values.
    if operator == "in":
        many = _Stored(kind, referred, is_list=True)
        return column.equals_any(builder.bind(value, array_of(kind), many))
    return _COMPARISONS[operator](column, builder.bind(value, kind, _Stored(kind, referred)))


_COMPARISONS: dict[str, Callable[[Expression, Any], Expression]] = {
    "eq": lambda column, value: column == value,
    # A null differs from every value, so rows without a value match `ne`.
    "ne": lambda column, value: column.is_distinct_from(value),
    "gt": lambda column, value: column > value,
    "gte": lambda column, value: column >= value,
    "lt": lambda column, value: column < value,
    "lte": lambda column, value: column <= value,
}


def _pattern(text: str, operator: str) -> str:
    if len(text) > MAX_PATTERN_LENGTH:
        raise ReadRefused(
            f"The text of `{operator}` can have at most {MAX_PATTERN_LENGTH:,} characters."
        )
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


_PATTERNS: dict[str, Callable[[str], str]] = {
    "contains": lambda text: f"%{_pattern(text, 'contains')}%",
    "startsWith": lambda text: f"{_pattern(text, 'startsWith')}%",
}


def _kind(column: Expression) -> SqlType:
    """The type of the parameter: wide enough for every value of the GraphQL scalar."""
    return INTEGER if column.kind.is_integer else column.kind


@dataclass(frozen=True, slots=True)
class _Stored:
    """Converts input values to values of a column.

    Converters for the same kind of column are equal, so that `PlanBuilder.bind` can reuse
    parameters.
    """

    kind: SqlType
    referred: Table | None
    is_list: bool = False

    def __call__(self, value: Any) -> Any:
        if self.is_list:
            return [_to_stored(item, self.kind, self.referred) for item in value]
        return _to_stored(value, self.kind, self.referred)


def _to_stored(value: Any, kind: SqlType, referred: Table | None) -> Any:
    """The value as stored in the column; an id of another type becomes an id that matches no row.

    Raises ReadRefused for a time without an offset.
    """
    if kind is GUID and referred is not None:
        return uuid_in(value, referred) if isinstance(value, str) else UUID(int=0)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ReadRefused("A time needs an offset, such as `Z` or `+02:00`.")
    return value
