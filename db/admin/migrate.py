"""Runs Alembic from code, without a settings file."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

import migrations
from db.login import APPLICATION_ROLE, UnfitDatabase
from db.pool.connections import check_server, connect_as_login, plain_url
from db.privileges import faults
from db.tables.columns import metadata

_ALEMBIC = Lock()  # Alembic keeps its context in a global, so one command at a time


def configuration(url: str) -> Config:
    """The settings of Alembic for a database URL with the owner's login."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = plain_url(url)
    return config


async def upgrade(url: str, revision: str = "head") -> list[str]:
    """Upgrade the schema to a revision; at the newest one, repair privileges and policies.

    Returns a line for each kind of repair; none if nothing was wrong. Raises UnfitDatabase.
    """
    await check_server(url)
    await _revision_history(url)
    return await asyncio.to_thread(_run, command.upgrade, url, revision)


async def downgrade(url: str, revision: str = "base") -> None:
    """Downgrade the schema to a revision; base is an empty database. Raises UnfitDatabase."""
    await check_server(url)
    await _revision_history(url)
    await asyncio.to_thread(_run, command.downgrade, url, revision)


def _run(verb: Callable[[Config, str], None], url: str, revision: str) -> list[str]:
    config = configuration(url)
    try:
        with _ALEMBIC:
            verb(config, revision)
    except DBAPIError as error:
        cause = getattr(error.orig, "__cause__", None)
        if isinstance(cause, asyncpg.InsufficientPrivilegeError):
            raise UnfitDatabase(
                f"This login may not migrate the database ({cause}):"
                " set DATABASE_OWNER_URL to the login that owns it."
            ) from error
        raise
    repaired: list[str] = config.attributes.get("repaired", [])
    return repaired


async def move(url: str, revision: str) -> list[str]:
    """Upgrade or downgrade the schema to a revision.

    Returns the repairs, as `upgrade` does. Raises UnfitDatabase.
    """
    await check_server(url)
    passed = await _revision_history(url)
    if revision == "base" or revision in passed[1:]:
        await downgrade(url, revision)
        return []
    return await upgrade(url, revision)


async def check_schema(url: str) -> None:
    """Check with the application's role that the database is migrated. Raises UnfitDatabase.

    The schema must be the newest, and all privileges and policies must be in place.
    """
    async with connect_as_login(url) as connection:
        await connection.execute(f"SET ROLE {APPLICATION_ROLE}")  # a login may not inherit from it
        try:
            present = await _current_revision(url, connection)
        except asyncpg.InsufficientPrivilegeError:  # until 0009 only the owner could read it
            raise UnfitDatabase(_LACKING) from None
        newest = _script(url).get_current_head()
        if present != newest:
            raise UnfitDatabase(
                f"The schema of the database is at {present or 'nothing'}, this version of"
                f" salesgraph needs {newest}: run salesgraph migrate."
            )
        if await faults(connection):
            raise UnfitDatabase(_LACKING)


async def check_known(url: str) -> None:
    """Refuse a database of a newer version of salesgraph. Raises UnfitDatabase."""
    async with connect_as_login(url) as connection:
        with suppress(asyncpg.InsufficientPrivilegeError):
            await _current_revision(url, connection)


async def _current_revision(url: str, connection: Any) -> str | None:
    present = await _present(connection)
    if present is not None and not _is_known(url, present):
        raise UnfitDatabase(_unknown(present))
    return present


_LACKING = (
    "The database lacks privileges or policies, as after a restore or before an upgrade:"
    " run salesgraph migrate."
)


async def is_downgrade(url: str, revision: str) -> bool:
    """Whether `move` would downgrade, which deletes data. Raises UnfitDatabase."""
    await check_server(url)
    passed = await _revision_history(url)
    return revision in passed[1:] or (revision == "base" and bool(passed))


def revisions() -> list[str]:
    """All revisions, oldest first."""
    script = ScriptDirectory.from_config(configuration("postgresql://"))
    return [revision.revision for revision in reversed(list(script.walk_revisions()))]


async def _revision_history(url: str) -> list[str]:
    """The revisions applied to the database, newest first.

    Raises UnfitDatabase for databases of other applications or of newer versions of salesgraph.
    """
    async with connect_as_login(url) as connection:
        present = await _current_revision(url, connection)
        tables = {row["name"] for row in await connection.fetch(_TABLES)}
    if present is None:
        foreign_tables = sorted(tables & {*metadata.tables})
        if foreign_tables:
            raise UnfitDatabase(_not_ours(foreign_tables[0]))
        return []
    if "tenants" not in tables or "opportunities" not in tables:
        raise UnfitDatabase(
            f"The database says that it is at revision {present}, but has no tables of salesgraph:"
            " it belongs to another application, or a backup was restored in part. Use an empty"
            " database."
        )
    return [passed.revision for passed in _script(url).iterate_revisions(present, "base")]


_TABLES = "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace"


async def _present(connection: Any) -> str | None:
    """The revision recorded in the database, or None."""
    try:
        rows = await connection.fetch("SELECT version_num FROM public.alembic_version")
    except asyncpg.UndefinedTableError:
        return None
    except asyncpg.UndefinedColumnError:
        raise UnfitDatabase(_not_ours("alembic_version")) from None
    return ", ".join(sorted(version for (version,) in rows)) or None


def _not_ours(table: str) -> str:
    return f"The database has a table {table} that salesgraph did not make: use an empty database."


def _unknown(present: str) -> str:
    return (
        f"The database is at revision {present}, which this version of salesgraph does not know:"
        " run the newer version that has migrated it, or use another database."
    )


def _is_known(url: str, revision: str) -> bool:
    return revision in {script.revision for script in _script(url).walk_revisions()}


def _script(url: str) -> ScriptDirectory:
    return ScriptDirectory.from_config(configuration(url))
