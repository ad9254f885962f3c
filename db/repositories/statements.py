"""Statements that load and write records, many rows of a table at once.

SQLAlchemy compiles them once for each table and set of columns. asyncpg executes them directly,
because a mutation sends a dozen of them (decision 33). Rows are written as one array per column,
so that the text and the number of statements are the same for one line and for a thousand.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from sqlalchemy import (
    BindParameter,
    ClauseElement,
    ColumnElement,
    ScalarSelect,
    Table,
    Uuid,
    bindparam,
    column as column_of,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.ext.asyncio import AsyncConnection

from db.pool.transactions import driver_of
from db.tables import tenant_settings

Row = dict[str, Any]
MAX_ROWS = 1_000  # per statement

_dialect = dialect()  # type: ignore[no-untyped-call]


class Statement:
    """The text of a statement, and the names of its parameters in order."""

    __slots__ = ("_known", "names", "text")

    def __init__(self, statement: ClauseElement) -> None:
        compiled: Any = statement.compile(dialect=_dialect)
        self.text: str = compiled.string
        self.names: Sequence[str] = compiled.positiontup or ()
        self._known: Row = compiled.params

    def values(self, **parameters: Any) -> list[Any]:
        """The parameters of the statement: its own constants and the given values."""
        known = self._known | parameters
        return [known[name] for name in self.names]


Where = Callable[[Any], ColumnElement[bool]]  # a condition on the columns of a table


def bind_value(name: str) -> BindParameter[Any]:
    """A named parameter of a condition; its type is that of the column it is compared with."""
    return bindparam(name)


def any_given(name: str) -> ColumnElement[Any]:
    """The right side of a condition that a column is one of the ids in a named parameter."""
    return func.any(bindparam(name, type_=ARRAY(Uuid())))


def by_id(c: Any) -> ColumnElement[bool]:
    """The record with the id in the parameter `id`."""
    return c.id == bind_value("id")  # type: ignore[no-any-return]


def by_ids(c: Any) -> ColumnElement[bool]:
    """The records with the ids in the parameter `ids`."""
    return c.id == any_given("ids")  # type: ignore[no-any-return]


@cache
def with_same(column: str) -> Where:
    """The records whose column equals the parameter of the same name."""
    return lambda c: c[column] == bind_value(column)


@cache
def referenced_by(table: Table, *columns: str) -> Where:
    """The records that these columns refer to, in the row with the id in the parameter `id`."""

    def condition(c: Any) -> ColumnElement[bool]:
        return or_(*(c.id == referenced_id(table, column) for column in columns))

    return condition


def referenced_id(table: Table, column: str) -> ScalarSelect[Any]:
    """The value of a column in the row with the id in the parameter `id`."""
    row = table.alias("named")
    return select(row.c[column]).where(mine(row.c), by_id(row.c)).scalar_subquery()


def mine(c: Any) -> ColumnElement[bool]:
    """The rows of the tenant in the parameter `tenant`."""
    return c.tenant_id == bind_value("tenant")  # type: ignore[no-any-return]


async def fetch(
    connection: AsyncConnection, statement: Statement, **values: Any
) -> list[asyncpg.Record]:
    """The rows of a statement."""
    driver = driver_of(connection)
    rows: list[asyncpg.Record] = await driver.fetch(statement.text, *statement.values(**values))
    return rows


async def insert_rows(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows of one tenant with the same columns, up to a thousand per statement.

    Raises LookupError if the tenant has no settings, from which the statement reads the tenant.
    """
    if rows:
        columns = _columns(rows)
        values = [[row[name] for name in columns] for row in rows]
        await insert_values(connection, table, rows[0]["tenant_id"], columns, values)


async def insert_values(
    connection: AsyncConnection,
    table: Table,
    tenant_id: UUID,
    columns: tuple[str, ...],
    rows: Sequence[Sequence[Any]],
) -> None:
    """Insert rows of a tenant, given as values in the order of the columns.

    Raises LookupError as `insert_rows` does.
    """
    for some in _parts(rows):
        statement = _insert(table, columns)
        values = statement.values(tenant=tenant_id, **_arrays(table, columns, some))
        driver = driver_of(connection)
        tag: str = await driver.execute(statement.text, *values)
        if _count(tag) != len(some):
            raise LookupError(f"tenant {tenant_id} has no settings: {table.name} is not written")
        driver.growth.note(table.name, len(some))


