"""Connections of clients that are slow or too many are closed in time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from uuid import uuid4

import pytest

from db.database import Database
from gql.http.gate import Gate
from gql.http.limits import Patience
from gql.server.app import create_app
from gql.settings import Settings
from tests.client import token_of
from tests.http.raw_http import QUERY, get, post
from tests.http.server import Client, Site, opened, until
from tests.tenants import Tenant

HOST = b"localhost"
SHORT = Patience(head=0.5, body=0.5, slowest=1_000, sweep=0.1)
FAR = [f"127.0.1.{number}" for number in range(1, 10)]
READ = b'{"query": "{ accounts { totalCount } }"}'
FULL = b'{"query": "{ __schema { types { name fields { name description } } } }"}'


Open = Callable[[Gate], AbstractAsyncContextManager[Site]]


@pytest.fixture
def open_site(database: Database, settings: Settings, tenant: Tenant) -> Open:
    """Starts a server with a given gate."""

    bearer = f"Authorization: Bearer {token_of(tenant, settings)}"
    return lambda gate: opened(create_app(database, settings), gate, bearer)


async def test_who_says_nothing_is_let_go_of_without_a_word(open_site: Open) -> None:
    async with open_site(Gate(patience=SHORT)) as site, site.visit() as client:
        assert await client.rest() == b""


async def test_empty_lines_do_not_keep_a_connection_open(open_site: Open) -> None:
    async with open_site(Gate(patience=SHORT)) as site, site.visit() as client:
        await client.send(get("/", HOST))
        await client.answer()
        await client.send(b"\r\n")
        assert await client.rest() == b""


@pytest.mark.parametrize("start", [b"P", b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nX-Pad"])
async def test_a_head_that_does_not_end_is_a_408(open_site: Open, start: bytes) -> None:
    async with open_site(Gate(patience=SHORT)) as site, site.visit() as client:
        await client.send(start)
        status, headers, body = await client.answer()
        assert await client.rest() == b""

    assert (status, headers["connection"]) == (408, "close")
    assert body["errors"][0]["extensions"] == {"code": "REQUEST_TIMEOUT"}


async def test_a_body_that_does_not_end_is_a_408_and_its_request_ends(open_site: Open) -> None:
    async with open_site(Gate(patience=SHORT)) as site, site.visit() as client:
        await client.send(post(HOST, site.bearer, "Content-Length: 100", body=None) + QUERY)
        status, _, body = await client.answer()
        await until(lambda: not site.server.server_state.tasks)
        assert await client.rest() == b""

    assert status == 408
    assert body["errors"][0]["extensions"] == {"code": "REQUEST_TIMEOUT"}
    assert site.gate.bodies == 0


async def test_a_body_that_comes_fast_enough_is_waited_for(open_site: Open) -> None:
    body = QUERY + b" " * 6_000
    async with open_site(Gate(patience=SHORT)) as site, site.visit() as client:
        await client.send(post(HOST, site.bearer, f"Content-Length: {len(body)}", body=None))
        for at in range(0, len(body), 500):  # 1,200 bytes a second, for twice the patience
            await client.send(body[at : at + 500])
            await asyncio.sleep(0.2)
        status, _, answer = await client.answer()

    assert status == 200
    assert answer["data"] == {"__typename": "Query"}


async def test_who_does_not_read_an_answer_is_let_go_of(open_site: Open) -> None:
    async with open_site(Gate(patience=SHORT)) as site:
        async with site.visit(SO_RCVBUF=4_096) as client:
            client.reader._transport.pause_reading()  # type: ignore[attr-defined]
            await client.send(post(HOST, site.bearer, body=FULL) * 8)
            await until(lambda: any(one.unsent for one in site.gate.clients))
            await until(lambda: not site.gate.clients)
        async with site.visit() as other:
            await other.send(post(HOST, site.bearer))
            assert (await other.answer())[0] == 200


async def test_one_address_has_half_of_the_connections(open_site: Open) -> None:
    async with open_site(Gate(8)) as site, _crowd(site, ["127.0.0.1"] * 4):
        async with site.visit("127.0.0.2") as other:
            await other.send(get("/", HOST))
            assert (await other.answer())[0] == 200
        async with site.visit("127.0.0.1") as late:
            status, headers, body = await late.answer()
            assert await late.rest() == b""

    assert (status, headers["retry-after"], headers["connection"]) == (503, "1", "close")
    assert body["errors"][0]["extensions"] == {"code": "OVERLOADED"}


async def test_a_connection_too_many_is_refused_whatever_its_address(open_site: Open) -> None:
    async with open_site(Gate(6)) as site, _crowd(site, FAR[:6]), site.visit("127.0.0.9") as late:
        status, headers, body = await late.answer()

    assert (status, headers["retry-after"]) == (503, "1")
    assert body["errors"][0]["extensions"] == {"code": "OVERLOADED"}


@asynccontextmanager
async def _crowd(
    site: Site, addresses: list[str], each: Callable[[Client], Awaitable[None]] | None = None
) -> AsyncIterator[None]:
    """Open a connection from each address and perform the action on each."""
    async with AsyncExitStack() as stack:
        for address in addresses:
            client = await stack.enter_async_context(site.visit(address))
            if each is not None:
                await each(client)
        await until(lambda: len(site.gate.clients) == len(addresses))
        yield


@asynccontextmanager
async def _all_lent(database: Database) -> AsyncIterator[None]:
    """Lend every read connection to somebody else, so that queries wait."""
    async with AsyncExitStack() as stack:
        for _ in range(database._readers.turns.size):
            await stack.enter_async_context(database.reading(uuid4()))
        yield


async def test_a_request_too_many_is_refused(open_site: Open, database: Database) -> None:
    async def begin(client: Client) -> None:
        await client.send(post(HOST, site.bearer, body=READ))

    async with open_site(Gate(8)) as site, _all_lent(database), _crowd(site, FAR[:2], begin):
        await until(lambda: len(site.server.server_state.tasks) == 2)
        async with site.visit("127.0.0.9") as client:
            await client.send(post(HOST, site.bearer))
            status, headers, body = await client.answer()
        async with site.visit("127.0.0.9") as probe:
            await probe.send(get("/healthz", HOST))
            assert (await probe.answer())[0] == 200

    assert (status, headers["retry-after"]) == (503, "1")
    assert body["errors"][0]["extensions"] == {"code": "OVERLOADED"}


async def test_requests_whose_body_still_arrives_take_nobodys_place(open_site: Open) -> None:
    async def begin(client: Client) -> None:
        await client.send(post(HOST, site.bearer, "Content-Length: 100", body=None))

    async with open_site(Gate(8)) as site:
        async with _crowd(site, FAR[:3], begin), site.visit("127.0.0.9") as client:
            await until(lambda: site.gate.late_bodies == 3)
            await client.send(post(HOST, site.bearer))
            assert (await client.answer())[0] == 200
        await until(lambda: not site.gate.clients)
        assert site.gate.late_bodies == 0


async def test_a_body_that_came_late_finds_a_place_or_is_refused(
    open_site: Open, database: Database
) -> None:
    async def begin(client: Client) -> None:
        await client.send(post(HOST, site.bearer, body=READ))

    sized = f"Content-Length: {len(QUERY)}"
    async with open_site(Gate(8)) as site, site.visit("127.0.0.9") as late:
        await late.send(post(HOST, site.bearer, sized, body=None) + QUERY[:5])
        await until(lambda: site.gate.late_bodies == 1)
        await late.send(QUERY[5:])
        assert (await late.answer())[0] == 200

        await late.send(post(HOST, site.bearer, sized, body=None) + QUERY[:5])
        await until(lambda: site.gate.late_bodies == 1)
        async with _all_lent(database), AsyncExitStack() as stack:
            for address in FAR[:2]:
                await begin(await stack.enter_async_context(site.visit(address)))
            await until(lambda: len(site.server.server_state.tasks) == 3)
            await late.send(QUERY[5:])
            assert (await late.answer())[0] == 503
        assert site.gate.late_bodies == 0


async def test_bodies_under_way_are_bounded_together(open_site: Open) -> None:
    async def begin(client: Client) -> None:
        head = post(HOST, site.bearer, "Content-Length: 100000", body=None)
        await client.send(head + b" " * 40_000)

    async with open_site(Gate(largest_bodies=100_000)) as site:
        async with _crowd(site, FAR[:2], begin):
            await until(lambda: site.gate.bodies == 80_000)
            async with site.visit() as client:
                await begin(client)
                status, headers, _ = await client.answer()
        await until(lambda: not site.gate.clients)
        assert site.gate.bodies == 0

    assert (status, headers["retry-after"]) == (503, "1")
