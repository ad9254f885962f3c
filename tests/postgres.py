"""Creates databases and logins on the server of the run."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg

from db.database import APPLICATION_ROLE, plain_url
from db.login import url_of

LOGIN = f"application_{os.getpid()}"


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Create a folder for one test; the paths of pytest's folders are too long for a socket."""
    made = Path(tempfile.mkdtemp(prefix="salesgraph-test-"))
    try:
        yield made
    finally:
        shutil.rmtree(made)


@asynccontextmanager
async def empty_database(server_url: str, options: str = "ENCODING 'UTF8'") -> AsyncIterator[str]:
    """Create a database on this server, yield its URL, and drop it at the end."""
    name = f"test_{uuid4().hex}"
    owner = await asyncpg.connect(plain_url(server_url))
    try:
        await owner.execute(f"CREATE DATABASE {name} TEMPLATE template0 {options}")
        try:
            yield urlunsplit(urlsplit(plain_url(server_url))._replace(path=f"/{name}"))
        finally:
            await owner.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await owner.close()


async def application_url(owner_url: str) -> str:
    """Return the URL of the migrated database for the application, whose login owns nothing.

    The login is created on the first call, one for each process of the run.
    """
    connection = await asyncpg.connect(plain_url(owner_url))
    try:
        if not await connection.fetchval("SELECT to_regrole($1)", LOGIN):
            await connection.execute(f"CREATE ROLE {LOGIN} LOGIN IN ROLE {APPLICATION_ROLE}")
    finally:
        await connection.close()
    return url_of(plain_url(owner_url), LOGIN)


async def drop_login(server_url: str) -> None:
    """Drop the login of this process, which matters on servers that outlive the run."""
    connection = await asyncpg.connect(plain_url(server_url))
    try:
        await connection.execute(f"DROP ROLE IF EXISTS {LOGIN}")
    finally:
        await connection.close()
