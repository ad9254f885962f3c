"""Looks up one user of a tenant, for `salesgraph token`.

Needs nothing but the driver, so that the command starts without the libraries of the server.
"""

from enum import Enum, auto
from uuid import UUID

import asyncpg

from db.login import APPLICATION_ROLE

# Like every read, it sets the tenant for row-level security in its outermost condition.
_STATE = """
SELECT ARRAY[
  EXISTS (SELECT FROM tenants WHERE id = $1),
  (SELECT deactivated_at IS NULL FROM users WHERE tenant_id = $1 AND id = $2)
] WHERE (SELECT set_config('app.tenant_id', $1::uuid::text, true)) IS NOT NULL
"""
_AS_APPLICATION = f"SET ROLE {APPLICATION_ROLE}; SET search_path = public, pg_temp; SET jit = off"


class UserState(Enum):
    """Whether a user can sign in, and why not."""

    ACTIVE = auto()
    DEACTIVATED = auto()
    UNKNOWN_USER = auto()
    UNKNOWN_TENANT = auto()


async def find_user_state(url: str, tenant_id: UUID, user_id: UUID) -> UserState:
    """The state of this user, read with the role of the application.

    Raises the driver's errors if the database cannot be reached or has no such tables.
    """
    connection = await asyncpg.connect(f"postgresql://{url.partition('://')[2]}")
    try:
        await connection.execute(_AS_APPLICATION)
        has_tenant, is_active = await connection.fetchval(_STATE, tenant_id, user_id)
    finally:
        connection.terminate()  # at once: a server that does not answer would not confirm it
    if not has_tenant:
        return UserState.UNKNOWN_TENANT
    if is_active is None:
        return UserState.UNKNOWN_USER
    return UserState.ACTIVE if is_active else UserState.DEACTIVATED
