"""Users of a tenant are deactivated once, and stay the owners of their records."""

from datetime import datetime, timedelta

import pytest

from db.admin.tenants import UnknownTenant, create_tenant
from db.admin.user_accounts import UnknownUser, deactivate_user
from db.database import Database
from tests.reading import reading
from tests.tenants import NOW, Tenant

LATER = NOW + timedelta(days=1)


async def deactivated_at(database: Database, tenant: Tenant) -> datetime | None:
    async with reading(database, tenant.id) as connection:
        found: datetime | None = await connection.fetchval(
            "SELECT deactivated_at FROM users WHERE tenant_id = $1 AND id = $2",
            tenant.id,
            tenant.user_id,
        )
        return found


async def test_a_user_is_deactivated_once(
    database: Database, database_url: str, tenant: Tenant
) -> None:
    assert await deactivated_at(database, tenant) is None

    assert await deactivate_user(database_url, tenant.slug, tenant.email.upper(), NOW)
    assert not await deactivate_user(database_url, tenant.slug, tenant.email, LATER)

    assert await deactivated_at(database, tenant) == NOW


async def test_creating_the_tenant_again_does_not_reactivate_its_users(
    database: Database, database_url: str, tenant: Tenant
) -> None:
    await deactivate_user(database_url, tenant.slug, tenant.email, NOW)

    users = {tenant.email: "Ada Test"}
    await create_tenant(database_url, slug=tenant.slug, name="Test", users=users, now=LATER)

    assert await deactivated_at(database, tenant) == NOW


async def test_only_a_user_of_the_tenant_can_be_deactivated(
    database_url: str, tenant: Tenant
) -> None:
    with pytest.raises(UnknownUser, match=f"Tenant {tenant.slug} has no user nobody@x.example."):
        await deactivate_user(database_url, tenant.slug, "nobody@x.example", NOW)
    with pytest.raises(UnknownTenant, match=r"There is no tenant nowhere"):
        await deactivate_user(database_url, "nowhere", tenant.email, NOW)
