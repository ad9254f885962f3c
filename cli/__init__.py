"""The command `salesgraph`: the composition root, where the environment is read.

`app` declares the commands and imports the modules that do the work only when a command runs, so
that each command starts fast.
"""

import signal
import sys


def main() -> None:
    """Run the command in the arguments and exit with its status."""
    # until modules are loaded, Ctrl-C ends the process without a traceback
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from cli.app import run

    sys.exit(run())
