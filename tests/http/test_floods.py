"""Cheap requests without a pause leave another tenant its share of the event loop.

The test counts the flood's responses while the neighbor waits for its own; `make prove-neighbours`
measures times.
"""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from statistics import median

import uvloop

from db.database import Database
from gql.http.gate import Gate
from gql.server.app import create_app
from gql.settings import Settings
from tests.client import token_of
from tests.http.raw_http import post
from tests.http.server import Client, opened, until
from tests.tenants import Tenant, new_tenant

CLIENTS, TIMES = 60, 40


def request_of(tenant: Tenant, settings: Settings) -> bytes:
    """A request without work in the database."""
    return post(b"localhost", f"Authorization: Bearer {token_of(tenant, settings)}")


async def send_on(client: Client, request: bytes, count: Callable[[], None]) -> None:
    """Send the request again and again."""
    while True:
        await client.send(request)
        assert (await client.answer())[0] == 200
        count()


async def flood_responses(login_url: str, settings: Settings, many: Tenant, few: Tenant) -> float:
    """The median number of the flood's responses until the neighbor has its own."""
    database, seen, during = await Database.connect(login_url, pool_size=2), 0, list[int]()

    def count() -> None:
        nonlocal seen
        seen += 1

    app = create_app(database, settings)
    async with opened(app, Gate(16 * CLIENTS), "") as site, AsyncExitStack() as stack:
        visits = [await stack.enter_async_context(site.visit()) for _ in range(CLIENTS + 1)]
        neighbour, flood = visits[0], request_of(many, settings)
        floods = [asyncio.create_task(send_on(each, flood, count)) for each in visits[1:]]
        await until(lambda: seen > 5 * CLIENTS)
        for _ in range(TIMES):
            before = seen
            await neighbour.send(request_of(few, settings))
            assert (await neighbour.answer())[0] == 200
            during.append(seen - before)
        assert not any(task.done() for task in floods)
        for task in floods:
            task.cancel()
        await asyncio.gather(*floods, return_exceptions=True)
    await database.close()
    return median(during)


def test_a_request_beside_a_flood_does_not_wait_for_all_of_it(
    login_url: str, database_url: str, settings: Settings
) -> None:
    """Of 60 clients that send without a pause, few are answered before the neighbor is."""

    async def play() -> float:
        many, few = [await new_tenant(database_url) for _ in range(2)]
        return await flood_responses(login_url, settings, many, few)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # the server's
        assert runner.run(play()) <= CLIENTS / 4
