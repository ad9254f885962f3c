"""A full disk blocks only mutations, and needs no restart once there is space again."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from db.admin.migrate import upgrade
from db.database import Database
from db.embedded.postgres import run_postgres
from db.login import open_login
from gql.server.app import create_app
from gql.settings import Settings
from tests.client import Api
from tests.postgres import scratch_folder
from tests.proofs.faults.ledger import Ledger
from tests.tenants import new_tenant

SIZE = "160m"
MOST = 2_000  # mutations until the disk must be full
READ = {"query": "{ accounts(first: 5) { nodes { name } } }"}


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system in memory."""
    with scratch_folder() as folder:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
        if subprocess.run(mount, capture_output=True, check=False).returncode:  # noqa: S603
            pytest.skip("this user may not mount a file system")
        try:
            yield folder
        finally:
            subprocess.run(["umount", str(folder)], check=True)  # noqa: S603, S607


@pytest_asyncio.fixture
async def small(small_disk: Path, settings: Settings) -> AsyncIterator[tuple[Api, str]]:
    """A client of a PostgreSQL on the small disk, and the superuser's URL."""
    with run_postgres(small_disk / "pg") as url:
        await upgrade(url)
        tenant = await new_tenant(url)
        database = await Database.connect(await open_login(url), pool_size=4)
        api = Api(create_app(database, settings), settings, tenant)
        yield api, url
        await api.close()
        await database.close()


def fill(disk: Path) -> Path:
    """Fill the remaining space with a file."""
    ballast = disk / "ballast"
    command = ["dd", "if=/dev/zero", f"of={ballast}", "bs=4096"]
    subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    return ballast


async def test_a_full_disk(small: tuple[Api, str], small_disk: Path) -> None:
    api, url = small
    ledger = Ledger()
    for number in range(20):
        await ledger.create(api.http, f"before {number}")
    ballast = fill(small_disk)
    number = 0
    while ledger.kinds["UNAVAILABLE"] < 5 and number < MOST:
        number += 1
        await ledger.create(api.http, f"meanwhile {number} {'x' * 150}")

    assert ledger.kinds["UNAVAILABLE"] >= 5
    assert (await api.http.post("/graphql", json=READ)).status_code == 200
    for path in ("/healthz", "/readyz"):
        answer = await api.http.get(path)
        assert (answer.status_code, answer.json()["status"]) == (503, "disk full")

    ballast.unlink()
    await asyncio.sleep(1)
    assert await ledger.create(api.http, "after")
    assert (await api.http.get("/healthz")).json() == {"status": "ok"}
    await ledger.check(url)
