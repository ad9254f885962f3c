"""Databases to test on: fresh ones, on whatever server the run has."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg

from db.database import plain_url


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder for one test; pytest's own would have a path too long for a socket."""
    made = Path(tempfile.mkdtemp(prefix="salesgraph-test-"))
    try:
        yield made
    finally:
        shutil.rmtree(made)


@asynccontextmanager
async def empty_database(server_url: str) -> AsyncIterator[str]:
    """A new database on this server, dropped at the end; gives its URL."""
    name = f"test_{uuid4().hex}"
    owner = await asyncpg.connect(plain_url(server_url))
    try:
        await owner.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        try:
            yield urlunsplit(urlsplit(plain_url(server_url))._replace(path=f"/{name}"))
        finally:
            await owner.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await owner.close()
