"""A connection's prepared statements are bounded in characters, and repeated ones stay prepared."""

from typing import Any

from db.database import Database
from db.pool.prepared_statements import LARGE_STATEMENT, MAX_LENGTH, MAX_READING
from db.pool.transactions import driver_of
from tests.tenants import Tenant

KEPT = "SELECT statement FROM pg_prepared_statements"


def question(number: int, length: int = 100) -> str:
    """Build a statement that differs from every other one."""
    return f"SELECT {number}, $1::text AS answer --".ljust(length, "x")


async def ask(connection: Any, sql: str) -> None:
    row = await connection.prepared.fetch_row(connection, sql, ["yes"])
    assert row["answer"] == "yes"


async def statement_names(connection: Any) -> list[str]:
    """Return the queries that PostgreSQL keeps prepared."""
    rows = await connection.fetch(KEPT)
    return [row["statement"] for row in rows if "AS answer" in row["statement"]]


async def test_what_is_asked_again_is_kept_and_what_is_asked_once_is_not(
    database: Database, tenant: Tenant
) -> None:
    async with database.reading(tenant.id) as connection:
        for _ in range(3):
            await ask(connection, question(-1))
        for number in range(300):
            await ask(connection, question(number))

        found = await statement_names(connection)

    assert question(-1) in found
    assert len(found) < 10  # the driver closes the last ones when it sends the next statement


async def test_all_together_have_a_limit_and_the_oldest_goes_first(
    database: Database, tenant: Tenant
) -> None:
    length = MAX_LENGTH // 2
    async with database.reading(tenant.id) as connection:
        for number in range(1_000, 1_020):
            for _ in range(2):
                await ask(connection, question(number, length))
            await ask(connection, question(1_000, length))

        found = await statement_names(connection)

    assert sum(map(len, found)) <= MAX_READING
    assert question(1_000, length) in found
    assert question(1_019, length) in found
    assert question(1_001, length) not in found


async def test_what_is_very_long_is_never_kept(database: Database, tenant: Tenant) -> None:
    async with database.writing(tenant.id) as writer:
        connection: Any = writer.sync_connection
        driver = connection.connection.driver_connection
        for _ in range(3):
            await ask(driver, question(-2, MAX_LENGTH + 1))

        assert question(-2, MAX_LENGTH + 1) not in await statement_names(driver)


async def test_a_backend_that_a_large_statement_has_swollen_is_not_used_again(
    database: Database, tenant: Tenant
) -> None:
    async def backend(length: int) -> int:
        sql = "SELECT pg_backend_pid() --".ljust(length, "x")
        row = await database.fetch_row(tenant.id, sql, [])
        return int(row[0])

    first = await backend(LARGE_STATEMENT)
    assert await backend(LARGE_STATEMENT) == first
    assert await backend(LARGE_STATEMENT + 1) == first
    assert await backend(LARGE_STATEMENT) != first


async def test_so_it_is_with_a_backend_that_writes(login_url: str, tenant: Tenant) -> None:
    database = await Database.connect(login_url, pool_size=1)

    async def backend(length: int) -> int:
        sql = "SELECT pg_backend_pid(), $1::text AS answer --".ljust(length, "x")
        async with database.writing(tenant.id) as connection:
            driver = driver_of(connection)
            return int((await driver.prepared.fetch_row(driver, sql, ["yes"]))[0])

    try:
        first = await backend(LARGE_STATEMENT)
        assert await backend(LARGE_STATEMENT + 1) == first
        assert await backend(LARGE_STATEMENT) != first
    finally:
        await database.close()
