"""Begins, commits and rolls back transactions on asyncpg's connections."""

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection

from db.errors import OutcomeUnknown
from db.pool.deadlines import (
    COMMIT,
    MIN_COMMIT,
    ROLLBACK,
    STATEMENT,
    ConnectionLosses,
    time_left,
)
from db.pool.failures import is_loss, may_have_committed

# PostgreSQL reports changes of this setting to the client. So the time of the transaction arrives
# with the answer to BEGIN, without a round trip (decision 47).
_TIMED = "salesgraph "
_TELL_TIME = f"SELECT set_config('application_name', '{_TIMED}' || now()::text, true)"


class NotCommitted(Exception):
    """PostgreSQL rolled back at COMMIT: a statement had failed, and its error was swallowed."""


async def begin(driver: Any, tenant_id: UUID, lock_patience: float) -> None:
    """Begin a transaction and set its tenant in one message, which saves a round trip.

    Raises TimeoutError if PostgreSQL does not answer in time.
    """
    driver.parting = ""
    await driver.execute(
        f"{driver.forget_plans()}BEGIN; SET LOCAL app.tenant_id = '{UUID(str(tenant_id))}';"
        f" SET LOCAL lock_timeout = {round(time_left(lock_patience) * 1000)}; {_TELL_TIME}",
        timeout=time_left(STATEMENT),
    )


async def commit(driver: Any) -> None:
    """Commit, and wait a few seconds for the answer, even if the caller is canceled.

    A COMMIT that was sent is never canceled. If no answer arrives, the connection is terminated,
    while PostgreSQL completes a commit that it received: raises OutcomeUnknown. If too little time
    is left to send it, raises DeadlineExceeded; if PostgreSQL rolled back, NotCommitted.
    """
    patience = time_left(COMMIT, MIN_COMMIT)
    if driver.is_closed():  # nothing was sent, so the outcome is known
        raise asyncpg.ConnectionDoesNotExistError("the connection was lost before COMMIT")
    never = 86_400  # asyncpg's own timeout would cancel the COMMIT
    commit = asyncio.ensure_future(driver.execute(driver.parting + "COMMIT", timeout=never))
    is_canceled = await _wait_shielded(commit, patience)
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
    if answer != "COMMIT":  # PostgreSQL answers ROLLBACK if the transaction had failed
        raise NotCommitted(answer)
    if is_canceled:
        raise asyncio.CancelledError


async def _wait_shielded(task: asyncio.Future[Any], seconds: float) -> bool:
    """Wait until the task is done or the time is up; returns whether the caller was canceled."""
    loop = asyncio.get_running_loop()
    until, is_canceled = loop.time() + seconds, False
    while not task.done() and (left := until - loop.time()) > 0:
        try:
            await asyncio.wait({task}, timeout=left)
        except asyncio.CancelledError:
            is_canceled = True
    return is_canceled


async def roll_back(
    connection: AsyncConnection, driver: Any, error: BaseException, losses: ConnectionLosses
) -> None:
    """Roll back, or discard the connection, so that none is returned inside a transaction."""
    try:
        if is_loss(error):
            await discard(connection, driver)
        elif driver.is_in_transaction():
            await driver.execute("ROLLBACK", timeout=time_left(ROLLBACK))
    except BaseException as failure:
        await discard(connection, driver)
        if is_loss(failure):
            losses.note()
        if not isinstance(failure, Exception):
            raise


async def discard(connection: AsyncConnection, driver: Any) -> None:
    driver.terminate()
    await connection.invalidate()


def driver_of(connection: AsyncConnection) -> Any:
    """The connection of asyncpg below SQLAlchemy's, for statements that bypass SQLAlchemy.

    Use it only inside of `writing`; its statements belong to that transaction.
    """
    below: Any = connection.sync_connection
    return below.connection.driver_connection


async def transaction_time(connection: AsyncConnection) -> datetime:
    """When the transaction began, by PostgreSQL's clock. Use it only inside of `writing`."""
    driver = driver_of(connection)
    name: str = getattr(driver.get_settings(), "application_name", "")
    if name.startswith(_TIMED):
        return datetime.fromisoformat(name.removeprefix(_TIMED))
    time: datetime = await driver.fetchval("SELECT now()")  # a connection pooler may not report it
    return time


def send_with_commit(connection: AsyncConnection, statement: str) -> None:
    """Send a statement without parameters in one message with COMMIT, without a round trip."""
    driver_of(connection).parting = statement
