"""A worker whose connection is lost takes jobs again as soon as the database is back."""

import asyncio

import asyncpg

from db.database import Database, plain_url
from domain.job import JobKind
from integrations.jobs import POLL, Worker, working
from tests.api.sales import Sales
from tests.integrations.inbox import Inbox
from tests.integrations.test_delivery import MakePost, queued

CUT_OFF = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND query ILIKE '%jobs.pgqueuer%'
"""


async def test_a_worker_that_loses_the_database_takes_the_next_job_soon(
    sales: Sales, post: MakePost, database: Database, database_url: str, inbox: Inbox,
) -> None:  # fmt: skip
    worker = Worker(database, {JobKind.SEND_MAILING: post(inbox.server).send})
    owner = await asyncpg.connect(plain_url(database_url))
    async with working(worker):
        async with asyncio.timeout(POLL.total_seconds() / 2):
            await queued(sales)
            while len(inbox.mails) < 1:  # noqa: ASYNC110 - the moment is a count
                await asyncio.sleep(0.05)
            assert await owner.fetchval(CUT_OFF) == 1
            await queued(sales)
            while len(inbox.mails) < 2:  # noqa: ASYNC110 - the moment is a count
                await asyncio.sleep(0.05)
    await owner.close()
