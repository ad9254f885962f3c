"""Runs the application on a socket until it is told to stop, in this process or in several.

A server that stops loses no request. For a moment it accepts connections as before, while each
answer is the last one of its connection. Then it accepts no more, answers what is under way, and
closes a connection only after its last answer, or where its client has been silent for so long
that the connection would have been closed anyway.
"""

import asyncio
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from gql.http.gate import Gate
from gql.http.health import DRAINING
from gql.http.protocol import Protocol
from gql.sockets import make_room

LAME_DUCK = 1.0  # seconds in which a server that stops still accepts connections


def configured(app: Any, gate: Gate, **more: Any) -> uvicorn.Config:
    """Uvicorn's settings for an application, or for a function that makes it."""
    protocol: Any = partial(Protocol, gate=gate)
    return uvicorn.Config(
        app,
        http=protocol,
        ws="none",
        lifespan="auto",
        log_level="warning",
        log_config=None,  # its records go where ours go
        access_log=False,
        server_header=False,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=20,
        backlog=2048,
        **more,
    )


class Server(uvicorn.Server):
    """Tells when it listens, and stops without losing a request."""

    def __init__(self, config: uvicorn.Config, listening: Callable[[], None] | None = None) -> None:
        super().__init__(config)
        self._listening = listening
        self._gate: Gate = config.http.keywords["gate"]  # type: ignore[union-attr]
        self._is_at_terminal = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        if self.started and self._listening is not None:
            self._listening()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End every connection with its next answer, then the server."""
        self.lifespan.state[DRAINING] = True
        self._gate.drain(hurried=self._is_at_terminal)
        if not self._is_at_terminal:
            for connection in self.server_state.connections:
                connection.shutdown()
            await asyncio.sleep(LAME_DUCK)
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop at a signal. Ctrl-C waits only for what is under way; the second one does not."""
        self._is_at_terminal = self._is_at_terminal or sig == signal.SIGINT
        super().handle_exit(sig, frame)


class _SignalledServer(Server):
    """Leaves the signals to the loop, which runs more than this server."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(
    app: ASGIApp, on: socket.socket, listening: Callable[[], None], most_connections: int
) -> None:
    """Answer until SIGINT or SIGTERM, then finish what is under way; a second SIGINT cuts it off.

    SIGHUP, which a terminal sends when it is closed, stops it like SIGTERM unless it is ignored.
    Calls `listening` once requests are answered.
    """
    gate = Gate(make_room(most_connections))
    server = _SignalledServer(configured(app, gate, loop="none"), listening)
    loop = asyncio.get_running_loop()
    hangup = {signal.SIGHUP} if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN else set()
    for name in {signal.SIGINT, signal.SIGTERM} | hangup:
        loop.add_signal_handler(name, server.handle_exit, name, None)
    await server.serve(sockets=[on])
