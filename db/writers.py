"""The connections that transactions run on."""

from typing import Any

from db.growth import Planned
from db.prepared import Prepared
from db.sessions import Session


class WriteConnection(Planned, Session):
    """A connection that knows what to say last, and of a commit that no standby has confirmed."""

    prepared: Prepared
    unconfirmed = False
    parting = ""  # a statement that goes in one message with COMMIT

    async def close(self, *, timeout: float | None = None) -> None:  # noqa: ASYNC109 - asyncpg's
        """Close at once inside a transaction: SQLAlchemy closes where a statement timed out.

        It would wait two more seconds for a database that does not answer.
        """
        if self.is_closed() or not self.is_in_transaction():
            await super().close(timeout=timeout)
        else:
            self.terminate()


def hear(connection: Any, message: Any) -> None:
    """Note "canceling wait for synchronous replication", which is no error for PostgreSQL."""
    if message.sqlstate == "01000":
        connection.unconfirmed = True
