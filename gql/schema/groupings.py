"""Derives what documents are grouped by from the types of a group."""

from datetime import date
from typing import Any

from strawberry.types.base import get_object_definition

from db.planner.aggregates.group_sources import Measured
from db.planner.aggregates.measures import (
    Grouping,
    GroupKey,
    Measure,
    Outcomes,
    stored_measure,
    weighted_measure,
)
from gql.schema.extension_keys import SOURCE
from gql.schema.field_uses import field_declarations
from gql.schema.fields import TABLES_BY_TYPE, make_field


def measure(description: str) -> Any:
    """Declare a stored amount of the documents of a group."""
    return make_field(lambda field, _: Measured(stored_measure(field.python_name)), description)


def weighted(amount: str, description: str) -> Any:
    """Declare a stored amount of the documents of a group, multiplied by their probabilities."""
    return make_field(
        lambda field, _: Measured(weighted_measure(field.python_name, amount)), description
    )


def grouping_of(
    document: type, keys: type, amounts: type, outcomes: Outcomes | None = None
) -> Grouping:
    """Return the grouping of a type of document, whose groups have these keys and amounts."""
    return Grouping(TABLES_BY_TYPE[document], _keys_of(keys), _measures_of(amounts), outcomes)


def _keys_of(kind: type) -> dict[str, GroupKey]:
    return {
        field.name: GroupKey(
            field.name,
            column=field.use.local or field.name,
            named=TABLES_BY_TYPE.get(field.type),
            is_date=field.type is date,
        )
        for field in field_declarations(kind)
    }


def _measures_of(kind: type) -> dict[str, Measure]:
    fields = get_object_definition(kind, strict=True).fields
    sources = [field.metadata[SOURCE](field, None) for field in fields]
    return {source.measure.name: source.measure for source in sources}