async def update_rows(
    connection: AsyncConnection, table: Table, rows: Sequence[Row], *, versioned: bool = False
) -> int:
    """Update rows of one tenant by id, up to a thousand per statement; returns their number.

    With `versioned`, a row is updated only if its version is one less than the new one.
    """
    if not rows:
        return 0
    columns = _columns(rows)
    values = [[row[name] for name in columns] for row in rows]
    tenant_id = rows[0]["tenant_id"]
    return await update_values(connection, table, tenant_id, columns, values, versioned=versioned)


async def update_values(
    connection: AsyncConnection,
    table: Table,
    tenant_id: UUID,
    columns: tuple[str, ...],
    rows: Sequence[Sequence[Any]],
    *,
    versioned: bool = False,
) -> int:
    """Update rows of a tenant, given as values in the order of the columns, which include `id`."""
    count = 0
    for some in _parts(rows):
        statement = _update(table, columns, versioned)
        values = statement.values(tenant=tenant_id, **_arrays(table, columns, some))
        tag: str = await driver_of(connection).execute(statement.text, *values)
        count += _count(tag)
    return count


async def delete_rows(
    connection: AsyncConnection, table: Table, tenant_id: UUID, column: str, ids: Sequence[UUID]
) -> None:
    """Delete the tenant's rows whose column is one of the ids."""
    if ids:
        statement = _delete(table, column)
        values = statement.values(tenant=tenant_id, ids=list(ids))
        await driver_of(connection).execute(statement.text, *values)


def _count(tag: str) -> int:
    """The number of rows in a command tag such as "INSERT 0 3" or "UPDATE 3"."""
    return int(tag.rpartition(" ")[2])


def _parts(rows: Sequence[Sequence[Any]]) -> Iterator[Sequence[Sequence[Any]]]:
    """The rows in batches that asyncpg encodes in about 20 ms, which block the event loop."""
    for start in range(0, len(rows), MAX_ROWS):
        yield rows[start : start + MAX_ROWS]


def _columns(rows: Sequence[Row]) -> tuple[str, ...]:
    """The columns of the rows without the tenant, which is a parameter of its own."""
    return tuple(name for name in rows[0] if name != "tenant_id")


def _arrays(
    table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> dict[str, Sequence[Any]]:
    documents = _documents(table)
    return {
        f"v_{name}": list(map(_to_json_text, values)) if name in documents else values
        for name, values in zip(columns, zip(*rows, strict=True), strict=True)
    }


@lru_cache(maxsize=64)
def _documents(table: Table) -> frozenset[str]:
    """The JSON columns of a table."""
    return frozenset(column.name for column in table.c if isinstance(column.type, JSONB))


def _to_json_text(value: Any) -> str | None:
    """JSON as text; SQLAlchemy's codec for asyncpg decodes JSON, but does not encode it."""
    return None if value is None else orjson.dumps(value).decode()


def _values(table: Table, columns: Sequence[str]) -> Any:
    """The rows to write as a relation `v`, from one array per column."""
    types = [table.c[name].type for name in columns]
    arrays = (
        bindparam(f"v_{name}", type_=ARRAY(kind)) for name, kind in zip(columns, types, strict=True)
    )
    typed = (column_of(name, kind) for name, kind in zip(columns, types, strict=True))
    return func.unnest(*arrays).table_valued(*typed, name="v").render_derived(name="v")


# Both statements have a form that also works on tables distributed by tenant: values in the FROM
# clause, and the tenant once, from a relation that is stored where the rows go.


@lru_cache(maxsize=256)
def _insert(table: Table, columns: tuple[str, ...]) -> Statement:
    values, tenants = _values(table, columns), tenant_settings.alias("s")
    rows = select(tenants.c.tenant_id, *values.c).select_from(tenants, values)
    names = ["tenant_id", *columns]
    own_rows = rows.where(mine(tenants.c))
    return Statement(insert(table).from_select(names, own_rows, include_defaults=False))


@lru_cache(maxsize=1024)
def _update(table: Table, columns: tuple[str, ...], versioned: bool) -> Statement:  # noqa: FBT001
    values = _values(table, columns)
    changed = {table.c[name]: values.c[name] for name in columns if name != "id"}
    statement = update(table).values(changed).where(mine(table.c), table.c.id == values.c.id)
    if versioned:
        statement = statement.where(table.c.version == values.c.version - literal_column("1"))
    return Statement(statement)


@lru_cache(maxsize=64)
def _delete(table: Table, column: str) -> Statement:
    ids = bindparam("ids", type_=ARRAY(table.c[column].type))
    return Statement(
        delete(table).where(
            table.c.tenant_id == bindparam("tenant", type_=table.c.tenant_id.type),
            table.c[column] == func.any(ids),
        )
    )
