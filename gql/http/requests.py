"""A request to /graphql: its headers and its body, read up to a limit and parsed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from starlette.types import Receive, Scope

from gql.http.gate import CLIENT, ClientConnection
from gql.http.hosts import HOST, Host
from gql.http.limits import MAX_BODY, MAX_BODY_PARTS
from gql.http.negotiation import MAX_READ_LENGTH, is_json
from gql.request_errors import RequestRefused

# a proxy sends at least one of these, whatever it makes of the Host header
_FORWARDING = (b"x-forwarded-for", b"forwarded", b"x-forwarded-host", b"x-real-ip", b"via")
_SEND = 'Send one request as {"query": "…"}, with variables and operationName if it needs them.'


class Unreadable(RequestRefused):
    """The request cannot be parsed; `status` is the HTTP status of the response."""

    status: int

    def __init__(self, status: int, message: str) -> None:
        super().__init__("BAD_USER_INPUT", message, status=status)


class ClientGone(Exception):
    """The client disconnected before its request was answered."""


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """A GraphQL request: document, operation name and variables."""

    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)


class IncomingRequest:
    """An ASGI request; Starlette's class costs more time than many queries."""

    __slots__ = ("_headers", "operation", "receive", "scope", "tenant_id")

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.scope, self.receive = scope, receive
        self.operation: str | None = None  # the operation's name, once it is known
        self.tenant_id: UUID | None = None  # the tenant of the user, once it is known
        self._headers: dict[bytes, bytes] = dict(scope["headers"])

    def header(self, name: bytes) -> bytes:
        """Return a header, or empty bytes if it was not sent; `name` is in lower case.

        Raises Unreadable if it was sent several times.
        """
        if self.is_repeated(name):
            raise Unreadable(400, f"Send the header {name.decode()} only once.")
        return self._headers.get(name, b"")

    def is_repeated(self, name: bytes) -> bool:
        """Whether the header was sent several times."""
        headers = self.scope["headers"]
        return len(self._headers) < len(headers) and [key for key, _ in headers].count(name) > 1

    def accept_header(self) -> str:
        """Return the media types that the client accepts, joined from all its Accept headers.

        Raises Unreadable if they are too long.
        """
        accept = self._headers.get(b"accept", b"")
        if self.is_repeated(b"accept"):
            accept = b",".join(value for name, value in self.scope["headers"] if name == b"accept")
        if len(accept) > MAX_READ_LENGTH:
            raise Unreadable(431, f"Send an Accept header of at most {MAX_READ_LENGTH} bytes.")
        return accept.decode("latin-1")

    @property
    def visitor(self) -> ClientConnection | None:
        """The connection of the request; None if it has none or it has closed."""
        connection: ClientConnection | None = self.scope.get(CLIENT)
        return connection

    @property
    def base_url(self) -> str:
        """The URL at which the client reached the server, without a trailing slash."""
        host: Host = self.scope[HOST]
        return f"{self.scope['scheme']}://{host.authority}"

    @property
    def is_forwarded(self) -> bool:
        """Whether a proxy says that it forwards the request for another client."""
        return any(name in self._headers for name in _FORWARDING)

    @property
    def server_address(self) -> str:
        """The address at which the request arrived; empty if unknown."""
        server = self.scope.get("server")
        return str(server[0]) if server else ""

    async def read_body(self) -> GraphQLRequest:
        """Read and parse the body of a POST request. Raises Unreadable and ClientGone."""
        if not is_json(self.header(b"content-type")):
            raise Unreadable(415, "Send the body as application/json in UTF-8.")
        if self.header(b"content-encoding").strip().lower() not in {b"", b"identity"}:
            raise Unreadable(415, "Send the body without compression.")
        raw = await self._body()
        if raw.count(b"[") + raw.count(b"{") > MAX_BODY_PARTS:
            raise Unreadable(
                400,
                f"The body has more than {MAX_BODY_PARTS} lists and objects. Split the request.",
            )
        try:
            body = orjson.loads(raw)
        except orjson.JSONDecodeError:
            raise Unreadable(400, f"The body is not valid JSON. {_SEND}") from None
        if not isinstance(body, dict):
            raise Unreadable(400, f"The body is not a JSON object. {_SEND}")
        return GraphQLRequest(_query(body), _name(body), _variables(body))

    async def _body(self) -> bytearray:
        body, more = bytearray(), True
        while more:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > MAX_BODY:
                raise Unreadable(
                    413, f"The body is larger than {MAX_BODY} bytes. Split the request."
                )
        return body


def _query(body: Mapping[str, Any]) -> str:
    query = body.get("query")
    if not isinstance(query, str) or not query.strip():
        raise Unreadable(400, "The member `query` must be a string with a GraphQL document.")
    return query


def _name(body: Mapping[str, Any]) -> str | None:
    name = body.get("operationName")
    if name is not None and not isinstance(name, str):
        raise Unreadable(400, "The member `operationName` must be a string.")
    return name or None


def _variables(body: Mapping[str, Any]) -> Mapping[str, Any]:
    variables = body.get("variables")
    if variables is not None and not isinstance(variables, dict):
        raise Unreadable(400, "The member `variables` must be an object.")
    return variables or {}
