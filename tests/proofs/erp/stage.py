"""The processes of the proof: a server of the API, two workers, and the simulator.

PostgreSQL is started by the proof itself, whose supervisor starts it again.
"""

import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from db.embedded.processes import find_postmaster
from tests.commands import READY, command, environment, free_port, read_until
from tests.proofs.erp import worker

SIMULATOR = "integrations.business_central.simulator"
SECRET = "a secret of the proof, 32 bytes and more"
AUTO_POST = "1"  # seconds until the simulator ships and invoices an order
_TIMEOUT = 60.0


@dataclass
class Stage:
    """The running processes by name; `postgres` is the folder of the server that can be killed."""

    login_url: str
    folder: Path
    seed: Path
    settled_after: str  # seconds until a worker believes that a lost request has ended
    postgres: Path | None = None
    ports: dict[str, str] = field(default_factory=dict)
    running: dict[str, "subprocess.Popen[str]"] = field(default_factory=dict)
    kills: Counter[str] = field(default_factory=Counter)

    @property
    def api(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self.ports['api']}"

    @property
    def simulator(self) -> str:
        """The address of the simulator."""
        return f"http://127.0.0.1:{self.ports['simulator']}"

    def start_all(self) -> str:
        """Start everything; return the ID of the simulator's company."""
        self.ports = {name: free_port() for name in ("api", "simulator")}
        for name in ("simulator", "api", "worker 1", "worker 2"):
            self._start(name)
        said = read_until(self.running["simulator"], "company")
        read_until(self.running["api"], READY)
        for name in ("worker 1", "worker 2"):
            read_until(self.running[name], worker.READY)
        found = re.search(r"company +.* (\S+)$", said.strip())
        assert found, said
        return found[1]

    def kill(self, name: str) -> None:
        """`kill -9` a process, and start it again; PostgreSQL is started by its supervisor."""
        self.kills[name] += 1
        if name == "postgres":
            assert self.postgres
            postmaster = find_postmaster(self.postgres)
            if postmaster is not None:
                postmaster.kill()
            return
        self._end(name)
        self._start(name)

    def wait_for(self, name: str) -> None:
        """Wait until a server that was killed answers again."""
        url = {"api": f"{self.api}/healthz", "simulator": f"{self.simulator}/control/state"}[name]
        end = time.monotonic() + _TIMEOUT
        while time.monotonic() < end:
            try:
                if httpx.get(url, timeout=5).status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError(f"{name} did not come back")

    def end_all(self) -> None:
        """End everything."""
        for name in self.running:
            self._end(name)

    def _end(self, name: str) -> None:
        process = self.running[name]
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()

    def _start(self, name: str) -> None:
        line, variables = self._command(name)
        with (self.folder / f"{name}.log").open("a") as log:
            self.running[name] = subprocess.Popen(  # noqa: S603
                line,
                env=environment(PYTHONPATH=".", **variables),
                stdout=log if name in self.kills else subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def _command(self, name: str) -> tuple[list[str], dict[str, str]]:
        database = {"DATABASE_URL": self.login_url}
        if name == "simulator":
            state = str(self.folder / "business-central.sqlite")
            options = ["--port", self.ports[name], "--state", state, "--auto-post", AUTO_POST]
            return [sys.executable, "-m", SIMULATOR, *options, "--seed", str(self.seed)], {}
        if name == "api":
            more = {"PORT": self.ports[name], "SALESGRAPH_RUN_JOBS": "0", "SALESGRAPH_DEMO": "0"}
            return command("serve"), {**database, **more, "SALESGRAPH_SECRET": SECRET}
        more = {"SIMULATOR": self.simulator, "SECRET": SECRET, "SETTLED": self.settled_after}
        return [sys.executable, "-m", "tests.proofs.erp.worker"], {**database, **more}


@contextmanager
def staged(stage: Stage) -> Iterator[Stage]:
    """End the processes of the stage after the block."""
    try:
        yield stage
    finally:
        stage.end_all()
