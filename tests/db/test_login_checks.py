"""Logins that could bypass row-level security are refused for the application."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio

from db.admin.migrate import check_schema, upgrade
from db.database import Database, UnfitDatabase, plain_url
from db.embedded.postgres import run_postgres
from db.login import open_login, url_of
from tests.postgres import empty_database, scratch_folder


@dataclass(frozen=True)
class Place:
    """A migrated database of its own, in which logins can be created."""

    url: str
    administrator: Any
    login: str

    async def allow(self, statements: str) -> None:
        """Run statements about {login}, {other} and {database}."""
        database = await self.administrator.fetchval("SELECT current_database()")
        other = f"{self.login}_other"
        await self.administrator.execute(
            statements.format(login=self.login, other=other, database=database)
        )

    async def connect(self, *, any_login: bool = False) -> None:
        """Connect and disconnect as the application would."""
        url = url_of(self.url, self.login)
        database = await Database.connect(url, pool_size=1, any_login=any_login)
        await database.close()


@pytest_asyncio.fixture(scope="module")
async def migrated(server_url: str) -> AsyncIterator[str]:
    async with empty_database(server_url) as url:
        await upgrade(url)
        yield url


@pytest_asyncio.fixture
async def place(migrated: str) -> AsyncIterator[Place]:
    administrator = await asyncpg.connect(plain_url(migrated))
    made = Place(migrated, administrator, f"login_{uuid4().hex[:12]}")
    await made.allow(
        "CREATE ROLE {login} LOGIN; CREATE ROLE {other}; GRANT salesgraph_app TO {login}, {other}"
    )
    try:
        yield made
    finally:
        await made.allow(
            "ALTER DATABASE {database} OWNER TO CURRENT_USER; REASSIGN OWNED BY {login},"
            " {other} TO CURRENT_USER; DROP OWNED BY {login}, {other}; DROP ROLE {login}, {other}"
        )
        await administrator.close()


OWNED_BY_A_ROLE_OF_THE_ROLE = (
    "REVOKE salesgraph_app FROM {other}; ALTER TABLE quotes OWNER TO {other};"
    " GRANT {other} TO salesgraph_app"
)
VIEW = "CREATE VIEW report AS SELECT tenant_id, name FROM users"
DEFINER = (
    "CREATE FUNCTION everyone() RETURNS bigint SECURITY DEFINER LANGUAGE sql"
    " AS 'SELECT count(*) FROM users'; GRANT EXECUTE ON FUNCTION everyone() TO PUBLIC"
)
FORGED = """
CREATE SCHEMA mine; GRANT USAGE ON SCHEMA mine TO PUBLIC;
CREATE VIEW mine.pg_roles AS SELECT oid, rolname, false AS rolsuper, false AS rolbypassrls,
  false AS rolcreaterole, false AS rolreplication FROM pg_catalog.pg_roles;
GRANT SELECT ON mine.pg_roles TO PUBLIC;
ALTER ROLE {login} BYPASSRLS; ALTER ROLE {login} SET search_path = mine, pg_catalog
"""
ODD = (
    'CREATE ROLE "{login} Odd"; GRANT "{login} Odd" TO {other}; GRANT {other} TO {login};'
    ' GRANT TEMPORARY ON DATABASE {database} TO "{login} Odd"'
)
CLEAN = """
DROP SCHEMA IF EXISTS mine CASCADE; DROP POLICY IF EXISTS mine ON users;
DROP VIEW IF EXISTS report; DROP FUNCTION IF EXISTS everyone();
REVOKE GRANT OPTION FOR ALL ON users FROM salesgraph_app;
REVOKE EXECUTE ON FUNCTION pg_read_file(text) FROM salesgraph_app;
REVOKE SET ON PARAMETER session_replication_role FROM PUBLIC;
DO $$ BEGIN IF to_regrole('"{login} Odd"') IS NOT NULL THEN
  DROP OWNED BY "{login} Odd"; DROP ROLE "{login} Odd"; END IF; END $$;
