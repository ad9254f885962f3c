"""Copies the lines of one document into another."""

from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import Any
from uuid import UUID

from domain.pricing.line import L, Line

_SHARED = tuple(f.name for f in fields(Line) if f.name != "id")


def copy_lines(
    lines: Iterable[Line], kind: type[L], origin: Callable[[Any], dict[str, Any]] = lambda _: {}
) -> list[L]:
    """Copy lines to another document; bundle items belong to the new bundle lines.

    `origin` returns the values of a new line that refer to its original.
    """
    copies: dict[UUID, L] = {line.id: copy_line(line, kind, **origin(line)) for line in lines}
    for line in copies.values():
        if line.bundle_line_id is not None:
            bundle = copies.get(line.bundle_line_id)
            # An item that is copied without its bundle stands alone.
            line.bundle_line_id = None if bundle is None else bundle.id
    return list(copies.values())


def copy_line(line: Line, kind: type[L], **origin: Any) -> L:
    """Copy a line to another document, including its amounts."""
    return kind(**{name: getattr(line, name) for name in _SHARED}, **origin)
