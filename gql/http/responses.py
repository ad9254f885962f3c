"""HTTP responses: body, status, media type and headers."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson
from starlette.types import Send

from gql.http.negotiation import JSON
from gql.request_errors import RequestRefused

# `vary`, because the status of a refusal depends on the media types that the client accepts.
_ALWAYS = (
    (b"vary", b"Accept"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
)


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A response with a JSON or HTML body."""

    body: bytes
    media: str = JSON
    status: int = 200
    headers: tuple[tuple[bytes, bytes], ...] = ()

    async def send(self, send: Send) -> None:
        """Send the response through ASGI."""
        headers = [
            (b"content-type", f"{self.media}; charset=utf-8".encode()),
            (b"content-length", str(len(self.body)).encode()),
            *_ALWAYS,
            *self.headers,
        ]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


def refusal_response(refusal: RequestRefused, media: str, status: int) -> HttpResponse:
    """Build the error response for a request that was not executed."""
    body: dict[str, Any] = {"errors": refusal.to_json()}
    if refusal.cost is not None:
        body["extensions"] = {"cost": orjson.Fragment(refusal.cost)}
    return HttpResponse(orjson.dumps(body), media, status, tuple(_headers(refusal, status)))


def _headers(refusal: RequestRefused, status: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield the headers that go with a refusal, such as Retry-After."""
    if refusal.code == "UNAUTHENTICATED":
        yield b"www-authenticate", b"Bearer"
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        yield b"allow", b"POST"
    if refusal.retry_after is not None:
        yield b"retry-after", b"%d" % refusal.retry_after


def status_of(refusal: RequestRefused, accepts_statuses: bool) -> int:  # noqa: FBT001
    """The HTTP status; 200 for GraphQL errors if the client accepts only the older media type."""
    if refusal.status is not None:
        return refusal.status
    if refusal.code == "UNAUTHENTICATED":
        return 401
    return 400 if accepts_statuses else 200
