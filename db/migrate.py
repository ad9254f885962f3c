"""Alembic, run from our own code: no file of settings beside it."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from threading import Lock

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

import migrations
from db.database import UnfitDatabase, examine, plain_url

_ALEMBIC = Lock()  # it keeps what it is doing in a global, so one command at a time


def configuration(url: str) -> Config:
    """Alembic's settings for a database, reached with its owner's role."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = plain_url(url)
    return config


async def upgrade(url: str, revision: str = "head") -> None:
    """Bring the schema up to a revision. Raises UnfitDatabase."""
    await examine(url)
    await asyncio.to_thread(_run, command.upgrade, url, revision)


async def downgrade(url: str, revision: str = "base") -> None:
    """Take the schema down to a revision; base is an empty database. Raises UnfitDatabase."""
    await examine(url)
    await asyncio.to_thread(_run, command.downgrade, url, revision)


def _run(verb: Callable[[Config, str], None], url: str, revision: str) -> None:
    try:
        with _ALEMBIC:
            verb(configuration(url), revision)
    except DBAPIError as error:
        cause = getattr(error.orig, "__cause__", None)
        if isinstance(cause, asyncpg.InsufficientPrivilegeError):
            raise UnfitDatabase(f"The database cannot be migrated: {cause}") from error
        raise


async def move(url: str, revision: str) -> None:
    """Bring the schema to a revision, up or down from where it is. Raises UnfitDatabase."""
    await examine(url)
    passed = await _passed(url)
    if revision == "base" or revision in passed[1:]:
        await downgrade(url, revision)
    else:
        await upgrade(url, revision)


async def is_downgrade(url: str, revision: str) -> bool:
    """Whether `move` would take a step back, which deletes data. Raises UnfitDatabase."""
    await examine(url)
    passed = await _passed(url)
    return revision in passed[1:] or (revision == "base" and bool(passed))


def revisions() -> list[str]:
    """All revisions, the first one first."""
    script = ScriptDirectory.from_config(configuration("postgresql://"))
    return [found.revision for found in reversed(list(script.walk_revisions()))]


async def _passed(url: str) -> list[str]:
    """The revisions the database has been through, the present one first."""
    connection = await asyncpg.connect(plain_url(url))
    try:
        present = await connection.fetchval("SELECT version_num FROM alembic_version")
    except asyncpg.UndefinedTableError:
        return []
    finally:
        await connection.close()
    if present is None:
        return []
    script = ScriptDirectory.from_config(configuration(url))
    return [passed.revision for passed in script.iterate_revisions(present, "base")]
