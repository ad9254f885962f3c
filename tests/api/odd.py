"""Builds odd inputs from the schema: values that careless or malicious clients may send."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from tests.api.stage import MADE, MUTATIONS, Ids, Path, leaves

Json = dict[str, Any]
QUERIES = MADE.query_type.fields if MADE.query_type else {}
DEEPEST = 3  # levels of filters that are walked

NO_TEXTS: list[Any] = [5, 1.5, True, {}, {"name": None}, ["x"], [[["x"]]], None]
TEXTS: list[Any] = [
    "", " ", "\n", "x" * 200_000, "é" * 3_000, "\x00", "a\x00b", "\ud800", "a\udfffb",
    "\u202e\u2028", "𝄞", "'; DROP TABLE quotes; --", "%_\\", "<b>&amp;</b>", "{{7*7}}",
    "None", "=1+1", *NO_TEXTS,
]  # fmt: skip
DECIMALS: list[Any] = [
    "NaN", "Infinity", "-Infinity", "1e5", "1E-7", "9" * 40, "-" + "9" * 15,
    "999999999999999.99999", "0", "-0", "0.00", "-1", "0.00001", "1.005", "1.123456", "+1",
    "1,5", " 1", "", "٣", "0x10", "1000000000000", "1000000000001", 1.5, 10**400, *NO_TEXTS,
]  # fmt: skip
INTEGERS: list[Any] = [
    0, -1, 1, 5, 2**31 - 1, -(2**31), 2**31, -(2**31) - 1, 2**63, 10**30, 1.0, 1.5, "1", "",
    *NO_TEXTS,
]  # fmt: skip
DAYS: list[Any] = [
    "0000-00-00", "1899-12-31", "1900-01-01", "2200-12-31", "2201-01-01", "9999-12-31",
    "2026-02-30", "2026-1-1", "26-01-01", "2026-01-01T00:00:00Z", "", "today", 20260101, *NO_TEXTS,
]  # fmt: skip
MOMENTS: list[Any] = [
    "2026-01-01T00:00:00", "1900-01-01T00:00:00+14:00", "2200-12-31T23:59:59-12:00", "",
    "2026-01-01T24:00:00Z", "2026-01-01T00:00:00.123456789Z", "2026-01-01T00:00:00+99:99",
    *NO_TEXTS,
]  # fmt: skip
BOOLEANS: list[Any] = [0, 1, "true", "", {}, [True], None]
WORDS: list[Any] = ["", "NOPE", "open", "x" * 200_000, "\x00", *NO_TEXTS]
CODES: list[Any] = ["", "eur", "EURO", "ZZZ", "E R", "ÄÖÜ", "€€€", "\x00\x00\x00", *NO_TEXTS]
ODD_IDS: list[Any] = [
    "", " ", "x", "quo_123", "quo_" + "g" * 32, "QUO_" + "0" * 32, "quo_" + "0" * 32, "x" * 200_000,
    "\x00", "\ud800", -1, 10**30, *NO_TEXTS,
]  # fmt: skip
SCALARS: dict[str, list[Any]] = {
    "String": TEXTS, "Decimal": DECIMALS, "ExchangeRate": DECIMALS, "Int": INTEGERS, "Date": DAYS,
    "DateTime": MOMENTS, "Boolean": BOOLEANS, "CurrencyCode": CODES, "Float": DECIMALS,
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """An odd value at one place in the arguments of a root field; `kind` is the type there."""

    root: str
    path: Path
    value: Any
    kind: Any

    @property
    def is_mutation(self) -> bool:
        return self.root in MUTATIONS

    def __str__(self) -> str:
        value = repr(self.value)
        shown = value if len(value) < 60 else f"{value[:60]}… ({len(value)})"
        return f"{'.'.join(map(str, (self.root, *self.path)))} = {shown}"


def cases(ids: Ids) -> Iterator[Case]:
    """Yield all cases: those of mutations, then those of queries."""
    for mutation in MUTATIONS:
        for path, kind in leaves(mutation):
            yield from _at(mutation, path, kind, ids)
        yield from _lists(mutation)
    for name, field in QUERIES.items():
        for argument, declared in field.args.items():
            for path, kind in _places(declared.type, (argument,), 0):
                yield from _at(name, path, kind, ids)


def _at(root: str, path: Path, kind: Any, ids: Ids) -> Iterator[Case]:
    inner: Any = get_named_type(kind)
    if isinstance(inner, GraphQLEnumType):
        values = WORDS
    elif inner.name == "ID":
        values = [*ODD_IDS, *sorted(set(ids.values()))]
    else:
        values = SCALARS[inner.name]
    yield from (Case(root, path, value, kind) for value in values)


def _lists(mutation: str) -> Iterator[Case]:
    """Yield odd lists in place of a valid one: empty, with null, repeated, nested and long."""
    places = {path[: path.index(0)]: path for path, _ in leaves(mutation) if 0 in path}
    odd: list[Any] = [[], [None], [[]], [[[[{}]]]], [{}] * 1001, None, "x", 5]
    for path in places:
        yield from (Case(mutation, path, value, None) for value in odd)


def _places(kind: Any, path: Path, depth: int) -> Iterator[tuple[Path, Any]]:
    inner: Any = get_nullable_type(kind)
    if is_list_type(inner):
        yield from _places(inner.of_type, (*path, 0), depth)
    elif isinstance(inner, GraphQLInputObjectType):
        for name, field in inner.fields.items():
            if depth < DEEPEST and name not in {"and", "or", "not"}:
                yield from _places(field.type, (*path, name), depth + 1)
    else:
        yield path, kind
