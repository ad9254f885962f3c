"""Raw responses to requests that the server stops reading, in the same form as all its errors."""

from dataclasses import dataclass
from http import HTTPStatus

import orjson
from starlette.types import Receive, Scope, Send

from gql.http.limits import (
    MAX_BODY,
    MAX_CHUNKS,
    MAX_HEAD_LENGTH,
    MAX_HEADERS,
    MAX_LINE_LENGTH,
)


@dataclass(frozen=True, slots=True)
class RawRefusal:
    """Why the server stops reading a request."""

    status: HTTPStatus
    code: str
    message: str
    retry_after: int | None = None

    @property
    def answer(self) -> bytes:
        """The complete response in bytes; it closes the connection."""
        line = f"HTTP/1.1 {self.status.value} {self.status.phrase}\r\n".encode()
        headers = b"".join(b"%s: %s\r\n" % header for header in self._headers)
        return b"%s%s\r\n%s" % (line, headers, self._body)

    async def send(self, send: Send) -> None:
        """Send the response through ASGI."""
        status, headers = self.status.value, self._headers
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": self._body})

    @property
    def _body(self) -> bytes:
        error = {"message": self.message, "extensions": {"code": self.code}}
        return orjson.dumps({"errors": [error]})

    @property
    def _headers(self) -> list[tuple[bytes, bytes]]:
        headers = [
            (b"content-type", b"application/json; charset=utf-8"),
            (b"content-length", b"%d" % len(self._body)),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
            # The rest of the request is not read, so no other request can follow it (decision 46).
            (b"connection", b"close"),
        ]
        if self.retry_after is not None:
            headers.append((b"retry-after", b"%d" % self.retry_after))
        return headers


_INPUT = "BAD_USER_INPUT"
INVALID = RawRefusal(HTTPStatus.BAD_REQUEST, _INPUT, "Send a request that is valid HTTP/1.1.")
LINE_TOO_LONG = RawRefusal(
    HTTPStatus.REQUEST_URI_TOO_LONG, _INPUT, f"Send a URL of at most {MAX_LINE_LENGTH} bytes."
)
HEAD_TOO_LARGE = RawRefusal(
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    _INPUT,
    f"Send at most {MAX_HEADERS} headers, of at most {MAX_HEAD_LENGTH} bytes.",
)
BODY_TOO_LARGE = RawRefusal(
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _INPUT, f"Send a body of at most {MAX_BODY} bytes."
)
TOO_MANY_CHUNKS = RawRefusal(
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _INPUT, f"Send a body in at most {MAX_CHUNKS} chunks."
)
TOO_SLOW = RawRefusal(
    HTTPStatus.REQUEST_TIMEOUT, "REQUEST_TIMEOUT", "The request took too long to arrive."
)
_BUSY = "The server is busy. Try again in a moment."
NO_ROOM = RawRefusal(HTTPStatus.SERVICE_UNAVAILABLE, "OVERLOADED", _BUSY, retry_after=1)


async def refuse_request(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Refuse a request because too many others are in progress."""
    await NO_ROOM.send(send)
