"""Creates and lists tenants, as the owner of the database; the application's role cannot."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

import asyncpg

from db import tables
from db.change_feed import ChangeOperation, Entry, insert_changes
from db.change_numbering import BUSY, NUMBER_CHANGES
from db.login import UnfitDatabase
from db.operator_error import OperatorError
from db.pool.connections import check_server, open_as_owner
from db.tenant_ids import tenant_id_of, user_id_of


class UnknownTenant(OperatorError):
    """There is no tenant with this slug; the message says so."""


class UnknownCurrency(OperatorError):
    """No currency of ISO 4217 has this code; the message says so."""


class TenantExists(OperatorError):
    """There is already a tenant with this slug; the message says so."""


@dataclass(frozen=True, slots=True)
class TenantRow:
    """A tenant in a list."""

    slug: str
    name: str
    created_at: datetime


async def create_tenant(
    owner_url: str,
    *,
    slug: str,
    name: str,
    users: dict[str, str],
    now: datetime,
    base_currency: str = "USD",
    must_be_new: bool = False,
) -> UUID:
    """Create a tenant with its settings and users (a mapping from email address to name).

    The tenant gets the currencies of ISO 4217, with an exchange rate for its base currency only,
    and a unit group with one unit. If the tenant exists, only missing users are added.

    Raises TenantExists if the tenant exists and `must_be_new` is set, and UnknownCurrency.
    """
    connection = await connect_as_owner(owner_url)
    try:
        return await add_tenant(
            connection,
            slug=slug,
            name=name,
            users=users,
            now=now,
            base_currency=base_currency,
            must_be_new=must_be_new,
        )
    finally:
        await connection.close()


async def add_tenant(
    connection: asyncpg.Connection,
    *,
    slug: str,
    name: str,
    users: dict[str, str],
    now: datetime,
    base_currency: str = "USD",
    must_be_new: bool = False,
) -> UUID:
    """Create a tenant as `create_tenant` does, on a connection of the database's owner."""
    tenant_id = tenant_id_of(slug)
    async with _tenant_transaction(connection, tenant_id):
        is_new = await connection.fetchval(_TENANT, tenant_id, slug, name, now)
        if must_be_new and not is_new:
            raise TenantExists(f"There is already a tenant {slug}.")
        if not await connection.fetchval(_IS_EQUIPPED, tenant_id):
            await _equip(connection, tenant_id, base_currency, now)
        await add_users(connection, tenant_id, users, now)
    return tenant_id


async def list_tenants(owner_url: str) -> list[TenantRow]:
    """All tenants, ordered by slug. Raises UnfitDatabase."""
    connection = await connect_as_owner(owner_url)
    try:
        rows = await connection.fetch("SELECT slug, name, created_at FROM tenants ORDER BY slug")
    finally:
        await connection.close()
    return [TenantRow(*row) for row in rows]


@asynccontextmanager
async def owner_transaction(owner_url: str, tenant_id: UUID) -> AsyncIterator[asyncpg.Connection]:
    """A transaction of the database's owner on the rows of this tenant. Raises UnfitDatabase."""
    connection = await connect_as_owner(owner_url)
    try:
        async with _tenant_transaction(connection, tenant_id):
            yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def _tenant_transaction(
    connection: asyncpg.Connection, tenant_id: UUID
) -> AsyncIterator[None]:
    async with connection.transaction():
        await connection.execute("SELECT set_config('app.tenant_id', $1, true)", str(tenant_id))
        yield


async def connect_as_owner(owner_url: str) -> asyncpg.Connection:
    """A connection with the login that owns the database. Raises UnfitDatabase."""
    await check_server(owner_url)
    connection = await open_as_owner(owner_url)
    if await connection.fetchval(_OWNS) is False:
        await connection.close()
        raise UnfitDatabase(
            "This login does not own the database, so it can neither list nor create tenants and"
            " users: set DATABASE_OWNER_URL to the login that does."
        )
    if await connection.fetchval(_IS_BLIND):
        await connection.close()
        raise UnfitDatabase(
            "This login owns the database, but no policy shows it the tenants, as after a restore:"
            " run salesgraph migrate."
        )
    return connection


_OWNS = """
SELECT pg_has_role(session_user, relowner, 'USAGE') FROM pg_class
WHERE oid = to_regclass('public.tenants')
"""


# Row-level security also applies to the owner, whom a policy by name lets see all tenants.
_IS_BLIND = """
SELECT row_security_active(oid) AND NOT EXISTS (
  SELECT FROM pg_policy, unnest(polroles) AS role
  WHERE polrelid = pg_class.oid AND role <> 0 AND pg_has_role(session_user, role, 'USAGE'))
FROM pg_class WHERE oid = to_regclass('public.tenants')
"""


async def expect_tenant(connection: asyncpg.Connection, slug: str) -> None:
    """Raise UnknownTenant unless there is a tenant with this slug."""
    if not await connection.fetchval("SELECT true FROM tenants WHERE slug = $1", slug):
        raise UnknownTenant(f"There is no tenant {slug}: `salesgraph tenant list` shows all.")


