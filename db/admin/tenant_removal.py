"""Deletes a tenant with all of its data, as the owner of the database."""

from uuid import UUID

from db.pool.connections import open_as_owner
from db.tables import metadata

# Numbering locks the feed before the tenant; the other order could cause a deadlock with it.
_LOCK_FEED = "SELECT FROM change_feeds WHERE tenant_id = $1 FOR UPDATE"


async def remove_tenant(owner_url: str, tenant_id: UUID) -> bool:
    """Delete all rows of a tenant in one transaction. False if the tenant does not exist.

    Concurrent writes for the tenant wait, and are then refused.
    """
    connection = await open_as_owner(owner_url)
    try:
        async with connection.transaction():
            await connection.execute("SELECT set_config('app.tenant_id', $1, true)", str(tenant_id))
            await connection.execute(_LOCK_FEED, tenant_id)
            lock_tenant = "SELECT true FROM tenants WHERE id = $1 FOR UPDATE"
            if not await connection.fetchval(lock_tenant, tenant_id):
                return False
            for table in reversed(metadata.sorted_tables):  # what refers to others first
                if "tenant_id" in table.c:
                    await connection.execute(
                        f"DELETE FROM {table.name} WHERE tenant_id = $1",  # noqa: S608
                        tenant_id,
                    )
            await connection.execute("DELETE FROM tenants WHERE id = $1", tenant_id)
    finally:
        await connection.close()
    return True
