"""The command `salesgraph`: the composition root, where the environment is read.

`app` declares the commands and imports the modules that do the work only when a command runs, so
that each command starts fast.
"""

import gc
import signal
import sys

_NEW_OBJECTS = 10_000  # between two collections of garbage; Python's default is 700


def main() -> None:
    """Run the command in the arguments and exit with its status."""
    # Modules and the schema are hundreds of thousands of objects that stay. By default, looking for
    # garbage among them takes an eighth of the time in which `serve` loads.
    gc.set_threshold(_NEW_OBJECTS)
    # until modules are loaded, Ctrl-C ends the process without a traceback
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from cli.app import run

    sys.exit(run())
