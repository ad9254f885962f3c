"""A paused PostgreSQL keeps nobody waiting too long, and serves at once when it resumes."""

import asyncio
import time
from collections.abc import AsyncIterator

import psutil
import pytest_asyncio

from db.admin.migrate import upgrade
from db.database import Database
from db.embedded.postgres import run_postgres
from db.embedded.processes import find_postmaster
from db.login import open_login
from gql.server.app import create_app
from gql.settings import Settings
from tests.client import Api
from tests.postgres import scratch_folder
from tests.proofs.faults.ledger import Ledger
from tests.tenants import new_tenant

SOON, AT_ONCE = 9.0, 2.0  # seconds: seven and one, and a margin for a busy machine
READ = {"query": "{ viewer { user { id } } }"}


@pytest_asyncio.fixture
async def paused(settings: Settings) -> AsyncIterator[tuple[Api, psutil.Process, str]]:
    """A client, and the URL of a PostgreSQL of its own."""
    with scratch_folder() as folder, run_postgres(folder / "pg") as url:
        await upgrade(url)
        tenant = await new_tenant(url)
        database = await Database.connect(await open_login(url), pool_size=4)
        api = Api(create_app(database, settings), settings, tenant)
        postmaster = find_postmaster(folder / "pg")
        assert postmaster
        yield api, postmaster, url
        await api.close()
        await database.close()


async def test_a_paused_server(paused: tuple[Api, psutil.Process, str]) -> None:
    api, postmaster, url = paused
    ledger = Ledger()
    await asyncio.gather(*(ledger.create(api.http, f"before {n}") for n in range(4)))
    processes = [postmaster, *postmaster.children()]
    for process in processes:
        process.suspend()
    began = time.monotonic()
    writes = [ledger.create(api.http, f"meanwhile {n}") for n in range(4)]
    reads = [api.http.post("/graphql", json=READ) for _ in range(4)]
    health = [api.http.get("/healthz") for _ in range(4)]
    looked = asyncio.gather(*health)
    answered, written = asyncio.gather(*reads), asyncio.gather(*writes)
    assert {answer.status_code for answer in await looked} == {503}
    assert time.monotonic() - began < SOON / 2
    told = await answered
    await written
    assert time.monotonic() - began < SOON
    for process in processes:
        process.resume()

    began = time.monotonic()
    assert await ledger.create(api.http, "after")
    assert time.monotonic() - began < AT_ONCE
    assert {answer.status_code for answer in told} <= {200, 503}
    assert (await api.http.post("/graphql", json=READ)).status_code == 200
    await ledger.check(url)
