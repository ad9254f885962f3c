"""No connection remembers a tenant: the next statement on it sees no tenant's rows."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from db.active_users import active_users
from db.database import Database
from db.document_numbers import draw_numbers
from db.mail_outbox import MailOutbox
from db.scope import SETS_TENANT
from demo.load import _began
from integrations.maintenance import Maintenance
from tests.ciphers import CIPHER
from tests.reading import reading
from tests.tenants import MakeTenant, Tenant

LEFT = """
SELECT current_setting('app.tenant_id', true) AS tenant, (SELECT count(*) FROM users) AS users,
  (SELECT count(*) FROM tenants) AS tenants
"""
NOTHING = ("", 0, 0)
MINE = f"SELECT (SELECT array_agg(tenant_id) FROM users) WHERE {SETS_TENANT}"


async def fetch_row(database: Database, tenant: Tenant) -> None:
    (found,) = await database.fetch_row(tenant.id, MINE, [tenant.id])
    assert found == [tenant.id]


async def draw(database: Database, tenant: Tenant) -> None:
    assert await draw_numbers(database, tenant.id, "QUO") == ["QUO-01001"]


async def look_up_users(database: Database, tenant: Tenant) -> None:
    found = await active_users(database, tenant.id, [tenant.user_id, tenant.id])
    assert found == {tenant.user_id}


async def look_for_a_demo(database: Database, tenant: Tenant) -> None:
    assert await _began(database, tenant.id) is None


async def do_chores(database: Database, tenant: Tenant) -> None:
    await Maintenance(database, CIPHER)()
    assert await MailOutbox(database).waiting(tenant.id, timedelta(0)) == []


async def read_in_a_test(database: Database, tenant: Tenant) -> None:
    async with reading(database, tenant.id) as connection:
        assert await connection.fetchval("SELECT tenant_id FROM users") == tenant.id


async def write(database: Database, tenant: Tenant) -> None:
    async with database.writing(tenant.id) as connection:
        found = (await connection.execute(text("SELECT tenant_id FROM users"))).scalars().all()
        assert found == [tenant.id]


async def fail_to_write(database: Database, tenant: Tenant) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.writing(tenant.id):
            raise ZeroDivisionError


async def fail_to_read(database: Database, tenant: Tenant) -> None:
    failing = MINE.replace("array_agg(tenant_id)", "1 / 0 * count(*)")
    with pytest.raises(Exception, match="division by zero"):
        await database.fetch_row(tenant.id, failing, [tenant.id])


async def give_up(database: Database, tenant: Tenant) -> None:
    """Cancel a statement while it runs."""
    slow = MINE.replace("FROM users", "FROM users, pg_sleep(5)")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await database.fetch_row(tenant.id, slow, [tenant.id])


ACTS: list[Callable[[Database, Tenant], Awaitable[None]]] = [
    fetch_row, draw, look_up_users, look_for_a_demo, do_chores, read_in_a_test, write,
    fail_to_write, fail_to_read, give_up,
]  # fmt: skip


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
async def test_nothing_is_left_for_the_next_statement(
    login_url: str, make_tenant: MakeTenant, act: Callable[[Database, Tenant], Awaitable[None]]
) -> None:
    """Checked on the only connection of each pool, after each of two tenants."""
    database = await Database.connect(login_url, pool_size=1)
    try:
        for tenant in (await make_tenant(), await make_tenant()):
            await act(database, tenant)
            assert await left(database) == [NOTHING] * 3
    finally:
        await database.close()


async def left(database: Database) -> list[Any]:
    """Return what the next statement sees on a connection that reads, looks up users or writes."""
    found = []
    for loan in (database.reading(None), database.checking()):
        async with loan as connection:
            found.append(tuple(await connection.fetchrow(LEFT)))
    async with database.engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        found.append(tuple(await driver.fetchrow(LEFT)))
    return found


async def test_a_statement_that_sets_no_tenant_sees_nobodys_rows(
    database: Database, tenant: Tenant
) -> None:
    """Naming the tenant for the turn or in a condition is not enough."""
    async with database.reading(tenant.id) as connection:
        assert await connection.fetch("SELECT 1 FROM users WHERE tenant_id = $1", tenant.id) == []
        assert await connection.fetch("SELECT 1 FROM tenants WHERE id = $1", tenant.id) == []
        changed = await connection.execute(
            "UPDATE users SET name = 'x' WHERE tenant_id = $1", tenant.id
        )
        assert changed == "UPDATE 0"
