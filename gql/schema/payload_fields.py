"""Declares the fields of mutation payloads; see `gql.schema.fields`."""

from typing import Any

from strawberry.types.base import StrawberryList

from db.planner.plan import PlanBuilder
from db.planner.root_fields import ById, ByIds
from db.planner.selection import Row, SelectedField, Source
from db.sql.expressions import Expression
from db.tables import Table
from gql.schema.fields import list_size, make_field


def payload_record(description: str, *, size: int | None = None) -> Any:
    """Declare the record or records that a mutation returns under the field's name."""

    def make(field: Any, _: Table | None) -> Source:
        name = field.python_name
        if isinstance(field.type, StrawberryList):
            return ByIds(name, largest=None, with_gaps=False)
        return ById(name)

    return make_field(make, description, size=list_size(size))


class PayloadValue:
    """A value that a mutation returns under the field's name, without reading anything."""

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """Never called: `gql.engine.payload_reader` inserts the value."""
        raise NotImplementedError


def payload_value(description: str) -> Any:
    """Declare a value that a mutation returns under the field's name."""
    return make_field(lambda *_: PayloadValue(), description)
