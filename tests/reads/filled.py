"""Gives rows values in the fields that the demo leaves empty, so that a new field needs no data."""

from enum import Enum
from typing import Any

from gql.schema.field_uses import FieldDeclaration, FieldKind, field_declarations
from gql.schema.fields import TABLES_BY_TYPE

_VALUES = {  # SQL by type: texts differ from row to row
    "str": "'Some ' || right(id::text, 2)",
    "int": "7",
    "Decimal": "7.5",
    "bool": "true",
    "date": "DATE '2026-02-03'",
    "datetime": "TIMESTAMPTZ '2026-02-03 04:05:06Z'",
}


async def fill_empty_columns(owner: Any) -> None:
    """Set every column that lists can be filtered by and that is null in all rows, in some rows."""
    for kind, table in TABLES_BY_TYPE.items():
        for field in field_declarations(kind):
            is_own = field.use.filter and field.use.shape in {FieldKind.VALUE, FieldKind.MONEY}
            if not is_own or not table.c[field.name].nullable:
                continue
            if not await owner.fetchval(f"SELECT count({field.name}) FROM {table.name}"):
                await owner.execute(
                    f"UPDATE {table.name} SET {field.name} = {_value(field)}"
                    " WHERE get_byte(uuid_send(id), 15) % 3 > 0"
                )


def _value(field: FieldDeclaration) -> str:
    if isinstance(field.type, type) and issubclass(field.type, Enum):
        return f"'{next(iter(field.type)).value}'"
    kind = "Decimal" if field.use.shape is FieldKind.MONEY else getattr(field.type, "__name__", "")
    return _VALUES.get(kind, _VALUES["str"])
