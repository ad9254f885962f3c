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
    FieldDeclaration,
    FieldKind,
    Settable,
    class_of,
    describe_id,
    field_declarations,
    unwrap,
    without_null,
)
from gql.schema.fields import TABLES_BY_TYPE

T = TypeVar("T")
_Kinds = dict[str, tuple[Any, dict[str, Any]]]  # types and defaults by member name
_OBJECTS: dict[type, type] = {}  # the input types of objects stored as JSON, by type


@dataclass(frozen=True, slots=True)
class InputField:
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
        input_fields = [one for one in input_fields_of(kind, without) if one.settable.on_creation]
        _OBJECTS.setdefault(kind, cls)
        kinds = {one.name: _on_creation(one) for one in input_fields}
        return _input(cls, input_fields, kinds, inspect.getdoc(cls) or "")

    return decorate


def update_input(kind: type, *, without: Collection[str] = ()) -> Callable[[type[T]], type[T]]:
    """Make a class the input for updates: omitted fields stay as they are, and null clears.

    A field that is never null in the type cannot be cleared. The rule for omitted fields is added
    to the first line of the docstring.
    """

    def decorate(cls: type[T]) -> type[T]:
        input_fields = [one for one in input_fields_of(kind, without) if one.settable.on_update]
        kinds: _Kinds = {one.name: (_maybe(one.type), {}) for one in input_fields}
        return _input(cls, input_fields, kinds, _describe_update(cls, input_fields))

    return decorate


def input_fields_of(kind: type, without: Collection[str] = ()) -> Iterator[InputField]:
    """Yield the members for the settable fields of a type."""
    for field in field_declarations(kind):
        if field.use.input and field.name not in without:
            yield _input_field(field, field.use.input)


def _input_field(field: FieldDeclaration, settable: Settable) -> InputField:
    name, text = field.name, without_null(field.description)
    kind, convert, is_never_null = field.type, None, not field.is_nullable
    match field.use.shape:
        case FieldKind.MONEY:  # null means zero
            kind, is_never_null = Decimal, False
        case FieldKind.ONE:
            kind, name, text = ID, field.use.local, describe_id(text)
            convert = input_conversion.to_id(name, TABLES_BY_TYPE[class_of(field.type)])
        case FieldKind.ONE_OF:
            kind, name, text = ID, f"{name}_id", describe_id(text)
            convert = input_conversion.to_customer
        case FieldKind.REFERENCE:
            convert = input_conversion.to_any_id(name)
        case FieldKind.DOCUMENT:
            kind, convert = _OBJECTS[field.type], input_conversion.to_address(name)
    if isinstance(kind, StrawberryList):  # null means an empty list
        kind, is_never_null = list[unwrap(kind.of_type)], False  # type: ignore[misc]
    return InputField(name, kind, text, settable, is_never_null, convert)


def _on_creation(input_field: InputField) -> tuple[Any, dict[str, Any]]:
    """Return the type of a member and its default."""
    if input_field.settable.is_required:
        return input_field.type, {}
    default = input_field.settable.default
    return (input_field.type | None if default is None else input_field.type), {"default": default}


def _maybe(kind: Any) -> Any:
    maybe: Any = Maybe  # type checkers do not see a class here
    return maybe[kind | None]


def _describe_update(cls: type, input_fields: list[InputField]) -> str:
    head, _, more = (inspect.getdoc(cls) or "").partition("\n\n")
    if ";" in head:  # it already has a rule for omitted fields
        return f"{head} {more}"
    can_clear = not all(one.is_never_null for one in input_fields)
    rule = ", and null clears a field" if can_clear else ""
    return f"{head.removesuffix('.')}; omitted fields stay as they are{rule}. {more}"


def _input(
    cls: type[T], input_fields: list[InputField], kinds: _Kinds, description: str
) -> type[T]:
    """Create the input type from its own members and the derived ones."""
    own = cls.__annotations__
    cls.__annotations__ = {name: kind for name, (kind, _) in kinds.items()} | own
    for one in input_fields:
        if one.name not in own:
            metadata = {DERIVED: one.description}
            setattr(cls, one.name, strawberry.field(metadata=metadata, **kinds[one.name][1]))
    input_type = strawberry.input(cls, description=" ".join(description.split()))
    input_conversion.READINGS[input_type] = input_conversion.InputConversion(
        names=tuple(cls.__annotations__),
        conversions={one.name: one.convert for one in input_fields if one.convert}
        | input_conversion.nested_conversions(own),
        never_null=frozenset(one.name for one in input_fields if one.is_never_null),
    )
    return input_type
