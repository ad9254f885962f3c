"""Alembic, run from our own code: no file of settings beside it."""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config

import migrations
from db.database import plain_url


def configuration(url: str) -> Config:
    """Alembic's settings for a database, reached with its owner's role."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = plain_url(url)
    return config


async def upgrade(url: str, revision: str = "head") -> None:
    """Bring the schema up to a revision."""
    await asyncio.to_thread(command.upgrade, configuration(url), revision)


async def downgrade(url: str, revision: str = "base") -> None:
    """Take the schema down to a revision; base is an empty database."""
    await asyncio.to_thread(command.downgrade, configuration(url), revision)
