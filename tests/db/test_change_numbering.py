"""Changes get positions after the commit: in order and without gaps, even if processes die."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest_asyncio

from db.admin.migrate import downgrade
from db.admin.tenant_removal import remove_tenant
from db.change_feed import ChangeOperation, Entry, insert_changes
from db.database import Database, plain_url
from db.repositories.identity_map import IdentityMap
from db.tables import accounts
from domain.core.ids import new_id
from domain.sales.party import Account
from tests.feed import assert_complete, until_numbered
from tests.postgres import migrated_database
from tests.tenants import NOW, MakeTenant, Tenant, new_tenant

# What servers of the previous version, which may run alongside, send with COMMIT.
OLD = """
WITH feed AS (
  INSERT INTO change_feeds AS feed (tenant_id, id, last) VALUES ('{tenant}', gen_random_uuid(), 1)
  ON CONFLICT (tenant_id) DO UPDATE SET last = feed.last + 1 RETURNING last AS position)
INSERT INTO changes (tenant_id, position, type, record_id, operation, version, changed_at,
  changed_by)
SELECT '{tenant}', position, 'ACCOUNT', '{record}', 'UPDATED', {version}, now(), '{tenant}'
FROM feed
"""


@pytest_asyncio.fixture
async def session(login_url: str, tenant: Tenant) -> AsyncIterator[Any]:
    """A session of the application that numbers changes only when told to."""
    connection = await asyncpg.connect(login_url)
    await connection.execute("SET ROLE salesgraph_app")
    await connection.execute("SELECT set_config('app.tenant_id', $1, false)", str(tenant.id))
    yield connection
    await connection.close()


@pytest_asyncio.fixture
async def owner(database_url: str) -> AsyncIterator[Any]:
    """A session to which row-level security does not apply."""
    connection = await asyncpg.connect(plain_url(database_url))
    yield connection
    await connection.close()


def change(tenant: Tenant, record: UUID, operation: ChangeOperation, version: int) -> str:
    """Return a change of one account, as a transaction records it."""
    entry = Entry(accounts, record, operation, version)
    return insert_changes(tenant.id, tenant.user_id, NOW, [entry])


async def changes_of(session: Any, tenant: Tenant, record: UUID) -> list[tuple[str, int]]:
    """Return the operations and versions of a record in feed order."""
    rows = await session.fetch(
        "SELECT operation, version FROM changes WHERE tenant_id = $1 AND record_id = $2"
        " ORDER BY position",
        tenant.id,
        record,
    )
    return [tuple(row) for row in rows]


async def forget_feed(owner: Any, tenant: Tenant) -> None:
    """Delete the tenant's feed, as if nothing had ever changed."""
    for table in ("changes", "change_feeds"):
        await owner.execute(f"DELETE FROM {table} WHERE tenant_id = $1", tenant.id)


async def number(session: Any, tenant: Tenant) -> int | None:
    found: int | None = await session.fetchval("SELECT number_changes($1)", tenant.id)
    return found


async def save(database: Database, tenant: Tenant, name: str = "Buyer") -> UUID:
    """Create and commit an account."""
    account = Account(id=uuid4(), name=name, owner_id=tenant.user_id)
    async with database.writing(tenant.id) as connection:
        identity_map = IdentityMap(connection, tenant.id, tenant.user_id, NOW)
        identity_map.add(account)
        await identity_map.save()
    return account.id


async def test_a_commit_does_not_wait_for_another_one_of_the_same_tenant(
    session: Any, login_url: str, tenant: Tenant
) -> None:
    other = await asyncpg.connect(login_url)
    await other.execute("SELECT set_config('app.tenant_id', $1, false)", str(tenant.id))
    one, two = new_id(), new_id()

    async with other.transaction():
        await other.execute(change(tenant, one, ChangeOperation.CREATED, 1))
        await session.execute("SET lock_timeout = '200ms'")
        await session.execute(change(tenant, two, ChangeOperation.CREATED, 1))

        assert await number(session, tenant) == 1
        assert await changes_of(session, tenant, two) == [("CREATED", 1)]
        assert await changes_of(session, tenant, one) == []
    assert await number(session, tenant) == 1
    assert await changes_of(session, tenant, one) == [("CREATED", 1)]
    await other.close()


async def test_the_versions_of_a_record_are_in_order_whatever_the_clock_said(
    session: Any, owner: Any, tenant: Tenant
) -> None:
    """The clock runs backward while a record is created, changed and deleted."""
    record, before, after = new_id(), new_id(), new_id()
    steps = [("CREATED", 1), ("UPDATED", 2), ("UPDATED", 3), ("DELETED", 3)]
    others = [(before, "CREATED", 1)], [(after, "CREATED", 1)]
    for each, operation, version in [*others[0], *((record, *step) for step in steps), *others[1]]:
        later = "UPDATE unnumbered_changes SET moment = moment + interval '1 hour'"
        await owner.execute(f"{later} WHERE tenant_id = $1", tenant.id)
        await session.execute(change(tenant, each, ChangeOperation(operation), version))

    assert await number(session, tenant) == 6
    assert await changes_of(session, tenant, record) == steps
    ends = [await changes_of(session, tenant, one) for one in (before, after)]
    assert ends == [[("CREATED", 1)]] * 2
    first, *_, last = await session.fetch(
        "SELECT record_id FROM changes WHERE tenant_id = $1 AND position > ("
        " SELECT last - 6 FROM change_feeds WHERE tenant_id = $1) ORDER BY position",
        tenant.id,
    )
    assert (first["record_id"], last["record_id"]) == (after, before)


