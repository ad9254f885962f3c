"""One PostgreSQL and one migrated database per run, and a new tenant for each test.

TEST_DATABASE_URL selects another server, with a superuser or a role that can create databases and
roles; otherwise, an embedded one is started in a temporary folder. TEST_MIGRATED_URL is a migrated
database on that server, for runs that fork a process for every mutant.
"""

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from db.admin.migrate import upgrade
from db.database import Database
from db.embedded.postgres import run_postgres
from gql.settings import Settings
from tests.client import Api
from tests.demo_folder import discard_demo, prepare_demo
from tests.postgres import (
    application_url,
    drop_login,
    drop_templates,
    empty_database,
    scratch_folder,
)
from tests.recording import Recorder, recording
from tests.tenants import MakeTenant, Tenant, TenantMaker

# Collections of garbage take a quarter of the time in which the tests are collected, and a tenth of
# the time in which they run. They are as rare as in a server (`gql.server.tuning`).
gc.set_threshold(10_000, 10, 20)


def pytest_collection_finish() -> None:
    """Exclude the modules, the schema and the tests themselves from garbage collection."""
    gc.collect()
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that skips tests that do not depend on TEST_DATABASE_URL."""
    parser.addoption(
        "--given-database",
        action="store_true",
        help="run only the tests that use the database of TEST_DATABASE_URL",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip tests without a database, and those that start an embedded one themselves."""
    if config.getoption("--given-database"):
        uses = [item for item in items if "server_url" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(uses)])
        items[:] = uses


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Delete what the processes of the run have shared."""
    folders = getattr(session.config, "_tmp_path_factory", None)
    if folders is not None and "PYTEST_XDIST_WORKER" not in os.environ:
        discard_demo(folders.getbasetemp())


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """A PostgreSQL server on which databases can be created."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        asyncio.run(drop_templates(given))
        asyncio.run(drop_login(given))
        return
    with scratch_folder() as folder, run_postgres(folder / "pg") as url:
        yield url


@pytest_asyncio.fixture(scope="session")
async def database_url(server_url: str) -> AsyncIterator[str]:
    """The URL of the migrated database of this run, for its owner."""
    if ready := os.environ.get("TEST_MIGRATED_URL"):
        yield ready
        return
    async with empty_database(server_url) as url:
        await upgrade(url)
        yield url


@pytest_asyncio.fixture(scope="session")
async def login_url(database_url: str) -> str:
    """The URL of the same database for the application, whose login owns nothing."""
    return await application_url(database_url)


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of `serve` with the demo, made once for all processes of a run.

    `copied_demo` copies it: creating the database and the demo takes twice as long as the start.
    """
    folder = tmp_path_factory.getbasetemp()
    return prepare_demo(folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder)


@pytest.fixture(scope="session")
def recorder() -> Iterator[Recorder]:
    """Records every statement that the application sends."""
    with recording() as recorder:
        yield recorder


@pytest_asyncio.fixture(scope="session")
async def database(login_url: str, recorder: Recorder) -> AsyncIterator[Database]:
    """The database of the application."""
    database = await Database.connect(login_url, pool_size=8)
    yield database
    await database.close()


@pytest_asyncio.fixture(scope="session")
async def make_tenant(database_url: str) -> AsyncIterator[MakeTenant]:
    """Creates new tenants."""
    maker = TenantMaker(database_url)
    yield maker.make
    await maker.close()


@pytest_asyncio.fixture
async def tenant(make_tenant: MakeTenant) -> Tenant:
    """A new tenant with one user."""
    return await make_tenant()


@pytest.fixture(scope="session")
def settings(login_url: str) -> Settings:
    """The settings of the application under test."""
    return Settings(
        secret="a secret of the tests, 32 bytes and more",
        database_url=login_url,
        allowed_hosts=("salesgraph.test",),
    )


@pytest.fixture(scope="session")
def app(database: Database, settings: Settings) -> Any:
    """The application under test."""
    from gql.server.app import create_app  # noqa: PLC0415 - tests below gql must not need it

    return create_app(database, settings)


@pytest_asyncio.fixture
async def api(app: Any, settings: Settings, tenant: Tenant) -> AsyncIterator[Api]:
    """A client signed in as the tenant's user."""
    client = Api(app, settings, tenant)
    yield client
    await client.close()
