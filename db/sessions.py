"""Connections as the application's role, behind row-level security, ready for use.

Every connection of the application is opened here, so none works with other settings.
"""

import asyncio
import time
from typing import Any, TypeVar

import asyncpg

from db.login import APPLICATION_ROLE
from db.patience import CONNECT, LOCK_PATIENCE, left

_SETTINGS = f"""
SET ROLE {APPLICATION_ROLE};
SET app.tenant_id = '';  -- here and below: whatever the role's own settings say
SET search_path = public, pg_temp;
SET row_security = on;
SET standard_conforming_strings = on;
SET default_transaction_isolation = 'read committed';
SET default_transaction_read_only = off;
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';
SET statement_timeout = '5s';
SET lock_timeout = '{LOCK_PATIENCE}s';
SET idle_in_transaction_session_timeout = '10s';
SET jit = off;
SET random_page_cost = 1.1;  -- in memory or on flash; PostgreSQL's own figure is for disks
"""


class Session(asyncpg.Connection):
    """A connection that knows when it was opened."""

    opened = 0.0  # on the clock of time.monotonic


Kind = TypeVar("Kind", bound=Session)


async def open_session(dsn: str, kind: type[Kind], *, then: str = "", **options: Any) -> Kind:
    """Open a connection as the application's role, for no tenant.

    `then` is SQL that is run after the common settings; `options` go to asyncpg. Raises
    TimeoutError if the connection is not ready within `CONNECT` seconds or what is left of the
    request's budget, and whatever the settings fail with; no connection stays open then.
    """
    # In a task of its own, which no pacer holds up: asyncpg must go on as soon as the server has
    # answered. If the connection were lost in between, it would leave futures with exceptions
    # behind that are logged later, or fail with errors that do not say what happened.
    return await asyncio.create_task(_open(dsn, kind, then, options))


async def _open(dsn: str, kind: type[Kind], then: str, options: dict[str, Any]) -> Kind:
    async with asyncio.timeout(left(CONNECT)):
        session: Kind = await asyncpg.connect(dsn, connection_class=kind, **options)
        try:
            await session.execute(_SETTINGS + then)
        except BaseException:
            session.terminate()
            raise
    session.opened = time.monotonic()
    return session
