"""The two doors to PostgreSQL: a pool that reads, an engine that writes in one transaction.

Both work as the application's role, behind row-level security.
"""

import asyncio
import copy
import time
from collections.abc import AsyncIterator, Hashable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from db.connections import examine, examine_login, plain_url
from db.curing import on_another_connection
from db.errors import OutcomeUnknown
from db.failures import is_disk_full, is_loss, may_have_committed
from db.login import APPLICATION_ROLE, UnfitDatabase
from db.numbering import Numberer
from db.pacing import Pacer
from db.patience import COMMIT, CONNECT, STATEMENT, Losses
from db.prepared import MOST_READING, MOST_WRITING, Prepared
from db.probe import Probe
from db.readers import Loan, ReadConnection, Readers
from db.turns import Turns
from db.writers import WriteConnection, hear

__all__ = ["APPLICATION_ROLE", "Database", "NotCommitted", "UnfitDatabase", "plain_url"]

REMEMBERED = 200  # statements of our own that the driver keeps prepared, beside questions
LONGEST_REMEMBERED = 10_000  # bytes of one
PATIENCE = 3.0  # seconds that a request waits for its turn at a connection
PATIENCE_OF_JOBS = 60.0  # and a background job
LOCK_PATIENCE = 2.0  # seconds that a statement waits for a lock

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


# PostgreSQL reports this setting whenever it changes. So the time of the transaction comes back
# with the answer to BEGIN, which costs no round trip.
_TIMED = "salesgraph "
_TELL_TIME = f"SELECT set_config('application_name', '{_TIMED}' || now()::text, true)"


