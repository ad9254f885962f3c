"""A transport that lets a client read why it was refused before the connection closes.

If a socket is closed while the client is still sending, the client's system discards the response
that has just arrived. So the server half-closes the connection, discards incoming bytes for a
moment, and then closes.
"""

import asyncio

_LINGER = 2.0  # seconds
_MAX_DISCARDED = 1024 * 1024  # bytes


class Lingering(asyncio.Transport):
    """A transport that lingers if it is closed while the client is sending."""

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__()
        self.is_sending = False  # set while the client is in the middle of a request
        self._transport = transport
        self._until: float | None = None
        self._discarded = 0
        # Every request calls these, so they are bound to the transport directly.
        self.write = transport.write  # type: ignore[method-assign]
        self.get_write_buffer_size = (  # type: ignore[method-assign]
            transport.get_write_buffer_size
        )

    @property
    def is_lingering(self) -> bool:
        """Whether the connection closes as soon as the client has read the response."""
        return self._until is not None

    def is_overdue(self, now: float) -> bool:
        """Whether lingering has exceeded its deadline."""
        return self._until is not None and now > self._until

    def discard(self, size: int) -> None:
        """Discard `size` received bytes; abort if the client sends too many."""
        self._discarded += size
        if self._discarded > _MAX_DISCARDED:
            self._transport.abort()

    def close(self) -> None:
        """Close once everything written has been sent and the client has stopped sending."""
        if self.is_lingering:
            return
        if self.is_sending and not self._transport.is_closing():
            self._until = asyncio.get_running_loop().time() + _LINGER
            self._transport.write_eof()
            self._transport.resume_reading()
        else:
            self._transport.close()

    def is_closing(self) -> bool:
        """Whether nothing more can be sent."""
        return self.is_lingering or self._transport.is_closing()

    def abort(self) -> None:
        """Close at once."""
        self._transport.abort()

    def pause_reading(self) -> None:
        """Stop reading from the client."""
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Continue to read from the client."""
        self._transport.resume_reading()

    def get_extra_info(self, name: str, default: object = None) -> object:
        """Return information about the underlying transport."""
        return self._transport.get_extra_info(name, default)
