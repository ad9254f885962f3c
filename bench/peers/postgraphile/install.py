"""Installs PostGraphile, and the Node that it needs, into .bench only."""

import platform
import shutil
import subprocess
import sys
from pathlib import Path

_HERE = Path(__file__).parent
_ARCHITECTURES = {"x86_64": "x64", "aarch64": "arm64"}


def install(folder: Path) -> tuple[str, ...]:
    """Install it and return its start command. Raises RuntimeError if npm is missing or fails."""
    folder.mkdir(parents=True, exist_ok=True)
    machine = _ARCHITECTURES.get(platform.machine(), platform.machine())
    node = folder / "node_modules" / f"node-{sys.platform}-{machine}" / "bin" / "node"
    wanted = (_HERE / "package.json").read_text()
    noted = folder / "package.json"
    shutil.copy(_HERE / "server.mjs", folder)
    if not node.exists() or not noted.exists() or noted.read_text() != wanted:
        npm = shutil.which("npm")
        if npm is None:
            raise RuntimeError("PostGraphile is installed with npm, which is missing.")
        noted.write_text(wanted)
        command = [npm, "install", "--no-package-lock", "--no-audit", "--no-fund"]
        ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
        if ended.returncode:
            noted.unlink()
            raise RuntimeError(ended.stderr[-2000:])
    return str(node), str(folder / "server.mjs")
