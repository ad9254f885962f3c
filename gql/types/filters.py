"""Derives the filters of lists from the fields that types declare with `filter=True`.

A related record has two conditions: one on its ID, one on the record. Members are named like
columns and relations (db.planner.filters). The relations that the types declare are added to those
that the planner derives from foreign keys (db.planner.relations).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

import strawberry

from db.planner.relations import TO_MANY, TO_ONE, Relation
from domain.core.text import camel
from gql.scalars import CurrencyCode
from gql.schema.field_uses import (
    DERIVED,
    FieldDeclaration,
    FieldKind,
    class_of,
    describe_id,
    element_type,
    field_declarations,
    noun_phrase,
    summary,
)
from gql.schema.fields import TABLES_BY_TYPE
from gql.schema.naming import plural, to_words, words
from gql.types import sales  # noqa: F401 - once it is imported, all types are declared
from gql.types.lines import DocumentLine
from gql.types.operators import ABSENT, BooleanFilter, IDFilter, Many, OneOf, Range, TextFilter
from gql.types.prices import PriceListItem


@dataclass(frozen=True, slots=True)
class Condition:
    """A member of a filter."""

    name: str
    type: Any  # a class, or a name that this module defines later
    description: str | None = None


_SHARED: dict[type, str] = {DocumentLine: "LineFilter"}  # all kinds of lines have the same filter
_WITHOUT_FIELD: dict[
    type, list[Condition]
] = {  # columns that are part of another field in the schema
    PriceListItem: [Condition("currency_code", OneOf[CurrencyCode])],
}
_OPERATORS: dict[Any, Any] = {
    str: TextFilter,
    strawberry.ID: IDFilter,
    bool: BooleanFilter,
    CurrencyCode: OneOf[CurrencyCode],
}


def name_of(kind: type) -> str:
    """Return the name of the filter for records of a type."""
    shared = (_SHARED[base] for base in kind.__mro__ if base in _SHARED)
    return next(shared, f"{kind.__name__}Filter")


def filter_of(kind: type) -> type:
    """Create the filter for records of a type."""
    name = name_of(kind)
    conditions = [
        *(Condition("and_", f"list[{name}]"), Condition("or_", f"list[{name}]")),
        Condition("not_", name),
        *(
            condition
            for field in field_declarations(kind)
            if field.use.filter
            for condition in _of(kind, field)
        ),
        *_WITHOUT_FIELD.get(kind, ()),
    ]
    filter_class = type(
        name,
        (),
        {
            "__module__": __name__,
            "__annotations__": {one.name: _optional(one.type) for one in conditions},
            **{one.name: _absent(one) for one in conditions},
        },
    )
    text = f"Filter for {plural(name.removesuffix('Filter'))}: all conditions must match."
    return strawberry.input(filter_class, description=text)


def _of(owner: type, field: FieldDeclaration) -> Iterator[Condition]:
    """Yield the conditions on one field of a type."""
    name, text = field.name, _filters_by(field.description)
    match field.use.shape:
        case FieldKind.VALUE:
            yield Condition(name, _operators(field.type), text)
        case FieldKind.MONEY:
            amount = f"{text} Compared as a number, regardless of the currency."
            # Amounts of different currencies share a column and its index (decision 26).
            yield Condition(name, Range[Decimal], amount)
        case FieldKind.ONE_OF:
            yield Condition(f"{name}_id", IDFilter, _filters_by_id(field.description))
        case FieldKind.ONE:
            # A record that refers to this one has the ID in its own table, not in a column here.
            if field.use.local == f"{name}_id":
                yield Condition(f"{name}_id", IDFilter, _filters_by_id(field.description))
            related = name_of(class_of(field.type))
            rest = " A record without one does not match." if field.is_nullable else ""
            yield Condition(name, related, f"The {to_words(name)} matches this filter.{rest}")
        case FieldKind.MANY:
            related = name_of(class_of(element_type(field.type)))
            about = f"Filters by the {to_words(name)} of the {words(owner.__name__)}."
            yield Condition(name, f"{Many.__name__}[{related}]", about)


def relations_of(kind: type, shape: FieldKind) -> dict[str, Relation]:
    """Return the relations, to one or to many, that filters and sort orders of a type follow."""
    relations: dict[str, Relation] = {}
    for field in field_declarations(kind):
        use = field.use
        if use.shape is shape and (use.filter or use.sort):
            other = class_of(field.type if shape is FieldKind.ONE else element_type(field.type))
            relations[camel(field.name)] = Relation(TABLES_BY_TYPE[other], use.local, use.foreign)
    return relations


def _filters_by(description: str) -> str:
    return f"Filters by {noun_phrase(description)}."


def _filters_by_id(description: str) -> str:
    return _filters_by(describe_id(summary(description)))


def _operators(kind: Any) -> Any:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return OneOf[kind]
    return _OPERATORS.get(kind) or Range[kind]


def _optional(kind: Any) -> Any:
    return f"{kind} | None" if isinstance(kind, str) else kind | None


def _absent(one: Condition) -> Any:
    name = one.name.rstrip("_")
    return strawberry.field(
        name=None if name == one.name else name,
        default=ABSENT,
        metadata={DERIVED: one.description},
    )


def _is_filtered(kind: type) -> bool:
    """Return whether a type has its own filter, because it can be filtered by more than its ID."""
    conditions = [field.name for field in field_declarations(kind) if field.use.filter]
    return conditions != ["id"] and not any(base in _SHARED for base in kind.__mro__)


for _kind, _table in TABLES_BY_TYPE.items():
    TO_ONE[_table].update(relations_of(_kind, FieldKind.ONE))
    TO_MANY[_table].update(relations_of(_kind, FieldKind.MANY))

_KINDS = [*_SHARED, *filter(_is_filtered, TABLES_BY_TYPE)]
FILTERS = {name_of(kind): filter_of(kind) for kind in _KINDS}
globals().update(FILTERS)  # Strawberry resolves annotations here
