"""What has arrived of a request, counted against what one request may have."""

from gql.http.cut_off import (
    BODY_TOO_LARGE,
    HEAD_TOO_LARGE,
    TOO_MANY_CHUNKS,
    CutOff,
)
from gql.http.limits import (
    LARGEST_BODY,
    LONGEST_HEAD,
    MOST_CHUNKS,
    Patience,
)

_MOST_BYTES = LARGEST_BODY + 2 * LONGEST_HEAD  # of a request: what else there is, is overhead


class Stop(Exception):
    """Ends the parsing of what has just arrived; `reason` is what the client is told."""

    def __init__(self, reason: CutOff) -> None:
        super().__init__(reason.message)
        self.reason = reason


class Arrival:
    """The request of a connection that is arriving, or arrived last."""

    __slots__ = ("_body", "_chunks", "_raw", "declared", "head", "headers", "is_going_on",
                 "is_in_head", "number", "since")  # fmt: skip

    def __init__(self, now: float) -> None:
        self.since: float | None = now  # when it began, or when the wait for it began
        self.is_going_on = False
        self.is_in_head = True
        self.number = 0  # of requests so far
        self.declared = 0  # bytes of the body, as it says
        self._raw = 0  # bytes that came after those with which it began
        self.head = 0  # bytes of the headers and trailers
        self.headers = 0  # how many they are
        self._body = self._chunks = 0

    def begin(self, now: float) -> None:
        """A request begins."""
        self.since = now
        self.is_going_on = self.is_in_head = True
        self.number += 1
        self.declared = self._raw = self.head = self.headers = self._body = self._chunks = 0

    def end(self) -> None:
        """All of it is there."""
        self.is_going_on, self.since = False, None

    def check_declared(self) -> None:
        """The headers are there, and say how large the body will be."""
        if self.declared > LARGEST_BODY:
            raise Stop(BODY_TOO_LARGE)

    def count_chunk(self) -> None:
        """A chunk of the body begins."""
        self._chunks += 1
        if self._chunks > MOST_CHUNKS:
            raise Stop(TOO_MANY_CHUNKS)

    def count_body(self, size: int) -> None:
        """So many more bytes of the body are there."""
        self._body += size
        if self._body > LARGEST_BODY:
            raise Stop(BODY_TOO_LARGE)

    def count_bytes(self, size: int) -> None:
        """So many bytes came, and the request is not over."""
        self._raw += size
        if self.is_in_head and self._raw > LONGEST_HEAD:
            raise Stop(HEAD_TOO_LARGE)
        if self._raw > _MOST_BYTES:
            raise Stop(BODY_TOO_LARGE)

    def is_late(self, now: float, patience: Patience) -> bool:
        """Whether the client has taken too long."""
        if self.since is None:
            return False
        allowed = patience.head
        if not self.is_in_head:
            allowed += patience.body + self._raw / patience.slowest
        return now - self.since > allowed
