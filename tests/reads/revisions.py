"""Computes the differences between two revisions, as the oracle for the planner."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from db import tables
from db.planner.fields.revision_diff import (
    ADDRESS_PARTS,
    HEADER_FIELDS,
    HEADER_NAMES,
    LINE_FIELDS,
    LINE_NAMES,
)
from db.planner.public_ids import uuid_in
from domain.core.text import camel

Values = dict[str, Any]


def compared(naive: Any, quote: Any, asked: str | None) -> Any:
    """Return the quote with another revision of the same number."""
    kin = naive.rows_with(tables.quotes, "number", quote.values["number"])
    kin = [one for one in kin if one.values["id"] != quote.values["id"]]
    if asked is not None:
        id = uuid_in(asked, tables.quotes)
        chosen = [one for one in kin if one.values["id"] == id]
    else:
        revision = quote.values["revision"]
        earlier = [one for one in kin if one.values["revision"] < revision]
        chosen = sorted(earlier, key=lambda one: one.values["revision"])[-1:]
    if not chosen:
        return None
    return type(quote)(None, {"before": chosen[0], "after": quote})


def lines(naive: Any, before: Any, after: Any) -> list[tuple[Any, Any]]:
    """Return the lines that differ, each with its earlier version."""
    old, new = (_by_lineage(naive, quote) for quote in (before, after))
    pairs = [(old.get(key), new.get(key)) for key in {**old, **new}]
    differing = [pair for pair in pairs if None in pair or any(fields(naive, *pair, of_lines=True))]
    return sorted(differing, key=_place)


def _place(pair: tuple[Any, Any]) -> tuple[int, bool]:
    before, after = pair
    return (after or before).values["line_number"], after is not None


def _by_lineage(naive: Any, quote: Any) -> Values:
    found = naive.rows_with(tables.quote_lines, "quote_id", quote.values["id"])
    return {line.values["lineage_id"]: line for line in found}


def fields(naive: Any, before: Any, after: Any, *, of_lines: bool) -> Iterator[Values]:
    """Yield the fields that differ."""
    columns, names = (LINE_FIELDS, LINE_NAMES) if of_lines else (HEADER_FIELDS, HEADER_NAMES)
    if before is None or after is None:
        return
    for name in columns:
        yield from _change(camel(name), *(_text(side.values[name]) for side in (before, after)))
    for label, (table, key) in names.items():
        sides = (naive.one(table, "id", side.values[key]) for side in (before, after))
        yield from _change(label, *(one and one.values["name"] for one in sides))


def _change(field: str, before: Any, after: Any) -> Iterator[Values]:
    if before != after:
        yield {"field": field, "before": before, "after": after}


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dict):
        return ", ".join(value[part] for part in ADDRESS_PARTS if value.get(part) is not None)
    return str(value)


class Compared:
    """The part of the oracle for comparisons of revisions."""

    def _changes(self, _: Any, parent: Any, __: Any, arguments: Values) -> Any:
        return compared(self, parent, arguments.get("comparedTo"))

    def _revisionside(self, source: Any, parent: Any, *_: Any) -> Any:
        return parent.values["after" if source.later else "before"]

    def _changedfields(self, source: Any, parent: Any, *_: Any) -> Any:
        both = parent.values["before"], parent.values["after"]
        told_of = fields(self, *both, of_lines=source.of_lines)
        return [type(parent)(None, change) for change in told_of]

    def _changedlines(self, _: Any, parent: Any, *__: Any) -> Any:
        pairs = lines(self, parent.values["before"], parent.values["after"])
        return [type(parent)(None, {"before": before, "after": after}) for before, after in pairs]

    def _changekindsource(self, _: Any, parent: Any, *__: Any) -> Any:
        if parent.values["before"] is None:
            return "ADDED"
        return "REMOVED" if parent.values["after"] is None else "CHANGED"
