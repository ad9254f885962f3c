"""Runs the application on a socket until it is told to stop."""

import asyncio
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp


class PortInUse(Exception):
    """Somebody else listens where we should."""


class _Server(uvicorn.Server):
    """Tells when it listens, and leaves the signals to us."""

    def __init__(self, config: uvicorn.Config, listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._listening = listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._listening()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def claim_port(host: str, port: int) -> socket.socket:
    """A socket that listens there, taken before anything slow begins. Raises PortInUse."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
        taken.listen(1)
    except OSError as error:
        taken.close()
        reason = error.strerror
        raise PortInUse(f"Cannot listen on {host}:{port}: {reason}; PORT names another.") from error
    return taken


async def serve(app: ASGIApp, on: socket.socket, listening: Callable[[], None]) -> None:
    """Answer until SIGINT or SIGTERM, then finish what is under way; a second signal cuts it off.

    Calls `listening` once requests are answered.
    """
    config = uvicorn.Config(
        app,
        http="httptools",
        loop="none",
        lifespan="auto",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=20,
        ws_max_size=1024 * 1024,
        backlog=2048,
    )
    server = _Server(config, listening)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, server.handle_exit, name, None)
    await server.serve(sockets=[on])
