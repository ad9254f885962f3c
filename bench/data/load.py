"""Fills a migrated, empty database, as superuser so that foreign keys can be left unchecked."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg

from bench.data.shape import CURRENCIES, FUNCTIONS, OWNERS, PRODUCTS
from bench.data.statements import STEPS, TABLES
from db.admin.migrate import upgrade
from db.admin.tenants import create_tenant
from db.database import plain_url
from db.tenant_ids import tenant_id_of, user_id_of

SLUG = "bench"
USER = "owner0@bench.example"
MADE = datetime(2022, 12, 1, tzinfo=UTC)
UNCHECKED_FROM = 5_000  # opportunities; for fewer, foreign keys are checked
_SCRATCH = "CREATE TEMP TABLE owners (place bigint, id uuid)"
_IS_WHOLE = "SELECT true FROM number_series WHERE tenant_id = $1"
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


async def loaded(url: str) -> bool:
    """Whether the data set is complete, which its last row shows."""
    connection = await asyncpg.connect(plain_url(url))
    try:
        return bool(await connection.fetchval(_IS_WHOLE, tenant_id_of(SLUG)))
    except asyncpg.UndefinedTableError:
        return False
    finally:
        await connection.close()


async def load(url: str, size: int, say: Callable[[str], None]) -> UUID:
    """Migrate, create the tenant with `size` opportunities if necessary, and return its ID."""
    await upgrade(url)
    if not await loaded(url):
        users = {f"owner{at}@bench.example": f"Owner {at}" for at in range(OWNERS)}
        tenant_id = await create_tenant(url, slug=SLUG, name="Bench", users=users, now=MADE)
        await _fill(url, tenant_id, size, say)
    return tenant_id_of(SLUG)


async def _fill(url: str, tenant_id: UUID, size: int, say: Callable[[str], None]) -> None:
    """Fill the tables over two connections, one per core of a small machine."""
    connection = await asyncpg.connect(plain_url(url))
    indexes = await connection.fetch(_PLAIN_INDEXES, TABLES)
    for index in indexes:
        await connection.execute(f"DROP INDEX {index['name']}")
    checked = size < UNCHECKED_FROM  # foreign keys require the order of STEPS
    await _at_once([partial(_fill_in, url, tenant_id, size, step, say) for step in STEPS],
                   hands=1 if checked else 2)  # fmt: skip
    say("building indexes")
    await _at_once([partial(_build, url, index["definition"]) for index in indexes])
    say("vacuuming")
    await connection.execute("VACUUM (ANALYZE)")
    await connection.execute("CHECKPOINT")
    await connection.execute(_SERIES, tenant_id)
    await connection.close()
    say("loaded")


async def _at_once(work: list[Callable[[], Coroutine[Any, Any, None]]], hands: int = 2) -> None:
    """Run all of the work, at most `hands` at a time."""
    free = asyncio.Semaphore(hands)

    async def do(one: Callable[[], Coroutine[Any, Any, None]]) -> None:
        async with free:
            await one()

    async with asyncio.TaskGroup() as group:
        for one in work:
            group.create_task(do(one))


async def _fill_in(
    url: str, tenant_id: UUID, size: int, step: str, say: Callable[[str], None]
) -> None:
    connection = await asyncpg.connect(plain_url(url))
    await connection.execute("SET jit = off; SET synchronous_commit = off")
    if size >= UNCHECKED_FROM:
        await connection.execute("SET session_replication_role = replica")
    await connection.execute(_SCRATCH)
    await connection.executemany(
        "INSERT INTO owners VALUES ($1, $2)",
        [(at, user_id_of(tenant_id, f"owner{at}@bench.example")) for at in range(OWNERS)],
    )
    await connection.execute(FUNCTIONS + _meant(CURRENCIES, tenant_id, size))
    await connection.execute(_meant(STEPS[step], tenant_id, size))
    await connection.close()
    say(f"filled: {step}")


async def _build(url: str, index: str) -> None:
    connection = await asyncpg.connect(plain_url(url))
    await connection.execute("SET maintenance_work_mem = '512MB'")
    await connection.execute(index)
    await connection.close()


def _meant(statement: str, tenant_id: UUID, size: int) -> str:
    """The statement with its placeholders replaced; it contains no user input."""
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
