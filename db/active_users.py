"""Looks up the users who can sign in: those who exist and are not deactivated."""

import asyncio
from collections.abc import Collection
from uuid import UUID

from db.database import Database
from db.pool.retrying import retry_on_another_connection
from db.scope import SETS_TENANT

_TIMEOUT = 3  # seconds, for a connection and its answer together
_ACTIVE = f"""
SELECT ARRAY(
  SELECT id FROM users WHERE tenant_id = $1 AND id = ANY($2::uuid[]) AND deactivated_at IS NULL
) WHERE {SETS_TENANT}
"""  # noqa: S608 - constants only


async def active_users(database: Database, tenant_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    """The tenant's users among `ids` who can sign in; empty if the tenant does not exist.

    Raises TimeoutError if the database does not answer in time.
    """

    async def find() -> set[UUID]:
        async with database.checking() as connection:
            return set(await connection.fetchval(_ACTIVE, tenant_id, list(ids)))

    async with asyncio.timeout(_TIMEOUT):
        return await retry_on_another_connection(find)
