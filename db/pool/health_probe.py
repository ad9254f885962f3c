"""Health checks of the database, on a connection of their own, separate from requests."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any

import asyncpg

from db.pool.failures import is_disk_full
from db.schema_revisions import is_outdated

Connect = Callable[[], Awaitable[Any]]

_TIMEOUT = 2.0  # seconds for a check, including a new connection
_BELIEVED = 1.0  # seconds for which a result is reused
_REMEMBERED = 10.0  # seconds in which a write that found the disk full is remembered

# The division fails on a standby, which refuses writes. Ten thousand numbers exceed 64 kB, so
# PostgreSQL writes them to a temporary file, which fails if the disk is full.
_LOOK = """
SET work_mem = '64kB';
SELECT 1 / (NOT pg_is_in_recovery())::int;
SELECT count(*) FROM generate_series(1, 10000);
"""
_REVISION = "SELECT max(version_num) FROM public.alembic_version"


class DatabaseCondition(StrEnum):
    """The condition of the database, as reported to operators."""

    OK = "ok"
    LOST = "no database"
    FULL = "disk full"
    READ_ONLY = "read-only"
    OUTDATED = "old schema"


class HealthProbe:
    """Checks the database on request, at most once a second for any number of callers."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._connection: Any = None
        self._known: tuple[float, DatabaseCondition] | None = None
        self._looking: asyncio.Task[DatabaseCondition] | None = None
        self._full_at: float | None = None
        self._is_outdated = False  # as of the latest check

    def note_full(self) -> None:
        """Record that a write failed because the disk is full."""
        self._full_at = _now()

    def note_saved(self) -> None:
        """Record that a write was committed."""
        self._full_at = None

    async def condition(self) -> DatabaseCondition:
        """The condition of the database, at most a second old. Takes at most two seconds."""
        if self._known is None or _now() - self._known[0] >= _BELIEVED:
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look())
            condition = await asyncio.shield(self._looking)
        else:
            condition = self._known[1]
        was_full = self._full_at is not None and _now() - self._full_at < _REMEMBERED
        return (
            DatabaseCondition.FULL if condition is DatabaseCondition.OK and was_full else condition
        )

    async def readiness(self) -> DatabaseCondition:
        """The condition; OUTDATED if the schema is older than this version requires."""
        condition = await self.condition()
        return (
            DatabaseCondition.OUTDATED
            if condition is DatabaseCondition.OK and self._is_outdated
            else condition
        )

    def close(self) -> None:
        """Disconnect."""
        if self._looking is not None:
            self._looking.cancel()
        self._disconnect()

    async def _look(self) -> DatabaseCondition:
        try:
            async with asyncio.timeout(_TIMEOUT):
                condition = await self._ask()
        except Exception as error:  # noqa: BLE001 - any error means that it does not respond
            self._disconnect()
            condition = _meaning(error)
        self._known = _now(), condition
        return condition

    async def _ask(self) -> DatabaseCondition:
        if self._connection is None or self._connection.is_closed():
            self._connection = await self._connect()
        await self._connection.execute(_LOOK)
        self._is_outdated = is_outdated(await _revision(self._connection))
        return DatabaseCondition.OK

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None


async def _revision(connection: Any) -> str | None:
    """The revision of the schema; None if the application cannot read it, as before 0009."""
    try:
        revision: str | None = await connection.fetchval(_REVISION)
    except (asyncpg.UndefinedTableError, asyncpg.InsufficientPrivilegeError):
        return None
    return revision


def _meaning(error: Exception) -> DatabaseCondition:
    if is_disk_full(error):
        return DatabaseCondition.FULL
    is_standby = getattr(error, "sqlstate", None) in {"22012", "25006"}
    return DatabaseCondition.READ_ONLY if is_standby else DatabaseCondition.LOST


def _now() -> float:
    return asyncio.get_running_loop().time()
