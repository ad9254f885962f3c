"""The host check that every request passes first: it must be addressed to this server."""

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from gql.http.health import PATHS
from gql.http.hosts import HOST, REFUSAL, Hosts, is_own_address
from gql.http.negotiation import JSON
from gql.http.responses import refusal_response
from gql.request_errors import RequestRefused
from gql.settings import Settings

_LOOPBACK_ORIGIN = r"https?://(localhost|127(\.[0-9]{1,3}){3}|\[::1\])(:[0-9]{1,5})?"
_FORBIDDEN = 1008  # WebSocket: policy violation


class HostCheck:
    """ASGI middleware that refuses requests for foreign hosts with status 421."""

    def __init__(self, inside: ASGIApp, settings: Settings) -> None:
        self._hosts = Hosts(settings)
        self._inside = _open_to_local_pages(inside) if settings.is_private_demo else inside

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check one request and pass it on; the lifespan of the process passes unchecked."""
        if scope["type"] != "lifespan":
            host = self._hosts.host_of(scope["headers"])
            if host is None and not _is_probe(scope):
                await _refuse(scope, send)
                return
            scope[HOST] = host
        await self._inside(scope, receive, send)


def _open_to_local_pages(inside: ASGIApp) -> ASGIApp:
    """Allow pages from this machine, such as front ends in development, to call the API (CORS)."""
    return CORSMiddleware(
        inside,
        allow_origin_regex=_LOOPBACK_ORIGIN,
        allow_methods=["GET", "POST"],
        allow_headers=["*"],
    )


def _is_probe(scope: Scope) -> bool:
    """Whether it is a health check addressed to the IP address at which the process listens."""
    return scope["type"] == "http" and scope["path"] in PATHS and is_own_address(scope)


async def _refuse(scope: Scope, send: Send) -> None:
    if scope["type"] == "http":
        await refusal_response(RequestRefused("HOST_NOT_ALLOWED", REFUSAL), JSON, 421).send(send)
    else:
        await send({"type": "websocket.close", "code": _FORBIDDEN})
