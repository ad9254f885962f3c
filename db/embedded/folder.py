"""The data folder of the embedded PostgreSQL: checks and set-up."""

import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from db.operator_error import OperatorError

VERSION = "18"
_UNFINISHED = ".unfinished-"  # part of the name of a folder that initdb is still filling
_UNUSABLE = re.compile(r'["$`\\\x00-\x1f\x7f\ud800-\udfff]')  # pg_ctl hands paths to a shell


class CannotStart(OperatorError):
    """PostgreSQL cannot run on this folder. The message says why, or names the log that does."""


def check_path(folder: Path) -> None:
    """Raise CannotStart if the path has characters that PostgreSQL's own commands cannot handle."""
    if _UNUSABLE.search(str(folder)):
        shown = str(folder).encode("utf-8", "backslashreplace").decode()
        raise CannotStart(
            f"PostgreSQL cannot run in {shown!r}: set SALESGRAPH_DATA to a folder whose path is"
            ' valid UTF-8, without ", $, `, \\ and control characters.'
        )


def examine(folder: Path) -> None:
    """Raise CannotStart unless the folder is empty or holds data of this PostgreSQL version."""
    try:
        version = (folder / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        if any(folder.iterdir()):
            raise CannotStart(
                f"{folder} is not empty and holds no PostgreSQL data:"
                " set SALESGRAPH_DATA to another folder."
            ) from None
        return
    if not (folder / "global" / "pg_control").exists():
        raise CannotStart(
            f"PostgreSQL was not set up completely in {folder}:"
            " delete this folder, which holds no data yet."
        )
    if version != VERSION:
        raise CannotStart(
            f"{folder} holds data of PostgreSQL {version}, and this is PostgreSQL {VERSION}:"
            " set SALESGRAPH_DATA to another folder."
        )


def check_data(folder: Path) -> None:
    """Raise CannotStart if the data of a server that was running are gone."""
    if not (folder / "PG_VERSION").exists():
        raise CannotStart(
            f"The data of PostgreSQL in {folder} are gone:"
            " put the folder back, or stop salesgraph and restore a backup."
        )


def set_up(folder: Path, fill: Callable[[Path], None]) -> None:
    """Turn an empty folder into a data folder atomically.

    `fill` runs initdb on a temporary folder, which then replaces the empty one, so that an
    interrupted initdb never leaves an incomplete data folder. Deletes what earlier attempts left
    behind. The caller must hold the lock of the folder.
    """
    prefix = f"{folder.name}{_UNFINISHED}"
    for left in folder.parent.iterdir():
        if left.name.startswith(prefix):
            shutil.rmtree(left, ignore_errors=True)  # its initdb may still be writing
    if (folder / "PG_VERSION").exists() or folder.is_mount():
        return
    draft = Path(tempfile.mkdtemp(prefix=prefix, dir=folder.parent))
    try:
        fill(draft)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
