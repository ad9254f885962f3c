"""The inputs for grouping documents, derived from the fields of their groups."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import strawberry

from db.planner.aggregates import functions
from db.planner.aggregates.measures import CURRENCY, FAMILY, Grouping, GroupKey
from db.tables.enum_order import WORDS
from gql.schema.naming import with_article
from gql.schema.query_fields import Grouped
from gql.types.enums import publish_enum
from gql.types.operators import ABSENT, Range
from gql.types.sort_terms import NullsPlacement, SortDirection, phrase


class CalendarSpan(StrEnum):
    """The length of the periods that dates and times are grouped into."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    YEAR = "YEAR"


publish_enum(
    CalendarSpan,
    "The length of the periods that dates and times are grouped into.",
    DAY="One group for each day.",
    WEEK="One group for each week, which starts on Monday.",
    MONTH="One group for each calendar month.",
    QUARTER="One group for each calendar quarter, starting in January, April, July or October.",
    YEAR="One group for each calendar year.",
)


@strawberry.input(
    description="Includes periods without documents between the first and the last period, up to"
    " 1,000 periods."
)
class FillSpans:
    """Range of dates in which empty periods are included."""

    from_: date | None = strawberry.field(
        name="from",
        default=None,
        description="Start date, used if it is before the first period with documents.",
    )
    to: date | None = strawberry.field(
        default=None, description="End date, used if it is after the last period with documents."
    )


def inputs(noun: str, grouping: Grouping) -> Grouped:
    """Create the inputs that group, filter and sort the groups of one kind of document."""
    keys = {key.name.upper(): _describe_key(grouping, key) for key in grouping.keys.values()}
    names = {key.name.upper(): _describe_sort(grouping, key) for key in grouping.keys.values()}
    names |= {name.upper(): _describe_number(grouping, name) for name in functions.kinds(grouping)}
    by, order = _by(noun, keys), _order(noun, names)
    return Grouped(grouping, f"{noun}Filter", by, _having(noun, grouping), order)


def _describe_key(grouping: Grouping, key: GroupKey) -> str:
    name = phrase(key.name)
    if key.is_date:
        return f"Groups by the {name}, in periods whose length `by` sets: months by default."
    if key.name == FAMILY:
        return (
            "Groups by the product family of the lines. A document counts in the family of each of"
            " its lines, with the amounts of those lines only."
        )
    if key.name in {"account", "contact"}:
        other = "contact" if key.name == "account" else "account"
        return (
            f"Groups by the customer, if it is {with_article(key.name)}. All documents whose"
            f" customer is {with_article(other)} form one group."
        )
    if key.name == CURRENCY:
        return "Groups by the currency, so that amounts are in the currency of the group."
    is_nullable = grouping.table.c[key.column].nullable
    rest = " Documents without one form a group whose key is null." if is_nullable else ""
    return f"Groups by the {name}.{rest}"


def _describe_sort(grouping: Grouping, key: GroupKey) -> str:
    if key.is_date:
        return f"Sorts by the period of the {phrase(key.name)}."
    if key.named is not None:
        return f"Sorts by the name of the {phrase(key.name)}."
    if key.name == CURRENCY:
        return "Sorts by the code of the currency."
    is_ordered = (grouping.table, key.column) in WORDS
    order = "in the order of its enum" if is_ordered else "alphabetically"
    return f"Sorts by the {phrase(key.name)}, {order}."


def _describe_number(grouping: Grouping, name: str) -> str:
    return f"Sorts by the {'sum of the ' if name in grouping.measures else ''}{phrase(name)}."


def _by(noun: str, keys: dict[str, str]) -> type:
    field: Any = StrEnum(f"{noun}GroupField", {key: key for key in keys})  # type: ignore[misc]
    publish_enum(field, f"Fields that `{noun}` records can be grouped by.", **keys)
    members = {
        "__annotations__": {"field": field, "by": CalendarSpan | None, "fill": FillSpans | None},
        "by": None,
        "fill": None,
    }
    return strawberry.input(
        type(f"{noun}GroupBy", (), members),
        description=f"A field that `{noun}` records are grouped by: records with the same value of"
        " all `groupBy` fields form a group.",
    )


def _having(noun: str, grouping: Grouping) -> type:
    known = functions.kinds(grouping)
    kinds = {name: (Range[int] if name == "count" else Range[Decimal]) | None for name in known}
    return strawberry.input(
        type(f"{noun}GroupHaving", (), {"__annotations__": kinds, **dict.fromkeys(known, ABSENT)}),
        description="Filter for groups by their numbers: all conditions must match. Amounts are"
        " sums, in the base currency unless the groups are by currency.",
    )


def _order(noun: str, fields: dict[str, str]) -> type:
    field: Any = StrEnum(f"{noun}GroupSortField", {name: name for name in fields})  # type: ignore[misc]
    publish_enum(
        field,
        f"Values that groups of `{noun}` records can be sorted by: the fields that they are grouped"
        " by, in alphabetical or life-cycle order, and numbers. Amounts are sums, as in `having`.",
        **fields,
    )
    members = {
        "__annotations__": {
            "field": field,
            "direction": SortDirection,
            "nulls": NullsPlacement,
        },
        "direction": SortDirection.ASC,
        "nulls": NullsPlacement.LAST,
    }
    return strawberry.input(
        type(f"{noun}GroupSort", (), members),
        description="A sort criterion. Earlier criteria take precedence; ties are sorted by the"
        " keys of the groups.",
    )
