"""Single connections outside of the pools: to check a server and a login, and for the owner."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from db.login import UnfitDatabase, missing_role
from db.pool.failures import failure_of
from db.pool.login_checks import weakness_of_login

OLDEST, NEWEST = 15, 18


def plain_url(url: str) -> str:
    """The URL in asyncpg's form. Raises UnfitDatabase if it is not a PostgreSQL URL."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme.split("+")[0] not in {"postgres", "postgresql"}:
        raise UnfitDatabase("The database URL must begin with postgresql://.")
    return f"postgresql://{rest}"


async def check_server(url: str) -> None:
    """Check a server and its database. Raises UnfitDatabase.

    Refuses an unreachable server, an unsupported version, settings that may lose commits, and an
    encoding other than UTF8.
    """
    async with connect_as_login(url) as connection:
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


async def check_login(url: str, *, any_login: bool = False) -> None:
    """Check the application's login. Raises UnfitDatabase.

    Refuses a login that could get past row-level security, unless `any_login` is set, and one
    that cannot take on the application's role.
    """
    async with connect_as_login(url) as connection:
        weakness = None if any_login else await weakness_of_login(connection)
        weakness = weakness or await missing_role(connection)
    if weakness:
        raise UnfitDatabase(weakness)


@asynccontextmanager
async def connect_as_login(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection with the URL's own login. Raises UnfitDatabase if it cannot be opened."""
    try:
        connection = await asyncpg.connect(plain_url(url), timeout=10)
    except Exception as error:
        if failure_of(error) is None and not isinstance(error, _BADLY_NAMED):
            raise
        raise UnfitDatabase(
            f"The database cannot be reached: {_reason(error)}. {_advice(error)}"
        ) from error
    try:
        await connection.execute(_FOR_CHECKS)
        yield connection
    finally:
        await connection.close()


async def open_as_owner(url: str) -> asyncpg.Connection:
    """A connection of the owner with the search path `public`.

    The login's own search path might lead to another schema.
    """
    connection = await asyncpg.connect(plain_url(url))
    await connection.execute("SET search_path = public, pg_temp")
    return connection


_BADLY_NAMED = (ValueError, asyncpg.PostgresError, asyncpg.InterfaceError)  # the URL is wrong

# A login's own search path could put other tables before those of the catalog. JIT compilation
# would take seconds for statements that run only once.
_FOR_CHECKS = "SET search_path = pg_catalog, pg_temp; SET jit = off"


_MAKE_LOGIN = (
    "The role must exist, have LOGIN, and be admitted by pg_hba.conf: see docs/operations.md. Or"
    " check the URL in the settings."
)
_MAKE_DATABASE = (
    "Let an administrator create the database: see docs/operations.md. Or check the URL in the"
    " settings."
)


def _advice(error: Exception) -> str:
    """What to do about a failed connection."""
    if isinstance(error, asyncpg.InvalidCatalogNameError):
        return _MAKE_DATABASE
    wrong_password = isinstance(error, asyncpg.InvalidPasswordError)
    if isinstance(error, asyncpg.InvalidAuthorizationSpecificationError) and not wrong_password:
        return _MAKE_LOGIN
    return "Check its URL in the settings."


def _reason(error: Exception) -> str:
    """Why the connection failed, in one line without a full stop."""
    if isinstance(error, TimeoutError):
        return "no answer within 10 seconds"
    if isinstance(error, RuntimeError):  # from uvloop; its message contains an object's address
        return "The connection was closed"
    if isinstance(error, ConnectionRefusedError):  # asyncio and the system use different messages
        return "Connection refused"
    text = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return " ".join(text.split()).rstrip(".") or type(error).__name__
