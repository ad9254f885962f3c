"""Runs the application in several processes that share one socket.

SIGHUP replaces them one by one: the new process answers before the old one stops accepting, and the
next is replaced while the old one finishes. A process that dies is replaced as well. If the process
that started them is killed, they stop by themselves.
"""

import logging
import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import uvicorn
from starlette.types import ASGIApp
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors.multiprocess import Multiprocess, Process

from gql.http.gate import Gate
from gql.server.sockets import make_room
from gql.server.uvicorn_server import Server, configure

_STARTING = 120.0  # seconds in which a process must become ready

log = logging.getLogger("salesgraph")


def serve_in_workers(
    make: Callable[[], ASGIApp],
    on: socket.socket,
    workers: int,
    listening: Callable[[], None],
    most_connections: int,
) -> None:
    """Serve in `workers` processes until SIGINT or SIGTERM, then finish requests in progress.

    `make` must be importable; each process creates its own application. Calls `listening` once all
    of them answer.
    """
    config = configure(
        partial(_heeding_interrupts, make),
        Gate(make_room(most_connections)),
        factory=True,
        loop="uvloop",
        workers=workers,
        timeout_worker_healthcheck=30,
    )
    _Supervisor(config, [on], listening).run()


def _heeding_interrupts(make: Callable[[], ASGIApp]) -> ASGIApp:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    return make()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Block Ctrl-C, here and in processes that start meanwhile, until the block ends.

    A terminal sends it to those processes too, where it would interrupt imports with a traceback.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


class _Worker(Process):
    """One process, with a server that stops without losing a request."""

    def target(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until told to stop, or until the process that started this one has ended."""
        threading.Thread(target=_stop_with_parent, name="stop-with-parent", daemon=True).start()
        super().target(sockets)

    @property
    def server(self) -> uvicorn.Server:
        if self._server is None:
            self._server = Server(self.config)
        return self._server


def _stop_with_parent() -> None:
    """Once the parent has ended, stop this process as SIGTERM does.

    A killed parent cannot stop its workers, which would keep the port and serve on.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        log.warning("the process that started this worker has ended; stopping")
        os.kill(os.getpid(), signal.SIGTERM)


class _Supervisor(Multiprocess):
    """Calls back when all its processes listen, and replaces them without downtime."""

    def __init__(
        self, config: uvicorn.Config, sockets: list[socket.socket], listening: Callable[[], None]
    ) -> None:
        super().__init__(config, sockets)
        self._listening = listening
        self._retiring: list[Process] = []

    def init_processes(self) -> None:
        """Start all processes and wait until they answer."""
        self.processes = [self._start_process() for _ in range(self.processes_num)]
        if all(process.wait_until_ready(_STARTING, self.should_exit) for process in self.processes):
            self._listening()

    def keep_subprocess_alive(self) -> None:
        """Replace dead processes; stop if a process cannot even start."""
        self._retiring = [process for process in self._retiring if process.process.is_alive()]
        for at, process in enumerate(self.processes):
            if self.should_exit.is_set() or process.is_alive(
                timeout=self.config.timeout_worker_healthcheck
            ):
                continue
            process.kill()
            process.join()
            if process.exitcode == STARTUP_FAILURE:
                log.error("a worker could not start; stopping")
                self.should_exit.set()
                return
            log.warning("a worker has ended with exit code %s and is replaced", process.exitcode)
            self.processes[at] = self._start_process()

    def restart_all(self) -> None:
        """Replace each process once its successor answers."""
        for at, old in enumerate(self.processes):
            new = self._start_process()
            if not new.wait_until_ready(_STARTING, self.should_exit):
                new.kill()
                new.join()
                if not self.should_exit.is_set():
                    log.error("a new worker was not ready in time; the old ones stay")
                return
            self.processes[at] = new
            old.terminate()
            self._retiring.append(old)

    def terminate_all(self) -> None:
        """Stop all processes. The last of them to stop accepting connections closes the port.

        If this process kept the socket open, the kernel would go on accepting connections that
        nobody answers.
        """
        super().terminate_all()
        for shared in self.sockets:
            shared.close()

    def join_all(self) -> None:
        """Wait for all processes, including replaced ones."""
        super().join_all()
        for process in self._retiring:
            process.join()

    def _start_process(self) -> Process:
        with _interrupts_held():
            process = _Worker(self.config, self.sockets)
            process.start()
        return process
