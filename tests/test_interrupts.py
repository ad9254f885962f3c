"""Ctrl-C, which terminals send to every process, always stops `serve` without a traceback."""

import os
import signal
import subprocess

import pytest

from tests.commands import command, environment, free_port, read_until
from tests.postgres import scratch_folder


@pytest.mark.parametrize(
    ("done", "workers"),
    [  # until it is ready, it is one process in any case
        *(("Loading the server", "1"), ("Starting PostgreSQL", "2")),
        *(("Migrating the database", "1"), ("is ready", "1"), ("is ready", "2")),
    ],
)
def test_ctrl_c_stops_everything_at_any_moment(done: str, workers: str) -> None:
    with scratch_folder() as folder:
        variables = {
            "SALESGRAPH_DATA": str(folder),
            "SALESGRAPH_DEMO": "0",
            "SALESGRAPH_WORKERS": workers,
            "PORT": free_port(),
        }
        with subprocess.Popen(  # noqa: S603
            command("serve"),
            env=environment(**variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as server:
            read_until(server, done)
            os.killpg(server.pid, signal.SIGINT)
            _, said = server.communicate(timeout=60)

        assert said == ""
        assert server.returncode in {0, 130}
        assert not (folder / "postgres" / "postmaster.pid").exists()
