"""Records every statement that the application sends during the tests, each text once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg

from db.pool.read_pool import ReadConnection
from db.pool.write_connections import WriteConnection


class Recorder:
    """Records the statements of the application's connections."""

    def __init__(self) -> None:
        self.known: set[str] = set()
        self.new: list[str] = []

    def hear(self, statement: str) -> None:
        """Record a statement that was sent or is about to be."""
        if statement not in self.known:
            self.known.add(statement)
            self.new.append(statement)

    def listen(self, connection: Any) -> None:
        """Record what this connection sends; prepared statements when they are prepared."""
        prepare = connection.prepare

        async def prepare_heard(query: str, **more: Any) -> Any:
            self.hear(query)
            return await prepare(query, **more)

        connection.prepare = prepare_heard  # asyncpg does not report these
        connection.add_query_logger(lambda sent: self.hear(sent.query))

    def take_new(self) -> list[str]:
        """Return the statements that are new since the last call."""
        found, self.new = self.new, []
        return found


@contextmanager
def recording() -> Iterator[Recorder]:
    """Record every connection that the application opens within the block."""
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
