"""The few statements that load and write records: many rows of a table at once.

SQLAlchemy makes their text, once for each table and set of columns; asyncpg runs it without
anything in between, because a mutation sends a dozen of them. Rows that are written travel as one
array per column, so that a statement's text and its count stay the same for one line and for a
thousand.
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

from db.tables import tenant_settings
from db.transactions import driver_of

Row = dict[str, Any]
MOST_ROWS = 1_000  # of a statement

_dialect = dialect()  # type: ignore[no-untyped-call]


class Statement:
    """A statement as text, and the names of its parameters in their order."""

    __slots__ = ("_known", "names", "text")

    def __init__(self, statement: ClauseElement) -> None:
        compiled: Any = statement.compile(dialect=_dialect)
        self.text: str = compiled.string
        self.names: Sequence[str] = compiled.positiontup or ()
        self._known: Row = compiled.params

    def values(self, **given: Any) -> list[Any]:
        """Its parameters, those that came with it and those that are given."""
        known = self._known | given
        return [known[name] for name in self.names]


Where = Callable[[Any], ColumnElement[bool]]  # a condition on the columns of a table


def given(name: str) -> BindParameter[Any]:
    """A value that a condition is given by name; of the type that it is compared with."""
    return bindparam(name)


def any_given(name: str) -> ColumnElement[Any]:
    """What a column of ids is compared with to be one of those that are given by name."""
    return func.any(bindparam(name, type_=ARRAY(Uuid())))


def by_id(c: Any) -> ColumnElement[bool]:
    """The record with the id that is given as `id`."""
    return c.id == given("id")  # type: ignore[no-any-return]


def by_ids(c: Any) -> ColumnElement[bool]:
    """The records with the ids that are given as `ids`."""
    return c.id == any_given("ids")  # type: ignore[no-any-return]


@cache
def with_same(column: str) -> Where:
    """The records whose column has the value that is given by its name."""
    return lambda c: c[column] == given(column)


@cache
def named_by(table: Table, *columns: str) -> Where:
    """The records that these columns name in the row of a table whose id is given as `id`."""

    def condition(c: Any) -> ColumnElement[bool]:
        return or_(*(c.id == named(table, column) for column in columns))

    return condition


def named(table: Table, column: str) -> ScalarSelect[Any]:
    """What a column holds in the row of a table whose id is given as `id`."""
    row = table.alias("named")
    return select(row.c[column]).where(mine(row.c), by_id(row.c)).scalar_subquery()


def mine(c: Any) -> ColumnElement[bool]:
    """The tenant's rows; the tenant is given as `tenant`."""
    return c.tenant_id == given("tenant")  # type: ignore[no-any-return]


async def fetch(
    connection: AsyncConnection, statement: Statement, **values: Any
) -> list[asyncpg.Record]:
    """The rows of a statement."""
    driver = driver_of(connection)
    found: list[asyncpg.Record] = await driver.fetch(statement.text, *statement.values(**values))
    return found


async def insert_rows(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows of one tenant that name the same columns, up to a thousand in one statement.

    Raises LookupError where the tenant has no settings, which the statement reads it from.
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
    """Insert rows of a tenant whose values stand in the order of the columns.

    Raises LookupError as `insert_rows` does.
    """
    for some in _parts(rows):
        statement = _insert(table, columns)
        values = statement.values(tenant=tenant_id, **_arrays(table, columns, some))
        driver = driver_of(connection)
        said: str = await driver.execute(statement.text, *values)
        if _count(said) != len(some):
            raise LookupError(f"tenant {tenant_id} has no settings: {table.name} is not written")
        driver.growth.note(table.name, len(some))


async def update_rows(
    connection: AsyncConnection, table: Table, rows: Sequence[Row], *, versioned: bool = False
) -> int:
    """Update rows of one tenant by id, up to a thousand in one statement; says how many there were.

    With `versioned`, a row counts only while its version is one less than the new one.
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
    """Update rows of a tenant whose values stand in the order of the columns, `id` among them."""
    count = 0
    for some in _parts(rows):
        statement = _update(table, columns, versioned)
        values = statement.values(tenant=tenant_id, **_arrays(table, columns, some))
        said: str = await driver_of(connection).execute(statement.text, *values)
        count += _count(said)
    return count


async def delete_rows(
    connection: AsyncConnection, table: Table, tenant_id: UUID, column: str, ids: Sequence[UUID]
) -> None:
    """Delete the tenant's rows whose column names one of the ids."""
    if ids:
        statement = _delete(table, column)
        values = statement.values(tenant=tenant_id, ids=list(ids))
        await driver_of(connection).execute(statement.text, *values)


def _count(said: str) -> int:
    """How many rows a statement wrote, which said "INSERT 0 3" or "UPDATE 3"."""
    return int(said.rpartition(" ")[2])


def _parts(rows: Sequence[Sequence[Any]]) -> Iterator[Sequence[Sequence[Any]]]:
    """The rows in parts that the driver encodes in some 20 ms, during which nothing else runs."""
    for start in range(0, len(rows), MOST_ROWS):
        yield rows[start : start + MOST_ROWS]


def _columns(rows: Sequence[Row]) -> tuple[str, ...]:
    """What the rows name, without the tenant, which they have in common."""
    return tuple(name for name in rows[0] if name != "tenant_id")


def _arrays(
    table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> dict[str, Sequence[Any]]:
    documents = _documents(table)
    return {
        f"v_{name}": list(map(_written, values)) if name in documents else values
        for name, values in zip(columns, zip(*rows, strict=True), strict=True)
    }


@lru_cache(maxsize=64)
def _documents(table: Table) -> frozenset[str]:
    """The columns that are kept as JSON."""
    return frozenset(column.name for column in table.c if isinstance(column.type, JSONB))


def _written(value: Any) -> str | None:
    """JSON as a text; SQLAlchemy has told the driver to read it, but not to write it."""
    return None if value is None else orjson.dumps(value).decode()


def _values(table: Table, columns: Sequence[str]) -> Any:
    """The rows that are written, one array for each column, as a relation `v`."""
    types = [table.c[name].type for name in columns]
    arrays = (
        bindparam(f"v_{name}", type_=ARRAY(kind)) for name, kind in zip(columns, types, strict=True)
    )
    named = (column_of(name, kind) for name, kind in zip(columns, types, strict=True))
    return func.unnest(*arrays).table_valued(*named, name="v").render_derived(name="v")


# The shapes of both are those that also run where tables are distributed by tenant: values in the
# FROM clause, and the tenant given once, of a relation that lies where the rows go to.


@lru_cache(maxsize=256)
def _insert(table: Table, columns: tuple[str, ...]) -> Statement:
    values, tenants = _values(table, columns), tenant_settings.alias("s")
    rows = select(tenants.c.tenant_id, *values.c).select_from(tenants, values)
    names = ["tenant_id", *columns]
    chosen = rows.where(mine(tenants.c))
    return Statement(insert(table).from_select(names, chosen, include_defaults=False))


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
