"""Migrations upgrade from nothing, down to nothing, and up again to the declared tables."""

import asyncio
import sys
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.sql.compiler import IdentifierPreparer

from db.admin.migrate import check_schema, downgrade, move, upgrade
from db.database import Database, UnfitDatabase, plain_url
from db.job_queue import queries
from db.tables import metadata
from migrations.currencies import CURRENCIES
from tests.postgres import application_url, empty_database

RELATIONS = """
SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname = 'public' AND relname <> 'alembic_version' AND relname <> 'alembic_version_pkc'
"""


async def column(url: str, query: str) -> list[object]:
    connection = await asyncpg.connect(url)
    try:
        return [row[0] for row in await connection.fetch(query)]
    finally:
        await connection.close()


async def another_process(url: str) -> int:
    script = (
        "import asyncio, sys; from db.admin.migrate import upgrade;"
        " asyncio.run(upgrade(sys.argv[1]))"
    )
    started = await asyncio.create_subprocess_exec(sys.executable, "-c", script, url)
    return await started.wait()


async def test_up_down_and_up_again(server_url: str) -> None:
    async with empty_database(server_url) as url:
        await upgrade(url)
        first = await column(url, RELATIONS)
        await downgrade(url)
        assert await column(url, RELATIONS) == []
        await upgrade(url)

        assert sorted(map(str, await column(url, RELATIONS))) == sorted(map(str, first))
        assert set(metadata.tables) <= set(first)


async def test_move_finds_the_direction(server_url: str) -> None:
    async with empty_database(server_url) as url:
        await move(url, "head")
        await move(url, "head")
        assert set(metadata.tables) <= set(await column(url, RELATIONS))

        await move(url, "base")
        assert await column(url, RELATIONS) == []


async def test_two_that_migrate_at_once_do_not_disturb_each_other(server_url: str) -> None:
    async with empty_database(server_url) as url:
        async with asyncio.timeout(60):
            first, second, _ = await asyncio.gather(
                another_process(url), another_process(url), upgrade(url)
            )

        assert (first, second) == (0, 0)
        assert set(metadata.tables) <= set(await column(url, RELATIONS))


async def test_the_migrated_database_is_what_the_tables_say(database_url: str) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return list(compare_metadata(context, metadata))

    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(database_url)
    )
    async with engine.connect() as connection:
        found = await connection.run_sync(differences)
    await engine.dispose()

    assert found == []


CHECKS = """
SELECT conrelid::regclass || '.' || conname FROM pg_constraint
JOIN pg_class ON pg_class.oid = conrelid
WHERE contype = 'c' AND relnamespace = 'public'::regnamespace
"""


async def test_the_queue_is_what_its_library_wants(database_url: str) -> None:
    async with empty_database(database_url) as url:
        made = await asyncpg.connect(url)
        await made.execute(queries(None).qbe.build_install_query())
        try:
            wanted = [tuple(row) for row in await made.fetch(QUEUE)]
        finally:
            await made.close()
    ours = await asyncpg.connect(database_url)
    try:
        found = [tuple(row) for row in await ours.fetch(QUEUE)]
    finally:
        await ours.close()

    assert len(found) > 40
    assert found == wanted


QUEUE = """
SELECT relname, attname, format_type(atttypid, atttypmod), attnotnull,
  pg_get_expr(adbin, adrelid), NULL
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0
LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE relnamespace = 'jobs'::regnamespace AND relkind IN ('r', 'i')
UNION ALL
SELECT indexname, NULL, NULL, NULL, NULL, indexdef FROM pg_indexes WHERE schemaname = 'jobs'
UNION ALL
SELECT proname, NULL, NULL, NULL, NULL, prosrc FROM pg_proc
WHERE pronamespace = 'jobs'::regnamespace
UNION ALL
SELECT tgname, NULL, NULL, NULL, NULL, pg_get_triggerdef(oid) FROM pg_trigger
WHERE NOT tgisinternal
ORDER BY 1, 2
"""


async def test_every_check_of_the_tables_exists_and_no_other(database_url: str) -> None:
    """Alembic does not compare check constraints."""
    naming: IdentifierPreparer = PGDialect().identifier_preparer  # type: ignore[no-untyped-call]
    declared = {
        f"{table.name}.{naming.format_constraint(constraint)}"
        for table in metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }

    assert set(await column(database_url, CHECKS)) == declared


async def test_the_currencies_of_the_world_are_there(database_url: str) -> None:
    found = set(await column(database_url, "SELECT code || precision FROM currencies"))

    assert found == {f"{code}{precision}" for code, _, precision in CURRENCIES}
    assert {"EUR2", "JPY0", "KWD3", "CLF4", "USD2"} <= found


async def test_a_database_without_our_tables_says_what_to_do(server_url: str) -> None:
    async with empty_database(server_url) as url:
        with pytest.raises(UnfitDatabase, match=r"is at nothing.*run salesgraph migrate"):
            await check_schema(url)


async def test_an_unknown_revision_is_refused(server_url: str) -> None:
    async with empty_database(server_url) as url:
        with pytest.raises(Exception, match="nonsense"):
            await move(url, "nonsense")


async def test_an_owner_who_may_not_make_roles_needs_the_role_only(
    server_url: str, database_url: str
) -> None:
    owner = f"poor_{uuid4().hex}"
    async with empty_database(server_url) as url:
        administrator = await asyncpg.connect(plain_url(url))
        database = await administrator.fetchval("SELECT current_database()")
        await administrator.execute(f"CREATE ROLE {owner} LOGIN")
        await administrator.execute(f"ALTER DATABASE {database} OWNER TO {owner}")
        parts = urlsplit(url)
        place = parts.netloc.rpartition("@")[2]
        owned = urlunsplit(parts._replace(netloc=f"{owner}@{place}"))

        await upgrade(owned)  # the role exists, and the owner need not be a member of it
        with pytest.raises(UnfitDatabase, match=f"GRANT salesgraph_app TO {owner};"):
            await Database.connect(owned, pool_size=1, any_login=True)
        await check_schema(await application_url(url))
        await downgrade(owned)
        await administrator.execute(f"ALTER DATABASE {database} OWNER TO CURRENT_USER")
        await administrator.execute(f"DROP OWNED BY {owner}; DROP ROLE {owner}")
        await administrator.close()
