"""The embedded server serves one process at a time, and loses nothing if that process is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from db.embedded.folder import CannotStart
from db.embedded.postgres import DataFolderInUse, run_postgres
from db.embedded.running import find_running
from tests.postgres import scratch_folder

RUN = """
import signal, sys
from pathlib import Path
from db.embedded.postgres import run_postgres
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
with run_postgres(Path(sys.argv[1])) as url:
    print(url, flush=True)
    signal.pause()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    with scratch_folder() as made:
        yield made / "pg"


def run(folder: Path) -> tuple["subprocess.Popen[str]", str]:
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", RUN, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    return process, process.stdout.readline().strip()


def end(process: "subprocess.Popen[str]", how: signal.Signals) -> int:
    process.send_signal(how)
    assert process.stdout
    process.stdout.close()
    return process.wait(30)


def postmaster(folder: Path) -> int:
    return int((folder / "postmaster.pid").read_text().split("\n")[0])


async def value(url: str, statement: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_it_stops_what_it_started(folder: Path) -> None:
    process, url = run(folder)
    assert str(await value(url, "SHOW server_version")).startswith("18")

    assert end(process, signal.SIGTERM) == 0

    assert not (folder / "postmaster.pid").exists()


@pytest.mark.parametrize("with_postgres", [False, True])
async def test_data_survives_a_kill(folder: Path, *, with_postgres: bool) -> None:
    process, url = run(folder)
    await value(url, "CREATE TABLE kept AS SELECT 5 AS five")
    if with_postgres:
        os.kill(postmaster(folder), signal.SIGKILL)
    end(process, signal.SIGKILL)

    process, url = run(folder)

    assert await value(url, "SELECT five FROM kept") == 5
    assert end(process, signal.SIGTERM) == 0


async def test_a_process_number_that_was_given_to_a_stranger_does_not_stop_it(
    folder: Path,
) -> None:
    process, url = run(folder)
    await value(url, "CREATE TABLE kept AS SELECT 5 AS five")
    stale = (folder / "postmaster.pid").read_text()
    end(process, signal.SIGTERM)
    _, _, rest = stale.partition("\n")
    (folder / "postmaster.pid").write_text(f"{os.getpid()}\n{rest}")

    with run_postgres(folder) as url:
        assert await value(url, "SELECT five FROM kept") == 5


async def test_a_second_process_is_refused_while_the_first_goes_on(folder: Path) -> None:
    with run_postgres(folder) as url:
        with pytest.raises(DataFolderInUse, match="in use"), run_postgres(folder):
            pass
        assert await value(url, "SELECT 1") == 1


async def test_a_running_server_is_found(folder: Path) -> None:
    assert find_running(folder) is None
    with run_postgres(folder):
        url = find_running(folder)
        assert url is not None
        assert await value(url, "SELECT current_setting('data_directory')") == str(folder)
    assert find_running(folder) is None


async def test_a_deep_folder_has_its_socket_elsewhere_and_closed(folder: Path) -> None:
    deep = folder / ("deep" * 20) / ("deeper" * 15)

    with run_postgres(deep) as url:
        socket_folder = Path(url.partition("host=")[2])
        assert socket_folder != deep
        assert await value(url, "SELECT 1") == 1
        closed = [p for p in (socket_folder, socket_folder.parent) if not p.stat().st_mode & 0o077]
        assert closed


@pytest.mark.parametrize("name", ["a b", "o'clock", "sale & so", "Umsätze 名", "100%23"])
async def test_a_path_that_needs_quotes(folder: Path, name: str) -> None:
    with run_postgres(folder / name / "pg") as url:
        assert await value(url, "SELECT 1") == 1


@pytest.mark.parametrize("name", ["$(touch ran)", "`id`", 'a"b', "a\\b", "a\nb", "a\udcff"])
def test_a_path_that_would_run_as_a_command_is_refused(folder: Path, name: str) -> None:
    with (
        pytest.raises(CannotStart, match="set SALESGRAPH_DATA to a folder whose path"),
        run_postgres(folder / name),
    ):
        pass

    assert list(folder.parent.iterdir()) == []


@pytest.mark.parametrize("seconds", [0.1, 0.5, 1.0, 2.0])
def test_a_first_start_that_was_killed_is_begun_anew(folder: Path, seconds: float) -> None:
    """Everything is killed, including initdb and its PostgreSQL, as in a power failure."""
    arguments = [sys.executable, "-c", RUN, str(folder)]
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, start_new_session=True) as process:  # noqa: S603
        deadline = time.monotonic() + 30
        while not list(folder.parent.glob("*/PG_VERSION")) and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(seconds)
        os.killpg(process.pid, signal.SIGKILL)

    with run_postgres(folder) as url:
        assert url

    assert {path.name for path in folder.parent.iterdir()} == {"pg", "pg.lock"}
