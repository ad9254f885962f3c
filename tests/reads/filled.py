"""Fills what the demo leaves empty, so that neither a new field nor a new table needs data."""

from enum import Enum
from typing import Any

from sqlalchemy import Column, Table

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


async def fill_empty_tables(owner: Any) -> None:
    """Insert three rows into each table of a type that has none; its IDs must be its own."""
    for kind, table in TABLES_BY_TYPE.items():
        extends_another = any("id" in key.column_keys for key in table.foreign_key_constraints)
        if extends_another or await owner.fetchval(f"SELECT count(*) FROM {table.name}"):
            continue
        required = [c for c in table.c if not c.nullable and c.server_default is None]
        types = {field.name: field for field in field_declarations(kind)}
        values = ", ".join(_required(table, column, types.get(column.name)) for column in required)
        names = ", ".join(column.name for column in required)
        await owner.execute(
            f"INSERT INTO {table.name} ({names}) SELECT {values} FROM tenants,"
            " LATERAL (SELECT gen_random_uuid() AS id FROM generate_series(1, 3)) AS made"
        )


def _required(table: Table, column: Column[Any], field: FieldDeclaration | None) -> str:
    """Return the SQL of a value for a column that must have one."""
    if column.name in {"tenant_id", "id"}:
        return "tenants.id" if column.name == "tenant_id" else "made.id"
    for key in table.foreign_key_constraints:
        if column.name in key.column_keys:
            return f"(SELECT id FROM {key.referred_table.name} LIMIT 1)"
    if column.type.python_type.__name__ == "UUID":
        return "tenants.id"
    if field is not None:
        return _value(field).replace("id::text", "made.id::text")
    return _VALUES[column.type.python_type.__name__]


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
