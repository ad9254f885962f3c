"""/readyz tells load balancers to send requests elsewhere even when /healthz reports no fault."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest

from db.admin.migrate import revisions
from db.database import Database, plain_url
from db.schema_revisions import is_outdated, known_revisions
from gql.http.gate import Gate
from gql.server.app import create_app
from gql.server.uvicorn_server import Server, configure
from gql.settings import Settings
from tests.client import Api
from tests.postgres import application_url, migrated_database
from tests.tenants import Tenant

OK = (200, {"status": "ok"})


def status_and_body(answer: httpx.Response) -> tuple[int, dict[str, str]]:
    """Return the status and the JSON body."""
    return answer.status_code, answer.json()


@pytest.fixture
async def server(database: Database, settings: Settings) -> AsyncIterator[tuple[Server, str]]:
    """A server on a socket, and its URL."""
    door, ready = socket.create_server(("127.0.0.1", 0)), asyncio.Event()
    server = Server(configure(create_app(database, settings), Gate(), loop="none"), ready.set)
    running = asyncio.create_task(server._serve([door]))
    await ready.wait()
    yield server, f"http://127.0.0.1:{door.getsockname()[1]}"
    server.should_exit = True
    await running


async def test_a_server_that_stops_is_not_ready_and_is_healthy(server: tuple[Server, str]) -> None:
    running, url = server
    async with httpx.AsyncClient(base_url=url) as kept, httpx.AsyncClient(base_url=url) as new:
        assert status_and_body(await kept.get("/readyz")) == OK

        running.handle_exit(signal.SIGTERM, None)
        await asyncio.sleep(0.3)

        stopping = {"status": "stopping", "reason": "The server is stopping."}
        for client in (kept, new):
            answer = await client.get("/readyz")
            assert status_and_body(answer) == (503, stopping)
            assert answer.headers["connection"] == "close"
        assert status_and_body(await new.get("/healthz")) == OK


@pytest.mark.parametrize(
    ("change", "is_ready"),
    [
        ("SELECT 1", True),
        ("UPDATE alembic_version SET version_num = '0011'", False),
        ("UPDATE alembic_version SET version_num = '9999'", True),
        ("UPDATE alembic_version SET version_num = 'a1b2c3'", True),
        ("DELETE FROM alembic_version", False),
        ("REVOKE SELECT ON alembic_version FROM salesgraph_app", False),
    ],
    ids=["present", "older", "newer", "of another numbering", "none", "hidden"],
)
async def test_a_schema_that_is_too_old_is_not_ready_and_is_healthy(
    server_url: str, settings: Settings, tenant: Tenant, change: str, *, is_ready: bool
) -> None:
    async with migrated_database(server_url) as url:
        owner = await asyncpg.connect(plain_url(url))
        await owner.execute(change)
        await owner.close()
        database = Database.open(await application_url(url), pool_size=1)
        api = Api(create_app(database, settings), settings, tenant)

        found, health = await api.http.get("/readyz"), await api.http.get("/healthz")

        await api.close()
        await database.close()
    assert status_and_body(health) == OK
    if is_ready:
        assert status_and_body(found) == OK
    else:
        assert (found.status_code, found.json()["status"]) == (503, "old schema")
        assert "salesgraph migrate" in found.json()["reason"]


def test_the_revisions_are_those_that_alembic_knows() -> None:
    assert list(known_revisions()) == revisions()
    assert not is_outdated(revisions()[-1])
