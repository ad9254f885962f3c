"""Creates, lists, deactivates and reactivates users, as the owner of the database."""

from dataclasses import dataclass
from datetime import datetime

from db.admin.tenants import add_users, expect_tenant, owner_transaction
from db.operator_error import OperatorError
from db.tenant_ids import tenant_id_of, user_id_of


class UnknownUser(OperatorError):
    """The tenant has no user with this address; the message says so."""


class UserExists(OperatorError):
    """The tenant has a user with this address already; the message says so."""


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user in a list."""

    email: str
    name: str
    created_at: datetime
    deactivated_at: datetime | None
    is_integration: bool


async def create_user(
    owner_url: str,
    slug: str,
    email: str,
    name: str,
    now: datetime,
    *,
    is_integration: bool = False,
) -> None:
    """Create a user of this tenant: a person, or a program such as an ERP.

    Raises UnknownTenant and UserExists.
    """
    tenant_id = tenant_id_of(slug)
    async with owner_transaction(owner_url, tenant_id) as connection:
        await expect_tenant(connection, slug)
        if not await add_users(connection, tenant_id, {email: name}, now):
            raise UserExists(f"Tenant {slug} already has a user {email.lower()}.")
        if is_integration:
            await connection.execute(_MARK, tenant_id, user_id_of(tenant_id, email))


async def list_users(owner_url: str, slug: str) -> list[UserRow]:
    """The users of this tenant, ordered by email address. Raises UnknownTenant."""
    tenant_id = tenant_id_of(slug)
    async with owner_transaction(owner_url, tenant_id) as connection:
        await expect_tenant(connection, slug)
        return [UserRow(*row) for row in await connection.fetch(_USERS, tenant_id)]


async def deactivate_user(owner_url: str, slug: str, email: str, now: datetime) -> bool:
    """Prevent a user from signing in; all server processes notice within 5 seconds.

    The user remains the owner and author of records. Returns False and changes nothing if the
    user is already deactivated. Raises UnknownTenant and UnknownUser.
    """
    return await _change(owner_url, slug, email, _DEACTIVATE, now)


async def activate_user(owner_url: str, slug: str, email: str) -> bool:
    """Let a deactivated user sign in again, also with tokens that have not expired.

    Returns False if the user is already active. Raises UnknownTenant and UnknownUser.
    """
    return await _change(owner_url, slug, email, _ACTIVATE)


async def _change(owner_url: str, slug: str, email: str, update: str, *values: datetime) -> bool:
    tenant_id = tenant_id_of(slug)
    user_id = user_id_of(tenant_id, email)
    async with owner_transaction(owner_url, tenant_id) as connection:
        await expect_tenant(connection, slug)
        if await connection.fetchval(update, tenant_id, user_id, *values):
            return True
        if not await connection.fetchval(_HAS_USER, tenant_id, user_id):
            raise UnknownUser(f"Tenant {slug} has no user {email}.")
        return False


_USERS = """
SELECT email, name, created_at, deactivated_at, is_integration FROM users
WHERE tenant_id = $1 ORDER BY email
"""
_MARK = "UPDATE users SET is_integration = true WHERE tenant_id = $1 AND id = $2"
_DEACTIVATE = """
UPDATE users SET deactivated_at = $3
WHERE tenant_id = $1 AND id = $2 AND deactivated_at IS NULL RETURNING true
"""
_ACTIVATE = """
UPDATE users SET deactivated_at = NULL
WHERE tenant_id = $1 AND id = $2 AND deactivated_at IS NOT NULL RETURNING true
"""
_HAS_USER = "SELECT true FROM users WHERE tenant_id = $1 AND id = $2"
