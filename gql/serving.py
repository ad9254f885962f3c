"""Runs the application on a socket until it is told to stop, in this process or in several."""

import asyncio
import errno
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from gql.addresses import bracketed
from gql.http.protocol import Protocol

_SETTINGS: dict[str, Any] = {
    "http": Protocol,
    "lifespan": "auto",
    "log_level": "warning",
    "access_log": False,
    "server_header": False,
    "timeout_keep_alive": 10,
    "timeout_graceful_shutdown": 20,
    "ws_max_size": 1024 * 1024,
    "backlog": 2048,
    "log_config": None,  # its records go where ours go
}


_PRIVILEGED = 1024  # the first port that anybody may listen on


class PortInUse(Exception):
    """The address cannot be listened on; the message says why, and which setting changes it."""


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
        raise PortInUse(_refusal(host, port, error)) from error
    return taken


def _refusal(host: str, port: int, error: OSError) -> str:
    place = f"{bracketed(host)}:{port}"
    if error.errno == errno.EADDRINUSE:
        return f"{place} is in use by another program: stop that one, or set PORT to another port."
    if isinstance(error, PermissionError):
        return f"{place} needs privileges: set PORT to {_PRIVILEGED} or above."
    return f"Cannot listen on {place}, {error.strerror}: set HOST to an address of this machine."


async def serve(app: ASGIApp, on: socket.socket, listening: Callable[[], None]) -> None:
    """Answer until SIGINT or SIGTERM, then finish what is under way; a second signal cuts it off.

    Calls `listening` once requests are answered.
    """
    server = _Server(uvicorn.Config(app, loop="none", **_SETTINGS), listening)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, server.handle_exit, name, None)
    await server.serve(sockets=[on])


def serve_in_workers(
    make: Callable[[], ASGIApp], on: socket.socket, workers: int, listening: Callable[[], None]
) -> None:
    """The same in so many processes that share the socket; one that dies is replaced.

    `make` must be importable; each process makes an application of its own.
    """
    config = uvicorn.Config(
        partial(_heeding_interrupts, make),
        factory=True,
        loop="uvloop",
        workers=workers,
        timeout_worker_healthcheck=30,
        **_SETTINGS,
    )
    _Supervisor(config, [on], listening).run()


def _heeding_interrupts(make: Callable[[], ASGIApp]) -> ASGIApp:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    return make()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Keep Ctrl-C for later, here and in the processes that are started meanwhile.

    A terminal sends it to them, too, where it would end the import of modules in a traceback.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


class _Supervisor(Multiprocess):
    """Tells when all its processes listen."""

    def __init__(
        self, config: uvicorn.Config, sockets: list[socket.socket], listening: Callable[[], None]
    ) -> None:
        super().__init__(config, sockets)
        self._listening = listening

    def keep_subprocess_alive(self) -> None:
        with _interrupts_held():
            super().keep_subprocess_alive()

    def init_processes(self) -> None:
        with _interrupts_held():
            super().init_processes()
        if all(process.wait_until_ready(60, self.should_exit) for process in self.processes):
            self._listening()
