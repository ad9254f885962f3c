"""Installs the JavaScript clients into .clients, and runs the Relay compiler."""

import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent / "js"
ROOT = HERE.parent.parent.parent
FOLDER = ROOT / ".clients"
_INSTALL = ("npm", "install", "--no-package-lock", "--no-audit", "--no-fund")
_COMPILE = ("npx", "relay-compiler", "relay.config.json")


def installed() -> Path:
    """Return the folder to run them in. Raises RuntimeError if npm is missing or fails.

    No lock file is kept, because it would name the package registry of its author.
    """
    wanted = (HERE / "package.json").read_text()
    noted = FOLDER / "package.json"
    known = noted.exists() and noted.read_text() == wanted and (FOLDER / "node_modules").exists()
    shutil.copytree(HERE, FOLDER, dirs_exist_ok=True)
    shutil.copy(ROOT / "schema.graphql", FOLDER)
    for command in (_COMPILE,) if known else (_INSTALL, _COMPILE):
        _run(command)
    return FOLDER


def _run(command: tuple[str, ...]) -> None:
    found = shutil.which(command[0])
    if found is None:
        raise RuntimeError("The clients are installed with npm, which is missing.")
    ended = subprocess.run(  # noqa: S603
        [found, *command[1:]], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise RuntimeError(ended.stderr[-2000:] + ended.stdout[-2000:])