async def test_a_numbering_that_another_session_is_at_work_on_is_left_to_it(
    session: Any, login_url: str, tenant: Tenant
) -> None:
    record = new_id()
    await session.execute(change(tenant, record, ChangeOperation.CREATED, 1))
    other = await asyncpg.connect(login_url)

    async with other.transaction():
        assert await number(other, tenant) == 1
        assert await number(session, tenant) is None
    assert await number(session, tenant) == 0
    assert await changes_of(session, tenant, record) == [("CREATED", 1)]
    await other.close()


async def test_changes_of_a_process_that_died_are_numbered_by_another_one(
    session: Any, database: Database, tenant: Tenant
) -> None:
    """Its transaction was committed, but its process died before announcing the changes."""
    record = new_id()
    await session.execute(change(tenant, record, ChangeOperation.CREATED, 1))

    async with database.numberer.sweeping():
        await until_numbered(session, tenant.id)

    assert await changes_of(session, tenant, record) == [("CREATED", 1)]


async def test_killed_sessions_lose_no_change_and_tell_none_twice(
    database: Database, database_url: str, owner: Any, tenant: Tenant
) -> None:
    done = asyncio.Event()

    async def kill() -> None:
        while not done.is_set():
            await owner.fetch(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <>"
                " pg_backend_pid() AND application_name = 'salesgraph feed'"
            )
            await asyncio.sleep(0.005)

    killer = asyncio.create_task(kill())
    for _ in range(60):
        await save(database, tenant)
    done.set()
    await killer

    await assert_complete(plain_url(database_url), tenant.id)


async def test_a_process_that_ends_numbers_what_it_has_committed(
    login_url: str, owner: Any, tenant: Tenant
) -> None:
    own = await Database.connect(login_url, pool_size=1)
    await save(own, tenant)
    await own.close()

    left = "SELECT count(*) FROM unnumbered_changes WHERE tenant_id = $1"
    assert await owner.fetchval(left, tenant.id) == 0


async def test_a_tenant_is_removed_while_its_changes_are_numbered(
    login_url: str, database_url: str, owner: Any, make_tenant: MakeTenant
) -> None:
    """The two do not deadlock, and nothing of the tenant remains."""
    tenants = [await make_tenant() for _ in range(6)]

    async def write_and_number(tenant: Tenant) -> None:
        own = await asyncpg.connect(login_url)
        await own.execute("SELECT set_config('app.tenant_id', $1, false)", str(tenant.id))
        try:
            while True:
                await own.execute(change(tenant, new_id(), ChangeOperation.CREATED, 1))
                await number(own, tenant)
        finally:
            await own.close()

    for tenant in tenants:
        writers = [asyncio.create_task(write_and_number(tenant)) for _ in range(3)]
        await asyncio.sleep(0.02)
        assert await remove_tenant(database_url, tenant.id)
        failures = await asyncio.gather(*writers, return_exceptions=True)
        assert all("violates foreign key" in str(failure) for failure in failures), failures
    for table in ("unnumbered_changes", "changes", "change_feeds"):
        ids = [tenant.id for tenant in tenants]
        count = f"SELECT count(*) FROM {table} WHERE tenant_id = ANY ($1)"
        assert await owner.fetchval(count, ids) == 0


async def test_an_old_server_may_write_beside_a_new_one(
    session: Any, database: Database, database_url: str, owner: Any, tenant: Tenant
) -> None:
    record = await save(database, tenant)
    await until_numbered(owner, tenant.id)
    for version in (2, 4):
        await session.execute(OLD.format(tenant=tenant.id, record=record, version=version))
        await session.execute(change(tenant, record, ChangeOperation.UPDATED, version + 1))
        assert await number(session, tenant) == 1
    await owner.execute(
        "UPDATE accounts SET version = 5 WHERE tenant_id = $1 AND id = $2", tenant.id, record
    )

    await assert_complete(plain_url(database_url), tenant.id)


async def test_the_way_down_numbers_what_is_left(server_url: str) -> None:
    """This includes the first changes of a tenant that has no feed yet."""
    async with migrated_database(server_url) as url:
        old, young = await new_tenant(url), await new_tenant(url)
        connection = await asyncpg.connect(url)
        await forget_feed(connection, young)
        records = {tenant: new_id() for tenant in (old, young)}
        for tenant, record in records.items():
            await connection.execute(change(tenant, record, ChangeOperation.CREATED, 1))

        await downgrade(url, "0010")

        for tenant, record in records.items():
            assert await changes_of(connection, tenant, record) == [("CREATED", 1)]
        await connection.close()


async def test_the_first_numbering_creates_the_feed(
    session: Any, owner: Any, login_url: str, tenant: Tenant
) -> None:
    await forget_feed(owner, tenant)
    record = new_id()
    await session.execute(change(tenant, record, ChangeOperation.CREATED, 1))
    other = await asyncpg.connect(login_url)
    await other.execute("SET ROLE salesgraph_app")

    async with other.transaction():
        assert await number(other, tenant) == 1
        async with asyncio.timeout(10):
            meanwhile = asyncio.create_task(number(session, tenant))  # it waits for the feed's lock
            while not await owner.fetchval(  # noqa: ASYNC110
                "SELECT true FROM pg_stat_activity WHERE pid = $1 AND wait_event_type = 'Lock'",
                session.get_server_pid(),
            ):
                await asyncio.sleep(0.01)
    assert await meanwhile is None
    assert await number(session, tenant) == 0
    await other.close()

    assert await changes_of(session, tenant, record) == [("CREATED", 1)]
    feed = await session.fetch("SELECT last FROM change_feeds WHERE tenant_id = $1", tenant.id)
    assert [row["last"] for row in feed] == [1]
