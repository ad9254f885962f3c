"""Commits of one tenant share a slow flush, and their changes appear in the feed soon afterward.

FLUSH_MS and SECONDS set the flush and the duration: `make prove-feed` measures 5 ms.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from statistics import quantiles
from uuid import UUID, uuid4

import asyncpg
import pytest_asyncio

from db.admin.migrate import upgrade
from db.database import Database
from db.embedded.postgres import run_postgres
from db.login import open_login
from db.pool.transactions import send_with_commit
from db.repositories.identity_map import IdentityMap
from db.repositories.records import Records
from domain.sales.party import Account
from tests.postgres import scratch_folder
from tests.proofs.slow_standby import slow_standby
from tests.tenants import NOW, Tenant, new_tenant

FLUSH = float(os.environ.get("FLUSH_MS") or 60) / 1000
SECONDS = float(os.environ.get("SECONDS") or 2)
WRITERS, POOL = 24, 28
ENOUGH = 0.7  # of the rate of the same commits without any feed
SOON = 0.1 + 2 * FLUSH  # seconds after the commit; the positions must be flushed, too


class Writers:
    """Writers of one tenant, each of which changes an account of its own repeatedly."""

    def __init__(self, database: Database, tenant: Tenant) -> None:
        self.database, self.tenant = database, tenant
        self.accounts: list[UUID] = []

    async def prepare(self) -> None:
        """Create the accounts."""
        self.accounts = [uuid4() for _ in range(WRITERS)]
        async with self.database.writing(self.tenant.id) as connection:
            store = self._store(connection)
            for id in self.accounts:
                store.add(Account(id=id, name="0", owner_id=self.tenant.user_id))
            await store.save()

    async def rate(self, *, with_feed: bool) -> float:
        """Return the commits per second of all writers together."""
        counts = [0] * WRITERS
        end = time.monotonic() + SECONDS

        async def write(at: int) -> None:
            while time.monotonic() < end:
                await self.change(self.accounts[at], with_feed=with_feed)
                counts[at] += 1

        begun = time.monotonic()
        await asyncio.gather(*(write(at) for at in range(WRITERS)))
        return sum(counts) / (time.monotonic() - begun)

    async def change(self, id: UUID, *, with_feed: bool) -> int:
        """Change an account and commit; return its version."""
        async with self.database.writing(self.tenant.id) as connection:
            store = self._store(connection)
            account = await Records(store, Account).get(id)
            account.name = str(account.version)
            await store.save()
            if not with_feed:
                send_with_commit(connection, "")
            return account.version

    def _store(self, connection: object) -> IdentityMap:
        return IdentityMap(connection, self.tenant.id, self.tenant.user_id, NOW)  # type: ignore[arg-type]


@pytest_asyncio.fixture(scope="module")
async def slow() -> AsyncIterator[tuple[str, Writers]]:
    """A server with slow commits."""
    with scratch_folder() as folder, run_postgres(folder / "pg") as url:
        await upgrade(url)
        database = await Database.connect(await open_login(url), pool_size=POOL)
        writers = Writers(database, await new_tenant(url))
        await writers.prepare()
        await asyncio.gather(*(writers.change(id, with_feed=True) for id in writers.accounts))
        async with slow_standby(url, FLUSH):
            yield url, writers
            await database.numberer.close()
        await database.close()


async def test_the_feed_costs_little_of_the_throughput_of_a_slow_disk(
    slow: tuple[str, Writers],
) -> None:
    """Without shared flushes, a tenant would get only one commit per flush."""
    _, writers = slow
    told, untold = 0.0, 0.0
    for _ in range(3):
        told += await writers.rate(with_feed=True)
        untold += await writers.rate(with_feed=False)

    print(f"\ncommits per second: {told / 3:.0f}, without a feed {untold / 3:.0f}")
    assert told >= ENOUGH * untold


async def test_a_change_is_told_soon_while_many_commit(slow: tuple[str, Writers]) -> None:
    url, writers = slow
    watch, own = await asyncpg.connect(url), writers.accounts[0]
    others = [asyncio.create_task(_on_and_on(writers, id)) for id in writers.accounts[1:]]
    waits = []
    for _ in range(20):
        version = await writers.change(own, with_feed=True)
        begun = time.monotonic()
        while not await watch.fetchval(_TOLD, writers.tenant.id, own, version):  # noqa: ASYNC110
            await asyncio.sleep(0.002)
        waits.append(time.monotonic() - begun)
    for other in others:
        other.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await watch.close()

    middle, worst = quantiles(waits, n=20)[9], max(waits)
    print(f"\ntold after {1000 * middle:.0f} ms, at most {1000 * worst:.0f} ms")
    assert middle < SOON


_TOLD = """
SELECT true FROM changes WHERE tenant_id = $1 AND record_id = $2 AND version = $3
"""


async def _on_and_on(writers: Writers, id: UUID) -> None:
    while True:
        await writers.change(id, with_feed=True)
