"""Single connections outside the pools: to check a server and a login, and for the owner."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from db.failures import failure_of
from db.login import UnfitDatabase, missing_role
from db.weakness import weakness_of_login

OLDEST, NEWEST = 15, 18


def plain_url(url: str) -> str:
    """The URL as asyncpg takes it, whichever of the usual forms it came in."""
    scheme, found, rest = url.partition("://")
    if not found or scheme.split("+")[0] not in {"postgres", "postgresql"}:
        raise UnfitDatabase("The database URL must begin with postgresql://.")
    return f"postgresql://{rest}"


async def examine(url: str) -> None:
    """Refuse a server that cannot be reached or is too old, and a database that may lose data."""
    async with connected(url) as connection:
        major = connection.get_server_version().major
        if not OLDEST <= major <= NEWEST:
            raise UnfitDatabase(f"PostgreSQL {OLDEST} to {NEWEST} is needed, not {major}.")
        for setting in ("fsync", "synchronous_commit"):
            if await connection.fetchval(f"SHOW {setting}") == "off":
                raise UnfitDatabase(f"{setting} is off: acknowledged work could be lost.")
        encoding = await connection.fetchval("SHOW server_encoding")
        if encoding != "UTF8":
            raise UnfitDatabase(
                f"The encoding of the database is {encoding}; it must be UTF8: create a database"
                " with TEMPLATE template0 ENCODING 'UTF8'."
            )


async def examine_login(url: str, *, any_login: bool = False) -> None:
    """Refuse a login that could become too much, or cannot become the application's role."""
    async with connected(url) as connection:
        weakness = None if any_login else await weakness_of_login(connection)
        weakness = weakness or await missing_role(connection)
    if weakness:
        raise UnfitDatabase(weakness)


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection as the URL's own login. Raises UnfitDatabase where it cannot be made."""
    try:
        connection = await asyncpg.connect(plain_url(url), timeout=10)
    except Exception as error:
        if failure_of(error) is None and not isinstance(error, _BADLY_NAMED):
            raise
        raise UnfitDatabase(
            f"The database cannot be reached: {_reason(error)}. Check its URL in the settings."
        ) from error
    try:
        await connection.execute(_FOR_CHECKS)
        yield connection
    finally:
        await connection.close()


async def open_as_owner(url: str) -> asyncpg.Connection:
    """A connection of the owner, for whom our tables are in the schema public.

    The login's own search path would put them into another schema.
    """
    connection = await asyncpg.connect(plain_url(url))
    await connection.execute("SET search_path = public, pg_temp")
    return connection


_BADLY_NAMED = (ValueError, asyncpg.PostgresError, asyncpg.InterfaceError)  # the URL is at fault

# A login's own search path could put other tables in front of those of the catalogue. Compiling
# what is asked for once takes PostgreSQL seconds.
_FOR_CHECKS = "SET search_path = pg_catalog, pg_temp; SET jit = off"


def _reason(error: Exception) -> str:
    """Why there is no connection, in one line without a full stop."""
    if isinstance(error, TimeoutError):
        return "no answer within 10 seconds"
    if isinstance(error, RuntimeError):  # of uvloop, with the address of an object
        return "The connection was closed"
    if isinstance(error, ConnectionRefusedError):  # asyncio and the system word it differently
        return "Connection refused"
    text = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return " ".join(text.split()).rstrip(".") or type(error).__name__
