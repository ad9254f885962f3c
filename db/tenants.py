"""New tenants and their users. Made with the owner's role: the application cannot."""

from datetime import datetime
from uuid import UUID, uuid5

import asyncpg

from db.database import plain_url

_NAMESPACE = UUID("5a1e56a4-0000-4000-8000-000000000001")


def tenant_id_of(slug: str) -> UUID:
    """The id of the tenant with this short name."""
    return uuid5(_NAMESPACE, slug)


def user_id_of(tenant_id: UUID, email: str) -> UUID:
    """The id of the tenant's user with this address."""
    return uuid5(tenant_id, email.lower())


async def create_tenant(
    owner_url: str, *, slug: str, name: str, users: dict[str, str], now: datetime
) -> UUID:
    """A tenant with its settings and its users (address to name). Repeating it changes nothing."""
    tenant_id = tenant_id_of(slug)
    connection = await asyncpg.connect(plain_url(owner_url))
    try:
        async with connection.transaction():
            await connection.execute("SELECT set_config('app.tenant_id', $1, true)", str(tenant_id))
            await connection.execute(
                "INSERT INTO tenants (id, slug, name, created_at) VALUES ($1, $2, $3, $4)"
                " ON CONFLICT DO NOTHING",
                tenant_id,
                slug,
                name,
                now,
            )
            await connection.execute(
                "INSERT INTO tenant_settings"
                " (tenant_id, rounding_mode, discount_method, pricing_precision)"
                " VALUES ($1, 'HALF_EVEN', 'LINE_ITEM', 2) ON CONFLICT DO NOTHING",
                tenant_id,
            )
            await connection.executemany(
                "INSERT INTO users (tenant_id, id, email, name, created_at)"
                " VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
                [
                    (tenant_id, user_id_of(tenant_id, email), email.lower(), person, now)
                    for email, person in users.items()
                ],
            )
    finally:
        await connection.close()
    return tenant_id
