"""Derives the sort orders of lists, such as `CompetitorSort`.

Lists can be sorted by columns that the table declares with `info=SORTABLE` (db.tables.sort_keys),
and by columns of related records that the type declares with `sort=`.
"""

from enum import StrEnum
from typing import Any

import strawberry

from db.tables import ORDERED, Table
from gql.schema.field_uses import FieldDeclaration, FieldKind, field_declarations, noun_phrase
from gql.schema.fields import TABLES_BY_TYPE
from gql.types import sales  # noqa: F401 - once it is imported, all types are declared
from gql.types.enums import publish_enum
from gql.types.sort_terms import NullsPlacement, SortDirection, phrase

_MEANINGS = {  # descriptions that say more than the field's own
    "STAGE": "Sorts by the sales stage, from `QUALIFY` to `CLOSE`.",
    "STATUS": "Sorts by the status, in the order of the life cycle.",
    "STATUS_REASON": "Sorts by the status reason, in the order of the life cycle.",
    "RATING": "Sorts by the rating, from `HOT` to `COLD`.",
    "CUSTOMER_NAME": "Sorts by the name of the customer: an account or a contact.",
}


def sort_of(kind: type, table: Table) -> type:
    """Return the input type with the fields that a list can be sorted by; each has an index."""
    noun, fields = kind.__name__, _fields(kind, table)
    choice: Any = StrEnum(f"{noun}SortField", {field: field for field in fields})  # type: ignore[misc]
    publish_enum(choice, f"Fields that a list of `{noun}` records can be sorted by.", **fields)
    members = {
        "__annotations__": {
            "field": choice,
            "direction": SortDirection,
            "nulls": NullsPlacement,
        },
        "direction": SortDirection.ASC,
        "nulls": NullsPlacement.LAST,
    }
    return strawberry.input(
        type(f"{noun}Sort", (), members),
        description="A sort criterion. Earlier criteria take precedence; ties are sorted by ID.",
    )


def _fields(kind: type, table: Table) -> dict[str, str]:
    """Return the sort fields with their descriptions: own columns, then related records."""
    known = field_declarations(kind)
    fields = {field.name: _describe(field) for field in known}
    # Only columns with an index can be sorted by, so that a deep page costs no more (decision 26).
    own = {
        name.upper(): fields.get(name) or f"Sorts by the {phrase(name)}." for name in ORDERED[table]
    }
    related = {
        f"{field.name}_{column}".upper(): f"Sorts by the {phrase(column)} of the"
        f" {phrase(field.name)}."
        for field in known
        for column in field.use.sort
    }
    meanings = own | related
    return {name: _MEANINGS.get(name, text) for name, text in meanings.items()}


def _describe(field: FieldDeclaration) -> str:
    text = f"Sorts by {noun_phrase(field.description)}."
    is_amount = field.use.shape is FieldKind.MONEY
    return f"{text} Compared as a number, regardless of the currency." if is_amount else text


SORTS = {
    f"{kind.__name__}Sort": sort_of(kind, table)
    for kind, table in TABLES_BY_TYPE.items()
    if table in ORDERED
}
globals().update(SORTS)  # Strawberry looks here for the names of arguments
