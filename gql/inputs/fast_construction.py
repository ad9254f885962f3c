"""Fast construction of inputs that come in long lists.

Strawberry inspects the type of every field for every object, which takes 0.1 ms per line.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from strawberry.types.arguments import InputContext
from strawberry.types.base import (
    StrawberryContainer,
    StrawberryMaybe,
    StrawberryOptional,
    get_object_definition,
    has_object_definition,
)
from strawberry.types.enum import StrawberryEnumDefinition
from strawberry.types.lazy_type import LazyType

T = TypeVar("T")


def fast_input(cls: type[T]) -> type[T]:
    """Let an input type take its scalars as graphql-core has coerced them."""
    get_object_definition(cls, strict=True).from_input = _construct
    return cls


def _construct(kind: type, value: Mapping[str, Any], context: InputContext) -> Any:
    names, nested = _fields(kind, context.config.name_converter.from_field)
    members = {names[name]: item for name, item in value.items()}
    for name, inner in nested.items():
        if name in value:
            members[names[name]] = context.convert(value[name], inner, name)
    return kind(**members)


@cache
def _fields(kind: type, name_of: Any) -> tuple[Mapping[str, str], Mapping[str, Any]]:
    """Return the Python names by public name, and the types of the fields to convert."""
    fields = {name_of(field): field for field in get_object_definition(kind, strict=True).fields}
    types = {name: field.resolve_type() for name, field in fields.items()}
    return (
        {name: field.python_name for name, field in fields.items()},
        {name: inner for name, inner in types.items() if not _is_scalar(inner)},
    )


def _is_scalar(kind: Any) -> bool:
    while isinstance(kind, StrawberryOptional) and not isinstance(kind, StrawberryMaybe):
        kind = kind.of_type
    is_made = has_object_definition(kind) or isinstance(kind, StrawberryEnumDefinition)
    return not (is_made or isinstance(kind, StrawberryContainer | LazyType))
