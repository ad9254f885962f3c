"""The operators of filters, for each kind of value, and for related records."""

import inspect
from typing import Any, Generic, TypeVar

import strawberry

T = TypeVar("T")
ABSENT: Any = strawberry.UNSET


def wanted(cls: type[T]) -> type[T]:
    """An input of conditions. Its docstring describes it to clients."""
    return strawberry.input(cls, description=inspect.getdoc(cls))


def word(name: str) -> Any:
    """A member that is named with a word of Python."""
    return strawberry.field(name=name, default=ABSENT)


@wanted
class IDFilter:
    """Conditions on an id. An id of another kind of record matches nothing."""

    eq: strawberry.ID | None = ABSENT
    ne: strawberry.ID | None = ABSENT
    in_: list[strawberry.ID] | None = word("in")
    is_null: bool | None = ABSENT


@wanted
class TextFilter:
    """Conditions on a text; contains and startsWith do not tell capitals from small letters."""

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


@wanted
class BooleanFilter:
    """A condition on a yes or no."""

    eq: bool | None = ABSENT


@strawberry.input(name="Filter", description="Conditions on one word of several.")
class OneOf(Generic[T]):
    """Conditions on one word of several."""

    eq: T | None = ABSENT
    ne: T | None = ABSENT
    in_: list[T] | None = word("in")
    is_null: bool | None = ABSENT


@strawberry.input(name="Filter", description="Conditions on a value that has an order.")
class Range(Generic[T]):
    """Conditions on a value that has an order."""

    eq: T | None = ABSENT
    ne: T | None = ABSENT
    in_: list[T] | None = word("in")
    gt: T | None = ABSENT
    gte: T | None = ABSENT
    lt: T | None = ABSENT
    lte: T | None = ABSENT
    is_null: bool | None = ABSENT


@strawberry.input(name="List", description="Conditions on the records that belong to this one.")
class Many(Generic[T]):
    """Conditions on the records that belong to this one."""

    some: T | None = strawberry.field(
        default=ABSENT, description="There is one that fits; {} for any at all."
    )
    none: T | None = strawberry.field(
        default=ABSENT, description="There is none that fits; {} for none at all."
    )
    every: T | None = strawberry.field(
        default=ABSENT, description="All of them fit; so it is where there are none."
    )
