"""The pool of connections for reads.

Connections belong to no tenant: each statement sets its tenant, and the setting ends with the
statement (`db.scope.SETS_TENANT`). asyncpg's own pool takes a third of the time of a short
statement, and has no fairness. Here a caller takes a turn first, so a connection is always free.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from types import TracebackType
from typing import Any

import asyncpg

from db.pool.deadlines import ConnectionLosses, time_left
from db.pool.failures import is_loss
from db.pool.fair_queue import TURN_TIMEOUT, FairQueue, Turn
from db.pool.prepared_statements import PreparedStatements
from db.pool.sessions import Session
from db.pool.table_growth import PlanCache

Connect = Callable[[], Awaitable["ReadConnection"]]


class ReadConnection(PlanCache, Session):
    """A connection on which each statement sets its own tenant."""

    member: Hashable = None  # the member that used it last
    prepared: PreparedStatements


class ReadPool:
    """A pool with one connection per turn. Connections are opened when needed."""

    def __init__(self, connect: Connect, turns: FairQueue, losses: ConnectionLosses) -> None:
        self.turns = turns
        self.losses = losses
        self._connect = connect
        self._idle: list[ReadConnection] = []
        self._lent: set[ReadConnection] = set()
        self._opening = 0
        self._retiring: set[asyncio.Task[None]] = set()

    def lend(self, member: Hashable, patience: float = TURN_TIMEOUT) -> "Lease":
        """A connection for `async with`, in a turn of this member. Raises Overloaded."""
        return Lease(self, member, patience)

    async def take(self, member: Hashable) -> ReadConnection:
        """An idle connection, preferably one the member used last, or a new one.

        The caller must have a turn. The operating system favors processes that had little to do,
        so short queries are faster on a backend that did not run another member's long ones.
        """
        connection = self._pick(member) or await self._open()
        connection.member = member
        self._lent.add(connection)
        return connection

    def give_back(self, connection: ReadConnection, turn: Turn, *, whole: bool) -> None:
        """Return a connection, and end the turn as soon as the connection is idle.

        A connection that is not `whole` may still run a statement after the client has left. It
        is closed, and the turn ends only then.
        """
        self._lent.discard(connection)
        if connection.is_closed():
            self.turns.give_back(turn)
        elif whole and self._is_good(connection):
            self._idle.append(connection)
            self.turns.give_back(turn)
        else:
            self._retire(connection).add_done_callback(lambda _: self.turns.give_back(turn))

    async def close(self) -> None:
        """Close all connections, including those in use."""
        for connection in [*self._idle, *self._lent]:
            self._retire(connection)
        self._idle.clear()
        while self._retiring:
            await asyncio.wait(self._retiring)

    def _pick(self, member: Hashable) -> ReadConnection | None:
        idle = self._idle
        for at in range(len(idle) - 1, -1, -1):  # the last one used is the warmest
            if idle[at].member == member:
                connection = idle.pop(at)
                if self._is_live(connection):
                    return connection
        if idle and len(self._lent) + self._opening + len(idle) < self.turns.size:
            return None  # open another connection before taking one from another member
        while idle:
            connection = idle.pop(0)
            if self._is_live(connection):
                return connection
        return None

    def _is_good(self, connection: ReadConnection) -> bool:
        """Whether a connection that was lent can be lent again."""
        if connection.prepared.is_oversized or connection.is_in_transaction():
            return False
        return self._is_live(connection)

    def _is_live(self, connection: ReadConnection) -> bool:
        """Whether an idle connection can be used; closes one that may be dead."""
        if connection.is_closed():
            return False
        if self.losses.cover(connection.opened):
            self._retire(connection)
            return False
        return True

    async def _open(self) -> ReadConnection:
        self._opening += 1
        try:
            return await self._connect()
        finally:
            self._opening -= 1

    def _retire(self, connection: ReadConnection) -> "asyncio.Task[None]":
        task = asyncio.get_running_loop().create_task(_cancel_and_close(connection))
        self._retiring.add(task)
        task.add_done_callback(self._retiring.discard)
        return task


class Lease:
    """A connection in use, and the turn it is used in."""

    __slots__ = ("_connection", "_member", "_patience", "_readers", "_turn")

    def __init__(self, readers: ReadPool, member: Hashable, patience: float) -> None:
        self._readers, self._member, self._patience = readers, member, patience
        self._connection: ReadConnection | None = None
        self._turn: Turn

    async def __aenter__(self) -> Any:
        readers, turns = self._readers, self._readers.turns
        turn = turns.take_now(self._member)
        self._turn = turn or await turns.wait(self._member, time_left(self._patience))
        try:
            connection = self._connection = await readers.take(self._member)
        except BaseException as error:
            self._end(error, whole=False)
            raise
        return connection

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end(error, whole=error is None or isinstance(error, asyncpg.PostgresError))

    def _end(self, error: BaseException | None, *, whole: bool) -> None:
        if error is not None and is_loss(error, time.monotonic() - self._turn.begun):
            self._readers.losses.note()
        if self._connection is not None:
            self._readers.give_back(self._connection, self._turn, whole=whole)
        else:
            self._readers.turns.give_back(self._turn)


async def _cancel_and_close(connection: ReadConnection) -> None:
    """Cancel the statement of an abandoned connection, and close it within two seconds."""
    try:
        await connection.close(timeout=2)
    except Exception:  # noqa: BLE001 - the connection must be closed in any case
        connection.terminate()
