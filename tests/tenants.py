"""Creates tenants for tests, each with its own users."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from db.admin.tenants import create_tenant
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


async def new_tenant(owner_url: str) -> Tenant:
    """Create a tenant for one test."""
    slug, email = f"t-{uuid4().hex}", "ada@example.com"
    tenant_id = await create_tenant(
        owner_url, slug=slug, name="Test", users={email: "Ada Test"}, now=NOW
    )
    return Tenant(tenant_id, slug, user_id_of(tenant_id, email), email)
