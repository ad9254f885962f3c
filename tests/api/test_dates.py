"""Dates come from the database's transaction, or from the clock that a test provides."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
import pytest_asyncio

from db.database import Database, plain_url
from db.pool.transactions import transaction_time
from gql.server.app import create_app
from gql.settings import Settings
from tests.api.sales import Sales
from tests.client import Api, present
from tests.postgres import application_url, migrated_database
from tests.reading import reading
from tests.tenants import Tenant, new_tenant

STAMPED = ("accounts", "opportunities", "quotes", "orders")
CHECKING = """
CREATE FUNCTION check_stamps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.updated_at <> now() THEN RAISE EXCEPTION 'dated % in %', NEW.updated_at, now(); END IF;
  RETURN NEW;
END $$;
"""


@pytest_asyncio.fixture
async def strict(server_url: str) -> AsyncIterator[tuple[Database, Tenant]]:
    """A database that refuses rows whose dates are not those of the transaction that saves them."""
    async with migrated_database(server_url) as url:
        tenant = await new_tenant(url)
        owner = await asyncpg.connect(plain_url(url))
        await owner.execute(CHECKING)
        for table in STAMPED:
            await owner.execute(
                f"CREATE TRIGGER check_stamps BEFORE INSERT OR UPDATE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION check_stamps()"
            )
        await owner.close()
        database = await Database.connect(await application_url(url), pool_size=2)
        yield database, tenant
        await database.close()


async def test_documents_are_dated_by_the_transaction(
    strict: tuple[Database, Tenant], settings: Settings
) -> None:
    database, tenant = strict
    api = Api(create_app(database, settings), settings, tenant)

    sales = Sales(api)
    quote = await sales.quote(await sales.opportunity())
    payload = await sales.do("createOrderFromQuote", quoteId=quote["id"])

    assert payload["order"]["id"]
    async with reading(database, tenant.id) as connection:
        day = await connection.fetchval(
            "SELECT actual_close_date FROM opportunities WHERE tenant_id = $1", tenant.id
        )
    assert day == present().date()
    await api.close()


async def test_a_clock_that_is_given_dates_what_is_saved(
    database: Database, settings: Settings, tenant: Tenant
) -> None:
    moment = datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)
    api = Api(create_app(database, settings, lambda: moment), settings, tenant, moment)

    made = await api('mutation { createAccount(input: {name: "A"}) { account { createdAt } } }')

    told = made["createAccount"]["account"]["createdAt"]
    assert datetime.fromisoformat(told) == moment
    await api.close()


@pytest.mark.parametrize("is_reported", [True, False])
async def test_the_time_of_a_transaction_is_that_of_the_database(
    database: Database, tenant: Tenant, *, is_reported: bool
) -> None:
    async with database.writing(tenant.id) as connection:
        if not is_reported:  # as with a connection pooler in between
            await connection.exec_driver_sql("SET LOCAL application_name = 'psql'")
        told = await transaction_time(connection)
        begun = (await connection.exec_driver_sql("SELECT now()")).scalar_one()

    assert told == begun
    assert told.utcoffset() == timedelta(0)
