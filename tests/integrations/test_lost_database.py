"""Workers and PDFs when the connection to the database is lost."""

import asyncio
from contextlib import AsyncExitStack
from itertools import count

import asyncpg
import httpx

from db.database import Database, plain_url
from domain.core.job import JobKind
from gql.server.app import create_app
from gql.settings import Settings
from integrations.worker import POLL, Worker, wait_until_closed, working
from tests.api.sales import Sales
from tests.faulty import Fault, faulty_network
from tests.integrations.inbox import Inbox
from tests.integrations.test_delivery import MakePost, queued
from tests.integrations.test_links import link

CUT_OFF = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = 'salesgraph jobs'
"""


async def arrived(inbox: Inbox, mails: int) -> None:
    """Wait until so many mails have arrived."""
    async with asyncio.timeout(30):
        while len(inbox.mails) < mails:  # noqa: ASYNC110 - the moment is a count
            await asyncio.sleep(0.05)


async def hammer(connection: asyncpg.Connection) -> None:
    """Send one statement after the other until one fails."""
    for at in count():
        try:
            await connection.execute(f"SELECT $1::int /* {at} */", at)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
            return


async def test_a_worker_that_loses_the_database_takes_the_next_job_soon(
    sales: Sales, post: MakePost, database: Database, database_url: str, inbox: Inbox,
) -> None:  # fmt: skip
    worker = Worker(database, {JobKind.SEND_MAILING: post(inbox.server).send})
    owner = await asyncpg.connect(plain_url(database_url))
    async with working(worker):
        await queued(sales)
        await arrived(inbox, 1)
        assert await owner.fetchval(CUT_OFF) == 1
        await queued(sales)
        async with asyncio.timeout(POLL.total_seconds() / 2):
            await arrived(inbox, 2)
    await owner.close()


async def test_a_connection_that_ends_amid_statements_is_seen_to_be_closed(
    database: Database, database_url: str
) -> None:
    owner = await asyncpg.connect(plain_url(database_url))
    # For about ten of the forty, asyncpg calls no termination listener.
    async with AsyncExitStack() as stack:
        busy = [await stack.enter_async_context(database.open_dedicated("test")) for _ in range(40)]
        hammering = [asyncio.create_task(hammer(connection)) for connection in busy]
        for connection in busy:
            await asyncio.sleep(0.003)
            await owner.execute("SELECT pg_terminate_backend($1)", connection.get_server_pid())
        async with asyncio.timeout(5):
            await asyncio.gather(*(wait_until_closed(connection) for connection in busy))
        await asyncio.gather(*hammering)
    await owner.close()


async def test_a_pdf_is_made_once_more_or_refused_for_the_moment(
    sales: Sales, login_url: str, settings: Settings
) -> None:
    url = (await link(sales, "quote", (await sales.quote())["id"]))["url"]
    async with faulty_network(login_url) as (through, network):
        database = await Database.connect(through, pool_size=2)
        transport = httpx.ASGITransport(app=create_app(database, settings))
        async with httpx.AsyncClient(transport=transport) as http:
            network.faults = [Fault.LOSE_STATEMENT] * 2
            refused = await http.get(url)
            network.faults = [Fault.LOSE_STATEMENT]
            made = await http.get(url)
        await database.close()

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    assert made.status_code == 200
    assert network.faults == []
