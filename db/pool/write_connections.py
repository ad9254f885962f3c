"""Connections for transactions."""

from typing import Any

from db.pool.prepared_statements import PreparedStatements
from db.pool.sessions import Session
from db.pool.table_growth import PlanCache


class WriteConnection(PlanCache, Session):
    """A connection with a statement to send with COMMIT, and a flag for unconfirmed commits."""

    prepared: PreparedStatements
    unconfirmed = False
    parting = ""  # a statement to send in one message with COMMIT

    async def close(self, *, timeout: float | None = None) -> None:  # noqa: ASYNC109 - asyncpg's
        """Close the connection; inside a transaction, terminate it immediately.

        SQLAlchemy closes after a statement timed out, and would wait two more seconds for a
        database that does not respond.
        """
        if self.is_closed() or not self.is_in_transaction():
            await super().close(timeout=timeout)
        else:
            self.terminate()


def hear(connection: Any, message: Any) -> None:
    """Record "canceling wait for synchronous replication", which PostgreSQL sends as a warning."""
    if message.sqlstate == "01000":
        connection.unconfirmed = True
