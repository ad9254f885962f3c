"""The PostgreSQL for benchmarks: one cluster in .bench, with a database per size."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import asyncpg

from bench.data.load import load, loaded
from db.database import plain_url
from db.embedded.postgres import run_postgres
from db.login import open_login

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / ".bench"
# avoids checkpoints during measurements
SETTINGS = {"max_wal_size": "8GB", "checkpoint_timeout": "30min"}


@contextmanager
def cluster(folder: Path = FOLDER) -> Iterator[str]:
    """Run the cluster; yields the URL of its superuser."""
    folder.mkdir(parents=True, exist_ok=True)
    with run_postgres(folder / "pg") as url:
        asyncio.run(_settle(url))
        yield url


async def _settle(url: str) -> None:
    connection = await asyncpg.connect(plain_url(url))
    try:
        for name, value in SETTINGS.items():
            await connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        await connection.execute("SELECT pg_reload_conf()")
    finally:
        await connection.close()


async def database(server_url: str, size: int, say: Callable[[str], None]) -> tuple[str, UUID]:
    """Create and fill the database with `size` opportunities if necessary; returns URL and tenant.

    A database whose loading was interrupted is created again.
    """
    name = f"bench_{size}"
    url = urlunsplit(urlsplit(plain_url(server_url))._replace(path=f"/{name}"))
    connection = await asyncpg.connect(plain_url(server_url))
    try:
        known = await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", name)
        if known and not await loaded(url):
            await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
            known = False
        if not known:
            await connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    finally:
        await connection.close()
    tenant_id = await load(url, size, say)
    await open_login(url)
    return url, tenant_id
