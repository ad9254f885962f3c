"""Finds the embedded PostgreSQL that a `serve` runs, without starting one."""

from pathlib import Path
from urllib.parse import quote

_PORT, _SOCKET_FOLDER, _STATUS = 3, 4, 7  # lines of postmaster.pid


def find_running(folder: Path) -> str | None:
    """The superuser's URL of the server on this data folder; None if none is ready.

    A killed server also leaves its file behind: then nobody answers at the URL.
    """
    try:
        lines = (folder / "postmaster.pid").read_text().splitlines()
        port, socket_folder = lines[_PORT], lines[_SOCKET_FOLDER]
        is_ready = lines[_STATUS].strip() == "ready"
    except (OSError, ValueError, IndexError):  # the file is missing, unreadable or incomplete
        return None
    if not is_ready:
        return None
    return f"postgresql://postgres@/postgres?host={quote(socket_folder)}&port={port}"
