"""What the command is called, as the operator would type it again."""

import shutil
import sys


def program() -> str:
    """`salesgraph` where the shell finds it by that name, or else its path."""
    called = sys.argv[0]
    if not called.endswith("/salesgraph"):
        return "salesgraph"
    return "salesgraph" if shutil.which("salesgraph") == called else called
