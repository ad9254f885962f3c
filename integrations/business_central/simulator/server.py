"""Serves the simulator over a socket. An answer can be a closed connection."""

import asyncio
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from integrations.business_central.simulator.web.replies import CLOSE


class Protocol(H11Protocol):
    """Hands the application what closes the connection without an answer."""

    def connection_made(self, transport: Any) -> None:
        """Wrap the application of this connection."""
        super().connection_made(transport)
        app = self.app

        async def with_close(scope: Scope, receive: Receive, send: Send) -> None:
            scope[CLOSE] = transport.abort
            await app(scope, receive, send)

        self.app = with_close


class Server(uvicorn.Server):
    """Prints its address when it listens."""

    def __init__(self, config: uvicorn.Config, lines: list[str]) -> None:
        super().__init__(config)
        self._lines = lines

    async def startup(self, sockets: Any = None) -> None:
        """Start, and print the lines with the address."""
        await super().startup(sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            for line in self._lines:
                print(line.format(address=f"http://{host}:{port}"), flush=True)  # noqa: T201


def serve(app: Starlette, host: str, port: int, lines: list[str]) -> None:
    """Serve until a signal stops it; `{address}` in the lines becomes the address."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=Protocol,
        log_level="warning",
        timeout_keep_alive=75,
        timeout_graceful_shutdown=2,
    )
    asyncio.run(Server(config, lines).serve())
