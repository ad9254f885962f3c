"""The command `salesgraph`, the composition root: here the environment is read.

`app` declares the commands and imports what one of them needs when it runs, so that each starts
fast; the other modules do the work.
"""

import signal
import sys


def main() -> None:
    """Run the command that the arguments name, and exit with its status."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # while modules load, Ctrl-C just ends it
    from cli.app import run

    sys.exit(run())
