"""The import directions between rooms, and the size of files and functions."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

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


def test_imports_keep_their_directions() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]

    ended = subprocess.run(  # noqa: S603
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_files_are_short_and_say_what_they_are_for() -> None:
    sources = {file: file.read_text() for file in files()}

    assert len(sources) > 500
    assert {
        str(file.relative_to(ROOT)): source.count("\n")
        for file, source in sources.items()
        if source.count("\n") > most(file, MAX_FILE, MAX_TEST_FILE)
    } == {}
    assert [
        str(file.relative_to(ROOT))
        for file, source in sources.items()
        if source and not ast.get_docstring(ast.parse(source))
    ] == []


def test_functions_are_short() -> None:
    assert {
        f"{file.relative_to(ROOT)}: {node.name}": node.end_lineno - node.lineno + 1
        for file in files()
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno
        and node.end_lineno - node.lineno >= most(file, MAX_FUNCTION, MAX_TEST)
    } == {}
