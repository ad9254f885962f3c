"""Access to PostgreSQL: a pool for reads, and an engine for transactions that write.

Both use the application's role, behind row-level security.
"""

import asyncio
import copy
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from db.change_numbering import ChangeNumberer
from db.errors import OutcomeUnknown
from db.login import APPLICATION_ROLE, UnfitDatabase
from db.pool.connections import check_login, check_server, plain_url
from db.pool.deadlines import (
    LOCK_TIMEOUT,
    STATEMENT,
    ConnectionLosses,
    restart_budget,
    time_left,
    time_left_before_commit,
)
from db.pool.event_loop_pacer import Pacer
from db.pool.failures import is_disk_full, is_loss
from db.pool.fair_queue import FairQueue
from db.pool.health_probe import HealthProbe
from db.pool.prepared_statements import (
    MAX_READING,
    MAX_WRITING,
    LookupStatement,
    PreparedStatements,
)
from db.pool.read_pool import Lease, ReadConnection, ReadPool
from db.pool.retrying import retry_on_another_connection
from db.pool.sessions import Session, open_session
from db.pool.table_growth import TableGrowth
from db.pool.transactions import begin, commit, discard, roll_back
from db.pool.write_connections import WriteConnection, hear

__all__ = ["APPLICATION_ROLE", "Database", "UnfitDatabase", "plain_url"]

REMEMBERED = 200  # statements other than planned queries that asyncpg keeps prepared
MAX_PREPARED_LENGTH = 10_000  # bytes of one of them
CONNECTION_TIMEOUT = 3.0  # seconds that a request waits for a connection
JOB_TIMEOUT = 60.0  # seconds that a background job waits for a connection

_OF_REQUESTS: dict[str, Any] = {
    "command_timeout": STATEMENT,
    "statement_cache_size": REMEMBERED,
    "max_cacheable_statement_size": MAX_PREPARED_LENGTH,
}


