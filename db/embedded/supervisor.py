"""Restarts the embedded PostgreSQL after it was killed or has crashed."""

import logging
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from db.embedded.folder import CannotStart
from db.embedded.processes import find_postmaster, is_alive

log = logging.getLogger("salesgraph")

_TICK = 0.2  # seconds between two checks of the process
_PAUSES = (0, 0.5, 1, 2, 5, 10, 30)  # seconds before a start, by the number of failures before it
_STABLE = 2  # seconds; if the server ends sooner, the start counts as failed


@contextmanager
def supervise(folder: Path, start: Callable[[], None]) -> Iterator[None]:
    """Watch the running PostgreSQL of this folder, and call `start` whenever it has ended.

    If `start` fails with CannotStart or a system error, it is called again after a pause that
    grows up to 30 seconds. Nothing is started after the context ends.
    """
    stopping = threading.Event()
    supervisor = _Supervisor(folder, start, stopping)
    thread = threading.Thread(target=supervisor.run, name="postgres-supervisor", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


class _Supervisor:
    def __init__(self, folder: Path, start: Callable[[], None], stopping: threading.Event) -> None:
        self._folder, self._start, self._stopping = folder, start, stopping
        self._failures = 0

    def run(self) -> None:
        """Watch and start until told to stop."""
        signal.pthread_sigmask(
            signal.SIG_BLOCK, signal.valid_signals()
        )  # they are the main thread's
        process = find_postmaster(self._folder)
        while not self._stopping.is_set():
            self._watch(process)
            if not self._stopping.is_set():
                log.error("PostgreSQL in %s has stopped. Starting it again.", self._folder)
                process = self._bring_back()

    def _watch(self, process: psutil.Process | None) -> None:
        """Return when the process has ended or supervision stops."""
        began = time.monotonic()
        while process is not None and is_alive(process):
            if self._stopping.wait(_TICK):
                return
        if time.monotonic() - began >= _STABLE:
            self._failures = 0

    def _bring_back(self) -> psutil.Process | None:
        while not self._stopping.wait(_PAUSES[min(self._failures, len(_PAUSES) - 1)]):
            self._failures += 1
            try:
                self._start()
            except (CannotStart, OSError, subprocess.SubprocessError) as error:
                pause = _PAUSES[min(self._failures, len(_PAUSES) - 1)]
                log.error("%s Trying again in %s seconds.", error, pause)  # noqa: TRY400
                continue
            process = find_postmaster(self._folder)
            if process is not None:
                log.warning("PostgreSQL in %s is running again.", self._folder)
                return process
        return None
