"""Runs background jobs: pgqueuer takes them from the queue and calls the handler of their kind.

A job runs at least once: if its worker was killed, another one takes it. Handlers keep the state of
their work in their own tables; the queue only triggers them.
"""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.errors import RetryRequested
from pgqueuer.domain.models import Job as Entry
from pgqueuer.domain.types import QueueExecutionMode

from db.database import Database
from db.job_queue import CHANNEL, ids_in, queries
from domain.core.job import JobKind

log = logging.getLogger("salesgraph")

Handler = Callable[[UUID, UUID], Awaitable[None]]  # takes the IDs of a tenant and a record
MaintenanceTask = Callable[[], Awaitable[None]]

CONCURRENT_JOBS = 4  # jobs taken from the queue at once
# polling interval if notifications do not arrive, as behind a connection pooler
POLL = timedelta(seconds=10)
# another worker takes a job that has had no heartbeat for this long
HEARTBEAT = timedelta(seconds=30)
AFTER_FAILURE = timedelta(minutes=1)
SHUTDOWN_GRACE = 15.0  # seconds that running jobs have to finish
MAINTENANCE_EVERY = 3600.0  # seconds
_CLOSED_CHECK = 0.5  # seconds between two looks at the connection
_PAUSES = (1.0, 1.0, 2.0, 5.0, 10.0)  # seconds until the database is tried again


class RetryLater(Exception):
    """The job is not done; try again after this delay."""

    def __init__(self, delay: timedelta) -> None:
        super().__init__(str(delay))
        self.delay = delay


class Worker:
    """Runs jobs until it is stopped."""

    def __init__(
        self,
        database: Database,
        handlers: Mapping[JobKind, Handler],
        chores: MaintenanceTask | None = None,
        heartbeat: timedelta = HEARTBEAT,
    ) -> None:
        self._database, self._handlers, self._chores = database, handlers, chores
        self._heartbeat = heartbeat
        self._stopping = asyncio.Event()
        self._manager: QueueManager | None = None

    def stop(self) -> None:
        """Take no more jobs, and end when the running ones have finished."""
        self._stopping.set()
        if self._manager is not None:
            self._manager.shutdown.set()

    async def run(self) -> None:
        """Run until stopped; reconnects if the connection is lost."""
        chores = asyncio.create_task(self._run_maintenance())
        failures = 0
        try:
            while not self._stopping.is_set():
                manager = self._manager
                try:
                    await self._work(QueueExecutionMode.continuous)
                except Exception:  # jobs must continue after any failure
                    if self._manager is not manager:  # the connection had succeeded
                        failures = 0
                    pause = _PAUSES[min(failures, len(_PAUSES) - 1)]
                    failures += 1
                    log.exception("the worker lost the database; retrying in %s s", pause)
                    await self._pause(pause)
        finally:
            chores.cancel()
            await asyncio.gather(chores, return_exceptions=True)

    async def drain(self) -> None:
        """Run all queued jobs, including delayed ones, and end."""
        await self._work(QueueExecutionMode.drain, timedelta(milliseconds=100))

    async def _work(self, mode: QueueExecutionMode, poll: timedelta = POLL) -> None:
        async with self._database.open_dedicated("jobs") as connection:
            manager = QueueManager(queries(AsyncpgDriver(connection)), CHANNEL)
            for kind, handler in self._handlers.items():
                manager.entrypoint(kind.value)(_guard(handler))
            self._manager = manager
            if self._stopping.is_set():
                return
            watch = asyncio.create_task(wait_until_closed(connection))
            watch.add_done_callback(lambda _: manager.shutdown.set())
            try:
                await manager.run(
                    dequeue_timeout=poll,
                    batch_size=CONCURRENT_JOBS,
                    mode=mode,
                    heartbeat_timeout=self._heartbeat,
                    log_aggregation_interval=timedelta(0),
                )
            finally:
                watch.cancel()
            if connection.is_closed():
                raise ConnectionResetError("the connection has been closed")

    async def _run_maintenance(self) -> None:
        while self._chores is not None:
            try:
                await self._chores()
            except Exception:
                log.exception("the hourly maintenance failed")
            await asyncio.sleep(MAINTENANCE_EVERY)

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return


async def wait_until_closed(connection: asyncpg.Connection) -> None:
    """Return half a second after the connection is closed, at the latest.

    asyncpg calls no termination listener if the server ends the connection while a statement is
    about to be sent.
    """
    while not connection.is_closed():  # noqa: ASYNC110 - nothing else tells it
        await asyncio.sleep(_CLOSED_CHECK)


@asynccontextmanager
async def working(worker: Worker, grace: float = SHUTDOWN_GRACE) -> AsyncIterator[None]:
    """Run the worker in the background; at the end, running jobs have `grace` seconds to finish."""
    running = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        worker.stop()
        await asyncio.wait({running}, timeout=grace)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def add_jitter(delay: timedelta) -> timedelta:
    """Vary the delay by up to 20 %, so that jobs that failed together are not retried together."""
    return delay * secrets.SystemRandom().uniform(0.8, 1.2)


def _guard(handler: Handler) -> Any:
    """Wrap a handler for the queue, so that no failure loses the job."""

    async def handle(entry: Entry) -> None:
        try:
            await handler(*ids_in(entry.payload or b""))
        except RetryLater as later:
            raise RetryRequested(later.delay) from later
        except asyncio.CancelledError as canceled:
            # The worker ends before the job. pgqueuer would treat the cancellation as the end of
            # the job.
            raise RetryRequested(timedelta(0)) from canceled
        except Exception as error:
            log.exception("a job failed: %s", entry.entrypoint)
            raise RetryRequested(add_jitter(AFTER_FAILURE)) from error

    return handle
