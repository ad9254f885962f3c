"""What Alembic runs for each command: one transaction on the database of the configuration."""

import asyncio
import time

import asyncpg
from alembic import context
from sqlalchemy import Connection, pool, text
from sqlalchemy.ext.asyncio import create_async_engine

from db.database import UnfitDatabase
from db.tables import metadata

_ONE_AT_A_TIME = 0x5A1E5  # any number, the same for all of us
_TRIES, _PAUSE = 3_000, 0.2  # ten minutes: indexes of large tables take their time


def run(connection: Connection) -> None:
    """Apply the revisions, giving up rather than blocking the application."""
    context.configure(
        connection=connection, target_metadata=metadata, transaction_per_migration=True
    )
    _wait_for_turn(connection)
    connection.execute(text("SET lock_timeout = '2s'"))
    connection.commit()
    with context.begin_transaction():
        context.run_migrations()


def _wait_for_turn(connection: Connection) -> None:
    """Asks again and again: CREATE INDEX CONCURRENTLY waits for every transaction that waits."""
    for _ in range(_TRIES):
        taken = connection.scalar(text(f"SELECT pg_try_advisory_lock({_ONE_AT_A_TIME})"))
        connection.commit()
        if taken:
            return
        time.sleep(_PAUSE)
    raise UnfitDatabase("Another migration of it has not ended.")


async def migrate() -> None:
    """Connect as the owner of the tables."""
    url = context.config.attributes["url"]

    async def create() -> asyncpg.Connection:
        return await asyncpg.connect(url)

    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=create, poolclass=pool.NullPool
    )
    async with engine.connect() as connection:
        await connection.run_sync(run)
        await connection.commit()
    await engine.dispose()


asyncio.run(migrate())
