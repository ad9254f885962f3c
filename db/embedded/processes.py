"""The processes of the embedded PostgreSQL: finds live ones, and ends orphaned ones."""

from contextlib import suppress
from pathlib import Path

import psutil

from db.embedded.folder import CannotStart

_LEAVE = 2  # seconds for backends to notice by themselves that their postmaster is gone
_DIE = 5  # seconds for the system to remove a killed process


def find_postmaster(folder: Path) -> psutil.Process | None:
    """The live postmaster of this data folder, or None."""
    try:
        number = int((folder / "postmaster.pid").read_text().split("\n", 1)[0])
        process = psutil.Process(number)
    except (OSError, ValueError, psutil.Error):
        return None
    return process if _is_postgres(process, folder) else None


def is_alive(process: psutil.Process) -> bool:
    """Whether the process runs or is paused. A zombie has ended."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def clear_remains(folder: Path) -> None:
    """End the backends of a postmaster that was killed, and delete its lock files.

    PostgreSQL does not start while such a backend is attached to its shared memory. Killing it
    loses nothing: what it committed is in the log. The lock files may name a zombie or, after a
    restart of the machine, another program; PostgreSQL would believe that its server is still
    running. Does nothing if the postmaster is alive. Raises CannotStart if a backend cannot be
    ended.
    """
    if find_postmaster(folder) is not None:
        return
    left = [process for process in psutil.process_iter() if _is_postgres(process, folder)]
    _, left = psutil.wait_procs(left, _LEAVE)
    for process in left:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    _, left = psutil.wait_procs(left, _DIE)
    left = [process for process in left if is_alive(process)]
    if left:
        numbers = ", ".join(str(process.pid) for process in left)
        raise CannotStart(f"Processes of a killed PostgreSQL are still in {folder}: {numbers}.")
    _socket_lock(folder).unlink(missing_ok=True)
    (folder / "postmaster.pid").unlink(missing_ok=True)


def _socket_lock(folder: Path) -> Path:
    """The lock file of the socket, at the place named in postmaster.pid."""
    try:
        lines = (folder / "postmaster.pid").read_text().splitlines()
        port, socket_folder = lines[3:5]
    except (OSError, ValueError):  # the file is missing or incomplete
        port, socket_folder = "5432", str(folder)
    return Path(socket_folder) / f".s.PGSQL.{port}.lock"


def _is_postgres(process: psutil.Process, folder: Path) -> bool:
    """Whether the process is a live process of the server on this folder."""
    try:
        return process.name() == "postgres" and process.cwd() == str(folder)
    except psutil.Error:  # it has ended, is a zombie, or belongs to another user
        return False
