"""Databases to test on: fresh ones, on whatever server the run has."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg

from db.database import plain_url


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
