"""A client that reads its answers more slowly than they are written."""

import asyncio

from gql.http.limits import Patience


class SlowReader:
    """How much waits for a slow client, and since when."""

    def __init__(self, transport: asyncio.Transport, now: float) -> None:
        self._transport = transport
        self._first = transport.get_write_buffer_size()
        self.since = now

    @property
    def unsent(self) -> int:
        """Bytes of answers that wait for the client."""
        return self._transport.get_write_buffer_size()

    def is_overdue(self, now: float, patience: Patience) -> bool:
        """Whether the client has read too little in the time that has passed."""
        received = max(self._first - self.unsent, 0)
        return now - self.since > patience.body + received / patience.slowest
