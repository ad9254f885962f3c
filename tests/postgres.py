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

from db.admin.migrate import upgrade
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
async def empty_database(
    server_url: str, options: str = "ENCODING 'UTF8'", template: str = "template0"
) -> AsyncIterator[str]:
    """Create a database on this server, yield its URL, and drop it at the end."""
    name = f"test_{uuid4().hex}"
    owner = await asyncpg.connect(plain_url(server_url))
    try:
        await owner.execute(f"CREATE DATABASE {name} TEMPLATE {template} {options}")
        try:
            yield urlunsplit(urlsplit(plain_url(server_url))._replace(path=f"/{name}"))
        finally:
            await owner.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await owner.close()


@asynccontextmanager
async def migrated_database(server_url: str) -> AsyncIterator[str]:
    """Create a migrated database on this server, yield its URL, and drop it at the end.

    It is a copy of one that is migrated once: copying takes a twentieth of the time.
    """
    template = _TEMPLATES.get(server_url)
    if template is None:
        template = f"migrated_{uuid4().hex}"
        await _execute(server_url, f"CREATE DATABASE {template} TEMPLATE template0 ENCODING 'UTF8'")
        await upgrade(urlunsplit(urlsplit(plain_url(server_url))._replace(path=f"/{template}")))
        _TEMPLATES[server_url] = template
    async with empty_database(server_url, template=template) as url:
        # A copy has everything but the privileges on the database itself (migration 0009).
        whom = f"PUBLIC, {APPLICATION_ROLE}"
        await _execute(
            url, f"REVOKE CREATE, TEMPORARY ON DATABASE {urlsplit(url).path[1:]} FROM {whom}"
        )
        yield url


_TEMPLATES: dict[str, str] = {}  # the migrated database of each server


async def drop_templates(server_url: str) -> None:
    """Drop what `migrated_database` copies, which matters on servers that outlive the run."""
    if template := _TEMPLATES.pop(server_url, None):
        await _execute(server_url, f"DROP DATABASE {template} WITH (FORCE)")


async def _execute(server_url: str, statement: str) -> None:
    connection = await asyncpg.connect(plain_url(server_url))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


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
    await _execute(server_url, f"DROP ROLE IF EXISTS {LOGIN}")
