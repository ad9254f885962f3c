"""The two doors: what is committed, what is not, and that no connection is left in a mess."""

from sqlalchemy import text

from db.database import Database
from tests.tenants import Tenant


async def test_smoke(database: Database, tenant: Tenant) -> None:
    async with database.reading(tenant.id) as c:
        assert await c.fetchval("select count(*) from users") == 1
    async with database.writing(tenant.id) as c:
        assert (await c.execute(text("select count(*) from users"))).scalar() == 1
