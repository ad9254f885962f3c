"""A data folder with the demo, which `serve` creates once for all tests of a run."""

import fcntl
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.commands import free_port, read_until, serving
from tests.postgres import scratch_folder

NAME = "salesgraph-demo"


def prepare_demo(shared: Path) -> Path:
    """Create the data in this folder, unless another process of the run has done so."""
    made = shared / NAME
    with (shared / f"{NAME}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            with scratch_folder() as folder:
                variables = {"SALESGRAPH_DATA": str(folder), "SALESGRAPH_DEMO": "1"}
                with serving(**variables, PORT=free_port()) as server:
                    read_until(server, "Bearer token of")
                    assert server.stdout
                    server.stdout.readline()
                    server.terminate()
                    assert server.wait(60) == 0
                _copy(folder, shared / f"{NAME}.part")
            (shared / f"{NAME}.part").rename(made)
    return made


@contextmanager
def copied_demo(data: Path) -> Iterator[Path]:
    """Copy the data for one server; PostgreSQL is not running on the copy."""
    with scratch_folder() as folder:
        _copy(data, folder / "data")
        yield folder / "data"


def discard_demo(shared: Path) -> None:
    """Delete the data after the run."""
    shutil.rmtree(shared / NAME, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    """Copy a folder with its owners: PostgreSQL insists on its own."""
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)  # noqa: S603, S607
