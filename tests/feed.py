"""Reads the change feed as clients do, and checks its invariants."""

import asyncio
from typing import Any
from uuid import UUID

import asyncpg

from db.tables import FOLLOWED
from tests.client import Api

QUESTION = """query ($since: String, $types: [ChangeType!], $first: Int) {
  changes(since: $since, types: $types, first: $first) { cursor hasMore nodes {
    cursor type recordId operation version record { __typename id } } } }"""


async def page(api: Api, since: str | None = None, **arguments: object) -> dict[str, Any]:
    """Read one page of changes."""
    found: dict[str, Any] = (await api(QUESTION, since=since, **arguments))["changes"]
    return found


async def rest(
    api: Api, since: str | None = None, **arguments: object
) -> tuple[list[dict[str, Any]], str]:
    """Read all changes after a cursor; return them and the cursor after them."""
    found = []
    while True:
        asked = await page(api, since, **arguments)
        found += asked["nodes"]
        since = asked["cursor"]
        assert since is not None
        if not asked["hasMore"]:
            return found, since


async def assert_complete(owner_url: str, tenant_id: UUID) -> None:
    """Check that all changes are numbered soon and that no position or version is missing.

    The versions of a record are in order, and the last one is the current one.
    """
    connection = await asyncpg.connect(owner_url)
    try:
        await connection.execute("SELECT set_config('app.tenant_id', $1, false)", str(tenant_id))
        await until_numbered(connection, tenant_id)
        row = await connection.fetchrow(
            "SELECT count(*), min(position), max(position), (SELECT last FROM change_feeds"
            " WHERE tenant_id = $1) FROM changes WHERE tenant_id = $1",
            tenant_id,
        )
        assert row is not None
        assert tuple(row) == (row[3], 1, row[3], row[3])
        for kind, table in FOLLOWED.items():
            version = "t.version" if "version" in table.c else "1"
            wrong = await connection.fetch(
                f"SELECT t.id, {version}, c.versions, c.operations FROM {table.name} t"
                " FULL JOIN (SELECT record_id, array_agg(version ORDER BY position) AS versions,"
                " array_agg(operation ORDER BY position) AS operations FROM changes"
                f" WHERE tenant_id = $1 AND type = '{kind}' GROUP BY record_id) c"
                " ON c.record_id = t.id WHERE t.tenant_id IS NULL"
                " AND c.operations[array_upper(c.operations, 1)] <> 'DELETED'"
                " OR t.tenant_id = $1 AND (c.record_id IS NULL"
                f" OR c.versions <> ARRAY(SELECT generate_series(1, {version}))"
                " OR c.operations[1] <> 'CREATED' OR 'DELETED' = ANY(c.operations))",
                tenant_id,
            )
            assert wrong == [], kind
    finally:
        await connection.close()


async def until_numbered(connection: Any, tenant_id: UUID) -> None:
    """Wait until every committed change has a position. Raises TimeoutError."""
    left = "SELECT count(*) FROM unnumbered_changes WHERE tenant_id = $1"
    async with asyncio.timeout(10):
        while await connection.fetchval(left, tenant_id):  # noqa: ASYNC110 - by another process
            await asyncio.sleep(0.01)
