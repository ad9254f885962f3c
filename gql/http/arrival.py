"""The request that is arriving on a connection, checked against the limits of one request."""

from gql.http.limits import (
    MAX_BODY,
    MAX_CHUNKS,
    MAX_HEAD_LENGTH,
    Patience,
)
from gql.http.raw_refusals import BODY_TOO_LARGE, HEAD_TOO_LARGE, TOO_MANY_CHUNKS, RawRefusal

# bytes of a request; anything beyond body and head is overhead of the encoding
_MAX_BYTES = MAX_BODY + 2 * MAX_HEAD_LENGTH


class Stop(Exception):
    """Stops the parsing of the bytes just received; `reason` is sent to the client."""

    def __init__(self, reason: RawRefusal) -> None:
        super().__init__(reason.message)
        self.reason = reason


class Arrival:
    """Sizes and start time of the request that is arriving, or arrived last."""

    __slots__ = ("_body", "_chunks", "_raw", "declared", "head", "headers", "is_going_on",
                 "is_in_head", "number", "since")  # fmt: skip

    def __init__(self, now: float) -> None:
        self.since: float | None = now  # when the request began, or when the wait for it began
        self.is_going_on = False
        self.is_in_head = True
        self.number = 0  # requests so far
        self.declared = 0  # bytes of the body according to Content-Length
        self._raw = 0  # bytes received after those with which the request began
        self.head = 0  # bytes of the headers and trailers
        self.headers = 0  # number of headers and trailers
        self._body = self._chunks = 0

    def begin(self, now: float) -> None:
        """Start counting a new request."""
        self.since = now
        self.is_going_on = self.is_in_head = True
        self.number += 1
        self.declared = self._raw = self.head = self.headers = self._body = self._chunks = 0

    def end(self) -> None:
        """Mark the request as complete."""
        self.is_going_on, self.since = False, None

    def check_declared(self) -> None:
        """Check the declared size of the body once the headers are complete.

        Raises Stop if it is too large.
        """
        if self.declared > MAX_BODY:
            raise Stop(BODY_TOO_LARGE)

    def count_chunk(self) -> None:
        """Count a chunk of the body. Raises Stop if there are too many."""
        self._chunks += 1
        if self._chunks > MAX_CHUNKS:
            raise Stop(TOO_MANY_CHUNKS)

    def count_body(self, size: int) -> None:
        """Count `size` more bytes of the body. Raises Stop if it is too large."""
        self._body += size
        if self._body > MAX_BODY:
            raise Stop(BODY_TOO_LARGE)

    def count_bytes(self, size: int) -> None:
        """Count `size` received bytes of an incomplete request. Raises Stop at a limit."""
        self._raw += size
        if self.is_in_head and self._raw > MAX_HEAD_LENGTH:
            raise Stop(HEAD_TOO_LARGE)
        if self._raw > _MAX_BYTES:
            raise Stop(BODY_TOO_LARGE)

    def is_late(self, now: float, patience: Patience) -> bool:
        """Whether the client has taken longer than `patience` allows."""
        if self.since is None:
            return False
        allowed = patience.head
        if not self.is_in_head:
            allowed += patience.body + self._raw / patience.slowest
        return now - self.since > allowed
