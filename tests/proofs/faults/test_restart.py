"""No request is lost while the server restarts: REQUESTS=50000 runs longer."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import psutil
import pytest

from gql.settings import Settings
from tests.client import token_of
from tests.commands import READY, environment, free_port, read_on
from tests.proofs.faults.restart import CONNECTIONS
from tests.tenants import Tenant

REQUESTS = int(os.environ.get("REQUESTS", "2000"))
CLIENTS = 4  # processes
PER_RESTART = 10_000  # requests
# systemd tells a service in its environment which socket it has, and for which process
ACTIVATED = """
import os, sys
os.dup2(int(sys.argv.pop(1)), 3)
os.environ |= {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
import cli
cli.main()
"""


def variables(login_url: str, settings: Settings, **more: str) -> dict[str, str]:
    return environment(
        DATABASE_URL=login_url, SALESGRAPH_SECRET=settings.secret, SALESGRAPH_DEMO="0", **more
    )


@asynccontextmanager
async def pounded(port: int, token: str) -> AsyncIterator[dict[str, Any]]:
    """Run clients that send requests until the block ends; add what they have counted."""
    found: dict[str, Any] = {"answered": 0, "closes": 0, "lost": []}
    goal = str(REQUESTS // CLIENTS)
    command = [sys.executable, "-m", "tests.proofs.faults.restart", str(port), token, goal]
    clients = [
        await asyncio.create_subprocess_exec(
            *command, str(seed), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        for seed in range(CLIENTS)
    ]
    try:
        yield found
    finally:
        said = await asyncio.gather(*(client.communicate(b"") for client in clients))
    for text, _ in said:
        counted = json.loads(text)
        for name in found:
            found[name] += counted[name]


async def started(
    command: tuple[str, ...], env: dict[str, str], fd: int | None = None
) -> asyncio.subprocess.Process:
    server = await asyncio.create_subprocess_exec(
        *command,
        env=env,
        stdout=asyncio.subprocess.PIPE,
        pass_fds=() if fd is None else (fd,),
    )
    await read_on(server, READY)
    return server


def workers_of(server: asyncio.subprocess.Process) -> set[int]:
    """Return the processes that serve requests, are about to, or have just stopped."""
    found = set()
    for child in psutil.Process(server.pid).children():
        with suppress(psutil.NoSuchProcess):  # it has just ended
            if "spawn_main" in " ".join(child.cmdline()):
                found.add(child.pid)
    return found


async def test_sighup_replaces_all_workers_and_loses_no_request(
    login_url: str, settings: Settings, tenant: Tenant
) -> None:
    port = free_port()
    env = variables(login_url, settings, PORT=port, SALESGRAPH_WORKERS="2")
    server = await started((sys.executable, "-c", "import cli; cli.main()", "serve"), env)
    try:
        async with pounded(int(port), token_of(tenant, settings)) as found:
            for _ in range(max(REQUESTS // PER_RESTART, 1)):
                before = workers_of(server)
                server.send_signal(signal.SIGHUP)
                async with asyncio.timeout(120):
                    while before & workers_of(server):  # noqa: ASYNC110 - there is no event
                        await asyncio.sleep(0.2)
    finally:
        server.terminate()
        await server.wait()

    assert found["lost"] == []
    assert found["answered"] >= REQUESTS
    assert found["closes"] >= CLIENTS  # the end of a connection was announced


async def attempt(port: int) -> str:
    """Connect and request the health check; return the outcome within two seconds."""
    try:
        async with asyncio.timeout(2):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                return "answered" if await reader.read(1) else "closed"
            finally:
                writer.close()
    except TimeoutError:
        return "left hanging"
    except ConnectionError:
        return "refused"


@pytest.mark.parametrize("workers", ["1", "2"])
async def test_a_server_that_stops_serves_or_refuses_late_connections_at_once(
    login_url: str, settings: Settings, workers: str
) -> None:
    """An idle connection keeps it alive for ten seconds after it has stopped accepting others."""
    port = free_port()
    env = variables(login_url, settings, PORT=port, SALESGRAPH_WORKERS=workers)
    server = await started((sys.executable, "-c", "import cli; cli.main()", "serve"), env)
    outcomes = list[str]()
    _, idle = await asyncio.open_connection("127.0.0.1", int(port))
    try:
        assert await attempt(int(port)) == "answered"
        server.terminate()
        while server.returncode is None:
            outcomes.append(await attempt(int(port)))
            await asyncio.sleep(0.2)
    finally:
        idle.close()
        await server.wait()

    assert outcomes.count("answered") >= 1
    assert outcomes.count("refused") >= 10
    assert set(outcomes) == {"answered", "refused"}


async def test_a_server_that_is_stopped_and_started_on_a_socket_of_others_loses_no_request(
    login_url: str, settings: Settings, tenant: Tenant
) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=CLIENTS * CONNECTIONS) as listening:
        port, fd = listening.getsockname()[1], listening.fileno()
        env = variables(login_url, settings, PORT=str(port))
        command = (sys.executable, "-c", ACTIVATED, str(fd), "serve")
        server = await started(command, env, fd)
        try:
            async with pounded(port, token_of(tenant, settings)) as found:
                for _ in range(max(REQUESTS // PER_RESTART, 1)):
                    await asyncio.sleep(2)
                    server.terminate()
                    await server.wait()
                    server = await started(command, env, fd)
        finally:
            server.terminate()
            await server.wait()

    assert found["lost"] == []
    assert found["answered"] >= REQUESTS
    assert found["closes"] >= CLIENTS
