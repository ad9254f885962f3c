"""Relay, Apollo and urql page through a list while others insert: nothing is lost or repeated.

Their caches apply what a mutation changes or removes, and never confuse the viewer with the user.

    make prove-clients

It needs Node and npm, so it is not part of `make test`.
"""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from gql.settings import Settings
from tests.api.sales import Sales
from tests.client import Api
from tests.clients.install import installed
from tests.proofs.servers import free_port, started

BEFORE, SIZES = 150, (7, 50)
ORDERS = ("NAME", "CREATED_AT", "ACCOUNT_NAME")


@pytest.fixture(scope="session")
def folder() -> Path:
    """The installed clients."""
    return installed()


@asynccontextmanager
async def others_insert(sales: Sales, chance: random.Random) -> AsyncIterator[list[float]]:
    """Create opportunities with random names during the block; yield the list of their times."""
    times: list[float] = []

    async def insert() -> None:
        while True:
            await sales.opportunity(name=name(chance))
            times.append(time.time())

    writers = [asyncio.create_task(insert()) for _ in range(2)]
    try:
        yield times
    finally:
        for writer in writers:
            writer.cancel()
            with suppress(asyncio.CancelledError):
                await writer


def name(chance: random.Random) -> str:
    """Return a random name."""
    return "".join(chance.choice("abcdefgh XYZ") for _ in range(12)).strip() or "a"


async def ran(folder: Path, script: str, *arguments: str) -> dict[str, Any]:
    """Run a client's script, and return what its store contains at the end."""
    process = await asyncio.create_subprocess_exec(
        "node", script, *arguments, cwd=folder,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, complained = await process.communicate()
    assert process.returncode == 0, complained.decode()[-3000:]
    answer: dict[str, Any] = json.loads(said.splitlines()[-1])
    return answer


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("backwards", [False, True], ids=["forwards", "backwards"])
@pytest.mark.parametrize("field", ORDERS)
@pytest.mark.parametrize("client", ["relay", "apollo", "urql"])
async def test_everything_once(  # noqa: PLR0917 - fixtures
    folder: Path,
    api: Api,
    login_url: str,
    settings: Settings,
    client: str,
    field: str,
    backwards: bool,  # noqa: FBT001
    size: int,
) -> None:
    chance, sales = random.Random(f"{client} {field} {backwards}"), Sales(api)  # noqa: S311
    there = {(await sales.opportunity(name=name(chance)))["id"] for _ in range(BEFORE)}
    port = free_port()
    server = await started(login_url, settings, port)
    asked = {"size": size, "backwards": backwards, "orderBy": [{"field": field}]}
    try:
        async with others_insert(sales, chance) as inserted:
            url = f"http://127.0.0.1:{port}/graphql"
            found = await ran(folder, "main.mjs", client, url, api.token, json.dumps(asked))
    finally:
        server.terminate()
        await server.wait()

    ids = [node["id"] for node in found["nodes"]]
    assert found["pages"] >= BEFORE // size
    assert any(at > found["begun"] / 1000 for at in inserted), "nobody inserted while it paged"
    assert len(ids) == len(set(ids)), "a row is doubled"
    assert there <= set(ids), "a row is lost"


@pytest.mark.parametrize("client", ["relay", "apollo", "urql"])
async def test_a_cache_sees_what_a_mutation_changes(
    folder: Path, api: Api, login_url: str, settings: Settings, client: str
) -> None:
    quote = await Sales(api).draft()
    pump, hose = (line["id"] for line in quote["lines"])
    user = (await api("{ viewer { user { id } } }"))["viewer"]["user"]["id"]
    given = {"user": user, "quote": quote["id"], "line": hose, "text": quote["number"]}
    port = free_port()
    server = await started(login_url, settings, port)
    try:
        url = f"http://127.0.0.1:{port}/graphql"
        found = await ran(folder, "cache.mjs", client, url, api.token, json.dumps(given))
    finally:
        server.terminate()
        await server.wait()

    viewer, tenant = found["viewer"]["viewer"], found["viewer"]["viewer"]["tenant"]
    assert found["complaints"] == []
    assert tenant["settings"]["pricingPrecision"] == 4
    assert tenant["letterhead"]["companyName"] == "Willow Pumps"
    assert viewer["user"]["id"] == found["user"]["user"]["id"] == user
    assert viewer["user"]["name"]
    assert found["user"]["user"]["email"]
    assert [hit["name"] for hit in found["found"]["search"]] == ["Renamed"]
    assert [line["id"] for line in found["quote"]["quote"]["lines"] if line] == [pump]
