"""The uses of a field besides reading: conditions of filters, members of inputs.

The field's declaration (`gql.schema.fields`) states its uses. `gql.types.filters` and `gql.inputs`
derive the members from it, with name, type, nullability and description.
"""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Any

from strawberry.types.base import StrawberryList, StrawberryOptional, get_object_definition
from strawberry.types.enum import StrawberryEnumDefinition
from strawberry.types.lazy_type import LazyType

USE = "use"
DERIVED = "derived"  # the key of derived descriptions
_NULL_CLAUSE = re.compile(r"; (?:null|otherwise null)[^.]*(?=\.)")
_SENTENCE = re.compile(r"(?<=\.) (?=[A-Z`])")
_QUESTION = re.compile(r"(?:Whether|Why|How|Which|What|When|Who) ")


@dataclass(frozen=True, slots=True)
class Settable:
    """The inputs that have a field as a member, and its default on creation."""

    on_creation: bool = True
    on_update: bool = True
    is_required: bool = False  # on creation
    default: Any = None


SETTABLE = Settable()
REQUIRED = Settable(is_required=True)
ON_CREATION = Settable(on_update=False)
ON_UPDATE = Settable(on_creation=False)
FIXED = Settable(on_update=False, is_required=True)  # set on creation, never changed


class FieldKind(Enum):
    """What kind of declaration a field has."""

    VALUE = "a column"
    REFERENCE = "the ID of a record of any type"
    MONEY = "an amount in the currency of the row"
    DOCUMENT = "an object stored as JSON"
    ONE = "a record that a column refers to"
    ONE_OF = "a record of several types, each with a column of its own"
    MANY = "records that refer to this one"


@dataclass(frozen=True, slots=True)
class Use:
    """The uses of one field."""

    shape: FieldKind
    filter: bool = False
    input: Settable | None = None
    # Of related records: the column of this row, and the column of the others that equals it.
    local: str = ""
    foreign: str = ""
    sort: tuple[str, ...] = ()  # columns of the other record that lists can be sorted by


@dataclass(frozen=True, slots=True)
class FieldDeclaration:
    """A field that can be filtered by or set."""

    name: str
    type: Any  # as Strawberry resolves it, without null
    is_nullable: bool
    description: str
    use: Use


def field_declarations(kind: type) -> list[FieldDeclaration]:
    """Return the fields of a type that have a use besides reading, including inherited ones."""
    return [
        FieldDeclaration(
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
    """Remove null from a type, and return what a list, a connection or an enum consists of."""
    if isinstance(kind, StrawberryOptional):
        return unwrap(kind.of_type)
    if isinstance(kind, StrawberryEnumDefinition):
        return kind.wrapped_cls
    return kind


def element_type(kind: Any) -> Any:
    """Return the type of the records in a list or a connection."""
    if isinstance(kind, StrawberryList):
        return unwrap(kind.of_type)
    return get_object_definition(kind, strict=True).type_var_map["T"]


def class_of(kind: Any) -> type:
    """Return the class of a type, importing it if it is lazy."""
    cls: type = kind.resolve_type() if isinstance(kind, LazyType) else kind
    return cls


def without_null(description: str) -> str:
    """Remove the clause that says when the field is null."""
    return _NULL_CLAUSE.sub("", description)


def summary(description: str) -> str:
    """Return the first sentence of a description, without its null clause."""
    return _SENTENCE.split(without_null(description))[0]


def noun_phrase(description: str) -> str:
    """Return the first sentence of a description for use in another: the name of the account."""
    text = summary(description).removeprefix("The ").removesuffix(".")
    is_acronym = text[:2].isupper()
    text = text if is_acronym else f"{text[:1].lower()}{text[1:]}"
    return text if _QUESTION.match(description) else f"the {text}"


def describe_id(description: str) -> str:
    """Derive the description of a record's ID from that of the record."""
    text = summary(description).removeprefix("The ")
    return f"ID of the {text[:1].lower()}{text[1:]}"
