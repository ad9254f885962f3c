"""What a field of a type is for besides being read: conditions of filters, members of inputs.

A declaration (`gql.schema.fields`) says it once. `gql.types.filters` and `gql.inputs` derive the
rest: the names, types, nullability and descriptions of the members.
"""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Any

from strawberry.types.base import StrawberryList, StrawberryOptional, get_object_definition
from strawberry.types.enum import StrawberryEnumDefinition
from strawberry.types.lazy_type import LazyType

USE = "use"
DERIVED = "derived"  # the description of a member that has no words of its own
_NULL_CLAUSE = re.compile(r"; (?:null|otherwise null)[^.]*(?=\.)")
_SENTENCE = re.compile(r"(?<=\.) (?=[A-Z`])")


@dataclass(frozen=True, slots=True)
class Settable:
    """In which inputs a field is a member, and what it is if it is not given on creation."""

    on_creation: bool = True
    on_update: bool = True
    is_required: bool = False  # on creation
    default: Any = None


SETTABLE = Settable()
REQUIRED = Settable(is_required=True)
ON_CREATION = Settable(on_update=False)
ON_UPDATE = Settable(on_creation=False)
FIXED = Settable(on_update=False, is_required=True)  # given on creation, never changed


class Shape(Enum):
    """What kind of declaration a field has."""

    VALUE = "a column"
    REFERENCE = "the id of a record of any type"
    MONEY = "an amount in the currency of the row"
    DOCUMENT = "an object kept as JSON"
    ONE = "a record that a column names"
    ONE_OF = "a record of several types, each with a column of its own"
    MANY = "records that name this one"


@dataclass(frozen=True, slots=True)
class Use:
    """What one field can be used for."""

    shape: Shape
    filter: bool = False
    input: Settable | None = None
    local: str = ""  # the column that names the record, of Shape.ONE


@dataclass(frozen=True, slots=True)
class Declared:
    """A field of a type that can be filtered by or set."""

    name: str
    type: Any  # as Strawberry resolves it, without null
    is_nullable: bool
    description: str
    use: Use


def declared(kind: type) -> list[Declared]:
    """The fields of a type that have a use besides being read, inherited ones included."""
    return [
        Declared(
            field.python_name,
            unwrap(field.type),
            isinstance(field.type, StrawberryOptional),
            field.description or "",
            use,
        )
        for field in get_object_definition(kind, strict=True).fields
        if (use := field.metadata.get(USE))
    ]


def unwrap(kind: Any) -> Any:
    """A type without null; of a list, a connection or an enum what it is made of."""
    if isinstance(kind, StrawberryOptional):
        return unwrap(kind.of_type)
    if isinstance(kind, StrawberryEnumDefinition):
        return kind.wrapped_cls
    return kind


def element(kind: Any) -> Any:
    """The type of the records in a list or a connection."""
    if isinstance(kind, StrawberryList):
        return unwrap(kind.of_type)
    return get_object_definition(kind, strict=True).type_var_map["T"]


def class_of(kind: Any) -> type:
    """The class behind a type that may be imported later."""
    found: type = kind.resolve_type() if isinstance(kind, LazyType) else kind
    return found


def spoken(name: str) -> str:
    """A name as words."""
    return name.replace("_", " ")


def without_null(description: str) -> str:
    """A description without the clause that says when the field is null."""
    return _NULL_CLAUSE.sub("", description)


def summary(description: str) -> str:
    """The first sentence of a description, without its null clause."""
    return _SENTENCE.split(without_null(description))[0]


def describe_id(description: str) -> str:
    """How the id of a record is described, from the description of the record."""
    text = summary(description).removeprefix("The ")
    return f"ID of the {text[:1].lower()}{text[1:]}"
