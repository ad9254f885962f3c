"""A transport that lets a client read why it was refused before the connection ends.

If a socket is closed while the client is still sending, the client's system discards the answer
that has just arrived. So the server says that it will send nothing more, throws away what comes for
a moment, and then closes.
"""

import asyncio

_LINGER = 2.0  # seconds
_MOST_DISCARDED = 1024 * 1024  # bytes


class Lingering(asyncio.Transport):
    """The transport of a connection, which lingers where it is closed while the client sends."""

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__()
        self.is_sending = False  # set where the client is in the middle of a request
        self._transport = transport
        self._until: float | None = None
        self._discarded = 0
        # what every request calls goes straight to the transport
        self.write = transport.write  # type: ignore[method-assign]
        self.get_write_buffer_size = (  # type: ignore[method-assign]
            transport.get_write_buffer_size
        )

    @property
    def is_lingering(self) -> bool:
        """Whether the connection ends as soon as the client has read the answer."""
        return self._until is not None

    def is_overdue(self, now: float) -> bool:
        """Whether that has taken too long."""
        return self._until is not None and now > self._until

    def discard(self, size: int) -> None:
        """Throw away so many bytes that came; who sends too many is not waited for."""
        self._discarded += size
        if self._discarded > _MOST_DISCARDED:
            self._transport.abort()

    def close(self) -> None:
        """Close when what was written has left, and the client is done with sending."""
        if self.is_lingering:
            return
        if self.is_sending and not self._transport.is_closing():
            self._until = asyncio.get_running_loop().time() + _LINGER
            self._transport.write_eof()
            self._transport.resume_reading()
        else:
            self._transport.close()

    def is_closing(self) -> bool:
        """Whether nothing more is to be sent."""
        return self.is_lingering or self._transport.is_closing()

    def abort(self) -> None:
        """Close at once."""
        self._transport.abort()

    def pause_reading(self) -> None:
        """Let the client wait with what it sends."""
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Read on."""
        self._transport.resume_reading()

    def get_extra_info(self, name: str, default: object = None) -> object:
        """What is known of the connection."""
        return self._transport.get_extra_info(name, default)
