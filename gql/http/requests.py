"""The body of a request: read up to a limit, understood, or refused with a 4xx."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.requests import Request

from gql.http.negotiation import is_json
from gql.refusals import RequestRefused

LARGEST_BODY = 1024 * 1024


class Unreadable(RequestRefused):
    """The request cannot be understood; `status` is the answer's."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__("BAD_USER_INPUT", message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client sent."""

    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)


async def asked_in(request: Request) -> Asked:
    """The question in a POST. Raises Unreadable."""
    if not is_json(request.headers.get("content-type")):
        raise Unreadable(415, "Send application/json in UTF-8.")
    try:
        body = orjson.loads(await _body(request))
    except orjson.JSONDecodeError:
        raise Unreadable(400, "The body is not valid JSON.") from None
    if not isinstance(body, dict):
        raise Unreadable(400, "The body must be a JSON object.")
    return Asked(_query(body), _name(body), _variables(body))


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_BODY:
            raise Unreadable(413, f"The body is larger than {LARGEST_BODY} bytes.")
    return bytes(body)


def _query(body: Mapping[str, Any]) -> str:
    query = body.get("query")
    if not isinstance(query, str) or not query.strip():
        raise Unreadable(400, "The member query must be a text with a GraphQL document.")
    return query


def _name(body: Mapping[str, Any]) -> str | None:
    name = body.get("operationName")
    if name is not None and not isinstance(name, str):
        raise Unreadable(400, "The member operationName must be a text.")
    return name or None


def _variables(body: Mapping[str, Any]) -> Mapping[str, Any]:
    variables = body.get("variables")
    if variables is not None and not isinstance(variables, dict):
        raise Unreadable(400, "The member variables must be an object.")
    return variables or {}
