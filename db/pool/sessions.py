"""Opens connections with the application's role, behind row-level security.

All connections of the application are opened here, so they all have the same settings.
"""

import asyncio
import time
from typing import Any, TypeVar

import asyncpg

from db.login import APPLICATION_ROLE
from db.pool.deadlines import CONNECT, LOCK_TIMEOUT, time_left

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
SET lock_timeout = '{LOCK_TIMEOUT}s';
SET idle_in_transaction_session_timeout = '10s';
SET jit = off;
SET random_page_cost = 1.1;  -- in memory or on flash; PostgreSQL's own figure is for disks
"""


class Session(asyncpg.Connection):
    """A connection that records when it was opened."""

    opened = 0.0  # on the clock of time.monotonic


Kind = TypeVar("Kind", bound=Session)


async def open_session(dsn: str, kind: type[Kind], *, then: str = "", **options: Any) -> Kind:
    """Open a connection with the application's role and no tenant.

    `then` is SQL that runs after the common settings; `options` are passed to asyncpg. Raises
    TimeoutError if the connection is not ready within `CONNECT` seconds or the rest of the
    request's budget, and any error of the settings; the connection is closed in that case.
    """
    # In a task of its own, which the pacer does not delay: asyncpg must continue as soon as the
    # server has answered. If the connection were lost in between, asyncpg would leave futures
    # with exceptions that are logged later, or raise errors that do not say what happened.
    return await asyncio.create_task(_open(dsn, kind, then, options))


async def _open(dsn: str, kind: type[Kind], then: str, options: dict[str, Any]) -> Kind:
    async with asyncio.timeout(time_left(CONNECT)):
        session: Kind = await asyncpg.connect(dsn, connection_class=kind, **options)
        try:
            await session.execute(_SETTINGS + then)
        except BaseException:
            session.terminate()
            raise
    session.opened = time.monotonic()
    return session
