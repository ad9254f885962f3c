"""If an embedded PostgreSQL is killed while in use, it restarts at the same URL with its data."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest

from db.embedded.postgres import run_postgres
from db.embedded.processes import find_postmaster
from tests.postgres import scratch_folder

SOON = 10  # seconds; it takes less than one on an idle machine


@pytest.fixture
def folder() -> Iterator[Path]:
    with scratch_folder() as made:
        yield made / "pg"


def postmaster(folder: Path) -> psutil.Process:
    found = find_postmaster(folder)
    assert found is not None
    return found


def move(folder: Path, to: Path) -> None:
    folder.rename(to)


def kill_server(folder: Path) -> None:
    os.kill(int((folder / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)


async def until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(SOON):
        while not done():  # noqa: ASYNC110 - it happens in another thread
            await asyncio.sleep(0.05)


async def value(url: str, statement: str) -> object:
    """Return the value of a statement as soon as the server responds."""
    deadline = time.monotonic() + SOON
    while True:
        try:
            connection = await asyncpg.connect(url)
            try:
                return await connection.fetchval(statement)
            finally:
                await connection.close()
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.05)


async def test_a_killed_server_comes_back_with_its_data(folder: Path) -> None:
    with run_postgres(folder) as url:
        await value(url, "CREATE TABLE kept AS SELECT 5 AS five")
        for _ in range(2):
            victim = postmaster(folder)
            victim.kill()

            assert await value(url, "SELECT five FROM kept") == 5
            assert postmaster(folder) != victim

    assert find_postmaster(folder) is None


async def test_a_socket_elsewhere_stays_where_it_is_and_closed(folder: Path) -> None:
    deep = folder / ("deep" * 20) / ("deeper" * 15)
    with run_postgres(deep) as url:
        postmaster(deep).kill()

        assert await value(url, "SELECT 1") == 1
        socket_folder = Path(url.partition("host=")[2])
        closed = (socket_folder, socket_folder.parent)
        await until(lambda: any(not path.stat().st_mode & 0o077 for path in closed))


async def test_a_backend_that_outlives_its_postmaster_does_not_keep_it_from_starting(
    folder: Path,
) -> None:
    with run_postgres(folder) as url:
        connection = await asyncpg.connect(url)
        orphan = psutil.Process(await connection.fetchval("SELECT pg_backend_pid()"))
        orphan.suspend()  # it does not notice that the postmaster is gone
        postmaster(folder).kill()

        assert await value(url, "SELECT 1") == 1
        assert not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE
        connection.terminate()


async def test_a_new_database_is_never_made_where_the_data_are_gone(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    elsewhere = folder.with_name("elsewhere")
    with run_postgres(folder) as url:
        await value(url, "CREATE TABLE kept AS SELECT 5 AS five")
        move(folder, elsewhere)
        kill_server(elsewhere)
        await until(lambda: "are gone" in caplog.text)
        move(elsewhere, folder)

        assert await value(url, "SELECT five FROM kept") == 5


async def test_each_start_that_fails_is_told_in_one_line_and_tried_again_later(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with run_postgres(folder) as url:
        settings = folder / "postgresql.auto.conf"
        good = settings.read_text()
        settings.write_text("shared_buffers = nonsense\n")
        postmaster(folder).kill()
        await until(lambda: caplog.text.count("cannot be started") == 2)
        settings.write_text(good)

        assert await value(url, "SELECT 1") == 1
    told = [line.getMessage() for line in caplog.records if line.name == "salesgraph"]
    assert told[0] == f"PostgreSQL in {folder} has stopped. Starting it again."
    assert told[1].endswith("Trying again in 0.5 seconds.")
    assert told[2].endswith("Trying again in 1 seconds.")
    assert told[-1] == f"PostgreSQL in {folder} is running again."
    assert not any("\n" in line for line in told)


async def test_a_server_that_cannot_be_started_does_not_hold_up_the_end(folder: Path) -> None:
    with run_postgres(folder):
        settings = folder / "postgresql.auto.conf"
        settings.write_text("shared_buffers = nonsense\n")
        postmaster(folder).kill()
        await asyncio.sleep(3)
        began = time.monotonic()

    assert time.monotonic() - began < SOON
    assert find_postmaster(folder) is None
