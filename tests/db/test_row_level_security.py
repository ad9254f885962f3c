"""Row-level security: a tenant's session reads and writes only its own rows."""

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.database import Database
from tests.db.test_tenant_tables import TENANT_TABLES
from tests.reading import reading
from tests.tenants import NOW, MakeTenant, Tenant


@pytest.mark.parametrize("table", [*TENANT_TABLES, "tenants"])
async def test_without_a_tenant_nothing_is_seen(login_url: str, tenant: Tenant, table: str) -> None:
    connection = await asyncpg.connect(login_url)
    try:
        assert await connection.fetchval(f"SELECT count(*) FROM {table}") == 0
        await connection.execute("SELECT set_config('app.tenant_id', '', false)")
        assert await connection.fetchval(f"SELECT count(*) FROM {table}") == 0
    finally:
        await connection.close()


async def test_a_tenant_sees_its_own_rows_only(database: Database, make_tenant: MakeTenant) -> None:
    own, foreign = await make_tenant(), await make_tenant()
    everything = "SELECT tenant_id FROM users UNION SELECT tenant_id FROM tenant_settings"

    async with reading(database, own.id) as reader:
        assert [row[0] for row in await reader.fetch(everything)] == [own.id]
    async with database.writing(foreign.id) as writer:
        assert (await writer.execute(text(everything))).scalars().all() == [foreign.id]


async def test_rows_of_another_tenant_cannot_be_made(
    database: Database, make_tenant: MakeTenant
) -> None:
    own, foreign = await make_tenant(), await make_tenant()
    insert = text("INSERT INTO number_series (tenant_id, kind, last) VALUES (:tenant, 'X', 1)")

    with pytest.raises(DBAPIError, match="row-level security"):
        async with database.writing(own.id) as writer:
            await writer.execute(insert, {"tenant": foreign.id})

    async with reading(database, foreign.id) as reader:
        assert await reader.fetchval("SELECT count(*) FROM number_series") == 0


async def test_rows_of_another_tenant_cannot_be_changed_moved_or_deleted(
    database: Database, make_tenant: MakeTenant
) -> None:
    own, foreign = await make_tenant(), await make_tenant()

    async with database.writing(own.id) as writer:
        for act in ("UPDATE users SET name = 'gone'", "DELETE FROM users"):
            statement = text(f"{act} WHERE tenant_id = :foreign")
            assert (await writer.execute(statement, {"foreign": foreign.id})).rowcount == 0
    with pytest.raises(DBAPIError, match="row-level security"):
        async with database.writing(own.id) as writer:
            await writer.execute(
                text("UPDATE tenant_settings SET tenant_id = :foreign"), {"foreign": foreign.id}
            )

    async with reading(database, foreign.id) as reader:
        assert await reader.fetchval("SELECT name FROM users") == "Ada Test"


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO tenants (id, slug, name, created_at) VALUES (:id, 'x', 'x', :now)",
        "UPDATE tenants SET name = 'x'",
        "DELETE FROM tenants",
        "UPDATE alembic_version SET version_num = 'x'",
        "DELETE FROM currencies",
        "UPDATE currencies SET precision = 0",
        "CREATE TABLE mine (id int)",
        "ALTER TABLE users DISABLE ROW LEVEL SECURITY",
        "TRUNCATE users",
    ],
)
async def test_what_is_shared_cannot_be_written(
    database: Database, tenant: Tenant, statement: str
) -> None:
    with pytest.raises(DBAPIError, match=r"permission denied|must be owner"):
        async with database.writing(tenant.id) as writer:
            values = {"id": tenant.user_id, "now": NOW} if ":id" in statement else {}
            await writer.execute(text(statement), values)


async def test_only_the_own_tenant_is_seen(database: Database, make_tenant: MakeTenant) -> None:
    own, _ = await make_tenant(), await make_tenant()

    async with reading(database, own.id) as reader:
        assert [row[0] for row in await reader.fetch("SELECT slug FROM tenants")] == [own.slug]
