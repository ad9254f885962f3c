"""Creates tenants for tests, each with its own users."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

import asyncpg

from db.admin.tenants import add_tenant, connect_as_owner
from db.tenant_ids import user_id_of

NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Tenant:
    """A tenant and its first user."""

    id: UUID
    slug: str
    user_id: UUID
    email: str


MakeTenant = Callable[[], Awaitable[Tenant]]


class TenantMaker:
    """Creates tenants on one connection: opening two for each takes longer than the rest."""

    def __init__(self, owner_url: str) -> None:
        self._owner_url, self._turn = owner_url, asyncio.Lock()
        self._connection: asyncpg.Connection | None = None

    async def make(self) -> Tenant:
        """Create a tenant for one test."""
        slug, email = f"t-{uuid4().hex}", "ada@example.com"
        async with self._turn:
            connection = self._connection
            if connection is None or connection.is_closed():  # tests end connections of others
                connection = self._connection = await connect_as_owner(self._owner_url)
            tenant_id = await add_tenant(
                connection, slug=slug, name="Test", users={email: "Ada Test"}, now=NOW
            )
        return Tenant(tenant_id, slug, user_id_of(tenant_id, email), email)

    async def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            await self._connection.close()


async def new_tenant(owner_url: str) -> Tenant:
    """Create a tenant in a database of a test's own."""
    maker = TenantMaker(owner_url)
    try:
        return await maker.make()
    finally:
        await maker.close()
