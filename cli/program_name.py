"""The name of the command, as the operator would type it."""

import shutil
import sys


def program() -> str:
    """`salesgraph` if the shell finds this program under that name, otherwise its path."""
    called = sys.argv[0]
    if not called.endswith("/salesgraph"):
        return "salesgraph"
    return "salesgraph" if shutil.which("salesgraph") == called else called
