"""The database that a command works on: the operator's, or an embedded PostgreSQL."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass

from cli.progress import step
from db.database import Database
from db.embedded import embedded_postgres, joined_postgres
from gql.settings import Settings


@dataclass(frozen=True, slots=True)
class Place:
    """A database as its two logins reach it."""

    url: str  # as the application
    owner_url: str  # as the owner, who migrates it and creates tenants and users


@contextmanager
def own_database(settings: Settings) -> Iterator[Place]:
    """The database for as long as this process serves it.

    Without DATABASE_URL it is an embedded PostgreSQL, started here and stopped at the end. Raises
    DataFolderInUse where another process runs it.
    """
    if settings.database_url:
        yield Place(settings.database_url, settings.owner_url or settings.database_url)
        return
    folder = settings.data / "postgres"
    with ExitStack() as running:
        with step(f"Starting PostgreSQL in {folder}"):
            url = running.enter_context(embedded_postgres(folder))
        yield Place(url, url)


@contextmanager
def shared_database(settings: Settings) -> Iterator[Place]:
    """The database for one command, which may run beside `serve`.

    Without DATABASE_URL it is the embedded PostgreSQL of a running `serve`, or one that is started
    for the command.
    """
    if settings.database_url:
        yield Place(settings.database_url, settings.owner_url or settings.database_url)
        return
    with joined_postgres(settings.data / "postgres") as url:
        yield Place(url, url)


@asynccontextmanager
async def opened(url: str, settings: Settings) -> AsyncIterator[Database]:
    """The database while it is used; SIGTERM cancels the use and closes it all the same."""
    task = asyncio.current_task()
    assert task is not None  # noqa: S101
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    database = await Database.connect(url, pool_size=settings.pool_size)
    try:
        yield database
    finally:
        await database.close()
