"""Checks that a user exists before `salesgraph token` prints a token for them."""

import asyncio
import sys
from typing import TYPE_CHECKING

from cli.failures import InvalidCommand
from db.embedded.running import find_running
from db.tenant_ids import tenant_id_of, user_id_of
from gql.settings import Settings

if TYPE_CHECKING:
    from db.user_lookup import UserState

_PATIENCE = 1.0  # seconds for the whole check


def check_user(settings: Settings, slug: str, email: str) -> None:
    """Raise InvalidCommand if the server would refuse this user's token.

    Uses only a database that runs already. If none answers within a second, says on stderr that
    the user was not checked: tokens may be made on a machine that cannot reach the database.
    """
    url = settings.database_url or find_running(settings.data / "postgres")
    state = _ask(url, slug, email) if url else None
    if state is None:
        print(
            "salesgraph: The user was not checked, because the database cannot be reached. The"
            " server refuses the token if the user does not exist or is deactivated.",
            file=sys.stderr,
        )
    elif fault := _fault_of(state, slug, email):
        raise InvalidCommand(fault)


def _ask(url: str, slug: str, email: str) -> "UserState | None":
    """The state of the user; None if the database does not answer in time."""
    import asyncpg  # here, because a machine without a database needs no driver

    from cli.event_loop import run
    from db.user_lookup import find_user_state

    tenant_id = tenant_id_of(slug)

    async def find() -> "UserState":
        async with asyncio.timeout(_PATIENCE):
            return await find_user_state(url, tenant_id, user_id_of(tenant_id, email))

    try:
        return run(find)
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return None
    except (RuntimeError, asyncpg.InternalClientError):  # the connection was closed while opening
        return None


def _fault_of(state: "UserState", slug: str, email: str) -> str | None:
    """Why the server would refuse the token, and what to do; None if it would accept it."""
    from db.user_lookup import UserState

    match state:
        case UserState.ACTIVE:
            return None
        case UserState.DEACTIVATED:
            return (
                f"User {email} of tenant {slug} is deactivated: restore access with"
                f" `salesgraph user activate --tenant {slug} --email {email}`."
            )
        case UserState.UNKNOWN_USER:
            known = f"`salesgraph user list --tenant {slug}` shows all"
            return f"Tenant {slug} has no user {email}: {known}."
        case UserState.UNKNOWN_TENANT:
            known = "`salesgraph tenant list` shows all"
            return f"There is no tenant {slug}: {known}. Name one with --tenant."
