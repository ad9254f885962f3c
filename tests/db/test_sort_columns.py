"""Sort columns are declared in the tables, and a migration recreates them for new enum values."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import BigInteger, Connection, SmallInteger, Table
from sqlalchemy.ext.asyncio import create_async_engine

from db.database import plain_url
from db.tables import ORDERED, metadata
from db.tables.enum_order import WORDS
from db.tables.sort_keys import REFERRED, SORTED
from domain.catalog.bundle import RelationshipType
from migrations.sorting import (
    create_sort_index,
    drop_sort_index,
    remake_sort_column,
    sort_expression,
)
from tests.postgres import migrated_database

TENANT, NOW = UUID(int=1), datetime(2026, 1, 15, tzinfo=UTC)
TABLE = metadata.tables["product_relationships"]
TYPES = tuple(RelationshipType)
SEASONAL = (TYPES[0].value, "SEASONAL", *(word.value for word in TYPES[1:]))


@pytest.mark.parametrize("table", ORDERED, ids=lambda table: str(table.name))
def test_each_column_that_is_declared_sortable_has_its_index(table: Any) -> None:
    declared = {column.name for column in table.c if column.info.get("sortable")}
    indexes = [[column.name for column in index.columns] for index in table.indexes]

    assert declared == {*ORDERED[table], *REFERRED[table]}
    for name in declared:
        column = SORTED.get((table, name), table.c[name])
        assert ["tenant_id", column.name, "id"] in indexes


def test_columns_of_words_are_sorted_as_their_enum_says() -> None:
    assert WORDS[TABLE, "type"] == tuple(word.value for word in TYPES)
    assert set(WORDS) <= {(table, name) for table, names in ORDERED.items() for name in names}
    assert set(WORDS) <= set(SORTED)


@pytest.fixture(scope="module")
async def scratch(server_url: str) -> AsyncIterator[str]:
    """A migrated database of its own, without foreign keys."""
    async with migrated_database(server_url) as url:
        yield url


async def migrate(url: str, act: Callable[[], None]) -> None:
    """Run the operations of a migration."""

    def run(connection: Connection) -> None:
        context = MigrationContext.configure(connection, opts={"transaction_per_migration": True})
        with context.begin_transaction(_per_migration=True), Operations.context(context):
            act()

    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(plain_url(url))
    )
    async with engine.connect() as connection:
        await connection.run_sync(run)
        await connection.commit()
    await engine.dispose()


async def insert(connection: Any, word: str) -> None:
    values = {
        "tenant_id": TENANT, "id": uuid4(), "product_id": uuid4(), "related_product_id": uuid4(),
        "type": word, "direction": "ONE_WAY", "version": 1,
        "created_at": NOW, "created_by": TENANT, "updated_at": NOW, "updated_by": TENANT,
    }  # fmt: skip
    places = ", ".join(f"${at}" for at in range(1, len(values) + 1))
    await connection.execute(
        f"INSERT INTO {TABLE.name} ({', '.join(values)}) VALUES ({places})",
        *values.values(),
    )


async def test_a_new_word_of_an_enum_is_sorted_at_its_place(scratch: str) -> None:
    connection = await asyncpg.connect(plain_url(scratch))
    await connection.execute("SET session_replication_role = replica")  # no foreign keys
    await insert(connection, "CROSS_SELL")
    with pytest.raises(asyncpg.NotNullViolationError):
        await insert(connection, "SEASONAL")

    for _ in range(2):  # a migration may be repeated
        await migrate(scratch, lambda: remake_sort_column(TABLE.name, "type", SEASONAL))

    for word in ("SEASONAL", "UP_SELL"):
        await insert(connection, word)
    found = await connection.fetch(f"SELECT type FROM {TABLE.name} ORDER BY type_sort")
    assert [row["type"] for row in found] == ["UP_SELL", "SEASONAL", "CROSS_SELL"]
    assert await differences(scratch) == []
    await connection.close()


async def test_the_database_knows_every_word_of_each_enum(database_url: str) -> None:
    """If this fails, a migration must call `remake_sort_column`; Alembic does not notice."""
    connection = await asyncpg.connect(plain_url(database_url))
    found = {
        (table, row["attname"].removesuffix("_sort")): row["pg_get_expr"]
        for table in {table.name for table, _ in WORDS}
        for row in await connection.fetch(EXPRESSIONS, table)
    }
    await connection.close()

    for (table, name), words in WORDS.items():
        assert f"'{{{','.join(words)}}}'" in found[table.name, name]


@pytest.mark.parametrize(("table", "name"), SORTED, ids=lambda one: str(getattr(one, "name", one)))
async def test_tables_migrations_and_the_database_sort_alike(
    database_url: str, table: Table, name: str
) -> None:
    """Migrations stay independent of the tables, so each has the expression."""
    declared: Any = SORTED[table, name]
    kind, expression = sort_expression(name, WORDS.get((table, name)))

    assert str(declared.computed.sqltext) == expression
    assert isinstance(declared.type, BigInteger if kind == "bigint" else SmallInteger)
    connection = await asyncpg.connect(plain_url(database_url))
    trial = connection.transaction()
    await trial.start()
    await connection.execute(
        f"ALTER TABLE {table.name} ADD again_sort {kind} GENERATED ALWAYS AS ({expression}) STORED"
    )
    found = {row[0]: row[2:] for row in await connection.fetch(EXPRESSIONS, table.name)}
    await trial.rollback()
    await connection.close()

    assert found[declared.name] == found["again_sort"]


async def differences(url: str) -> list[Any]:
    """Return what Alembic would change; it does not compare expressions of generated columns."""

    def compare(connection: Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(plain_url(url))
    )
    async with engine.connect() as connection:
        found = await connection.run_sync(compare)
    await engine.dispose()
    return found


EXPRESSIONS = """
SELECT attname, attnotnull, format_type(atttypid, atttypmod), pg_get_expr(adbin, adrelid)
FROM pg_attribute JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE attgenerated = 's' AND attname LIKE '%\\_sort' AND attrelid = $1::regclass ORDER BY attname
"""


@pytest.mark.parametrize(
    ("table", "column", "words"),
    [
        ("opportunities", "rating", ("HOT", "WARM", "COLD")),
        ("opportunities", "stage", ("QUALIFY", "DEVELOP", "PROPOSE", "CLOSE")),
        ("opportunities", "estimated_value", None),
        ("opportunities", "total_amount", None),
    ],
)
async def test_a_column_that_is_made_again_is_the_same(
    scratch: str, table: str, column: str, words: tuple[str, ...] | None
) -> None:
    connection = await asyncpg.connect(plain_url(scratch))
    before = await connection.fetch(EXPRESSIONS, table)

    await migrate(scratch, lambda: remake_sort_column(table, column, words))

    assert await connection.fetch(EXPRESSIONS, table) == before
    assert await differences(scratch) == []
    await connection.close()


async def test_an_index_for_sorting_comes_and_goes(scratch: str) -> None:
    query = "SELECT count(*) FROM pg_indexes WHERE indexname = 'ix_accounts_tenant_id_phone_id'"
    connection = await asyncpg.connect(plain_url(scratch))

    await migrate(scratch, lambda: create_sort_index("accounts", "phone"))
    assert await connection.fetchval(query) == 1

    await migrate(scratch, lambda: drop_sort_index("accounts", "phone"))
    assert await connection.fetchval(query) == 0
    await connection.close()


async def test_a_column_that_is_not_there_is_told(scratch: str) -> None:
    with pytest.raises(LookupError, match=r"There is no column accounts\.nonsense"):
        await migrate(scratch, lambda: remake_sort_column("accounts", "nonsense", ("A",)))
