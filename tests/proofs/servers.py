"""Servers in processes of their own, for proofs that measure, flood or kill them."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from db.admin.migrate import upgrade
from db.login import open_login
from gql.settings import Settings
from tests.client import token_of
from tests.commands import READY, read_on
from tests.tenants import Tenant, new_tenant


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def started(
    url: str, settings: Settings, port: int, **more: str
) -> asyncio.subprocess.Process:
    """Start a server on this port, and wait until it is ready; `more` are other settings."""
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "SALESGRAPH_SECRET": settings.secret,
        "SALESGRAPH_DEMO": "0",
        "PORT": str(port),
        **more,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "import cli; cli.main()",
        "serve",
        env=environment,
        stdout=asyncio.subprocess.PIPE,
    )
    await read_on(process, READY)
    return process


@dataclass(frozen=True, slots=True)
class OwnServer:
    """A running server on a database that nobody else uses."""

    url: str  # of the database, for its owner
    settings: Settings
    port: int
    pid: int
    tenant: Tenant

    def client(self) -> httpx.AsyncClient:
        """Return a client of the tenant's first user; it must be closed."""
        token = token_of(self.tenant, self.settings)
        return httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{self.port}",
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
            timeout=60,
        )


@asynccontextmanager
async def own_server(url: str, **more: str) -> AsyncIterator[OwnServer]:
    """Migrate an empty database, create a tenant and start a server, which ends with the block.

    `more` are further settings, by the names of their environment variables.
    """
    await upgrade(url)
    tenant, login = await new_tenant(url), await open_login(url)
    settings = Settings(secret="a secret of the proof, 32 bytes and more", database_url=login)
    port = free_port()
    server = await started(login, settings, port, **more)
    try:
        yield OwnServer(url, settings, port, server.pid, tenant)
    finally:
        server.terminate()
        await server.wait()
