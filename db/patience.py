"""How long we wait for a database that does not answer, and what is believed of it afterwards.

PostgreSQL ends statements itself after five seconds. These deadlines are for a server, or a
network, that says nothing at all.
"""

import time

CONNECT = 3.0  # seconds until a new connection must be usable
STATEMENT = 6.0  # seconds until a statement must be answered
LOCK_PATIENCE = 2.0  # seconds that a statement waits for a lock
ROLLBACK = 3.0  # seconds until a ROLLBACK must be answered
COMMIT = 6.0  # seconds until a client is told that the outcome of its COMMIT is unknown


class Losses:
    """When the database was last found to be lost: connections from before may be dead as well."""

    __slots__ = ("_last",)

    def __init__(self) -> None:
        self._last = 0.0

    def note(self) -> None:
        """The database was lost just now."""
        self._last = time.monotonic()

    def cover(self, opened: float) -> bool:
        """Whether a connection that was opened then is not to be used any more."""
        return opened <= self._last
