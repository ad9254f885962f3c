"""The operators of filters, for each kind of value and for related records."""

import inspect
from typing import Any, Generic, TypeVar

import strawberry

T = TypeVar("T")
ABSENT: Any = strawberry.UNSET


def filter_input(cls: type[T]) -> type[T]:
    """Declare an input of conditions. Its docstring is the description."""
    return strawberry.input(cls, description=inspect.getdoc(cls))


def word(name: str) -> Any:
    """Declare a member whose public name is a Python keyword."""
    return strawberry.field(name=name, default=ABSENT)


@filter_input
class IDFilter:
    """Conditions on an ID. The ID of a record of another type matches nothing."""

    eq: strawberry.ID | None = ABSENT
    ne: strawberry.ID | None = ABSENT
    in_: list[strawberry.ID] | None = word("in")
    is_null: bool | None = ABSENT


@filter_input
class TextFilter:
    """Conditions on a string. Only `contains` and `startsWith` ignore case."""

    eq: str | None = ABSENT
    ne: str | None = ABSENT
    in_: list[str] | None = word("in")
    gt: str | None = ABSENT
    gte: str | None = ABSENT
    lt: str | None = ABSENT
    lte: str | None = ABSENT
    contains: str | None = ABSENT
    starts_with: str | None = ABSENT
    is_null: bool | None = ABSENT


@filter_input
class BooleanFilter:
    """A condition on a value that is true or false."""

    eq: bool | None = ABSENT


# Strawberry puts the name of the value's type before it, as in `DateFilter`.
@strawberry.input(name="Filter", description="Conditions on a value from a fixed set.")
class OneOf(Generic[T]):
    """Conditions on a value from a fixed set."""

    eq: T | None = ABSENT
    ne: T | None = ABSENT
    in_: list[T] | None = word("in")
    is_null: bool | None = ABSENT


@strawberry.input(name="Filter", description="Conditions on a number, a date or a time.")
class Range(Generic[T]):
    """Conditions on a number, a date or a time."""

    eq: T | None = ABSENT
    ne: T | None = ABSENT
    in_: list[T] | None = word("in")
    gt: T | None = ABSENT
    gte: T | None = ABSENT
    lt: T | None = ABSENT
    lte: T | None = ABSENT
    is_null: bool | None = ABSENT


@strawberry.input(
    name="List",
    description="Conditions on how many related records match. All of them must hold.",
)
class Many(Generic[T]):
    """Conditions on how many related records match."""

    some: T | None = strawberry.field(
        default=ABSENT,
        description="At least one related record matches. `{}` matches if there are any.",
    )
    none: T | None = strawberry.field(
        default=ABSENT, description="No related record matches. `{}` matches if there are none."
    )
    every: T | None = strawberry.field(
        default=ABSENT, description="Every related record matches (true if there are none)."
    )
