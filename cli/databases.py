"""The database of a command: the operator's, or an embedded PostgreSQL."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager

from cli.event_loop import run
from cli.progress import step
from db.admin.access import Access, prepare
from db.database import Database, UnfitDatabase
from db.embedded.postgres import join_postgres, run_postgres
from db.pool.failures import failure_of
from gql.settings import Settings

log = logging.getLogger("salesgraph")


@contextmanager
def open_own_database(settings: Settings) -> Iterator[Access]:
    """Open the database for as long as this process serves it.

    Without DATABASE_URL, starts an embedded PostgreSQL and stops it at the end. Raises
    DataFolderInUse if another process runs it.
    """
    if settings.database_url:
        yield _given_database(settings.database_url, settings)
        return
    folder = settings.data / "postgres"
    with ExitStack() as running:
        with step(f"Starting PostgreSQL in {folder}"):
            url = running.enter_context(run_postgres(folder))
        yield Access.to_embedded(url)


@contextmanager
def open_shared_database(settings: Settings) -> Iterator[Access]:
    """Open the database for one command, which may run beside `serve`.

    Without DATABASE_URL, uses the embedded PostgreSQL of a running `serve`, or starts one for the
    command.
    """
    if settings.database_url:
        yield _given_database(settings.database_url, settings)
        return
    with join_postgres(settings.data / "postgres") as url:
        yield Access.to_embedded(url)


def _given_database(url: str, settings: Settings) -> Access:
    return Access.to_given(url, settings.database_owner_url, demo=settings.demo)


def bring_up_to_date(access: Access) -> None:
    """Migrate with the owner's login, or check that the schema is current. Raises UnfitDatabase."""
    with step("Migrating the database" if access.migrates else "Checking the database"):
        repaired = run(lambda: prepare(access))
    for line in repaired:
        print(line, flush=True)


async def examine(access: Access, settings: Settings) -> None:
    """Check that the application can use the database. Raises UnfitDatabase."""
    await (await connect(access, settings)).close()


async def connect(access: Access, settings: Settings) -> Database:
    """Connect to the database with the application's login. Raises UnfitDatabase."""
    return await Database.connect(
        access.url, pool_size=settings.pool_size, any_login=access.any_login
    )


async def connect_again(access: Access, settings: Settings) -> Database:
    """Connect in a worker that replaces another, even if the database is currently unavailable.

    The database was checked when the first process started. Raises UnfitDatabase.
    """
    try:
        return await connect(access, settings)
    except Exception as error:
        cause = error.__cause__ if isinstance(error, UnfitDatabase) else error
        if failure_of(cause) is None:
            raise
        log.warning("a worker started while the database was unavailable: %s", error)
        return Database.open(access.url, pool_size=settings.pool_size)


@asynccontextmanager
async def open_database(access: Access, settings: Settings) -> AsyncIterator[Database]:
    """Connect to the database and close it at the end; SIGTERM cancels the current task."""
    task = asyncio.current_task()
    assert task is not None  # noqa: S101
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    database = await connect(access, settings)
    try:
        yield database
    finally:
        await database.close()
