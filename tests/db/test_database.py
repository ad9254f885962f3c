"""Reads and writes: what is committed, what is rolled back, and that connections stay clean."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.admin.migrate import upgrade
from db.database import Database, UnfitDatabase, plain_url
from db.embedded.postgres import run_postgres
from db.errors import OutcomeUnknown
from db.login import open_login, url_of
from db.pool.overload import Overloaded
from db.pool.transactions import NotCommitted
from db.repositories.statements import insert_rows
from tests.postgres import empty_database, scratch_folder
from tests.reading import reading
from tests.tenants import MakeTenant, Tenant, new_tenant

ADD = text("INSERT INTO number_series (tenant_id, kind, last) VALUES (:tenant, :kind, 1)")
BACKEND = text("SELECT pg_backend_pid()")


async def add(connection: AsyncConnection, tenant: Tenant, kind: str = "X") -> None:
    await connection.execute(ADD, {"tenant": tenant.id, "kind": kind})


async def kinds(database: Database, tenant_id: UUID) -> list[str]:
    async with reading(database, tenant_id) as connection:
        rows = await connection.fetch("SELECT kind FROM number_series ORDER BY kind")
    return [row["kind"] for row in rows]


async def drivers(database: Database) -> list[Any]:
    """Return all connections that the write pool can lend at once."""
    async with asyncio.timeout(10):
        connections = [await database.engine.connect() for _ in range(8)]
        found = [await database._live_driver(connection) for connection in connections]
        for connection in connections:
            await connection.close()
    return found


async def assert_clean(database: Database) -> None:
    for driver in await drivers(database):
        assert not driver.is_in_transaction()
        assert await driver.fetchval("SELECT current_setting('app.tenant_id', true)") in {None, ""}


async def test_what_is_written_is_committed(database: Database, tenant: Tenant) -> None:
    async with database.writing(tenant.id) as connection:
        await add(connection, tenant)

    assert await kinds(database, tenant.id) == ["X"]
    await assert_clean(database)


async def test_an_exception_rolls_everything_back(database: Database, tenant: Tenant) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.writing(tenant.id) as connection:
            await add(connection, tenant)
            raise ZeroDivisionError

    assert await kinds(database, tenant.id) == []
    await assert_clean(database)


async def test_a_hidden_failure_is_not_taken_for_a_commit(
    database: Database, tenant: Tenant
) -> None:
    with pytest.raises(NotCommitted):
        async with database.writing(tenant.id) as connection:
            await add(connection, tenant)
            with pytest.raises(Exception, match="division by zero"):
                await connection.execute(text("SELECT 1/0"))

    assert await kinds(database, tenant.id) == []
    await assert_clean(database)


async def test_rows_that_cannot_be_written_are_never_dropped(database: Database) -> None:
    gone = uuid4()
    row = {"tenant_id": gone, "id": uuid4(), "name": "of a tenant that is gone"}

    async with database.writing(gone) as connection:
        with pytest.raises(LookupError, match="accounts is not written"):
            await insert_rows(connection, tables.accounts, [row])


async def test_a_canceled_statement_rolls_back(database: Database, tenant: Tenant) -> None:
    started = asyncio.Event()

    async def slow() -> None:
        async with database.writing(tenant.id) as connection:
            await add(connection, tenant)
            started.set()
            await connection.execute(text("SELECT pg_sleep(4)"))

    task = asyncio.create_task(slow())
    await started.wait()
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert await kinds(database, tenant.id) == []
    await assert_clean(database)


@pytest.mark.parametrize("pause", [0, 0.0002, 0.0005, 0.001, 0.002, 0.004])
async def test_cancelling_at_any_moment_leaves_all_or_nothing(
    database: Database, tenant: Tenant, pause: float
) -> None:
    async def write() -> None:
        async with database.writing(tenant.id) as connection:
            await add(connection, tenant, "A")
            await add(connection, tenant, "B")

    for _ in range(5):
        task = asyncio.create_task(write())
        await asyncio.sleep(pause)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    assert await kinds(database, tenant.id) in ([], ["A", "B"])
    await assert_clean(database)


async def test_a_commit_under_way_is_awaited_though_the_caller_is_cancelled(
    database: Database, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    committing = asyncio.Event()
    execute: Callable[..., Awaitable[str]] = asyncpg.Connection.execute

    async def slow_commit(self: asyncpg.Connection, query: str, *args: Any, **more: Any) -> str:
        if query == "COMMIT":
            committing.set()
            await asyncio.sleep(0.1)
        return await execute(self, query, *args, **more)

    async def write() -> None:
        async with database.writing(tenant.id) as connection:
            await add(connection, tenant)

    monkeypatch.setattr(asyncpg.Connection, "execute", slow_commit)
    task = asyncio.create_task(write())
    await committing.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert await kinds(database, tenant.id) == ["X"]
    await assert_clean(database)


async def test_a_connection_lost_during_commit_is_an_unknown_outcome(
    database: Database, database_url: str, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute: Callable[..., Awaitable[str]] = asyncpg.Connection.execute

    async def kill_then_commit(
        self: asyncpg.Connection, query: str, *args: Any, **more: Any
    ) -> str:
        if query == "COMMIT":
            await kill(database_url, self.get_server_pid())
        return await execute(self, query, *args, **more)

    with pytest.raises(OutcomeUnknown):
        async with database.writing(tenant.id) as connection:
            await add(connection, tenant)
            monkeypatch.setattr(asyncpg.Connection, "execute", kill_then_commit)
    monkeypatch.undo()

    assert await kinds(database, tenant.id) == []
    await assert_clean(database)


async def test_a_commit_that_no_standby_confirmed_is_an_unknown_outcome() -> None:
    """PostgreSQL answers COMMIT with a warning; the standby may not have the data."""
    with scratch_folder() as folder, run_postgres(folder / "pg") as url:
        await upgrade(url)
        tenant = await new_tenant(url)
        database = await Database.connect(await open_login(url), pool_size=2)
        owner = await asyncpg.connect(url)
        try:
            async with database.writing(tenant.id) as connection:
                await add(connection, tenant)
            await owner.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
            await owner.execute("SELECT pg_reload_conf()")
            with pytest.raises(OutcomeUnknown):
                await asyncio.gather(write_on_and_on(database, tenant), cancel_the_wait(owner))
        finally:
            await owner.close()
            await database.close()


async def write_on_and_on(database: Database, tenant: Tenant) -> None:
    for number in range(10_000):  # the server takes a moment to reload its settings
        async with database.writing(tenant.id) as connection:
            await add(connection, tenant, str(number))


async def cancel_the_wait(owner: Any) -> None:
    async with asyncio.timeout(10):
        while not await owner.fetchval(  # noqa: ASYNC110 - it happens in another process
            "SELECT bool_or(pg_cancel_backend(pid)) FROM pg_stat_activity"
            " WHERE wait_event = 'SyncRep'"
        ):
            await asyncio.sleep(0.05)


async def test_a_connection_that_died_while_idle_is_replaced(
    database: Database, database_url: str, tenant: Tenant
) -> None:
    for driver in await drivers(database):
        await kill(database_url, driver.get_server_pid())
    await asyncio.sleep(0.1)

    for kind in "ABC":
        async with database.writing(tenant.id) as connection:
            await add(connection, tenant, kind)

    assert await kinds(database, tenant.id) == ["A", "B", "C"]
    await assert_clean(database)


async def test_a_connection_killed_in_a_transaction_is_thrown_away(
    database: Database, database_url: str, tenant: Tenant
) -> None:
    with pytest.raises(Exception, match=r"terminating connection|closed"):
        async with database.writing(tenant.id) as connection:
            await add(connection, tenant)
            await kill(database_url, (await connection.execute(BACKEND)).scalar_one())
            await add(connection, tenant, "Y")

    assert await kinds(database, tenant.id) == []
    await assert_clean(database)


async def test_readers_of_many_tenants_at_once_see_their_own_rows_only(
    database: Database, make_tenant: MakeTenant
) -> None:
    tenants = [await make_tenant() for _ in range(12)]

    async def look(tenant: Tenant) -> list[UUID]:
        async with reading(database, tenant.id) as connection:
            rows = await connection.fetch("SELECT tenant_id FROM users, pg_sleep(0.001)")
        return [row["tenant_id"] for row in rows]

    seen = await asyncio.gather(*(look(tenant) for tenant in tenants * 10))

    assert seen == [[tenant.id] for tenant in tenants * 10]


async def test_a_transaction_left_open_by_a_reader_ends_with_it(
    database: Database, tenant: Tenant
) -> None:
    async with database.reading(tenant.id) as connection:
        await connection.execute("BEGIN")

    for _ in range(20):
        async with database.reading(tenant.id) as connection:
            assert not connection.is_in_transaction()


async def test_values_come_back_as_promised(database: Database, tenant: Tenant) -> None:
    document = {"a": [1, None, "ä"]}
    async with database.writing(tenant.id) as writer:
        row = (
            await writer.execute(
                text("SELECT now(), CAST(:document AS jsonb)"), {"document": json.dumps(document)}
            )
        ).one()
    async with database.reading(tenant.id) as reader:
        answer = await reader.fetchval("SELECT convert_to(concat('ä ', date '2026-01-31'), 'UTF8')")

    assert row[0].utcoffset() == timedelta(0)
    assert row[1] == document
    assert answer == "ä 2026-01-31".encode()


async def test_both_doors_have_the_promised_settings(database: Database, tenant: Tenant) -> None:
    names = (
        "statement_timeout",
        "lock_timeout",
        "idle_in_transaction_session_timeout",
        "TimeZone",
        "synchronous_commit",
        "role",
    )
    wanted = ["5s", "2s", "10s", "UTC", "on", "salesgraph_app"]
    async with database.reading(tenant.id) as reader:
        assert [await reader.fetchval(f"SHOW {name}") for name in names] == wanted
    async with database.writing(tenant.id) as writer:
        assert [(await writer.execute(text(f"SHOW {n}"))).scalar_one() for n in names] == wanted


async def test_a_busy_pool_is_waited_for_three_seconds(login_url: str, tenant: Tenant) -> None:
    small = await Database.connect(login_url, pool_size=1)
    try:
        async with small.reading(tenant.id):
            with pytest.raises(Overloaded):
                async with small.reading(tenant.id):
                    pass
        async with small.writing(tenant.id):
            with pytest.raises(Overloaded):
                async with small.writing(tenant.id):
                    pass
    finally:
        await small.close()


async def test_a_database_that_may_lose_work_is_refused(server_url: str) -> None:
    separator = "&" if "?" in server_url else "?"

    with pytest.raises(UnfitDatabase, match="synchronous_commit is off"):
        await Database.connect(f"{server_url}{separator}synchronous_commit=off")


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
async def test_a_database_of_another_encoding_is_refused(server_url: str, encoding: str) -> None:
    async with empty_database(server_url, f"ENCODING '{encoding}' LOCALE 'C'") as url:
        with pytest.raises(UnfitDatabase, match=f"is {encoding}; it must be UTF8: create"):
            await upgrade(url)


async def test_a_database_that_is_not_there_is_refused_with_a_sentence() -> None:
    with pytest.raises(UnfitDatabase, match="cannot be reached"):
        await Database.connect("postgresql://nobody@/nothing?host=/nowhere")


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("postgres://a:b@h:1/d", "postgresql://a:b@h:1/d"),
        ("postgresql://h/d", "postgresql://h/d"),
        ("postgresql+asyncpg:///d?host=/run", "postgresql:///d?host=/run"),
    ],
)
def test_every_usual_form_of_a_url_is_taken(given: str, plain: str) -> None:
    assert plain_url(given) == plain


@pytest.mark.parametrize("given", ["mysql://h/d", "h/d", "", "sqlite:///x"])
def test_other_urls_are_refused(given: str) -> None:
    with pytest.raises(UnfitDatabase):
        plain_url(given)


async def test_a_connection_that_cannot_be_set_up_is_closed(database_url: str) -> None:
    """A login that may not become the application's role fails at the first setting."""
    login = f"stranger_{uuid4().hex}"
    owner = await asyncpg.connect(database_url)
    await owner.execute(f"CREATE ROLE {login} LOGIN")
    stranger = Database.open(url_of(database_url, login))
    try:
        stranger.numberer.schedule(uuid4())
        for lend in (lambda: stranger.open_dedicated("test"), lambda: stranger.reading(None)):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with lend():
                    pass
        assert await stranger.probe.condition() == "no database"
        async with asyncio.timeout(5):
            while await owner.fetchval(  # noqa: ASYNC110 - it happens in another process
                "SELECT count(*) FROM pg_stat_activity WHERE usename = $1", login
            ):
                await asyncio.sleep(0.05)
    finally:
        await stranger.close()
        await owner.execute(f"DROP ROLE {login}")
        await owner.close()


async def kill(url: str, backend: int) -> None:
    owner = await asyncpg.connect(url)
    await owner.execute("SELECT pg_terminate_backend($1, 1000)", backend)
    await owner.close()
