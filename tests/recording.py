"""Every statement that the application sends while tests run, each text once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg

from db.pool.read_pool import ReadConnection
from db.pool.write_connections import WriteConnection


class Recorder:
    """Listens to the connections of the application."""

    def __init__(self) -> None:
        self.known: set[str] = set()
        self.new: list[str] = []

    def hear(self, statement: str) -> None:
        """A statement was sent, or is about to be."""
        if statement not in self.known:
            self.known.add(statement)
            self.new.append(statement)

    def listen(self, connection: Any) -> None:
        """Hear what this connection sends; what is prepared, when it is prepared."""
        prepare = connection.prepare

        async def prepare_heard(query: str, **more: Any) -> Any:
            self.hear(query)
            return await prepare(query, **more)

        connection.prepare = prepare_heard  # asyncpg does not tell of these
        connection.add_query_logger(lambda sent: self.hear(sent.query))

    def taken(self) -> list[str]:
        """The statements that are new since this was asked before."""
        found, self.new = self.new, []
        return found


@contextmanager
def recording() -> Iterator[Recorder]:
    """Listen to every connection that the application opens meanwhile."""
    recorder, connect = Recorder(), asyncpg.connect

    async def heard(*arguments: Any, **more: Any) -> Any:
        connection = await connect(*arguments, **more)
        if more.get("connection_class") in {ReadConnection, WriteConnection}:
            recorder.listen(connection)
        return connection

    asyncpg.connect = heard
    try:
        yield recorder
    finally:
        asyncpg.connect = connect
