"""Attackers who can run any SQL on the application's connection gain little.

They can still set app.tenant_id, which belongs to the session (see docs/operations.md). These tests
cover the rest: no statement gains the powers of the owner or a superuser, or outlives the session.
"""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio

from db.admin.migrate import upgrade
from db.database import Database, plain_url
from tests.postgres import application_url, empty_database
from tests.tenants import NOW, Tenant, new_tenant

BEFORE = ["SELECT 1", "RESET ROLE", "SET ROLE NONE", "RESET SESSION AUTHORIZATION", "RESET ALL"]
DENIED = (
    asyncpg.InsufficientPrivilegeError,
    asyncpg.FeatureNotSupportedError,  # an extension that is not installed
    asyncpg.UndefinedFileError,
    asyncpg.UndefinedFunctionError,  # dblink, if the extension is missing
    asyncpg.InvalidParameterValueError,  # a role that does not exist
)
ATTACKS = [
    "CREATE TEMP TABLE accounts (id int)",
    "CREATE TEMP VIEW accounts AS SELECT 1 AS id",
    "CREATE FUNCTION pg_temp.search_words(text) RETURNS text LANGUAGE sql AS 'SELECT $1'",
    "CREATE FUNCTION public.search_words(varchar) RETURNS text LANGUAGE sql AS 'SELECT $1'",
    "CREATE OR REPLACE FUNCTION search_words(text) RETURNS text LANGUAGE sql AS 'SELECT $1'",
    "CREATE OPERATOR public.|| (leftarg = text[], rightarg = varchar, function = array_append)",
    "CREATE TABLE public.mine (id int)",
    "CREATE VIEW public.mine AS SELECT * FROM users",
    "CREATE TABLE jobs.mine (id int)",
    "CREATE SCHEMA mine",
    "CREATE EXTENSION dblink",
    "CREATE PUBLICATION mine FOR ALL TABLES",
    "CREATE ROLE mine",
    "SET ROLE {owner}",
    "SET SESSION AUTHORIZATION {owner}",
    "GRANT {owner} TO CURRENT_USER",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "ALTER ROLE CURRENT_USER BYPASSRLS",
    "ALTER ROLE CURRENT_USER CREATEROLE",
    "ALTER ROLE CURRENT_USER SET app.tenant_id = '{tenant}'",
    "ALTER TABLE users DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE users OWNER TO CURRENT_USER",
    "DROP POLICY tenant ON users",
    "CREATE POLICY mine ON users USING (true)",
    "CREATE TRIGGER mine BEFORE INSERT ON users EXECUTE FUNCTION jobs.fn_pgqueuer_changed()",
    "TRUNCATE users",
    "ALTER FUNCTION search_records(uuid, text, text[], uuid, integer) RESET ALL",
    "ALTER FUNCTION tenant_ids() OWNER TO CURRENT_USER",
    "SELECT search_found('{tenant}', 'accounts', '{{}}', 10)",
    "SELECT search_condition('{tenant}', 'a')",
    "SET row_security = off; SELECT count(*) FROM users",
    "SET session_replication_role = replica",
    "COPY (SELECT 1) TO PROGRAM 'id'",
    "COPY users TO '/tmp/users'",
    "SELECT lo_import('/etc/passwd')",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_ls_dir('.')",
    "SELECT * FROM dblink('dbname=postgres', 'SELECT 1') AS t (id int)",
    "SELECT rolpassword FROM pg_authid",
    "SELECT pg_terminate_backend({backend})",
    "ALTER SYSTEM SET row_security = off",
    "ALTER DATABASE {database} SET search_path = pg_temp",
    "LOAD '/tmp/mine.so'",
    "UPDATE alembic_version SET version_num = '0001'",
    "UPDATE pg_proc SET prosecdef = true",
]


@pytest_asyncio.fixture(scope="module")
async def owner(database_url: str) -> AsyncIterator[Any]:
    """A connection of the owner, who works at the same time as the attacker."""
    connection = await asyncpg.connect(plain_url(database_url))
    yield connection
    await connection.close()


@pytest_asyncio.fixture(scope="module")
async def own(database_url: str) -> Tenant:
    """The attacker's own tenant."""
    return await new_tenant(database_url)


@pytest_asyncio.fixture(scope="module")
async def foreign(database_url: str) -> Tenant:
    """The tenant under attack."""
    return await new_tenant(database_url)


@pytest_asyncio.fixture
async def attacker(database: Database, own: Tenant) -> AsyncIterator[Any]:
    """A connection as the application opens it, in the attacker's tenant."""
    async with database.open_dedicated("test") as connection:
        await enter(connection, own.id)
        yield connection


async def enter(connection: Any, tenant_id: UUID) -> None:
    await connection.execute("SELECT set_config('app.tenant_id', $1, false)", str(tenant_id))


@pytest.mark.parametrize("attack", ATTACKS)
async def test_no_statement_gives_more_than_the_application_has(
    attacker: Any, owner: Any, own: Tenant, attack: str
) -> None:
    statement = attack.format(
        tenant=own.id,
        backend=owner.get_server_pid(),
        owner=await owner.fetchval("SELECT quote_ident(current_user)"),
        database=await owner.fetchval("SELECT quote_ident(current_database())"),
    )
    for before in BEFORE:
        await attacker.execute(before)
        with pytest.raises(DENIED):
            await attacker.execute(statement)


