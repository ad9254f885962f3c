"""Clients that retry without waiting, although told to wait, do not slow down other tenants."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from time import monotonic

import pytest
import pytest_asyncio

from db.database import Database
from gql.http.gate import Gate
from gql.http.refusal_pauses import EACH_SECOND, MAX_DELAY, MAX_UNDELAYED
from gql.server.app import create_app
from gql.settings import Settings
from tests.client import token_of
from tests.http.raw_http import post
from tests.http.server import Client, Site, opened, until
from tests.tenants import MakeTenant, Tenant

HOST = b"localhost"
READ = b'{"query": "{ accounts { totalCount } }"}'
FAR = [f"127.0.1.{number}" for number in range(1, 9)]


@pytest_asyncio.fixture
async def busy(login_url: str, tenant: Tenant) -> AsyncIterator[Database]:
    """A database of which the tenant has all the read connections it may have."""
    database = await Database.connect(login_url, pool_size=8)
    async with AsyncExitStack() as stack:
        for _ in range(7):
            await stack.enter_async_context(database.reading(tenant.id))
        yield database
    await database.close()


@asynccontextmanager
async def served(database: Database, settings: Settings, tenant: Tenant) -> AsyncIterator[Site]:
    """Start a server with 16 places for requests; the header has a token of the tenant."""
    bearer = f"Authorization: Bearer {token_of(tenant, settings)}"
    async with opened(create_app(database, settings), Gate(64), bearer) as site:
        yield site


def asked_by(tenant: Tenant, settings: Settings) -> bytes:
    """Build a request of a tenant's user."""
    return post(HOST, f"Authorization: Bearer {token_of(tenant, settings)}", body=READ)


async def clients(site: Site, stack: AsyncExitStack, number: int) -> list[Client]:
    """Open this many connections, a few from each address."""
    visits = (site.visit(FAR[at % len(FAR)]) for at in range(number))
    return [await stack.enter_async_context(visit) for visit in visits]


async def refused(site: Site, stack: AsyncExitStack, request: bytes) -> None:
    """Send more requests than there are places, so that refusals are delayed."""
    for _ in range(4):
        for client in await clients(site, stack, 8):
            await client.send(request)
        await asyncio.sleep(0.1)
        await until(lambda: len(site.server.server_state.tasks) == site.gate.paused)
    assert site.gate.paused > 16


@pytest.fixture
def slow_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first refusal is sent at once, and the next ones a minute apart."""
    monkeypatch.setattr("gql.http.refusal_pauses._STEP", 60.0)
    monkeypatch.setattr("gql.http.refusal_pauses.MAX_DELAY", 10_000.0)


async def test_who_never_waits_is_refused_at_a_steady_pace(
    busy: Database, settings: Settings, tenant: Tenant
) -> None:
    """Fifteen clients that retry as soon as they are refused get at most 50 refusals a second."""
    busy._patience = 0.0
    refused, begun = list[float](), monotonic()

    async def storm(client: Client) -> None:
        while monotonic() < begun + 2:
            await client.send(post(HOST, site.bearer, body=READ))
            status, headers, _ = await client.answer()
            assert (status, headers["retry-after"]) == (503, "1")
            refused.append(monotonic() - begun)

    async with served(busy, settings, tenant) as site, AsyncExitStack() as stack:
        await asyncio.gather(*map(storm, await clients(site, stack, 15)))

    assert len(refused) <= MAX_UNDELAYED + EACH_SECOND * max(refused) + 1
    assert max(refused) < 2 + MAX_DELAY + 3


@pytest.mark.usefixtures("slow_pace")
@pytest.mark.parametrize(
    "asked",
    [
        (b"{ __typename }", "nonsense", 401),
        (b"{ nothing }", None, 200),
        (b"{ " + b" ".join(b"a%d: __typename" % at for at in range(501)) + b" }", None, 200),
        (b"", None, 400),
    ],
    ids=["token", "document", "cost", "body"],
)
async def test_who_repeats_what_cannot_succeed_is_refused_at_a_pace(
    database: Database, settings: Settings, tenant: Tenant, asked: tuple[bytes, str | None, int]
) -> None:
    """The first refusal is sent at once, the next ones later; well-behaved clients never wait."""
    query, token, status = asked
    async with served(database, settings, tenant) as site, AsyncExitStack() as stack:
        bearer = f"Authorization: Bearer {token}" if token else site.bearer
        request = post(HOST, bearer, body=b'{"query": "' + query + b'"}')
        visits = [await stack.enter_async_context(site.visit()) for _ in range(6)]
        first, *others, proper = visits
        await first.send(request)
        assert (await first.answer())[0] == status
        for client in others:
            await client.send(request)
        await until(lambda: site.gate.paused == len(others))
        await proper.send(post(HOST, site.bearer))
        assert (await proper.answer())[0] == 200


@pytest.mark.usefixtures("slow_pace")
async def test_a_refusal_does_not_wait_while_the_body_arrives(
    database: Database, settings: Settings, tenant: Tenant
) -> None:
    """Otherwise, bodies that nobody reads would take the room of others."""
    unknown = "Authorization: Bearer nonsense"
    async with served(database, settings, tenant) as site, AsyncExitStack() as stack:
        visits = [await stack.enter_async_context(site.visit()) for _ in range(3)]
        first, second, third = visits
        await first.send(post(HOST, unknown, body=READ))
        assert (await first.answer())[0] == 401
        await second.send(post(HOST, unknown, body=READ))
        await until(lambda: site.gate.paused == 1)
        third_head = post(HOST, unknown, "Content-Length: 500000", body=None)
        await third.send(third_head + b" " * 10_000)
        async with asyncio.timeout(3):
            assert (await third.answer())[0] == 401
        assert site.gate.paused == 1
        assert site.gate.bodies == 0


@pytest.mark.usefixtures("slow_pace")
async def test_a_slow_body_does_not_spare_its_client_the_wait(
    database: Database, settings: Settings, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refusal waits as long as the server has time; the client's time does not count."""
    monkeypatch.setattr("gql.http.view.REQUEST", 2.0)
    body = b'{"query": "{ nothing }"}'
    async with served(database, settings, tenant) as site, AsyncExitStack() as stack:
        first, slow = [await stack.enter_async_context(site.visit()) for _ in range(2)]
        await first.send(post(HOST, site.bearer, body=body))
        assert (await first.answer())[0] == 200
        await slow.send(post(HOST, site.bearer, f"Content-Length: {len(body)}", body=None))
        await asyncio.sleep(2.1)
        await slow.send(body)
        await until(lambda: site.gate.paused == 1)


