"""Requests wait for a turn at the event loop before they start, over real HTTP.

The order of turns is tested in test_loop_turns.py; `make prove-neighbours` measures.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from db.database import Database
from gql.http.gate import Gate
from gql.server.app import create_app
from gql.settings import Settings
from tests.client import token_of
from tests.http.raw_http import post
from tests.http.server import Client, Site, opened, until
from tests.tenants import MakeTenant, Tenant

READ = b'{"query": "{ accounts { totalCount } }"}'


def request_of(tenant: Tenant, settings: Settings, *body: bytes) -> bytes:
    """Build a request of a tenant's user; without a body, it needs no database."""
    bearer = f"Authorization: Bearer {token_of(tenant, settings)}"
    return post(b"localhost", bearer, body=body[0]) if body else post(b"localhost", bearer)


async def ask(client: Client, request: bytes) -> int:
    """Send a request and return the status of its response."""
    await client.send(request)
    return (await client.answer())[0]


@asynccontextmanager
async def waiting_read(
    site: Site, database: Database, tenant: Tenant, settings: Settings
) -> AsyncIterator[None]:
    """A read of the tenant is in progress until the end: it has all its connections already."""
    async with site.visit() as client:
        assert await ask(client, request_of(tenant, settings, READ)) == 200
        async with AsyncExitStack() as stack:
            for _ in range(database._readers.turns.size - 1):
                await stack.enter_async_context(database.reading(tenant.id))
            await client.send(request_of(tenant, settings, READ))
            await until(lambda: database._readers.turns._waiting == 1)
            yield
        assert (await client.answer())[0] == 200


async def test_a_tenant_above_the_average_waits_for_a_request_in_progress(
    login_url: str,
    settings: Settings,
    tenant: Tenant,
    make_tenant: MakeTenant,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """If its turn does not come in time, it is refused; afterwards, it is answered as before."""
    monkeypatch.setattr("gql.http.loop_use.STALE", 60.0)
    monkeypatch.setattr("gql.http.loop_use.RECENT", 3_600.0)
    monkeypatch.setattr("gql.http.loop_turns.SAVED", 0.0)
    monkeypatch.setattr("gql.http.loop_turns.LOOP_TURN_TIMEOUT", 0.2)
    busy = await make_tenant()
    database = await Database.connect(login_url, pool_size=8)
    async with opened(create_app(database, settings), Gate(64), "") as site, site.visit() as client:
        for _ in range(100):
            assert await ask(client, request_of(busy, settings)) == 200

        async with waiting_read(site, database, tenant, settings):
            await client.send(request_of(busy, settings))
            status, headers, answer = await client.answer()
            assert (status, headers["retry-after"]) == (503, "1")
            assert answer["errors"][0]["extensions"]["code"] == "OVERLOADED"

        assert await ask(client, request_of(busy, settings)) == 200
    await database.close()
