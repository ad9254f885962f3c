"""How documents are grouped: the inputs of each kind, made from what its groups can have."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import strawberry

from db.reads.groups import numbers
from db.reads.groups.grouping import Grouping
from gql.fields import Grouped
from gql.types.enums import described
from gql.types.listings import NullsPlacement, OrderDirection
from gql.types.operators import ABSENT, Range


class CalendarSpan(StrEnum):
    """Into what the calendar is cut."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    YEAR = "YEAR"


described(
    CalendarSpan,
    "Into what the calendar is cut.",
    DAY="Days.",
    WEEK="Weeks, which begin on Mondays.",
    MONTH="Months.",
    QUARTER="Quarters.",
    YEAR="Years.",
)


@strawberry.input(
    description="The spans between the first and the last are there, with or without documents;"
    " at most 1,000 of them."
)
class FillSpans:
    """Which empty spans are wanted."""

    from_: date | None = strawberry.field(
        name="from", default=None, description="Begin at this day, if the first row is later."
    )
    to: date | None = strawberry.field(
        default=None, description="End at this day, if the last row is earlier."
    )


def inputs(noun: str, grouping: Grouping, filter: type) -> Grouped:
    """What one kind of document can be grouped, cut down and ordered by."""
    keys = {key.upper(): f"By the {_plain(key)}." for key in grouping.keys}
    known = {name.upper(): f"The {_plain(name)}." for name in numbers.kinds(grouping)}
    return Grouped(
        grouping, filter, _by(noun, keys), _having(noun, grouping), _order(noun, keys | known)
    )


def _by(noun: str, keys: dict[str, str]) -> type:
    field: Any = StrEnum(f"{noun}GroupField", {key: key for key in keys})  # type: ignore[misc]
    described(field, f"What {noun} groups can have in common.", **keys)
    members = {
        "__annotations__": {"field": field, "by": CalendarSpan | None, "fill": FillSpans | None},
        "by": None,
        "fill": None,
    }
    return strawberry.input(
        type(f"{noun}GroupBy", (), members),
        description="One thing that the documents of a group have in common.",
    )


def _having(noun: str, grouping: Grouping) -> type:
    known = numbers.kinds(grouping)
    kinds = {name: (Range[int] if name == "count" else Range[Decimal]) | None for name in known}
    return strawberry.input(
        type(f"{noun}GroupHaving", (), {"__annotations__": kinds, **dict.fromkeys(known, ABSENT)}),
        description="Only groups whose numbers fulfil all of these conditions; amounts are sums,"
        " in the base currency unless the groups are by currency.",
    )


def _order(noun: str, fields: dict[str, str]) -> type:
    field: Any = StrEnum(f"{noun}GroupOrderField", {name: name for name in fields})  # type: ignore[misc]
    described(
        field,
        f"What {noun} groups can be ordered by: what they have in common (a name, or the place in"
        " a life), or a number; amounts are sums, as in having.",
        **fields,
    )
    members = {
        "__annotations__": {
            "field": field,
            "direction": OrderDirection,
            "nulls": NullsPlacement,
        },
        "direction": OrderDirection.ASC,
        "nulls": NullsPlacement.LAST,
    }
    return strawberry.input(
        type(f"{noun}GroupOrder", (), members),
        description="One step of an order of groups; what they have in common comes last of all.",
    )


def _plain(name: str) -> str:
    return name.replace("_", " ")
