"""Answers over HTTP: a body, its status, its media type."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson
from starlette.types import Send

from gql.http.negotiation import JSON
from gql.refusals import RequestRefused

_ALWAYS = (
    (b"vary", b"Accept"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A body of JSON under its media type, or a page."""

    body: bytes
    media: str = JSON
    status: int = 200
    headers: tuple[tuple[bytes, bytes], ...] = ()

    async def send(self, send: Send) -> None:
        """Send it as it is."""
        headers = [
            (b"content-type", f"{self.media}; charset=utf-8".encode()),
            (b"content-length", str(len(self.body)).encode()),
            *_ALWAYS,
            *self.headers,
        ]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


def refused(refusal: RequestRefused, media: str, status: int) -> Answer:
    """The errors of a request that was not executed."""
    body: dict[str, Any] = {"errors": refusal.formatted()}
    if refusal.cost is not None:
        body["extensions"] = {"cost": orjson.Fragment(refusal.cost)}
    return Answer(orjson.dumps(body), media, status, tuple(_headers(refusal, status)))


def _headers(refusal: RequestRefused, status: int) -> Iterator[tuple[bytes, bytes]]:
    """What a refusal says beside its body."""
    if refusal.code == "UNAUTHENTICATED":
        yield b"www-authenticate", b"Bearer"
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        yield b"allow", b"POST"
    if refusal.retry_after is not None:
        yield b"retry-after", b"%d" % refusal.retry_after


def status_of(refusal: RequestRefused, accepts_statuses: bool) -> int:  # noqa: FBT001
    """A client of the older media type sees 200 for what a GraphQL server refuses."""
    if refusal.status is not None:
        return refusal.status
    if refusal.code == "UNAUTHENTICATED":
        return 401
    return 400 if accepts_statuses else 200
