"""Every code path sets the tenant: nothing fails under a policy that raises errors without one.

The policy in production finds no rows instead, because this one cannot be used everywhere: it has
a subquery (docs/decisions.md, 52).
"""

from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from db.active_users import active_users
from db.admin.migrate import upgrade
from db.admin.tenant_removal import remove_tenant
from db.database import Database, plain_url
from db.login import url_of
from db.privileges import tables_with_policies
from db.tenant_ids import tenant_id_of, user_id_of
from demo import people
from demo.load import load_demo
from gql.server.app import create_app
from gql.settings import Settings
from integrations.maintenance import Maintenance
from tests.ciphers import CIPHER
from tests.client import Api
from tests.db.test_upgrade import owned_database
from tests.feed import assert_complete
from tests.postgres import LOGIN
from tests.reads.test_tenant_in_statement import FIELDS, document
from tests.tenants import NOW, Tenant, new_tenant

LOUD = "(SELECT current_setting('app.tenant_id')::uuid)"


@pytest_asyncio.fixture(scope="module")
async def owner_url(server_url: str, login_url: str) -> AsyncIterator[str]:
    """A database that raises an error for everyone who sets no tenant, including its owner.

    `login_url` has created the roles.
    """
    async with owned_database(server_url) as url:
        await upgrade(url)
        owner = await asyncpg.connect(plain_url(url))
        for table, column in tables_with_policies().items():
            mine = f"{column} = {LOUD}"
            await owner.execute(
                f"ALTER POLICY tenant ON {table} USING ({mine}) WITH CHECK ({mine})"
            )
        await owner.close()
        yield url


@pytest_asyncio.fixture(scope="module")
async def loud(owner_url: str) -> AsyncIterator[Database]:
    """The same database as the application reaches it, with the demo tenant."""
    database = await Database.connect(url_of(plain_url(owner_url), LOGIN), pool_size=2)
    await load_demo(owner_url, database, NOW)
    yield database
    await database.close()


def api_of(database: Database, settings: Settings, tenant: Tenant) -> Api:
    return Api(create_app(database, settings), settings, tenant)


def demo_tenant() -> Tenant:
    """The demo tenant with its administrator."""
    id = tenant_id_of(people.SLUG)
    return Tenant(id, people.SLUG, user_id_of(id, people.ADMIN), people.ADMIN)


async def test_without_a_tenant_this_policy_fails(loud: Database) -> None:
    """The other tests of this module rely on this."""
    for table in tables_with_policies():
        async with loud.reading(None) as connection:
            with pytest.raises(asyncpg.InvalidTextRepresentationError):
                await connection.fetchval(f"SELECT count(*) FROM {table}")


@pytest.mark.parametrize("name", FIELDS)
async def test_every_root_field_sets_the_tenant(
    loud: Database, settings: Settings, name: str
) -> None:
    api = api_of(loud, settings, demo_tenant())
    query = await document(api, name)

    for _ in range(7):  # PostgreSQL keeps a generic plan from the sixth execution on
        assert (await api(query))[name]

    await api.close()


QUOTE = """createQuote(input: {name: "Pumps", customerId: "$id", currencyCode: "EUR", lines: [
  {writeIn: "Pump", quantity: "2", pricePerUnit: "5"}]}) { quote { id }"""
DEAL = (
    'createAccount(input: {name: "Buyer"}) { account { id }',
    QUOTE,
    'activateQuote(quoteId: "$id") { quote { id }',
    'createOrderFromQuote(quoteId: "$id") { order { id }',
    'createInvoiceFromOrder(orderId: "$id") { invoice { id }',
    'payInvoice(invoiceId: "$id", status: COMPLETE) { invoice { id }',
    'createAccount(input: {name: "Other"}) { account { id }',
    QUOTE,
    'deleteQuote(quoteId: "$id") { deletedQuoteId',
)


async def test_users_deals_the_feed_and_jobs_set_the_tenant(
    loud: Database, owner_url: str, settings: Settings
) -> None:
    tenant = await new_tenant(owner_url)
    api = api_of(loud, settings, tenant)
    id = ""
    for step in DEAL:
        filled = step.replace("$id", id)
        (payload,) = (await api(f"mutation {{ {filled} userErrors {{ message }} }} }}")).values()
        assert payload.pop("userErrors") == []
        (record,) = payload.values()
        id = record["id"] if isinstance(record, dict) else record
    await Maintenance(loud, CIPHER)()

    assert await active_users(loud, tenant.id, [tenant.user_id]) == {tenant.user_id}
    assert (await api("{ invoices { nodes { status } } }"))["invoices"]["nodes"] == [
        {"status": "PAID"}
    ]
    await assert_complete(plain_url(owner_url), tenant.id)
    assert await remove_tenant(owner_url, tenant.id)
    await api.close()
