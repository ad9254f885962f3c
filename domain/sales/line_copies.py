"""Lines of one document as new lines of another."""

from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import Any
from uuid import UUID

from domain.pricing.line import L, Line

_SHARED = tuple(f.name for f in fields(Line) if f.name != "id")


def copy_lines(
    lines: Iterable[Line], kind: type[L], origin: Callable[[Any], dict[str, Any]] = lambda _: {}
) -> list[L]:
    """New lines of another document with the same content; items go with their new bundles.

    `origin` says what a new line remembers of the old one.
    """
    made: dict[UUID, L] = {line.id: copy_line(line, kind, **origin(line)) for line in lines}
    for line in made.values():
        if line.bundle_line_id is not None:
            bundle = made.get(line.bundle_line_id)
            line.bundle_line_id = None if bundle is None else bundle.id
    return list(made.values())


def copy_line(line: Line, kind: type[L], **origin: Any) -> L:
    """A new line of another document with the same content, amounts included."""
    return kind(**{name: getattr(line, name) for name in _SHARED}, **origin)
