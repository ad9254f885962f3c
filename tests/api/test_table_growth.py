"""Plans do not depend on statistics: tables that have just grown are read through the right index.

The tests count the rows of lines that PostgreSQL fetches through indexes, on tables that were never
analyzed. A plan that was made while they were small reads all rows of the tenant for each line.
"""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from db.database import Database, plain_url
from gql.server.app import create_app
from gql.settings import Settings
from tests.api.desk import Desk, written
from tests.api.mutations import Json
from tests.client import Api
from tests.postgres import application_url, migrated_database
from tests.tenants import new_tenant

FEW, MANY = [written("2", "5.00")] * 3, [written("2", "5.00")] * 1_000
FETCHED = """SELECT sum(idx_tup_fetch)::bigint FROM pg_stat_user_tables
  WHERE relname LIKE '%\\_lines'"""
UNANALYZED = "ALTER TABLE {}_lines SET (autovacuum_enabled = off)"


class Fresh:
    """A desk on a separate database, with one connection for writes and one for reads."""

    def __init__(self, desk: Desk, database: Database, owner: asyncpg.Connection) -> None:
        self.desk, self._database, self._owner = desk, database, owner

    async def fetched(self) -> int:
        """Return how many rows of lines were fetched through indexes so far."""
        tenant = self.desk.api.tenant.id
        ways = self._database.writing(tenant), self._database.reading(tenant)
        async with ways[0] as writer, ways[1] as reader:
            await writer.exec_driver_sql("SELECT pg_stat_force_next_flush()")
            await reader.execute("SELECT pg_stat_force_next_flush()")
        count: int = await self._owner.fetchval(FETCHED)
        return count


@pytest.fixture
async def fresh(server_url: str, settings: Settings) -> AsyncIterator[Fresh]:
    """A database without rows, whose tables of lines are never analyzed."""
    async with migrated_database(server_url) as url:
        owner = await asyncpg.connect(plain_url(url))
        for kind in ("opportunity", "quote", "order", "invoice"):
            await owner.execute(UNANALYZED.format(kind))
        database = await Database.connect(await application_url(url), pool_size=1)
        api = Api(create_app(database, settings), settings, await new_tenant(url))
        yield Fresh(Desk(api), database, owner)
        await api.close()
        await database.close()
        await owner.close()


async def run_through(desk: Desk, lines: list[Json]) -> list[tuple[str, Json]]:
    """Perform everything that touches all lines; return the last steps, to be counted."""
    quote = await desk.document(*lines)
    order = await desk.document(*lines, kind="order")
    await desk.do("recalculate", documentId=quote["id"])
    return [
        ("deleteQuote", {"quoteId": quote["id"]}),
        ("createInvoiceFromOrder", {"orderId": order["id"]}),
        ("deleteOrder", {"orderId": (await desk.document(*lines, kind="order"))["id"]}),
    ]


async def test_a_long_document_is_written_by_the_right_indexes(fresh: Fresh) -> None:
    for _ in range(8):  # as often as PostgreSQL needs before it keeps a generic plan
        for mutation, arguments in await run_through(fresh.desk, FEW):
            await fresh.desk.do(mutation, **arguments)
    for _ in range(2):
        await run_through(fresh.desk, MANY)

    for mutation, arguments in await run_through(fresh.desk, MANY):
        before = await fresh.fetched()
        await fresh.desk.do(mutation, **arguments)
        assert await fresh.fetched() - before < 20 * len(MANY), mutation


async def test_lines_are_read_by_the_right_index(fresh: Fresh) -> None:
    few = [await fresh.desk.document(*FEW) for _ in range(8)]
    for quote in few * 2:
        await fresh.desk.read(quote["id"])
    for _ in range(2):
        await run_through(fresh.desk, MANY)
    before = await fresh.fetched()

    for quote in few:
        await fresh.desk.read(quote["id"])

    assert await fresh.fetched() - before < 20 * len(few) * len(FEW)
