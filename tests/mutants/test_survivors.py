"""The list of survivors and the parts stay in step with the code."""

import ast
from pathlib import Path

from tests.mutants.parts import PARTS, ROOT
from tests.mutants.report import listed


def test_each_survivor_has_a_reason_and_a_function_that_exists() -> None:
    functions = {path: _functions(ROOT / path) for path in {_module(name) for name in listed()}}

    assert all(reason.strip() for reason in listed().values())
    assert not [name for name in listed() if name.split(":")[1] not in functions[_module(name)]]


def test_each_file_that_a_part_names_exists() -> None:
    named = [name for part in PARTS for name in (*part.mutated, *part.spared, *part.tests)]

    assert not [name for name in named if not any(ROOT.glob(name.removeprefix("--ignore=")))]


def _module(name: str) -> str:
    return name.split(":", maxsplit=1)[0]


def _functions(path: Path) -> set[str]:
    """Return the functions of a module; methods are prefixed with their class."""
    body = ast.parse(path.read_text("utf-8")).body
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    found = {each.name for each in body if isinstance(each, kinds)}
    for owner in (each for each in body if isinstance(each, ast.ClassDef)):
        methods = [each for each in owner.body if isinstance(each, kinds)]
        found |= {f"{owner.name}.{method.name}" for method in methods}
    return found
