"""Reads a tenant's rows by statements that do not set the tenant themselves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from db.database import Database


@asynccontextmanager
async def reading(database: Database, tenant_id: UUID) -> AsyncIterator[Any]:
    """Yield a connection of the pool in a transaction of this tenant, committed at the end."""
    async with database.reading(tenant_id) as connection, connection.transaction():
        await connection.execute("SELECT set_config('app.tenant_id', $1, true)", str(tenant_id))
        yield connection
