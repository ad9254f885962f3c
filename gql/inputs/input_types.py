"""Derives the members of input types from the fields that a type declares as settable.

A field becomes a member with its name and type, a related record a member with its ID, an amount
a number. On creation, members that are not required are optional; on update, all are.
"""

import inspect
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

import strawberry
from strawberry import ID, Maybe
from strawberry.types.base import StrawberryList

from gql.inputs import input_conversion
from gql.inputs.input_conversion import Convert
from gql.schema.field_uses import (
    DERIVED,
    Declared,
    Settable,
    Shape,
    class_of,
    declared,
    describe_id,
    unwrap,
    without_null,
)
from gql.schema.fields import TABLES

T = TypeVar("T")
_Kinds = dict[str, tuple[Any, dict[str, Any]]]  # types and defaults by member name
_OBJECTS: dict[type, type] = {}  # the input types of objects stored as JSON, by type


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an input type that sets a field of a type."""

    name: str
    type: Any
    description: str
    settable: Settable
    is_never_null: bool
    convert: Convert | None = None


def create_input(kind: type, *, without: Collection[str] = ()) -> Callable[[type[T]], type[T]]:
    """Make a class the input for creating records of a type. Its docstring is the description.

    The class declares only members that are not fields of the type. `without` names settable
    fields to leave out.
    """

    def decorate(cls: type[T]) -> type[T]:
        members = [one for one in members_of(kind, without) if one.settable.on_creation]
        _OBJECTS.setdefault(kind, cls)
        kinds = {one.name: _on_creation(one) for one in members}
        return _input(cls, members, kinds, inspect.getdoc(cls) or "")

    return decorate


def update_input(kind: type, *, without: Collection[str] = ()) -> Callable[[type[T]], type[T]]:
    """Make a class the input for updates: omitted fields stay as they are, and null clears.

    A field that is never null in the type cannot be cleared. The rule for omitted fields is added
    to the first line of the docstring.
    """

    def decorate(cls: type[T]) -> type[T]:
        members = [one for one in members_of(kind, without) if one.settable.on_update]
        kinds: _Kinds = {one.name: (_maybe(one.type), {}) for one in members}
        return _input(cls, members, kinds, _describe_update(cls, members))

    return decorate


def members_of(kind: type, without: Collection[str] = ()) -> Iterator[Member]:
    """Yield the members for the settable fields of a type."""
    for field in declared(kind):
        if field.use.input and field.name not in without:
            yield _member(field, field.use.input)


def _member(field: Declared, settable: Settable) -> Member:
    name, text = field.name, without_null(field.description)
    kind, convert, is_never_null = field.type, None, not field.is_nullable
    match field.use.shape:
        case Shape.MONEY:  # null means zero
            kind, is_never_null = Decimal, False
        case Shape.ONE:
            kind, name, text = ID, field.use.local, describe_id(text)
            convert = input_conversion.to_id(name, TABLES[class_of(field.type)])
        case Shape.ONE_OF:
            kind, name, text = ID, f"{name}_id", describe_id(text)
            convert = input_conversion.to_customer
        case Shape.REFERENCE:
            convert = input_conversion.to_any_id(name)
        case Shape.DOCUMENT:
            kind, convert = _OBJECTS[field.type], input_conversion.to_address(name)
    if isinstance(kind, StrawberryList):  # null means an empty list
        kind, is_never_null = list[unwrap(kind.of_type)], False  # type: ignore[misc]
    return Member(name, kind, text, settable, is_never_null, convert)


def _on_creation(member: Member) -> tuple[Any, dict[str, Any]]:
    """Return the type of a member and its default."""
    if member.settable.is_required:
        return member.type, {}
    default = member.settable.default
    return (member.type | None if default is None else member.type), {"default": default}


def _maybe(kind: Any) -> Any:
    maybe: Any = Maybe  # type checkers do not see a class here
    return maybe[kind | None]


def _describe_update(cls: type, members: list[Member]) -> str:
    head, _, more = (inspect.getdoc(cls) or "").partition("\n\n")
    if ";" in head:  # it already has a rule for omitted fields
        return f"{head} {more}"
    can_clear = not all(one.is_never_null for one in members)
    rule = ", and null clears a field" if can_clear else ""
    return f"{head.removesuffix('.')}; omitted fields stay as they are{rule}. {more}"


def _input(cls: type[T], members: list[Member], kinds: _Kinds, description: str) -> type[T]:
    """Create the input type from its own members and the derived ones."""
    own = cls.__annotations__
    cls.__annotations__ = {name: kind for name, (kind, _) in kinds.items()} | own
    for one in members:
        if one.name not in own:
            metadata = {DERIVED: one.description}
            setattr(cls, one.name, strawberry.field(metadata=metadata, **kinds[one.name][1]))
    made = strawberry.input(cls, description=" ".join(description.split()))
    input_conversion.READINGS[made] = input_conversion.Reading(
        names=tuple(cls.__annotations__),
        conversions={one.name: one.convert for one in members if one.convert}
        | input_conversion.nested(own),
        never_null=frozenset(one.name for one in members if one.is_never_null),
    )
    return made
