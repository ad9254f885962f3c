"""Assigns positions in the change feed to committed changes, milliseconds after the commit.

A transaction inserts its changes without positions (`db/change_feed.py`), so that transactions do
not wait for each other. After the commit, a separate session assigns the next positions of the
tenant's feed to all visible changes, in one transaction that locks the feed's row. So positions
become visible in order, without gaps, and only once they are durable. Changes left behind by a
process that died are numbered by the next sweep of any process (decision 49).
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from contextvars import Context
from typing import Any
from uuid import UUID

log = logging.getLogger("salesgraph")

NUMBER_CHANGES = "SELECT number_changes($1)"  # the number of changes; null if another session works
_TENANTS = "SELECT tenants_to_number()"

LANES = 2  # numbering sessions per process
REST = 0.02  # seconds between two runs for a tenant, so that several commits share one
BUSY = 0.005  # seconds until a retry if another session is numbering the tenant's changes
SWEEP = 1.0  # seconds between two sweeps
NUMBERING_TIMEOUT = 0.1  # seconds that a reader waits for changes committed before
_AFTER_FAILURE = 1.0
_DEADLINE, _MAX_DEADLINE = 5.0, 60.0  # seconds for one run; doubled after each failure
_GRACE = 3.0  # seconds to number the remaining changes when the process ends

Connect = Callable[[], Awaitable[Any]]


def reads_feed(sql: str) -> bool:
    """Whether a statement reads the feed, so that it may wait for `ChangeNumberer.catch_up`."""
    return "change_feeds" in sql


class ChangeNumberer:
    """Numbers the changes of each tenant, one run at a time; later commits share the next run."""

    def __init__(self, connect: Connect) -> None:
        self._lanes = _Lanes(connect)
        self._due: dict[UUID, asyncio.Event] = {}  # tenants with changes waiting for a run
        self._under_way: dict[UUID, asyncio.Event] = {}
        self._tasks: dict[UUID, asyncio.Task[None]] = {}
        self._failures = 0  # in a row

    def schedule(self, tenant_id: UUID) -> None:
        """Schedule a run for the changes committed so far; returns immediately."""
        self._due.setdefault(tenant_id, asyncio.Event())
        if tenant_id not in self._tasks:
            numbering = self._number_on(tenant_id)
            # In a context of its own: the request's budget ends with the request.
            self._tasks[tenant_id] = asyncio.create_task(numbering, context=Context())

    def is_behind(self, tenant_id: UUID) -> bool:
        """Whether this process committed changes that have no position yet."""
        return tenant_id in self._due or tenant_id in self._under_way

    async def catch_up(self, tenant_id: UUID) -> None:
        """Wait up to `NUMBERING_TIMEOUT` until changes this process committed have positions."""
        numbered = self._due.get(tenant_id) or self._under_way.get(tenant_id)
        if numbered is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(NUMBERING_TIMEOUT):
                    await numbered.wait()

    @asynccontextmanager
    async def sweeping(self) -> AsyncIterator[None]:
        """Number changes left by other processes, at the start and then once a second."""
        sweeper = asyncio.create_task(self._sweep())
        try:
            yield
        finally:
            sweeper.cancel()
            await asyncio.gather(sweeper, return_exceptions=True)

    async def close(self) -> None:
        """Number the remaining changes within a few seconds, and disconnect."""
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=_GRACE)
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._lanes.close()

    async def _sweep(self) -> None:
        while True:
            rows = await self._call("fetch", _TENANTS)
            for (tenant_id,) in rows or ():
                self.schedule(tenant_id)
            await asyncio.sleep(SWEEP)

    async def _number_on(self, tenant_id: UUID) -> None:
        try:
            while tenant_id in self._due:
                numbered = self._under_way[tenant_id] = self._due.pop(tenant_id)
                await self._number(tenant_id)
                numbered.set()
                del self._under_way[tenant_id]
                await asyncio.sleep(REST)
        finally:
            self._under_way.pop(tenant_id, None)
            del self._tasks[tenant_id]

    async def _number(self, tenant_id: UUID) -> None:
        while True:
            if await self._call("fetchval", NUMBER_CHANGES, tenant_id) is not None:
                return
            await asyncio.sleep(_AFTER_FAILURE if self._failures else BUSY)

    async def _call(self, method: str, *statement: Any) -> Any:
        """The result of a statement, or None if it failed. A series of failures is logged once."""
        deadline = min(_MAX_DEADLINE, _DEADLINE * 2**self._failures)
        try:
            async with self._lanes.take() as connection:
                answer = await getattr(connection, method)(*statement, timeout=deadline)
        except Exception as error:  # noqa: BLE001 - no error may stop the feed
            if not self._failures:
                reason = str(error) or type(error).__name__
                log.warning("Changes cannot be numbered; trying again every second: %s", reason)
            self._failures = min(self._failures + 1, 10)
            return None
        self._failures = 0
        return answer


class _Lanes:
    """Connections used for numbering only, so that reads and writes cannot delay it."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._free = asyncio.Semaphore(LANES)
        self._idle: list[Any] = []
        self._open: set[Any] = set()

    @asynccontextmanager
    async def take(self) -> AsyncIterator[Any]:
        """Borrow a connection; a connection that failed is not reused."""
        async with self._free:
            while self._idle and self._idle[-1].is_closed():
                self._open.discard(self._idle.pop())
            connection = self._idle.pop() if self._idle else await self._connect()
            self._open.add(connection)
            try:
                yield connection
            except BaseException:
                self._open.discard(connection)
                connection.terminate()
                raise
            self._idle.append(connection)

    def close(self) -> None:
        """Close all connections."""
        for connection in self._open:
            connection.terminate()
        self._open.clear()
        self._idle.clear()
