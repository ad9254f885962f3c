"""Every statement that the application sends while tests run, each text once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg

from db.readers import ReadConnection
from db.writers import WriteConnection


class Recorder:
    """Listens to the connections of the application."""

    def __init__(self) -> None:
        self.known: set[str] = set()
        self.new: list[str] = []

    def hear(self, query: Any) -> None:
        """A statement was sent."""
        if query.query not in self.known:
            self.known.add(query.query)
            self.new.append(query.query)

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
            connection.add_query_logger(recorder.hear)
        return connection

    asyncpg.connect = heard
    try:
        yield recorder
    finally:
        asyncpg.connect = connect
