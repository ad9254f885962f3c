"""Whatever is killed under load, no acknowledged mutation is lost, and none is done twice.

`serve` runs on the embedded PostgreSQL, in one process and in two. KILLS=100 runs longer.
"""

import asyncio
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import httpx
import psutil
import pytest

from db.embedded.processes import find_postmaster
from tests.commands import command, environment, free_port, read_until
from tests.demo_folder import copied_demo
from tests.proofs.faults.ledger import Ledger

KILLS = int(os.environ.get("KILLS", "2"))
CHANCE = Random(int(os.environ.get("SEED", "1")))  # noqa: S311 - it chooses victims
CLIENTS = 6
BACK = 30  # seconds until a mutation must succeed again, on a busy machine
TOKEN = "eyJ"  # a bearer token begins like this


@dataclass
class Server:
    """A running `serve`."""

    process: "subprocess.Popen[str]"
    workers: int
    folder: Path
    url: str
    token: str

    def postmaster(self) -> psutil.Process | None:
        return find_postmaster(self.folder)

    def kill_postgres(self) -> None:
        if postmaster := self.postmaster():
            postmaster.kill()

    def kill_backend(self) -> None:
        """Kill the backend of a client if there is one; PostgreSQL then ends all others, too."""
        children = ((postmaster := self.postmaster()) and postmaster.children()) or []
        backends = [child for child in children if "salesgraph_app" in " ".join(child.cmdline())]
        if backends:
            CHANCE.choice(backends).kill()

    def kill_worker(self) -> None:
        children = psutil.Process(self.process.pid).children()
        workers = [child for child in children if "spawn_main" in " ".join(child.cmdline())]
        CHANCE.choice(workers).kill()

    def pause_postgres(self) -> None:
        """Pause all PostgreSQL processes for a second."""
        if postmaster := self.postmaster():
            stopped = [postmaster, *postmaster.children()]
            for process in stopped:
                process.suspend()
            time.sleep(1)
            for process in stopped:
                process.resume()


@pytest.fixture(params=["1", "2"])
def server(request: pytest.FixtureRequest, demo_data: Path) -> Iterator[Server]:
    """Start `serve` with this many workers, on a PostgreSQL of its own."""
    port = free_port()
    with copied_demo(demo_data) as folder:
        variables = {"PORT": port, "SALESGRAPH_DATA": str(folder), "SALESGRAPH_DEMO": "1"}
        with subprocess.Popen(  # noqa: S603
            command("serve"),
            env=environment(SALESGRAPH_WORKERS=request.param, **variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:
            said = read_until(process, TOKEN)
            token = said.splitlines()[-1]
            at = f"http://127.0.0.1:{port}"
            yield Server(process, int(request.param), folder / "postgres", at, token)
            process.terminate()
            assert process.wait(60) in {0, -15, 143}
        assert find_postmaster(folder / "postgres") is None


async def test_no_acknowledged_mutation_is_lost(server: Server) -> None:
    ledger, stopped = Ledger(), asyncio.Event()
    last = server.kill_backend if server.workers == 1 else server.kill_worker
    faults: list[Callable[[], None]] = [server.kill_postgres, last]
    faults += [server.pause_postgres, server.kill_backend] if len(faults) < KILLS else []
    clients = [asyncio.create_task(_write(server, ledger, stopped, n)) for n in range(CLIENTS)]
    longest = 0.0
    for number in range(KILLS):
        await asyncio.sleep(1 + CHANCE.random())
        await asyncio.to_thread(faults[number % len(faults)])
        longest = max(longest, await _until_saved(ledger))
    stopped.set()
    await asyncio.gather(*clients)

    print(f"\n{KILLS} faults; saved again after {longest:.1f} s at most")
    await ledger.check(f"postgresql://postgres@/postgres?host={server.folder}")
    assert len(ledger.saved) > KILLS


def spoil(folder: Path, text: str) -> str:
    """Change settings of PostgreSQL; return the previous ones."""
    file = folder / "postgresql.auto.conf"
    before = file.read_text()
    file.write_text(text)
    return before


@pytest.mark.parametrize("server", ["2"], indirect=True)
async def test_a_worker_that_starts_without_a_database_waits_for_it(server: Server) -> None:
    good = spoil(server.folder, "shared_buffers = nonsense\n")
    server.kill_postgres()
    server.kill_worker()
    await asyncio.sleep(12)  # until another worker has started
    assert server.process.poll() is None
    spoil(server.folder, good)

    ledger = Ledger()
    headers = {"Authorization": f"Bearer {server.token}"}
    async with asyncio.timeout(BACK):
        while len(ledger.saved) < 10:
            async with httpx.AsyncClient(base_url=server.url, headers=headers) as http:
                await ledger.create(http, f"again {len(ledger.sent_names)}")
    await ledger.check(f"postgresql://postgres@/postgres?host={server.folder}")


async def _write(server: Server, ledger: Ledger, stopped: asyncio.Event, client: int) -> None:
    headers = {"Authorization": f"Bearer {server.token}"}
    async with httpx.AsyncClient(base_url=server.url, headers=headers, timeout=60) as http:
        number = 0
        while not stopped.is_set():
            number += 1
            if not await ledger.create(http, f"ledger {client}/{number}"):
                await asyncio.sleep(0.05)


async def _until_saved(ledger: Ledger) -> float:
    """Return the seconds until a mutation that begins from now on has been saved."""
    began = time.monotonic()
    await asyncio.sleep(0.1)  # requests in flight
    before = len(ledger.saved)
    async with asyncio.timeout(BACK):
        while len(ledger.saved) <= before + CLIENTS:  # noqa: ASYNC110 - in another process
            await asyncio.sleep(0.02)
    return time.monotonic() - began
