"""The two doors to PostgreSQL: a pool that reads, an engine that writes in one transaction.

Both work as the application's role, behind row-level security.
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

from db.connections import examine, examine_login, plain_url
from db.curing import on_another_connection
from db.errors import OutcomeUnknown
from db.failures import is_disk_full, is_loss
from db.growth import Growth
from db.login import APPLICATION_ROLE, UnfitDatabase
from db.numbering import Numberer
from db.pacing import Pacer
from db.patience import LOCK_PATIENCE, STATEMENT, Losses, left, left_before_commit, renew
from db.prepared import MOST_READING, MOST_WRITING, First, Prepared
from db.probe import Probe
from db.readers import Loan, ReadConnection, Readers
from db.sessions import Session, open_session
from db.transactions import begin, commit, discard, roll_back
from db.turns import Turns
from db.writers import WriteConnection, hear

__all__ = ["APPLICATION_ROLE", "Database", "UnfitDatabase", "plain_url"]

REMEMBERED = 200  # statements of our own that the driver keeps prepared, beside questions
LONGEST_REMEMBERED = 10_000  # bytes of one
PATIENCE = 3.0  # seconds that a request waits for its turn at a connection
PATIENCE_OF_JOBS = 60.0  # and a background job

_OF_REQUESTS: dict[str, Any] = {
    "command_timeout": STATEMENT,
    "statement_cache_size": REMEMBERED,
    "max_cacheable_statement_size": LONGEST_REMEMBERED,
}


class Database:
    """One PostgreSQL, for as long as the process lives."""

    def __init__(
        self,
        engine: AsyncEngine,
        readers: Readers,
        checkers: Readers,
        *,
        size: int,
        dsn: str,
        losses: Losses,
        pacer: Pacer,
    ) -> None:
        self.engine = engine
        self._losses = losses
        self.numberer = Numberer(self._numbering)
        self.probe = Probe(lambda: open_session(dsn, Session, **_OF_REQUESTS))
        self.pacer = pacer
        self._readers, self._checkers = readers, checkers
        self._writers = Turns(size, is_crowded=self.pacer.is_crowded)
        self._lock_waits = Turns(max(size * 3 // 8, 1), refuses_early=False)
        self._dsn = dsn
        self._party: Hashable = None  # who takes all turns; None: each tenant takes its own
        self._patience = PATIENCE

    @classmethod
    async def connect(cls, url: str, *, pool_size: int = 8, any_login: bool = False) -> "Database":
        """Open both doors.

        Raises UnfitDatabase, also where the login could get past row-level security, unless
        `any_login` accepts that: for a demo, and nothing else.
        """
        dsn = plain_url(url)
        await examine(dsn)
        await examine_login(dsn, any_login=any_login)
        return cls.open(dsn, pool_size=pool_size)

    @classmethod
    def open(cls, url: str, *, pool_size: int = 8) -> "Database":
        """Open both doors to a database that was examined before, and may be away just now."""
        dsn, growth = plain_url(url), Growth()

        async def read() -> ReadConnection:
            connection = await open_session(dsn, ReadConnection, **_OF_REQUESTS)
            connection.growth = growth
            connection.prepared = Prepared(MOST_READING)
            return connection

        async def create() -> WriteConnection:
            connection = await open_session(dsn, WriteConnection, **_OF_REQUESTS)
            connection.growth = growth
            connection.prepared = Prepared(MOST_WRITING)
            connection.add_log_listener(hear)
            return connection

        engine = _create_engine(create, pool_size)
        losses, pacer = Losses(), Pacer()
        turns = Turns(pool_size, parts_for=pacer.parts_for)
        readers, checkers = (Readers(read, each, losses) for each in (turns, Turns(1)))
        return cls(engine, readers, checkers, size=pool_size, dsn=dsn, losses=losses, pacer=pacer)

    def for_jobs(self) -> "Database":
        """The same doors for background jobs: they take turns as if they were one more tenant.

        So they neither keep requests from the database nor are kept from it, and they wait longer.
        """
        other = copy.copy(self)
        other._party, other._patience = "jobs", PATIENCE_OF_JOBS  # noqa: SLF001 - our own copy
        return other

    async def close(self) -> None:
        """Close both doors, once the changes that were committed are numbered."""
        await self.numberer.close()
        self.probe.close()
        await self._readers.close()
        await self._checkers.close()
        await self.engine.dispose()

    def asking(self, tenant_id: UUID | None, purpose: str | None = None) -> Loan:
        """A connection for single statements, each of which sets the tenant itself.

        A statement that sets no tenant sees no tenant's rows (`db.scope.SETS_TENANT`). The tenant
        named here only takes the turn; None is for what belongs to no tenant. With a purpose, the
        turns are not shared with the tenant's other reads. Raises Overloaded.
        """
        self.pacer.note(self._party or tenant_id)
        party = self._party or (tenant_id if purpose is None else (tenant_id, purpose))
        return self._readers.lend(party, self._patience)

    async def fetch_row(
        self, tenant_id: UUID, sql: str, parameters: Sequence[Any], first: First | None = None
    ) -> Sequence[Any]:
        """The only row of a question of this tenant, asked again where a connection was lost."""

        async def fetch() -> Sequence[Any]:
            async with self.asking(tenant_id) as connection:
                if outdated := connection.forget_plans():
                    await connection.execute(outdated, timeout=left(STATEMENT))
                row: Sequence[Any] = await connection.prepared.fetch_row(
                    connection, sql, parameters, first
                )
                return row

        return await on_another_connection(fetch)

    def checking(self) -> Loan:
        """The one connection that looks users up, for statements that set the tenant themselves.

        It is apart from the others, so that whoever comes in neither waits for questions nor takes
        a connection away from them. Raises Overloaded.
        """
        return self._checkers.lend(None, self._patience)

    def lock_wait(self, tenant_id: UUID, patience: float) -> AbstractAsyncContextManager[None]:
        """A turn at waiting for locks while a connection is held: three eighths of them may.

        Raises Overloaded where the turn does not come within so many seconds.
        """
        return self._lock_waits.turn(self._party or tenant_id, left(patience))

    @asynccontextmanager
    async def dedicated(self, purpose: str) -> AsyncIterator[asyncpg.Connection]:
        """A connection of its own, for one who listens; no tenant, so no tenant's rows.

        `pg_stat_activity` shows it as "salesgraph" and its purpose.
        """
        name = {"application_name": f"salesgraph {purpose}"}
        session = await open_session(self._dsn, Session, server_settings=name)
        try:
            yield session
        finally:
            session.terminate()

    async def _numbering(self) -> Session:
        """A connection that numbers changes; told apart from the others by its name."""
        return await open_session(
            self._dsn,
            Session,
            server_settings={"application_name": "salesgraph feed"},
            then="SET statement_timeout = '60s'",  # a bulk takes its time
        )

    @asynccontextmanager
    async def writing(
        self, tenant_id: UUID, lock_patience: float = LOCK_PATIENCE, *, is_idle: bool = False
    ) -> AsyncIterator[AsyncConnection]:
        """One transaction of this tenant: committed at the end, rolled back on any error.

        Its changes are numbered right afterwards, which nobody waits for. Its statements wait for
        locks of others for `lock_patience` seconds; it `is_idle` if it is expected to wait, inside
        of `lock_wait`. Raises Overloaded where no connection can be had in time, TimeoutError
        where the request's budget ends before COMMIT is sent, and OutcomeUnknown where the
        connection is lost during COMMIT.
        """
        party, patience = self._party or tenant_id, left(self._patience)
        async with self._writers.turn(party, patience, is_idle=is_idle):
            with self._noting_losses():
                async with self.engine.connect() as connection:
                    driver = await self._begin(connection, tenant_id, lock_patience)
                    try:
                        async with asyncio.timeout(left_before_commit()):
                            yield connection
                        await self._commit(driver, tenant_id)
                    except BaseException as error:
                        await roll_back(connection, driver, error, self._losses)
                        raise

    async def _commit(self, driver: Any, tenant_id: UUID) -> None:
        """Commit outside of any deadline that cancels: what was committed is answered as such."""
        try:
            await commit(driver)
            self.probe.note_saved()
            renew()
        finally:  # also where nobody knows whether it was committed
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
        """Begin with the tenant set, in one message, which saves a round trip; gives the driver."""
        driver = await self._live_driver(connection)
        try:
            await begin(driver, tenant_id, lock_patience)
        except BaseException:  # if cancelled, BEGIN may still arrive and be obeyed
            await discard(connection, driver)
            raise
        return driver

    async def _live_driver(self, connection: AsyncConnection) -> Any:
        """The connection of asyncpg below; another one if it is lost or swollen.

        asyncpg notices that by itself, so no round trip is spent on asking.
        """
        driver: Any = (await connection.get_raw_connection()).driver_connection
        while self._losses.cover(driver.opened) or driver.is_closed() or driver.prepared.is_swollen:
            await discard(connection, driver)  # the next idle one may have been lost as well
            driver = (await connection.get_raw_connection()).driver_connection
        return driver


def _create_engine(create: Callable[[], Awaitable[WriteConnection]], pool_size: int) -> AsyncEngine:
    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=create,
        isolation_level="AUTOCOMMIT",  # `writing` says BEGIN and COMMIT itself
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=PATIENCE,  # a turn comes first, so nobody waits here
        json_deserializer=orjson.loads,  # a line has a document: how its price was made
    )
