"""Mutates the domain, runs the tests, and compares the results with the list of survivors.

`make prove-mutants`, or `python -m tests.mutants --part rules --processes 1`. Exits with 1 if
fewer than 90 % of the mutants die, or one survives that tests/mutants/survivors.toml does not name.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.mutants import report
from tests.mutants.database import migrated_database
from tests.mutants.parts import PARTS, Part, set_up
from tests.mutants.results import forget_survivors, keys_of, mutants_of

_SESSION = Path(__file__).with_name("session.py")

# Without two of its own plugins, pytest skips its final garbage collection, which takes longer than
# most mutants do.
_PLUGINS = "-p no:unraisableexception -p no:threadexception -p tests.mutants.patience"


def main() -> int:
    """Run the requested parts, then judge everything that has been run."""
    asked = _arguments()
    for part in PARTS:
        if asked.part in {None, part.name}:
            set_up(part, afresh=not asked.keep)
            forget_survivors(part)
            _run(part, asked.processes)
    return report.judge([(part, mutants_of(part)) for part in PARTS])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants")
    parser.add_argument("--part", choices=[part.name for part in PARTS], help="only this part")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--keep", action="store_true", help="run only survivors and changed functions again"
    )
    return parser.parse_args()


def _run(part: Part, processes: int) -> None:
    with _surroundings(part) as environment, ThreadPoolExecutor(processes) as pool:

        def session(*step: str) -> None:
            command = [sys.executable, "-P", str(_SESSION), *step]
            subprocess.run(command, cwd=part.folder, env=environment, check=True)

        session("prepare")
        known = keys_of(part, report.listed().keys())
        (part.folder / "known.json").write_text(json.dumps(known))
        for _ in pool.map(lambda n: session("judge", str(n), str(processes)), range(processes)):
            pass


@contextmanager
def _surroundings(part: Part) -> Iterator[dict[str, str]]:
    """Yield the environment: fixed examples and, for actions, one database for all tests."""
    environment = {**os.environ, "CI": "1", "PYTHONPATH": ".", "PYTEST_ADDOPTS": _PLUGINS}
    if not part.shares_database:
        yield environment
        return
    with migrated_database() as urls:
        yield environment | urls


if __name__ == "__main__":
    sys.exit(main())
