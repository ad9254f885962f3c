"""The application's role, and its login on the embedded server.

`db.pool.login_checks` checks what the login must not be able to do.
"""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from db.operator_error import OperatorError

APPLICATION_ROLE = "salesgraph_app"
TEMP_FILE_LIMIT = "256MB"  # per connection
_SET_OPTION = 16  # the first PostgreSQL version with memberships that do not allow SET ROLE


class UnfitDatabase(OperatorError):
    """The database does not meet our requirements. The message says why."""


async def missing_role(connection: Any) -> str | None:
    """Why the login cannot take on the application's role, and what to do; None if it can."""
    if not await connection.fetchval("SELECT to_regrole($1)", APPLICATION_ROLE):
        return f"The role {APPLICATION_ROLE} is missing: run salesgraph migrate."
    login, is_member = await connection.fetchrow(
        "SELECT quote_ident(session_user), pg_has_role(session_user, $1, 'MEMBER')",
        APPLICATION_ROLE,
    )
    if not is_member:
        return (
            f"DATABASE_URL logs in as {login}, which is no member of {APPLICATION_ROLE}:"
            f" let an administrator run GRANT {APPLICATION_ROLE} TO {login};"
        )
    if connection.get_server_version().major >= _SET_OPTION and not await connection.fetchval(
        "SELECT pg_has_role(session_user, $1, 'SET')", APPLICATION_ROLE
    ):
        return (
            f"DATABASE_URL logs in as {login}, which may not take on {APPLICATION_ROLE}:"
            f" let an administrator run GRANT {APPLICATION_ROLE} TO {login} WITH SET TRUE;"
        )
    return None


async def open_login(owner_url: str) -> str:
    """Let the application's role log in to the embedded server; returns its URL.

    Also limits the role's temporary files, which only a superuser can do.
    """
    connection = await asyncpg.connect(owner_url)
    try:
        is_ready = """SELECT rolcanlogin AND rolconfig @> ARRAY['temp_file_limit=' || $2]
          FROM pg_roles WHERE rolname = $1"""
        if not await connection.fetchval(is_ready, APPLICATION_ROLE, TEMP_FILE_LIMIT):
            await connection.execute(
                f"ALTER ROLE {APPLICATION_ROLE} LOGIN;"
                f"ALTER ROLE {APPLICATION_ROLE} SET temp_file_limit = '{TEMP_FILE_LIMIT}'"
            )
    finally:
        await connection.close()
    return url_of(owner_url, APPLICATION_ROLE)


def url_of(url: str, login: str) -> str:
    """The URL of the same database with another login and no password."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{login}@{place}"))
