"""Readers of the feed see the same changes in the same order while servers are killed and paused.

Eight writers and six readers use two servers on one database. Some mutations are refused and roll
back. `make prove-feed` runs longer.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from random import Random
from typing import Any

import httpx
import pytest_asyncio

from db.database import plain_url
from gql.settings import Settings
from tests.client import Api
from tests.feed import QUESTION, assert_complete, rest
from tests.proofs.servers import free_port, started
from tests.tenants import Tenant

ROUNDS = int(os.environ.get("ROUNDS") or 2)
WRITERS, SIZES = 8, (1, 3, 10, 50, 200, 500)
PAUSE = 0.7  # seconds for which a server is stopped
CREATE = 'mutation { createAccount(input: { name: "New" }) { account { id } } }'
CHANGE = """mutation ($id: ID!, $name: String!) { updateAccount(id: $id, input: { name: $name }) {
  account { version } userErrors { code } } }"""
REFUSED = """mutation ($id: ID!) { updateAccount(id: $id, input: { name: "" }) {
  userErrors { code } } }"""

Json = dict[str, Any]


class Servers:
    """Two servers on one database, one of which may be down or paused."""

    def __init__(self, url: str, settings: Settings, token: str) -> None:
        self.url, self.settings = url, settings
        self.ports = [free_port(), free_port()]
        self.running: list[asyncio.subprocess.Process] = []
        self.http = httpx.AsyncClient(headers={"Authorization": f"Bearer {token}"}, timeout=20)

    async def start(self) -> None:
        """Start both."""
        for port in self.ports:
            self.running.append(await started(self.url, self.settings, port))

    async def disturb(self, at: int, *, kill: bool) -> None:
        """Kill a server and restart it, or pause it for a while."""
        victim = self.running[at]
        victim.send_signal(signal.SIGKILL if kill else signal.SIGSTOP)
        if kill:
            await victim.wait()
            self.running[at] = await started(self.url, self.settings, self.ports[at])
        else:
            await asyncio.sleep(PAUSE)
            victim.send_signal(signal.SIGCONT)

    async def ask(self, port: int, query: str, **variables: object) -> Json | None:
        """Return the data of a response; None if there is none."""
        body = {"query": query, "variables": variables}
        try:
            response = await self.http.post(f"http://127.0.0.1:{port}/graphql", json=body)
            answer: Json = response.json()
        except (httpx.TransportError, ValueError):
            await asyncio.sleep(0.05)
            return None
        return answer["data"] if "errors" not in answer else None

    async def stop(self) -> None:
        """Stop both."""
        await self.http.aclose()
        for process in self.running:
            process.terminate()
            await process.wait()


@pytest_asyncio.fixture
async def servers(login_url: str, settings: Settings, api: Api) -> AsyncIterator[Servers]:
    """Both servers, running."""
    made = Servers(login_url, settings, api.token)
    await made.start()
    yield made
    await made.stop()


async def write(servers: Servers, accounts: list[str], seed: int, stop: asyncio.Event) -> int:
    """Create, change and provoke refusals until told to stop; return the number of responses."""
    chance, answered = Random(seed), 0  # noqa: S311
    while not stop.is_set():
        port = chance.choice(servers.ports)
        id, dice = chance.choice(accounts), chance.random()
        if dice < 0.2:
            done = await servers.ask(port, CREATE)
        elif dice < 0.3:
            done = await servers.ask(port, REFUSED, id=id)
        else:
            done = await servers.ask(port, CHANGE, id=id, name=f"{seed}-{answered}")
        answered += done is not None
    return answered


async def follow(
    servers: Servers, since: str, size: int, is_over: Callable[[], bool]
) -> list[Json]:
    """Read on from a cursor like a partner, from whichever server responds."""
    chance, found = Random(size), list[Json]()  # noqa: S311
    while True:
        last = is_over()
        port = chance.choice(servers.ports)
        data = await servers.ask(port, QUESTION, since=since, first=size)
        if data is None:
            continue
        found += data["changes"]["nodes"]
        since = data["changes"]["cursor"]
        if last and not data["changes"]["hasMore"]:
            return found


async def test_all_readers_see_every_change_once_in_the_same_order(
    servers: Servers, api: Api, tenant: Tenant, database_url: str
) -> None:
    accounts = [(await api(CREATE))["createAccount"]["account"]["id"] for _ in range(3)]
    _, start = await rest(api)
    stop, over, chance = asyncio.Event(), asyncio.Event(), Random(49)  # noqa: S311
    readers = [asyncio.create_task(follow(servers, start, size, over.is_set)) for size in SIZES]
    writers = [asyncio.create_task(write(servers, accounts, seed, stop)) for seed in range(WRITERS)]
    for turn in range(ROUNDS):
        await asyncio.sleep(chance.uniform(0.3, 1.0))
        await servers.disturb(chance.randrange(2), kill=turn % 2 == 0)
    stop.set()
    answered = sum(await asyncio.gather(*writers))
    await assert_complete(plain_url(database_url), tenant.id)
    over.set()
    feeds = await asyncio.gather(*readers)

    print(f"\n{answered} answers, {len(feeds[0])} changes, {ROUNDS} servers killed or stopped")
    for feed in feeds:
        assert [one["cursor"] for one in feed] == [one["cursor"] for one in feeds[0]]
    assert len({one["cursor"] for one in feeds[0]}) == len(feeds[0]) > 10
    versions: dict[str, int] = {}
    for one in feeds[0]:
        id = one["recordId"]
        assert one["version"] == versions.get(id, 1 if id in accounts else 0) + 1
        versions[id] = one["version"]