@pytest.mark.usefixtures("slow_pace")
async def test_refusals_that_are_to_leave_later_hold_no_place_and_no_bytes(
    busy: Database, settings: Settings, tenant: Tenant, make_tenant: MakeTenant
) -> None:
    """Refusals of another tenant are sent at once."""
    other = await make_tenant()
    busy._patience = 0.0
    body = READ + b" " * 10_000
    async with served(busy, settings, tenant) as site, AsyncExitStack() as stack:
        await refused(site, stack, post(HOST, site.bearer, body=body))
        assert site.gate.bodies == 0
        async with site.visit() as client:
            async with busy.reading(other.id):
                await client.send(asked_by(other, settings))
                assert (await client.answer())[0] == 503
            await client.send(asked_by(other, settings))
            assert (await client.answer())[0] == 200
        assert site.gate.paused > 16


@pytest.mark.usefixtures("slow_pace")
async def test_a_burst_in_one_moment_is_refused_at_a_pace_and_leaves_room_for_others(
    busy: Database, settings: Settings, tenant: Tenant, make_tenant: MakeTenant
) -> None:
    """Twice as many requests as there are places arrive before the server looks at any of them."""
    other = await make_tenant()
    async with served(busy, settings, tenant) as site, AsyncExitStack() as stack:
        burst, (neighbour,) = await clients(site, stack, 31), await clients(site, stack, 1)
        for client in burst:
            client.writer.write(post(HOST, site.bearer, body=READ))
        await neighbour.send(asked_by(other, settings))

        assert (await neighbour.answer())[0] == 200
        assert site.gate.paused >= 31 - site.gate.most_requests


@pytest.mark.usefixtures("slow_pace")
async def test_a_client_that_leaves_is_not_waited_for(
    busy: Database, settings: Settings, tenant: Tenant
) -> None:
    busy._patience = 0.0
    async with served(busy, settings, tenant) as site:
        async with AsyncExitStack() as stack:
            await refused(site, stack, post(HOST, site.bearer, body=READ))
        await until(lambda: not site.server.server_state.tasks)
        assert site.gate.paused == 0


async def test_a_tenant_leaves_places_for_requests_to_others(
    busy: Database, settings: Settings, tenant: Tenant, make_tenant: MakeTenant
) -> None:
    """More requests than there are places wait for connections; another tenant is still served."""
    other = await make_tenant()
    async with served(busy, settings, tenant) as site, AsyncExitStack() as stack:
        for client in await clients(site, stack, 20):
            await client.send(post(HOST, site.bearer, body=READ))
        await until(lambda: busy._readers.turns._waiting >= 14)
        async with site.visit() as client:
            await client.send(asked_by(other, settings))
            assert (await client.answer())[0] == 200


@pytest.mark.usefixtures("slow_pace")
async def test_a_server_that_stops_does_not_wait_with_refusals(
    busy: Database, settings: Settings, tenant: Tenant
) -> None:
    busy._patience = 0.0
    async with served(busy, settings, tenant) as site, AsyncExitStack() as stack:
        crowd = await clients(site, stack, 15)
        site.gate.is_draining = True
        for client in crowd:
            await client.send(post(HOST, site.bearer, body=READ))
        for client in crowd:
            with suppress(ConnectionError):
                assert (await client.answer())[0] == 503
            assert site.gate.paused == 0
