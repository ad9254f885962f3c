"""The inputs for grouping documents, derived from the fields of their groups."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import strawberry

from db.planner.aggregates import functions
from db.planner.aggregates.measures import Grouping
from gql.schema.query_fields import Grouped
from gql.types.enums import publish_enum
from gql.types.operators import ABSENT, Range
from gql.types.sort_terms import NullsPlacement, SortDirection, phrase, sentence


class CalendarSpan(StrEnum):
    """Length of the periods that dates are grouped into."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    YEAR = "YEAR"


publish_enum(
    CalendarSpan,
    "Length of the periods that dates are grouped into.",
    DAY="Days.",
    WEEK="Weeks, starting on Monday.",
    MONTH="Months.",
    QUARTER="Quarters.",
    YEAR="Years.",
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
    keys = {key.upper(): f"By {phrase(key)}." for key in grouping.keys}
    sorts = (*grouping.keys, *functions.kinds(grouping))
    names = {name.upper(): sentence(name) for name in sorts}
    by, order = _by(noun, keys), _order(noun, names)
    return Grouped(grouping, f"{noun}Filter", by, _having(noun, grouping), order)


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
        description="A field to group by.",
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