@pytest.mark.parametrize("before", BEFORE[:-1])
async def test_no_role_that_the_session_can_take_on_sees_other_tenants(
    attacker: Any, own: Tenant, foreign: Tenant, before: str
) -> None:
    await attacker.execute(before)

    assert [row[0] for row in await attacker.fetch("SELECT tenant_id FROM users")] == [own.id]
    assert [row[0] for row in await attacker.fetch("SELECT id FROM tenants")] == [own.id]
    found = "SELECT count(*) FROM search_records($1, 'Ada', ARRAY['ACCOUNT'], $2, 10)"
    assert await attacker.fetchval(found, foreign.id, foreign.user_id) == 0


async def test_of_all_tenants_only_the_ids_are_known(attacker: Any, foreign: Tenant) -> None:
    """The worker's hourly jobs need the IDs; nothing else about other tenants is visible."""
    ids = {row[0] for row in await attacker.fetch("SELECT tenant_ids()")}

    assert foreign.id in ids
    assert await attacker.fetch("SELECT * FROM tenants WHERE id = $1", foreign.id) == []


async def test_what_the_owner_does_is_not_to_be_seen(attacker: Any, owner: Any) -> None:
    await owner.execute("SELECT 'a secret of the owner'")
    query = "SELECT query FROM pg_stat_activity WHERE pid = $1"

    assert await attacker.fetchval(query, owner.get_server_pid()) == "<insufficient privilege>"


@pytest.mark.parametrize("setting", ["search_path = pg_temp", "statement_timeout = 0"])
async def test_a_setting_that_is_left_behind_does_not_reach_the_next_session(
    login_url: str, attacker: Any, owner: Any, setting: str
) -> None:
    """A login can set its own defaults, but our sessions do not rely on them."""
    await attacker.execute("RESET ROLE")
    login = await attacker.fetchval("SELECT session_user")
    await attacker.execute(f"ALTER ROLE CURRENT_USER SET {setting}")
    try:
        database = await Database.connect(login_url, pool_size=1)
        async with database.reading(None) as reader:
            assert await reader.fetchval("SHOW search_path") == "public, pg_temp"
            assert await reader.fetchval("SHOW statement_timeout") == "5s"
        await database.close()
    finally:
        await owner.execute(f"ALTER ROLE {login} RESET ALL")


async def test_search_reads_the_real_tables_where_temporary_ones_are_allowed(
    server_url: str,
) -> None:
    """PostgreSQL searches pg_temp first, unless the search path names it last."""
    forged = uuid4()
    async with empty_database(server_url) as url:
        await upgrade(url)
        tenant = await new_tenant(url)
        login_url = await application_url(url)
        administrator = await asyncpg.connect(plain_url(url))
        await administrator.execute(
            "DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO salesgraph_app',"
            " current_database()); END $$"
        )
        await administrator.close()
        attacker = await asyncpg.connect(login_url)
        await enter(attacker, tenant.id)
        await attacker.execute(
            f"CREATE TEMP VIEW accounts AS SELECT '{tenant.id}'::uuid AS tenant_id,"
            f" '{forged}'::uuid AS id, current_user::text AS name, '{NOW}'::timestamptz"
            " AS created_at, public.search_vector("
            f"'{tenant.id}'::uuid, NULL, 'Forged') AS search"
        )

        found = await attacker.fetch(
            "SELECT id FROM search_records($1, 'forged', ARRAY['ACCOUNT'], $2, 10)",
            tenant.id,
            forged,
        )

        await attacker.close()
    assert found == []


FUNCTIONS = """
SELECT p.oid::regprocedure::text AS name, prosecdef AS definer,
  coalesce(array_to_string(proconfig, ';'), '') AS settings,
  EXISTS (SELECT FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE grantee = 0)
    AS everybodys
FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = pronamespace
WHERE nspname IN ('public', 'jobs')
"""


async def test_every_function_is_closed_and_those_that_act_as_the_owner_have_a_fixed_path(
    owner: Any,
) -> None:
    found = await owner.fetch(FUNCTIONS)

    assert [row["name"] for row in found if row["everybodys"]] == []
    definers = {row["name"].partition("(")[0]: row["settings"] for row in found if row["definer"]}
    assert definers == {
        "search_records": "search_path=pg_catalog, public, pg_temp",
        "tenant_ids": "search_path=pg_catalog, pg_temp",
        "tenants_to_number": "search_path=pg_catalog, pg_temp",
    }


async def test_a_function_made_later_is_closed_as_well(server_url: str) -> None:
    async with empty_database(server_url) as url:
        await upgrade(url)
        administrator = await asyncpg.connect(plain_url(url))
        await administrator.execute(
            "CREATE FUNCTION later() RETURNS int LANGUAGE sql AS 'SELECT 1'"
        )
        open_ones = [r["name"] for r in await administrator.fetch(FUNCTIONS) if r["everybodys"]]
        await administrator.close()

    assert open_ones == []
