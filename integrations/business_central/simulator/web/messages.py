"""A request and an answer of the API, whether over HTTP or inside a batch."""

import uuid
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from integrations.business_central.simulator.core.errors import ApiError, refuse_query
from integrations.business_central.simulator.core.jsontext import loads

JSON = "application/json"


@dataclass
class ApiRequest:
    """What a client asks of the API; header names are in lower case."""

    method: str
    path: list[str]
    query: list[tuple[str, str]]
    headers: dict[str, str]
    body: bytes
    base: str
    parsed: Any = None

    def json(self) -> Any:
        """Return the body; raises ApiError if it is not JSON."""
        if self.parsed is not None:
            return self.parsed
        if not self.headers.get("content-type", "").lower().startswith(JSON):
            raise ApiError(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                "BadRequest",
                "The content type of the request must be application/json.",
            )
        try:
            return loads(self.body)
        except (ValueError, RecursionError):
            raise refuse_query("Invalid Request Body") from None

    def preference(self, name: str) -> str | None:
        """Return the value of a preference of the Prefer header; None if it is absent."""
        for part in self.headers.get("prefer", "").replace(";", ",").split(","):
            key, _, value = part.strip().partition("=")
            if key.strip().lower() in {name, name.removeprefix("odata.")}:
                return value.strip().strip('"')
        return None


@dataclass
class ApiResponse:
    """What the API answers: `body` is shown as JSON, a text as it is, None as nothing."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = f"{JSON}; odata.metadata=minimal; odata.streaming=true"


def error_response(error: ApiError) -> ApiResponse:
    """Return the answer of an error, whose message ends with an id for support."""
    message = f"{error.message}  CorrelationId:  {uuid.uuid4()}."
    return ApiResponse(error.status, {"error": {"code": error.code, "message": message}})
