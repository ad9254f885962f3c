"""What Alembic runs for each command, on one connection of the owner of the database."""

import asyncio
import time
from typing import Any

from alembic import context
from sqlalchemy import Connection, pool, text
from sqlalchemy.ext.asyncio import create_async_engine

from db.admin.repair import make_role, repair
from db.login import UnfitDatabase
from db.pool.connections import open_as_owner
from db.tables import metadata

_ONE_AT_A_TIME = 0x5A1E5  # any number, the same for all of us
_TRIES, _PAUSE = 3_000, 0.2  # ten minutes: indexes of large tables take their time


def run(connection: Connection) -> bool:
    """Apply the revisions, each in a transaction; gives whether the schema is the newest then."""
    context.configure(
        connection=connection, target_metadata=metadata, transaction_per_migration=True
    )
    with context.begin_transaction():
        context.run_migrations()
    return context.get_context().get_current_heads() == (context.get_head_revision(),)


def _take_turn(connection: Connection) -> None:
    """Wait until nobody else migrates, and never block the application.

    Asks again and again: CREATE INDEX CONCURRENTLY waits for every transaction that waits.
    """
    for _ in range(_TRIES):
        taken = connection.scalar(text(f"SELECT pg_try_advisory_lock({_ONE_AT_A_TIME})"))
        connection.commit()
        if taken:
            break
        time.sleep(_PAUSE)
    else:
        raise UnfitDatabase("Another migration of it has not ended.")
    connection.execute(text("SET lock_timeout = '2s'"))
    connection.commit()


async def migrate() -> None:
    """Make the application's role, apply the revisions, and mend what the newest one lacks."""
    attributes = context.config.attributes
    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=lambda: open_as_owner(attributes["url"]),
        poolclass=pool.NullPool,
    )
    async with engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await connection.run_sync(_take_turn)
        await make_role(driver)
        is_newest = await connection.run_sync(run)
        await connection.commit()
        attributes["repaired"] = await repair(driver) if is_newest else []
    await engine.dispose()


asyncio.run(migrate())
