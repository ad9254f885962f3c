"""A tenant can be removed with all its data; other tenants lose nothing."""

from db.admin.tenant_removal import remove_tenant
from db.database import Database
from db.tables import metadata
from tests.api.sales import Sales
from tests.client import Api
from tests.reading import reading
from tests.tenants import MakeTenant, Tenant


async def rows(database: Database, tenant: Tenant) -> dict[str, int]:
    """Return how many rows of each table belong to a tenant."""
    async with reading(database, tenant.id) as connection:
        return {
            table.name: await connection.fetchval(
                f"SELECT count(*) FROM {table.name} WHERE tenant_id = $1", tenant.id
            )
            for table in metadata.sorted_tables
            if "tenant_id" in table.c
        }


async def test_a_tenant_leaves_nothing_behind(
    api: Api, database: Database, database_url: str, tenant: Tenant, make_tenant: MakeTenant
) -> None:
    other, sales = await make_tenant(), Sales(api)
    invoice = await sales.invoice()
    await sales.do("payInvoice", invoiceId=invoice["id"])
    await sales.api(
        'mutation ($id: ID!) { sendInvoice(invoiceId: $id, to: ["a@b.de"]) { mailing { id } } }',
        id=invoice["id"],
    )
    before, others = await rows(database, tenant), await rows(database, other)

    assert await remove_tenant(database_url, tenant.id)

    assert all(before[name] for name in ("quotes", "payments", "mailings", "renditions", "changes"))
    assert not any((await rows(database, tenant)).values())
    assert await rows(database, other) == others
    assert any(others.values())
    assert not await remove_tenant(database_url, tenant.id)
