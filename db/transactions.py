"""One transaction on a connection of asyncpg: how it begins, and how it ends whatever happens."""

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection

from db.errors import OutcomeUnknown
from db.failures import is_loss, may_have_committed
from db.patience import COMMIT, ROLLBACK, SHORTEST_COMMIT, STATEMENT, Losses, left

# PostgreSQL reports this setting whenever it changes. So the time of the transaction comes back
# with the answer to BEGIN, which costs no round trip.
_TIMED = "salesgraph "
_TELL_TIME = f"SELECT set_config('application_name', '{_TIMED}' || now()::text, true)"


class NotCommitted(Exception):
    """A statement had failed, somebody hid the error, and PostgreSQL rolled back."""


async def begin(driver: Any, tenant_id: UUID, lock_patience: float) -> None:
    """Begin with the tenant set, in one message, which saves a round trip.

    Raises TimeoutError if PostgreSQL does not answer in time.
    """
    driver.parting = ""
    await driver.execute(
        f"{driver.forget_plans()}BEGIN; SET LOCAL app.tenant_id = '{UUID(str(tenant_id))}';"
        f" SET LOCAL lock_timeout = {round(left(lock_patience) * 1000)}; {_TELL_TIME}",
        timeout=left(STATEMENT),
    )


async def commit(driver: Any) -> None:
    """Commit, and wait for the answer for some seconds, whatever happens to the caller meanwhile.

    A COMMIT that was sent is never canceled. If no answer comes, the connection is given up:
    PostgreSQL goes on with the commit if it has received it. Raises OutcomeUnknown, and OutOfTime
    where too little time is left to wait for an answer, so that nothing was sent.
    """
    patience = left(COMMIT, SHORTEST_COMMIT)
    if driver.is_closed():  # nothing was sent: this is no unknown outcome
        raise asyncpg.ConnectionDoesNotExistError("the connection was lost before COMMIT")
    never = 86_400  # the driver's own deadline would cancel
    commit = asyncio.ensure_future(driver.execute(driver.parting + "COMMIT", timeout=never))
    is_cancelled = await _wait_shielded(commit, patience)
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


async def roll_back(
    connection: AsyncConnection, driver: Any, error: BaseException, losses: Losses
) -> None:
    """Never give a connection back inside a transaction: roll back, or throw it away."""
    try:
        if is_loss(error):
            await discard(connection, driver)
        elif driver.is_in_transaction():
            await driver.execute("ROLLBACK", timeout=left(ROLLBACK))
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
