"""The import directions between rooms, and the size of files and functions."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("cli", "domain", "db", "gql", "demo", "integrations", "migrations", "bench", "tests")
OF_TESTS = ("tests", "bench")  # there, cases are listed one below the other
MAX_FILE, MAX_TEST_FILE = 300, 400
MAX_FUNCTION, MAX_TEST = 30, 60
GENERATED = ROOT / "migrations" / "versions"


def files() -> Iterator[Path]:
    for name in OURS:
        path = ROOT / name
        found = [path] if path.is_file() else sorted(path.rglob("*.py"))
        yield from (file for file in found if GENERATED not in file.parents)


def most(file: Path, of_program: int, of_tests: int) -> int:
    """Return the line limit of files or functions, for the program or for the tests."""
    return of_tests if file.relative_to(ROOT).parts[0] in OF_TESTS else of_program


FILES = [pytest.param(file, id=str(file.relative_to(ROOT))) for file in files()]


def test_imports_keep_their_directions() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]

    ended = subprocess.run(  # noqa: S603
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.parametrize("file", FILES)
def test_a_file_is_short_and_says_what_it_is_for(file: Path) -> None:
    source = file.read_text()

    assert source.count("\n") <= most(file, MAX_FILE, MAX_TEST_FILE)
    assert not source or ast.get_docstring(ast.parse(source))


@pytest.mark.parametrize("file", FILES)
def test_functions_are_short(file: Path) -> None:
    longest = most(file, MAX_FUNCTION, MAX_TEST)
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno
        and node.end_lineno - node.lineno >= longest
    ]

    assert long == []
