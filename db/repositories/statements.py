"""The few statements that write: many rows of a table at once, whatever their number.

The rows travel as one array per column, so that a statement's text and its count stay the same
for one line and for a thousand.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, func, insert, literal_column, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import Delete, Insert, Subquery, Update

Row = dict[str, Any]


async def insert_rows(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows that all name the same columns, in one statement."""
    if rows:
        columns = tuple(rows[0])
        await connection.execute(_insert(table, columns), _arrays(columns, rows))


async def update_rows(
    connection: AsyncConnection, table: Table, rows: Sequence[Row], *, versioned: bool = False
) -> int:
    """Update rows by tenant and id in one statement; says how many there were.

    With `versioned`, a row counts only while its version is one less than the new one.
    """
    if not rows:
        return 0
    columns = tuple(rows[0])
    statement = _update(table, columns, versioned)
    result = await connection.execute(statement, _arrays(columns, rows))
    return result.rowcount


async def delete_rows(
    connection: AsyncConnection, table: Table, tenant_id: UUID, column: str, ids: Sequence[UUID]
) -> None:
    """Delete the tenant's rows whose column names one of the ids."""
    if ids:
        await connection.execute(_delete(table, column), {"tenant": tenant_id, "ids": list(ids)})


def _arrays(columns: Sequence[str], rows: Sequence[Row]) -> dict[str, list[Any]]:
    return {f"v_{name}": [row[name] for row in rows] for name in columns}


def _values(table: Table, columns: Sequence[str]) -> Subquery:
    arrays = (bindparam(f"v_{name}", type_=ARRAY(table.c[name].type)) for name in columns)
    unnested = (func.unnest(array).label(name) for array, name in zip(arrays, columns, strict=True))
    return select(*unnested).subquery("v")


@lru_cache(maxsize=256)
def _insert(table: Table, columns: tuple[str, ...]) -> Insert:
    values = _values(table, columns)
    return insert(table).from_select(list(columns), select(*values.c), include_defaults=False)


@lru_cache(maxsize=1024)
def _update(table: Table, columns: tuple[str, ...], versioned: bool) -> Update:  # noqa: FBT001
    values = _values(table, columns)
    keys = {"tenant_id", "id"}
    changed = {table.c[name]: values.c[name] for name in columns if name not in keys}
    statement = (
        update(table)
        .values(changed)
        .where(table.c.tenant_id == values.c.tenant_id, table.c.id == values.c.id)
    )
    if versioned:
        statement = statement.where(table.c.version == values.c.version - literal_column("1"))
    return statement


@lru_cache(maxsize=64)
def _delete(table: Table, column: str) -> Delete:
    ids = bindparam("ids", type_=ARRAY(table.c[column].type))
    return delete(table).where(
        table.c.tenant_id == bindparam("tenant", type_=table.c.tenant_id.type),
        table.c[column] == func.any(ids),
    )