class Database:
    """The database of this process: pools, turns and probes."""

    def __init__(
        self,
        engine: AsyncEngine,
        readers: ReadPool,
        checkers: ReadPool,
        *,
        size: int,
        dsn: str,
        losses: ConnectionLosses,
        pacer: Pacer,
    ) -> None:
        self.engine = engine
        self._losses = losses
        self.numberer = ChangeNumberer(self._numbering)
        self.probe = HealthProbe(lambda: open_session(dsn, Session, **_OF_REQUESTS))
        self.pacer = pacer
        self._readers, self._checkers = readers, checkers
        self._writers = FairQueue(size, is_crowded=self.pacer.is_crowded)
        self._lock_waits = FairQueue(max(size * 3 // 8, 1), refuses_early=False)
        self._dsn = dsn
        self._member: Hashable = None  # the member that takes all turns; None: each tenant its own
        self._patience = CONNECTION_TIMEOUT

    @classmethod
    async def connect(cls, url: str, *, pool_size: int = 8, any_login: bool = False) -> "Database":
        """Check the database and the login, and open the pools.

        Raises UnfitDatabase, also for a login that could get past row-level security, unless
        `any_login` is set. Set it only for a demo.
        """
        dsn = plain_url(url)
        await check_server(dsn)
        await check_login(dsn, any_login=any_login)
        return cls.open(dsn, pool_size=pool_size)

    @classmethod
    def open(cls, url: str, *, pool_size: int = 8) -> "Database":
        """Open the pools for a database that was checked before; it may be unavailable now."""
        dsn, growth = plain_url(url), TableGrowth()

        async def read() -> ReadConnection:
            connection = await open_session(dsn, ReadConnection, **_OF_REQUESTS)
            connection.growth = growth
            connection.prepared = PreparedStatements(MAX_READING)
            return connection

        async def create() -> WriteConnection:
            connection = await open_session(dsn, WriteConnection, **_OF_REQUESTS)
            connection.growth = growth
            connection.prepared = PreparedStatements(MAX_WRITING)
            connection.add_log_listener(hear)
            return connection

        engine = _create_engine(create, pool_size)
        losses, pacer = ConnectionLosses(), Pacer()
        turns = FairQueue(pool_size, parts_for=pacer.parts_for)
        readers, checkers = (ReadPool(read, each, losses) for each in (turns, FairQueue(1)))
        return cls(engine, readers, checkers, size=pool_size, dsn=dsn, losses=losses, pacer=pacer)

    def for_jobs(self) -> "Database":
        """The same pools for background jobs, which share turns as if they were one tenant.

        Neither jobs nor requests can crowd out the other. Jobs wait longer for a connection.
        """
        other = copy.copy(self)
        other._member, other._patience = "jobs", JOB_TIMEOUT  # noqa: SLF001 - our own copy
        return other

    async def close(self) -> None:
        """Close all connections, after the committed changes are numbered."""
        await self.numberer.close()
        self.probe.close()
        await self._readers.close()
        await self._checkers.close()
        await self.engine.dispose()

    def reading(self, tenant_id: UUID | None, purpose: str | None = None) -> Lease:
        """A connection for single statements, each of which sets the tenant itself.

        A statement that sets no tenant sees no rows of any tenant (`db.scope.SETS_TENANT`).
        `tenant_id` only decides whose turn is used; it is None for work that belongs to no
        tenant. With a `purpose`, the turns are separate from the tenant's other reads. Raises
        Overloaded.
        """
        self.pacer.note(self._member or tenant_id)
        member = self._member or (tenant_id if purpose is None else (tenant_id, purpose))
        return self._readers.lend(member, self._patience)

    async def fetch_row(
        self,
        tenant_id: UUID,
        sql: str,
        parameters: Sequence[Any],
        first: LookupStatement | None = None,
    ) -> Sequence[Any]:
        """The only row of a tenant's query, which is retried once if the connection is lost.

        Raises Overloaded and TimeoutError.
        """

        async def fetch() -> Sequence[Any]:
            async with self.reading(tenant_id) as connection:
                if outdated := connection.forget_plans():
                    await connection.execute(outdated, timeout=time_left(STATEMENT))
                row: Sequence[Any] = await connection.prepared.fetch_row(
                    connection, sql, parameters, first
                )
                return row

        return await retry_on_another_connection(fetch)

    def checking(self) -> Lease:
        """The connection that looks up users, for statements that set the tenant themselves.

        It is separate from the pool, so that authentication neither waits for queries nor takes a
        connection from them. Raises Overloaded.
        """
        return self._checkers.lend(None, self._patience)

    def lock_wait(self, tenant_id: UUID, patience: float) -> AbstractAsyncContextManager[None]:
        """A turn to wait for locks while holding a connection; limited to 3/8 of all connections.

        Raises Overloaded if the turn does not come within `patience` seconds.
        """
        return self._lock_waits.turn(self._member or tenant_id, time_left(patience))

    @asynccontextmanager
    async def open_dedicated(self, purpose: str) -> AsyncIterator[asyncpg.Connection]:
        """A dedicated connection, for LISTEN. It sets no tenant, so it sees no tenant's rows.

        `pg_stat_activity` shows it as "salesgraph" followed by the purpose.
        """
        name = {"application_name": f"salesgraph {purpose}"}
        session = await open_session(self._dsn, Session, server_settings=name)
        try:
            yield session
        finally:
            session.terminate()

    async def _numbering(self) -> Session:
        """A connection that numbers changes, with an application name of its own."""
        return await open_session(
            self._dsn,
            Session,
            server_settings={"application_name": "salesgraph feed"},
            then="SET statement_timeout = '60s'",  # numbering many changes takes long
        )

    @asynccontextmanager
    async def writing(
        self, tenant_id: UUID, lock_patience: float = LOCK_TIMEOUT, *, is_idle: bool = False
    ) -> AsyncIterator[AsyncConnection]:
        """A transaction of this tenant: committed at the end, rolled back on any error.

        Its changes are numbered afterwards in the background. Statements wait for locks for at
        most `lock_patience` seconds; set `is_idle` inside of `lock_wait`, where the transaction
        is expected to wait. Raises Overloaded if no connection becomes free in time, TimeoutError
        if the request's budget ends before COMMIT is sent, and OutcomeUnknown if the connection
        is lost during COMMIT.
        """
        member, patience = self._member or tenant_id, time_left(self._patience)
        async with self._writers.turn(member, patience, is_idle=is_idle):
            with self._noting_losses():
                async with self.engine.connect() as connection:
                    driver = await self._begin(connection, tenant_id, lock_patience)
                    try:
                        async with asyncio.timeout(time_left_before_commit()):
                            yield connection
                        await self._commit(driver, tenant_id)
                    except BaseException as error:
                        await roll_back(connection, driver, error, self._losses)
                        raise

    async def _commit(self, driver: Any, tenant_id: UUID) -> None:
        """Commit outside of any deadline: canceling could turn a commit into a refusal."""
        try:
            await commit(driver)
            self.probe.note_saved()
            restart_budget()
        finally:  # also if the outcome is unknown
            if driver.parting:
                self.numberer.schedule(tenant_id)

    @contextmanager
    def _noting_losses(self) -> Iterator[None]:
        began = time.monotonic()
        try:
            yield
        except Exception as error:
            cause = error.__cause__ if isinstance(error, OutcomeUnknown) else error
            if is_loss(cause, time.monotonic() - began):
                self._losses.note()
            if is_disk_full(error):
                self.probe.note_full()
            raise

    async def _begin(
        self, connection: AsyncConnection, tenant_id: UUID, lock_patience: float
    ) -> Any:
        """Begin and set the tenant in one round trip; returns the connection of asyncpg."""
        driver = await self._live_driver(connection)
        try:
            await begin(driver, tenant_id, lock_patience)
        except BaseException:  # after a cancellation, BEGIN may still arrive and be executed
            await discard(connection, driver)
            raise
        return driver

    async def _live_driver(self, connection: AsyncConnection) -> Any:
        """The connection of asyncpg below SQLAlchemy's; another one if it is lost or swollen.

        asyncpg notices a lost connection by itself, so no round trip is needed.
        """
        driver: Any = (await connection.get_raw_connection()).driver_connection
        while (
            self._losses.cover(driver.opened) or driver.is_closed() or driver.prepared.is_oversized
        ):
            await discard(connection, driver)  # the next idle one may have been lost as well
            driver = (await connection.get_raw_connection()).driver_connection
        return driver


def _create_engine(create: Callable[[], Awaitable[WriteConnection]], pool_size: int) -> AsyncEngine:
    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=create,
        isolation_level="AUTOCOMMIT",  # `writing` sends BEGIN and COMMIT itself
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=CONNECTION_TIMEOUT,  # never reached: turns limit the number of connections
        json_deserializer=orjson.loads,  # for the price basis of lines
    )
