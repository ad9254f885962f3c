"""Each request has one deadline for everything it does with the database."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.database import Database
from db.pool.deadlines import (
    MIN_COMMIT,
    REQUEST,
    SILENCE,
    DeadlineExceeded,
    restart_budget,
    time_budget,
    time_left,
)
from tests.reading import reading
from tests.tenants import Tenant

ADD = text("INSERT INTO number_series (tenant_id, kind, last) VALUES (:tenant, :kind, 1)")
KINDS = "SELECT kind FROM number_series ORDER BY kind"
BACKEND = "SELECT pg_backend_pid()"


@pytest.fixture
async def own(login_url: str) -> AsyncIterator[Database]:
    """A separate database object without open connections."""
    database = Database.open(login_url, pool_size=1)
    yield database
    await database.close()


async def add(connection: AsyncConnection, tenant: Tenant, kind: str) -> None:
    await connection.execute(ADD, {"tenant": tenant.id, "kind": kind})


async def kinds(database: Database, tenant: Tenant) -> list[str]:
    async with reading(database, tenant.id) as connection:
        rows = await connection.fetch(KINDS)
    return [row["kind"] for row in rows]


def test_without_a_budget_a_step_has_its_own_deadline() -> None:
    assert time_left(5.0) == 5.0


def test_steps_share_what_is_left_and_none_begins_without_time() -> None:
    with time_budget(1.0):
        assert time_left(0.5) == 0.5
        assert 0.5 < time_left(5.0) <= 1.0
        with pytest.raises(DeadlineExceeded):
            time_left(5.0, 1.1)
    with time_budget(0.05), pytest.raises(DeadlineExceeded):
        time_left(5.0)
    assert time_left(5.0) == 5.0


def test_a_renewed_budget_is_whole_again() -> None:
    with time_budget(10.0):
        time.sleep(0.1)
        assert time_left(20.0) <= 9.9
        restart_budget()
        assert 9.9 < time_left(20.0) <= 10.0
    restart_budget()  # without a deadline, nothing happens


def test_a_stopped_budget_keeps_its_time() -> None:
    with time_budget(1.0) as budget:
        with budget.stopped():
            time.sleep(0.3)
        assert 0.7 < budget.left <= 1.0


async def test_a_transaction_ends_in_time_for_its_commit(own: Database, tenant: Tenant) -> None:
    began = time.monotonic()

    with time_budget(MIN_COMMIT + 1.0), pytest.raises(TimeoutError):
        async with own.writing(tenant.id) as connection:
            await add(connection, tenant, "X")
            await connection.execute(text("SELECT pg_sleep(4)"))

    assert 0.9 < time.monotonic() - began < 2.0
    assert await kinds(own, tenant) == []


async def test_a_commit_that_cannot_be_waited_for_is_not_sent(
    own: Database, tenant: Tenant
) -> None:
    with time_budget(MIN_COMMIT + 1.0), pytest.raises(DeadlineExceeded):
        async with own.writing(tenant.id) as connection:
            await add(connection, tenant, "X")
            time.sleep(1.1)  # noqa: ASYNC251 - the loop cannot notice a deadline meanwhile

    assert await kinds(own, tenant) == []


async def test_a_commit_that_was_answered_renews_the_budget(own: Database, tenant: Tenant) -> None:
    with time_budget(MIN_COMMIT + 1.5):
        for kind in "XYZ":
            async with own.writing(tenant.id) as connection:
                await add(connection, tenant, kind)
                await asyncio.sleep(0.6)

    assert await kinds(own, tenant) == ["X", "Y", "Z"]


async def test_nothing_is_begun_once_the_time_is_over(own: Database, tenant: Tenant) -> None:
    with time_budget(0.0):
        with pytest.raises(DeadlineExceeded):
            async with own.writing(tenant.id):
                pass
        with pytest.raises(DeadlineExceeded):
            await own.fetch_row(tenant.id, "SELECT 1", ())


async def test_changes_are_numbered_after_the_budget_of_their_request(
    own: Database, tenant: Tenant, caplog: pytest.LogCaptureFixture
) -> None:
    with time_budget(0.0):
        own.numberer.schedule(tenant.id)

    async with asyncio.timeout(5):
        while own.numberer.is_behind(tenant.id):  # noqa: ASYNC110 - no event announces it
            await asyncio.sleep(0.01)
    assert "cannot be numbered" not in caplog.text


async def test_a_deadline_that_was_cut_short_says_nothing_of_other_connections(
    own: Database, tenant: Tenant
) -> None:
    async with own.checking() as connection:
        backend = await connection.fetchval(BACKEND)

    with time_budget(0.5), pytest.raises(TimeoutError):
        await own.fetch_row(tenant.id, "SELECT pg_sleep(4)", ())

    async with own.checking() as connection:
        assert await connection.fetchval(BACKEND) == backend


async def test_silence_means_that_other_connections_are_lost_too(
    own: Database, tenant: Tenant
) -> None:
    async with own.checking() as connection:
        backend = await connection.fetchval(BACKEND)

    with time_budget(SILENCE + 0.2), pytest.raises(TimeoutError):
        await own.fetch_row(tenant.id, "SELECT pg_sleep(4)", ())

    async with own.checking() as connection:
        assert await connection.fetchval(BACKEND) != backend


def test_the_budget_is_shorter_than_what_is_promised() -> None:
    assert REQUEST <= 6.5  # of the seven seconds in docs/operations.md