_TENANT = """
INSERT INTO tenants (id, slug, name, created_at) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING RETURNING true
"""
_IS_CURRENCY = "SELECT true FROM currencies WHERE code = $1"
_IS_EQUIPPED = "SELECT true FROM tenant_settings WHERE tenant_id = $1"
_CURRENCY_IDS = "SELECT id FROM tenant_currencies WHERE tenant_id = $1 ORDER BY code"
_USER = """
INSERT INTO users (tenant_id, id, email, name, created_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING RETURNING true
"""
_LETTERHEAD = """
INSERT INTO letterheads (tenant_id, id, company_name, locale, version, created_at, created_by,
  updated_at, updated_by)
SELECT id, id, name, 'en', 1, $2, id, $2, id FROM tenants WHERE id = $1
ON CONFLICT DO NOTHING
"""
_CURRENCIES = """
INSERT INTO tenant_currencies (tenant_id, id, code, name, precision, exchange_rate, is_active,
  version, created_at, created_by, updated_at, updated_by)
SELECT $1, gen_random_uuid(), code, name, precision, CASE code WHEN $2 THEN 1 END, true,
  1, $3, $1, $3, $1 FROM currencies
ON CONFLICT DO NOTHING
"""
_UNIT_GROUP = """
INSERT INTO unit_groups (tenant_id, id, name, version, created_at, created_by, updated_at,
  updated_by)
VALUES ($1, $2, 'Default Unit', 1, $3, $1, $3, $1)
ON CONFLICT DO NOTHING
"""
_UNIT = """
INSERT INTO units (tenant_id, id, unit_group_id, name, quantity, version, created_at, created_by,
  updated_at, updated_by)
VALUES ($1, $4, $2, 'Primary Unit', 1, 1, $3, $1, $3, $1)
ON CONFLICT DO NOTHING
"""
_SETTINGS = """
INSERT INTO tenant_settings (tenant_id, id, rounding_mode, discount_method, pricing_precision,
  price_list_optional, round_unit_price_first, inactive_discount_lists_apply,
  create_products_as_active, max_lines_per_document, base_currency_code,
  default_unit_group_id, version, created_at, created_by, updated_at, updated_by)
VALUES ($1, $1, 'HALF_EVEN', 'LINE_ITEM', 2, false, false, true, true, 1000, $2, $4, 1, $3, $1, $3,
  $1)
ON CONFLICT DO NOTHING
"""


async def _equip(
    connection: asyncpg.Connection, tenant_id: UUID, base_currency: str, now: datetime
) -> None:
    """Insert a tenant's initial records. Their ids derive from the tenant's; repeating is safe."""
    if not await connection.fetchval(_IS_CURRENCY, base_currency):
        raise UnknownCurrency(f"{base_currency} is not a currency code of ISO 4217, such as EUR.")
    group, unit = default_unit_group_id(tenant_id), primary_unit_id(tenant_id)
    await connection.execute(_CURRENCIES, tenant_id, base_currency, now)
    await connection.execute(_UNIT_GROUP, tenant_id, group, now)
    await connection.execute(_UNIT, tenant_id, group, now, unit)
    await connection.execute(_SETTINGS, tenant_id, base_currency, now, group)
    await connection.execute(_LETTERHEAD, tenant_id, now)
    entries = [Entry(tables.unit_groups, group, ChangeOperation.CREATED, 1)]
    entries += [Entry(tables.units, unit, ChangeOperation.CREATED, 1)]
    entries += [
        Entry(tables.tenant_currencies, currency, ChangeOperation.CREATED, 1)
        for (currency,) in await connection.fetch(_CURRENCY_IDS, tenant_id)
    ]
    await _tell(connection, tenant_id, entries, now)


async def add_users(
    connection: asyncpg.Connection, tenant_id: UUID, users: dict[str, str], now: datetime
) -> int:
    """Create users (email address to name) that do not exist yet; returns how many were created."""
    entries = []
    for email, person in users.items():
        user_id = user_id_of(tenant_id, email)
        if await connection.fetchval(_USER, tenant_id, user_id, email.lower(), person, now):
            entries.append(Entry(tables.users, user_id, ChangeOperation.CREATED, 1))
    if entries:
        await _tell(connection, tenant_id, entries, now)
    return len(entries)


async def _tell(
    connection: asyncpg.Connection, tenant_id: UUID, entries: list[Entry], now: datetime
) -> None:
    """Add the entries to the feed, and number them here, since no server may be running."""
    await connection.execute(insert_changes(tenant_id, tenant_id, now, entries))
    while await connection.fetchval(NUMBER_CHANGES, tenant_id) is None:  # noqa: ASYNC110
        await asyncio.sleep(BUSY)  # for a new tenant, the first call creates the feed


def default_unit_group_id(tenant_id: UUID) -> UUID:
    """The id of a new tenant's unit group."""
    return uuid5(tenant_id, "default unit group")


def primary_unit_id(tenant_id: UUID) -> UUID:
    """The id of the only unit of a new tenant's unit group."""
    return uuid5(tenant_id, "primary unit")
