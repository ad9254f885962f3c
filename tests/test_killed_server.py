"""After `serve` was killed, the next one starts at the same port, on the same PostgreSQL."""

import signal
import time
from pathlib import Path

import psutil

from db.embedded.processes import find_postmaster, is_alive
from tests.commands import free_port, serving
from tests.postgres import scratch_folder
from tests.test_cli import answering

_ENDING = 60  # seconds in which orphaned workers end, even on a busy machine


def test_workers_end_with_a_killed_parent_and_the_next_serve_takes_over() -> None:
    with scratch_folder() as folder:
        variables = {
            "SALESGRAPH_DATA": str(folder),
            "SALESGRAPH_DEMO": "0",
            "SALESGRAPH_WORKERS": "2",
            "PORT": free_port(),
        }
        with serving(**variables) as server:
            workers, postgres = answering(server), postmaster(folder)
            server.send_signal(signal.SIGKILL)
        deadline = time.monotonic() + _ENDING
        while (left := list(filter(is_alive, workers))) and time.monotonic() < deadline:
            time.sleep(0.1)
        for one in left:
            one.kill()

        # At the same port; one process is enough, and starts sooner.
        with serving(**variables | {"SALESGRAPH_WORKERS": "1"}) as server:
            taken_over = postmaster(folder) == postgres
            server.terminate()
            server.wait(_ENDING)

        assert len(workers) == 2
        assert left == []
        assert taken_over
        assert find_postmaster(folder / "postgres") is None


def postmaster(folder: Path) -> psutil.Process | None:
    return find_postmaster(folder / "postgres")