REVOKE {other} FROM salesgraph_app
"""
UNSAFE = [
    ("ALTER ROLE {login} SUPERUSER", "is a superuser"),
    ("ALTER ROLE {login} SUPERUSER", "Only for a demo, set SALESGRAPH_DEMO=1."),
    ("ALTER ROLE {login} BYPASSRLS", "bypasses row-level security"),
    ("ALTER ROLE {login} CREATEROLE", "may create roles"),
    ("ALTER ROLE {login} REPLICATION", "may replicate the whole cluster"),
    ("ALTER DATABASE {database} OWNER TO {login}", "owns the database"),
    ("ALTER TABLE users OWNER TO {login}", "owns the table public.users"),
    ("ALTER SCHEMA jobs OWNER TO {login}", "owns the schema jobs"),
    ("ALTER FUNCTION tenant_ids() OWNER TO {login}", "owns the function public.tenant_ids"),
    ("ALTER ROLE {other} BYPASSRLS; GRANT {other} TO {login}", "can become {login}_other, which"),
    (
        "ALTER ROLE {login} NOINHERIT; ALTER ROLE {other} SUPERUSER; GRANT {other} TO {login}",
        "can become {login}_other, which is a superuser",
    ),
    (
        "ALTER DATABASE {database} OWNER TO {other}; GRANT {other} TO {login}",
        "can become {login}_other, which owns the database",
    ),
    (
        OWNED_BY_A_ROLE_OF_THE_ROLE,
        "can become {login}_other, which owns the table public.quotes",
    ),
    ("GRANT pg_execute_server_program TO {login}", "can become pg_execute_server_program"),
    ("GRANT pg_read_all_data TO {other}; GRANT {other} TO {login}", "pg_read_all_data"),
    ("GRANT TEMPORARY ON DATABASE {database} TO {login}", "REVOKE TEMPORARY ON DATABASE"),
    ("GRANT CREATE ON SCHEMA public TO {login}", "REVOKE CREATE ON SCHEMA public FROM {login};"),
    ("GRANT TRUNCATE ON users TO {login}", "REVOKE TRUNCATE ON TABLE public.users FROM {login};"),
    ("GRANT UPDATE ON currencies TO {login}", "REVOKE UPDATE ON TABLE public.currencies FROM"),
    ("CREATE SCHEMA mine; ALTER SCHEMA mine OWNER TO {login}", "owns the schema mine"),
    ("ALTER TYPE jobs.pgqueuer_status OWNER TO {login}", "owns the type jobs.pgqueuer_status"),
    (
        "CREATE POLICY mine ON users TO {login} USING (true)",
        "run DROP POLICY mine ON public.users;",
    ),
    (
        (
            "REVOKE salesgraph_app FROM {other}; GRANT {other} TO salesgraph_app;"
            " CREATE POLICY mine ON users TO {other} USING (true)"
        ),
        "run DROP POLICY mine ON public.users;",
    ),
    (
        "GRANT UPDATE (precision) ON currencies TO {login}",
        'run REVOKE UPDATE ("precision") ON TABLE public.currencies FROM {login};',
    ),
    ("GRANT DELETE ON changes TO {other}; GRANT {other} TO {login}", "REVOKE DELETE ON TABLE"),
    ("GRANT INSERT ON tenants TO {login}", "REVOKE INSERT ON TABLE public.tenants FROM {login};"),
    (
        "GRANT SELECT ON users TO salesgraph_app WITH GRANT OPTION",
        "run REVOKE GRANT OPTION FOR SELECT ON TABLE public.users FROM salesgraph_app;",
    ),
    ("GRANT EXECUTE ON FUNCTION pg_read_file(text) TO salesgraph_app", "REVOKE EXECUTE ON ROUTINE"),
    ("GRANT SET ON PARAMETER session_replication_role TO {login}", "REVOKE SET ON PARAMETER"),
    (
        "GRANT SET ON PARAMETER session_replication_role TO PUBLIC",
        "REVOKE SET ON PARAMETER session_replication_role FROM PUBLIC;",
    ),
    (
        "CREATE SCHEMA mine; GRANT CREATE ON SCHEMA mine TO PUBLIC",
        "run REVOKE CREATE ON SCHEMA mine FROM PUBLIC;",
    ),
    (
        "CREATE SCHEMA mine; GRANT CREATE ON SCHEMA mine TO salesgraph_app",
        "run REVOKE CREATE ON SCHEMA mine FROM salesgraph_app;",
    ),
    (
        ODD,
        'FROM "{login} Odd";',
    ),
    (
        VIEW + "; GRANT SELECT ON report TO salesgraph_app",
        "may use public.report. It acts as its owner",
    ),
    (VIEW + "; GRANT SELECT (name) ON report TO PUBLIC", "REVOKE ALL ON TABLE public.report FROM"),
    (
        VIEW + "; CREATE SCHEMA mine; GRANT USAGE ON SCHEMA mine TO PUBLIC; CREATE VIEW mine.other"
        " AS SELECT * FROM report; GRANT SELECT ON mine.other TO salesgraph_app",
        "REVOKE ALL ON TABLE mine.other FROM",
    ),
    (
        DEFINER,
        "REVOKE ALL ON FUNCTION public.everyone() FROM PUBLIC, salesgraph_app, {login};",
    ),
    (
        FORGED,
        "bypasses row-level security",
    ),
    ("REVOKE salesgraph_app FROM {login}", "run GRANT salesgraph_app TO {login};"),
]


@pytest.mark.parametrize(("statements", "sentence"), UNSAFE)
async def test_an_unsafe_login_is_refused(place: Place, statements: str, sentence: str) -> None:
    await place.connect()  # safe as it is
    await place.allow(statements)

    try:
        with pytest.raises(UnfitDatabase, match=re.escape(sentence.format(login=place.login))):
            await place.connect()
    finally:
        await place.allow(CLEAN)


SAFE = [
    VIEW + " ; ALTER VIEW report SET (security_invoker = true); GRANT SELECT ON report TO PUBLIC",
    "CREATE VIEW report AS SELECT 1 AS one; GRANT SELECT ON report TO PUBLIC",
    "GRANT SELECT, INSERT ON users TO {login}",
    "GRANT UPDATE (name) ON users TO {login}",
    "GRANT CONNECT ON DATABASE {database} TO {login}; GRANT USAGE ON SCHEMA public TO {login}",
    "SELECT lo_create(4711); ALTER LARGE OBJECT 4711 OWNER TO {login}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {login} GRANT SELECT ON TABLES TO PUBLIC",
    "ALTER ROLE {login} NOINHERIT",
]


@pytest.mark.parametrize("statements", SAFE)
async def test_a_login_that_gains_nothing_is_accepted(place: Place, statements: str) -> None:
    await place.allow(statements)

    try:
        await place.connect()
    finally:
        await place.allow(CLEAN)


async def test_the_schema_is_checked_by_a_login_that_inherits_nothing(place: Place) -> None:
    await place.allow(
        "REVOKE salesgraph_app FROM {login}; ALTER ROLE {login} NOINHERIT;"
        " GRANT salesgraph_app TO {login}"
    )

    await check_schema(url_of(place.url, place.login))


async def test_a_login_that_may_not_set_the_role_is_told_so(place: Place) -> None:
    if place.administrator.get_server_version().major < 16:
        pytest.skip("before PostgreSQL 16 every member may set the role")
    await place.allow(
        "REVOKE salesgraph_app FROM {login}; GRANT salesgraph_app TO {login} WITH SET FALSE"
    )

    with pytest.raises(UnfitDatabase, match=r"GRANT salesgraph_app TO \w+ WITH SET TRUE;"):
        await place.connect()


async def test_a_demo_may_do_with_the_owners_login(place: Place) -> None:
    await place.allow("ALTER DATABASE {database} OWNER TO {login}")

    await place.connect(any_login=True)


async def test_a_login_that_may_not_take_on_the_role_is_no_good_for_a_demo_either(
    place: Place,
) -> None:
    await place.allow("REVOKE salesgraph_app FROM {login}")

    with pytest.raises(UnfitDatabase, match="is no member of salesgraph_app"):
        await place.connect(any_login=True)


async def test_what_only_everybody_may_do_is_for_migrate_to_mend(place: Place) -> None:
    login_url = url_of(place.url, place.login)
    await check_schema(login_url)
    await place.allow("GRANT TEMPORARY ON DATABASE {database} TO PUBLIC")

    with pytest.raises(UnfitDatabase, match="run salesgraph migrate"):
        await check_schema(login_url)
    await upgrade(place.url)

    await check_schema(login_url)


async def test_the_embedded_server_gives_the_application_a_login_that_leads_nowhere() -> None:
    with scratch_folder() as folder, run_postgres(folder / "pg") as owner_url:
        await upgrade(owner_url)
        login_url = await open_login(owner_url)
        assert await open_login(owner_url) == login_url

        await check_schema(login_url)
        database = await Database.connect(login_url, pool_size=1)
        async with database.open_dedicated("test") as session:
            for way_out in ("RESET ROLE", "RESET SESSION AUTHORIZATION", "SET ROLE NONE"):
                await session.execute(way_out)
                assert await session.fetchval("SELECT current_user") == "salesgraph_app"
            await _check_temporary_files(session)
        await database.close()


async def _check_temporary_files(session: Any) -> None:
    """The temporary files of any query are limited, and the login cannot raise the limit."""
    assert await session.fetchval("SHOW temp_file_limit") == "256MB"
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await session.execute("SET temp_file_limit = -1")
    with pytest.raises(asyncpg.ConfigurationLimitExceededError):
        await session.fetchval(
            "SELECT count(*) FROM (SELECT repeat('x', 1000) || n AS t"
            " FROM generate_series(1, 400000) n ORDER BY t) sorted"
        )
