"""Runs the application on a socket until it is stopped, in this process or in several.

A graceful stop loses no request. For a moment the server still accepts connections, but closes each
with its next answer. Then it accepts no more, answers the requests in progress, and closes a
connection only after its last answer, or once its client has been idle for as long as the
keep-alive timeout.
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
from gql.server.sockets import make_room

LAME_DUCK = 1.0  # seconds in which a stopping server still accepts connections


def configure(app: Any, gate: Gate, **more: Any) -> uvicorn.Config:
    """The uvicorn configuration for an application, or for a function that creates it."""
    protocol: Any = partial(Protocol, gate=gate)
    return uvicorn.Config(
        app,
        http=protocol,
        ws="none",
        lifespan="auto",
        log_level="warning",
        log_config=None,  # its records go to our log
        access_log=False,
        server_header=False,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=20,
        backlog=2048,
        **more,
    )


class Server(uvicorn.Server):
    """A server that calls back when it listens, and stops without losing a request."""

    def __init__(self, config: uvicorn.Config, listening: Callable[[], None] | None = None) -> None:
        super().__init__(config)
        self._listening = listening
        self._gate: Gate = config.http.keywords["gate"]  # type: ignore[union-attr]
        self._is_at_terminal = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening."""
        await super().startup(sockets)
        if self.started and self._listening is not None:
            self._listening()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close every connection with its next answer, then stop the server."""
        self.lifespan.state[DRAINING] = True
        self._gate.drain(hurried=self._is_at_terminal)
        if not self._is_at_terminal:
            for connection in self.server_state.connections:
                connection.shutdown()
            await asyncio.sleep(LAME_DUCK)
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop at a signal. Ctrl-C waits for requests in progress; a second one aborts them."""
        self._is_at_terminal = self._is_at_terminal or sig == signal.SIGINT
        super().handle_exit(sig, frame)


class _SignalledServer(Server):
    """Leaves signals to the event loop, which runs more than this server."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(
    app: ASGIApp, on: socket.socket, listening: Callable[[], None], most_connections: int
) -> None:
    """Serve until SIGINT or SIGTERM, then finish requests in progress; a second SIGINT aborts them.

    SIGHUP, which a closing terminal sends, stops the server like SIGTERM unless it is ignored.
    Calls `listening` once requests are answered.
    """
    gate = Gate(make_room(most_connections))
    server = _SignalledServer(configure(app, gate, loop="none"), listening)
    loop = asyncio.get_running_loop()
    hangup = {signal.SIGHUP} if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN else set()
    for name in {signal.SIGINT, signal.SIGTERM} | hangup:
        loop.add_signal_handler(name, server.handle_exit, name, None)
    await server.serve(sockets=[on])