class NotCommitted(Exception):
    """A statement had failed, somebody hid the error, and PostgreSQL rolled back."""


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
        self.probe = Probe(lambda: _connect(dsn, ReadConnection))
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
        dsn = plain_url(url)

        async def read() -> ReadConnection:
            connection: ReadConnection = await _connect(dsn, ReadConnection)
            connection.prepared = Prepared(MOST_READING)
            return connection

        async def create() -> WriteConnection:
            connection: WriteConnection = await _connect(dsn, WriteConnection)
            connection.prepared = Prepared(MOST_WRITING)
            connection.add_log_listener(hear)
            return connection

        engine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=create,
            isolation_level="AUTOCOMMIT",  # `writing` says BEGIN and COMMIT itself
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=PATIENCE,  # a turn comes first, so nobody waits here
        )
        losses, pacer = Losses(), Pacer()
        turns = Turns(pool_size, has_neighbours=pacer.has_neighbours)
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

    def reading(self, tenant_id: UUID | None) -> Loan:
        """A connection for single statements of this tenant, outside any transaction.

        Without a tenant, only for what is no tenant's. Raises Overloaded.
        """
        self.pacer.note(self._party or tenant_id)
        return self._readers.lend(tenant_id, self._party or tenant_id, self._patience)

    def asking(self, tenant_id: UUID, purpose: str | None = None) -> Loan:
        """A connection for single statements that set the tenant themselves.

        It sees nobody's rows before and after them, so it need not be told for whom it reads.
        Whoever names a purpose does not share turns with the tenant's other reads. Raises
        Overloaded.
        """
        self.pacer.note(self._party or tenant_id)
        party = self._party or (tenant_id if purpose is None else (tenant_id, purpose))
        return self._readers.lend(None, party, self._patience)

    async def fetch_row(
        self, tenant_id: UUID, sql: str, parameters: Sequence[Any]
    ) -> Sequence[Any]:
        """The only row of a question of this tenant, asked again where a connection was lost."""

        async def fetch() -> Sequence[Any]:
            async with self.asking(tenant_id) as connection:
                row: Sequence[Any] = await connection.prepared.fetch_row(
                    connection, sql, parameters
                )
                return row

        return await on_another_connection(fetch)

    def checking(self, tenant_id: UUID) -> Loan:
        """The one connection that looks users up, for single statements of this tenant.

        It is apart from the others, so that whoever comes in neither waits for questions nor takes
        a connection away from them. Raises Overloaded as `reading` does.
        """
        return self._checkers.lend(tenant_id, None, self._patience)

    def lock_wait(self, tenant_id: UUID, patience: float) -> AbstractAsyncContextManager[None]:
        """A turn at waiting for locks while a connection is held: three eighths of them may.

        Raises Overloaded where the turn does not come within so many seconds.
        """
        return self._lock_waits.turn(self._party or tenant_id, patience)

    @asynccontextmanager
    async def dedicated(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection of its own, for one who listens; no tenant, so no tenant's rows."""
        connection = await asyncpg.connect(self._dsn, timeout=CONNECT)
        try:
            await connection.execute(_SETTINGS, timeout=CONNECT)
            yield connection
        finally:
            connection.terminate()

    async def _numbering(self) -> asyncpg.Connection:
        """A connection that numbers changes; told apart from the others by its name."""
        named = {"application_name": "salesgraph feed"}
        connection = await asyncpg.connect(self._dsn, timeout=CONNECT, server_settings=named)
        slowly = "SET statement_timeout = '60s'"  # a bulk takes its time
        await connection.execute(f"{_SETTINGS}{slowly}", timeout=CONNECT)
        return connection

    @asynccontextmanager
    async def writing(
        self, tenant_id: UUID, lock_patience: float = LOCK_PATIENCE
    ) -> AsyncIterator[AsyncConnection]:
        """One transaction of this tenant: committed at the end, rolled back on any error.

        Its changes are numbered right afterwards, which nobody waits for. Its statements wait for
        locks of others for `lock_patience` seconds. Raises Overloaded where no connection can be
        had in time, and OutcomeUnknown where it is lost during COMMIT.
        """
        turn = self._writers.turn(self._party or tenant_id, self._patience)
        with self._noting_losses():
            async with turn, self.engine.connect() as connection:
                driver = await self._begin(connection, tenant_id, lock_patience)
                try:
                    yield connection
                    try:
                        await _commit(driver)
                        self.probe.note_saved()
                    finally:  # also where nobody knows whether it was committed
                        if driver.parting:
                            self.numberer.schedule(tenant_id)
                except BaseException as error:
                    await _roll_back(connection, driver, error)
                    raise

    @contextmanager
    def _noting_losses(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            if is_loss(error.__cause__ if isinstance(error, OutcomeUnknown) else error):
                self._losses.note()
            if is_disk_full(error):
                self.probe.note_full()
            raise

    async def _begin(
        self, connection: AsyncConnection, tenant_id: UUID, lock_patience: float
    ) -> Any:
        """Begin with the tenant set, in one message, which saves a round trip; gives the driver."""
        driver = await self._live_driver(connection)
        driver.parting = ""
        try:
            await driver.execute(
                f"BEGIN; SET LOCAL app.tenant_id = '{UUID(str(tenant_id))}';"
                f" SET LOCAL lock_timeout = {round(lock_patience * 1000)}; {_TELL_TIME}"
            )
        except BaseException:  # if cancelled, BEGIN may still arrive and be obeyed
            await _discard(connection, driver)
            raise
        return driver

    async def _live_driver(self, connection: AsyncConnection) -> Any:
        """The connection of asyncpg below; another one if it is lost or swollen.

        asyncpg notices that by itself, so no round trip is spent on asking.
        """
        driver: Any = (await connection.get_raw_connection()).driver_connection
        while self._losses.cover(driver.opened) or driver.is_closed() or driver.prepared.is_swollen:
            await _discard(connection, driver)  # the next idle one may have been lost as well
            driver = (await connection.get_raw_connection()).driver_connection
        return driver


def driver_of(connection: AsyncConnection) -> Any:
    """The driver's connection below, for statements that need nothing else of SQLAlchemy.

    Only inside of `writing`, whose transaction it is in.
    """
    below: Any = connection.sync_connection
    return below.connection.driver_connection


async def transaction_time(connection: AsyncConnection) -> datetime:
    """When the transaction began, by PostgreSQL's clock, in UTC. Only inside of `writing`."""
    driver = driver_of(connection)
    told: str = getattr(driver.get_settings(), "application_name", "")
    if told.startswith(_TIMED):
        return datetime.fromisoformat(told.removeprefix(_TIMED))
    time: datetime = await driver.fetchval("SELECT now()")  # a pooler in between reports nothing
    return time


def send_with_commit(connection: AsyncConnection, statement: str) -> None:
    """Have a statement without parameters run in one message with COMMIT.

    It costs no round trip.
    """
    driver_of(connection).parting = statement


async def _connect(dsn: str, kind: type[asyncpg.Connection]) -> Any:
    """A new connection as the application's role. Raises TimeoutError where it takes too long."""
    async with asyncio.timeout(CONNECT):
        connection: Any = await asyncpg.connect(
            dsn,
            connection_class=kind,
            command_timeout=STATEMENT,
            statement_cache_size=REMEMBERED,
            max_cacheable_statement_size=LONGEST_REMEMBERED,
        )
        try:
            await connection.execute(_SETTINGS)
        except BaseException:
            connection.terminate()
            raise
    connection.opened = time.monotonic()
    return connection


async def _commit(driver: Any) -> None:
    """Commit, and wait for the answer for some seconds, whatever happens to the caller meanwhile.

    A COMMIT that was sent is never canceled. If no answer comes, the connection is given up:
    PostgreSQL goes on with the commit if it has received it. Raises OutcomeUnknown.
    """
    if driver.is_closed():  # nothing was sent: this is no unknown outcome
        raise asyncpg.ConnectionDoesNotExistError("the connection was lost before COMMIT")
    never = 86_400  # the driver's own deadline would cancel
    commit = asyncio.ensure_future(driver.execute(driver.parting + "COMMIT", timeout=never))
    is_cancelled = await _wait_shielded(commit, COMMIT)
    if not commit.done():
        driver.terminate()
        commit.add_done_callback(lambda ended: ended.exception())
        raise OutcomeUnknown from TimeoutError("COMMIT was not answered")
    try:
        answer = commit.result()
    except Exception as error:
        if may_have_committed(error):
            raise OutcomeUnknown from error
        raise
    if driver.unconfirmed:
        driver.terminate()
        raise OutcomeUnknown
    if answer != "COMMIT":  # PostgreSQL's answer to the commit of a failed transaction
        raise NotCommitted(answer)
    if is_cancelled:
        raise asyncio.CancelledError


async def _wait_shielded(task: asyncio.Future[Any], seconds: float) -> bool:
    """Wait until the task is done or the time is over; whether the caller was cancelled."""
    loop = asyncio.get_running_loop()
    until, is_cancelled = loop.time() + seconds, False
    while not task.done() and (left := until - loop.time()) > 0:
        try:
            await asyncio.wait({task}, timeout=left)
        except asyncio.CancelledError:
            is_cancelled = True
    return is_cancelled


async def _roll_back(connection: AsyncConnection, driver: Any, error: BaseException) -> None:
    """Never give a connection back inside a transaction: roll back, or throw it away."""
    try:
        if is_loss(error):
            await _discard(connection, driver)
        elif driver.is_in_transaction():
            await asyncio.wait_for(driver.execute("ROLLBACK"), PATIENCE)
    except BaseException as failure:
        await _discard(connection, driver)
        if not isinstance(failure, Exception):
            raise


async def _discard(connection: AsyncConnection, driver: Any) -> None:
    driver.terminate()
    await connection.invalidate()
