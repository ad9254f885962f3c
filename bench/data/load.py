"""Fills a migrated, empty database. As its superuser: foreign keys can be left unchecked."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import asyncpg

from bench.data.shape import CURRENCIES, FUNCTIONS, OWNERS, PRODUCTS
from bench.data.statements import FILLING
from db.database import plain_url
from db.migrate import upgrade
from db.tenants import create_tenant, tenant_id_of, user_id_of

SLUG = "bench"
USER = "owner0@bench.example"
MADE = datetime(2022, 12, 1, tzinfo=UTC)
_UNCHECKED_FROM = 5_000  # opportunities; below, every foreign key is checked
_SCRATCH = "CREATE TEMP TABLE owners (place bigint, id uuid)"
_SERIES = """
INSERT INTO number_series (tenant_id, kind, last)
SELECT $1, kind, 10000000 FROM unnest(ARRAY['OPP', 'QUO', 'ORD', 'INV']) AS kind
"""
_PLAIN_INDEXES = """
SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
FROM pg_index
WHERE indrelid = ANY ($1::text[]::regclass[]) AND NOT indisunique
ORDER BY 1
"""


async def load(url: str, size: int, say: Callable[[str], None]) -> UUID:
    """Migrate, and make the tenant with `size` opportunities where it is absent; gives its id."""
    await upgrade(url)
    tenant_id = tenant_id_of(SLUG)
    connection = await asyncpg.connect(plain_url(url))
    try:
        there = await connection.fetchval(
            "SELECT true FROM opportunities WHERE tenant_id = $1 LIMIT 1", tenant_id
        )
        if not there:
            await _fill(connection, url, size, say)
    finally:
        await connection.close()
    return tenant_id


async def _fill(
    connection: asyncpg.Connection, url: str, size: int, say: Callable[[str], None]
) -> None:
    users = {f"owner{at}@bench.example": f"Owner {at}" for at in range(OWNERS)}
    tenant_id = await create_tenant(url, slug=SLUG, name="Bench", users=users, now=MADE)
    async with connection.transaction():
        await connection.execute("SET LOCAL maintenance_work_mem = '1GB'; SET LOCAL jit = off")
        if size >= _UNCHECKED_FROM:
            await connection.execute("SET LOCAL session_replication_role = replica")
        tables = [table for some, _ in FILLING for table in some]
        indexes = await connection.fetch(_PLAIN_INDEXES, tables)
        for index in indexes:
            await connection.execute(f"DROP INDEX {index['name']}")
        await connection.execute(_SCRATCH)
        await connection.executemany(
            "INSERT INTO owners VALUES ($1, $2)",
            [(at, user_id_of(tenant_id, email)) for at, email in enumerate(users)],
        )
        await connection.execute(FUNCTIONS)
        await connection.execute(_meant(CURRENCIES, tenant_id, size))
        for some, statement in FILLING:
            say(f"filling {', '.join(some)}")
            await connection.execute(_meant(statement, tenant_id, size))
        for index in indexes:
            await connection.execute(index["definition"])
        say("indexes built")
        await connection.execute(_SERIES, tenant_id)
    await connection.execute("VACUUM (ANALYZE)")
    await connection.execute("CHECKPOINT")
    say("analyzed")


def _meant(statement: str, tenant_id: UUID, size: int) -> str:
    """The statement with its numbers; a DDL-like text of ours, so there is no client in it."""
    meant = {
        ":tenant": f"'{tenant_id}'::uuid",
        ":accounts": f"{max(1, size // 20)}::bigint",
        ":contacts": f"{max(1, size // 50)}::bigint",
        ":products": f"{PRODUCTS}::bigint",
        ":size": f"{size}::bigint",
    }
    for name, value in meant.items():
        statement = statement.replace(name, value)
    return statement
