"""Changed privileges and policies are detected by `serve` and repaired by `migrate`."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from db.admin.migrate import check_schema, upgrade
from db.admin.repair import repair
from db.database import UnfitDatabase
from db.privileges import faults
from tests.postgres import application_url, empty_database


@pytest_asyncio.fixture(scope="module")
async def owner(server_url: str) -> AsyncIterator[Any]:
    """The owner of a migrated database that tests may damage."""
    async with empty_database(server_url) as url:
        await upgrade(url)
        connection = await asyncpg.connect(url)
        yield connection
        await connection.close()


SEARCH = "search_records(uuid, text, text[], uuid, integer)"
TEMPORARY = """DO $$ BEGIN
  EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database());
END $$"""
DAMAGE = [
    "REVOKE SELECT ON quotes FROM salesgraph_app",
    "REVOKE USAGE ON SEQUENCE jobs.pgqueuer_id_seq FROM salesgraph_app",
    "REVOKE USAGE ON SCHEMA jobs FROM salesgraph_app",
    "REVOKE EXECUTE ON FUNCTION tenant_ids() FROM salesgraph_app",
    "GRANT TRUNCATE ON quotes TO salesgraph_app",
    "GRANT UPDATE ON currencies TO salesgraph_app",
    "GRANT UPDATE ON tenants TO salesgraph_app",
    "GRANT DELETE ON changes TO salesgraph_app",
    "GRANT SELECT ON users TO PUBLIC",
    'GRANT UPDATE ("precision", name) ON currencies TO salesgraph_app',
    "GRANT UPDATE (version_num) ON alembic_version TO PUBLIC",
    "GRANT CREATE ON SCHEMA public TO PUBLIC",
    "GRANT CREATE ON SCHEMA jobs TO salesgraph_app",
    "GRANT EXECUTE ON FUNCTION search_found(uuid, text, text[], integer) TO PUBLIC",
    "GRANT EXECUTE ON FUNCTION search_condition(uuid, text) TO salesgraph_app",
    "ALTER TABLE users DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE tenants NO FORCE ROW LEVEL SECURITY",
    "DROP POLICY tenant ON users",
    "ALTER POLICY tenant ON users USING (true)",
    "DROP POLICY search ON accounts",
    "ALTER POLICY owner ON tenants TO PUBLIC",
    "CREATE POLICY everything ON users USING (true)",
    'CREATE POLICY "Every Thing" ON quotes FOR SELECT TO salesgraph_app USING (true)',
    "ALTER FUNCTION tenant_ids() RESET search_path",
    f"ALTER FUNCTION {SEARCH} SET search_path = pg_catalog, public",
    "ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC",
    TEMPORARY,
]


@pytest.mark.parametrize("damage", DAMAGE)
async def test_damage_is_found_and_mended(owner: Any, damage: str) -> None:
    assert await faults(owner) == []
    await owner.execute(damage)
    assert await faults(owner) != []

    assert len(await repair(owner)) == 1

    assert await faults(owner) == []
    assert await repair(owner) == []


async def test_a_server_without_the_owners_login_says_who_can_mend_it(server_url: str) -> None:
    async with empty_database(server_url) as url:
        await upgrade(url)
        login_url = await application_url(url)
        await check_schema(login_url)
        connection = await asyncpg.connect(url)
        await connection.execute("REVOKE ALL ON alembic_version FROM salesgraph_app")

        with pytest.raises(UnfitDatabase, match=r"lacks privileges.*run salesgraph migrate"):
            await check_schema(login_url)
        await connection.close()
