"""An index of the modules, names, rooms and imports of the project, built without importing it."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("cli", "db", "demo", "docs", "domain", "gql", "integrations", "migrations", "tests")


def files(*packages: str) -> Iterator[Path]:
    """Yield the Python files of these packages."""
    for package in packages:
        yield from sorted((ROOT / package).rglob("*.py"))


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text())


def file_of(module: str) -> Path | None:
    """Return the file of a module or a package; None if there is none."""
    path = ROOT.joinpath(*module.split("."))
    if path.with_suffix(".py").is_file():
        return path.with_suffix(".py")
    return path / "__init__.py" if path.is_dir() else None


def is_defined(name: str) -> bool:
    """Return whether a dotted name is a package, a module, or something that a module defines."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        path = file_of(".".join(parts[:end]))
        if path is not None:
            return end == len(parts) or has(path, parts[end:])
    return False


def has(path: Path, parts: Iterable[str]) -> bool:
    """Return whether a file defines a name, or a class with a member: `["Plan", "parameters"]`."""
    first, *rest = parts
    found = _names(tree_of(path).body)
    if not rest:
        return first in found
    return first in found and is_member(first, rest[0])


def is_class(name: str) -> bool:
    """Return whether any of the packages defines a class of this name."""
    return name in _classes()


def is_member(kind: str, name: str) -> bool:
    """Return whether a class of this name, or one of its base classes, has the member."""
    return any(
        name in _names(node.body)
        or any(is_member(base, name) for base in _bases(node) if base != kind)
        for node in _classes().get(kind, ())
    )


def room_of(module: str) -> str:
    """Return the room of a module: `gql/http`, or `gql` for modules outside of all its rooms."""
    parts = module.split(".")
    is_room = len(parts) > 1 and ROOT.joinpath(*parts[:2]).is_dir()
    return "/".join(parts[:2]) if is_room else parts[0]


def imports_of(package: str) -> Iterator[tuple[str, str]]:
    """Yield each import between two rooms: the importing and the imported one."""
    for path in files(package):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        here = room_of(module.removesuffix(".__init__"))
        for node in ast.walk(tree_of(path)):
            for target in _targets(node):
                if target.split(".")[0] in PACKAGES and room_of(target) != here:
                    yield here, room_of(target)


def _targets(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        for alias in node.names:
            inner = f"{node.module}.{alias.name}"
            yield inner if file_of(inner) else node.module


@cache
def _classes() -> dict[str, list[ast.ClassDef]]:
    found: dict[str, list[ast.ClassDef]] = {}
    for path in files(*PACKAGES):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name, []).append(node)
    return found


def _bases(node: ast.ClassDef) -> Iterator[str]:
    for base in node.bases:
        inner = base.value if isinstance(base, ast.Subscript) else base
        if isinstance(inner, ast.Name | ast.Attribute):
            yield inner.id if isinstance(inner, ast.Name) else inner.attr


def _names(body: Iterable[ast.stmt]) -> set[str]:
    """Return the names that statements define or import."""
    found: set[str] = set()
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {
                name.id
                for target in targets
                for name in ast.walk(target)
                if isinstance(name, ast.Name)
            }
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.If):
            found |= _names(node.body) | _names(node.orelse)
    return found
