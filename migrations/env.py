"""What Alembic runs for each command: one transaction on the database of the configuration."""

import asyncio

from alembic import context
from sqlalchemy import Connection, pool, text
from sqlalchemy.ext.asyncio import create_async_engine

from db.tables import metadata


def run(connection: Connection) -> None:
    """Apply the revisions, giving up rather than blocking the application."""
    context.configure(
        connection=connection, target_metadata=metadata, transaction_per_migration=True
    )
    with context.begin_transaction():
        connection.execute(text("SET lock_timeout = '2s'"))
        context.run_migrations()


async def migrate() -> None:
    """Connect as the owner of the tables."""
    engine = create_async_engine(context.config.attributes["url"], poolclass=pool.NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(run)
        await connection.commit()
    await engine.dispose()


asyncio.run(migrate())
