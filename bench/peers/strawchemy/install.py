"""Installs strawchemy into its own virtual environment in .bench only."""

import subprocess
import sys
from pathlib import Path

_WANTED = Path(__file__).with_name("requirements.txt")


def install(folder: Path) -> tuple[str, ...]:
    """Install it and return its start command. Raises RuntimeError if pip fails."""
    python, noted = folder / "bin" / "python", folder / "requirements.txt"
    if not noted.exists() or noted.read_text() != _WANTED.read_text():
        _run(sys.executable, "-m", "venv", str(folder))
        _run(str(python), "-m", "pip", "install", "-q", "--require-hashes", "-r", str(_WANTED))
        noted.write_text(_WANTED.read_text())
    return str(python), "-m", "bench.peers.strawchemy.server"


def _run(*command: str) -> None:
    ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if ended.returncode:
        raise RuntimeError(ended.stderr[-2000:])
