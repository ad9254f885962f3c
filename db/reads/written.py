"""JSON written by PostgreSQL as text, piece by piece.

Its own functions for JSON look up the type of every value of every row in the catalogue, which
takes longer than everything else in an answer; a planner knows the types beforehand. So an object
is `concat('{"id":"', …, '"}')`: what may need escaping goes through to_json, the rest does not.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import (
    Boolean,
    Cast,
    Column,
    ColumnElement,
    Date,
    Integer,
    Null,
    Text,
    TypeCoerce,
    case,
    cast,
    func,
    literal_column,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BinaryExpression, ColumnClause
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import Subquery

Expression = ColumnElement[Any]
Piece = str | Expression  # our own text, or an expression that is text or becomes it

_MOST = 90  # arguments of a function; PostgreSQL takes 100
_SURE = {operators.concat_op, operators.add, operators.sub, operators.mul}
_CONSTANT = re.compile(r"'((?:[^']|'')*)'")
_STRICT = {"encode", "replace", "timezone", "to_char", "translate", "uuid_send"}


class Json(Text):
    """A text that is JSON."""


class Plain(Text):
    """A text that needs no escaping in JSON: an id, a decimal, a moment, one of our own words."""


class Certain(ColumnClause[Any]):
    """SQL of ours for a column that is never null."""

    inherit_cache = True


def column_of(rows: str, column: Column[Any]) -> Expression:
    """A column of a table among rows of another name that has all its columns."""
    made = ColumnClause if column.nullable else Certain
    return made(f"{rows}.{column.name}", column.type, is_literal=True)


def plain(value: Expression) -> Expression:
    """The same value, known to need no escaping."""
    return TypeCoerce(value, Plain())


def quoted(word: str) -> Expression:
    """A text of ours as a constant."""
    return literal_column(spelled(word), Text())


def spelled(word: str) -> str:
    """A text of ours as SQL writes it."""
    doubled = word.replace("'", "''")
    return f"'{doubled}'"


def joined(pieces: Iterable[Piece]) -> Expression:
    """The pieces one after the other; nulls are nothing."""
    parts = [part for kind, some in groupby(pieces, type) for part in _merged(kind, some)]
    while len(parts) > _MOST:
        parts = [_concat(parts[at : at + _MOST]) for at in range(0, len(parts), _MOST)]
    return _concat(parts)


def an_object(fields: Iterable[tuple[Piece, Expression]]) -> Expression:
    """An object of these keys and values; a key is ours, or a name of GraphQL that is bound."""
    pieces: list[Piece] = []
    for key, value in fields:
        pieces += [',"' if pieces else '{"', key, '":', *written(value)]
    return joined([*(pieces or ["{"]), "}"])


def an_array(items: Iterable[Expression]) -> Expression:
    """A list of so many values."""
    pieces: list[Piece] = []
    for item in items:
        pieces += ["," if pieces else "[", *written(item)]
    return joined([*(pieces or ["["]), "]"])


def collected(
    item: Expression, *, order: Expression | None = None, only: Expression | None = None
) -> Expression:
    """The objects of many rows as a list, as an aggregate; nulls are left out."""
    comma: Any = quoted(",")
    between = comma if order is None else aggregate_order_by(comma, order)
    together = func.string_agg(item, between)
    return joined(["[", together if only is None else together.filter(only), "]"])


def written(value: Expression) -> list[Piece]:
    """A value as JSON."""
    kind, present = value.type, never_null(value)
    if isinstance(value, Null):
        return ["null"]
    if isinstance(value, FunctionElement) and isinstance(kind, Json) and value.name == "concat":
        return [_constant(part) or part for part in value.clauses]
    if isinstance(kind, Boolean):
        words: list[Any] = [(literal_column(word), quoted(word)) for word in ("true", "false")]
        return [case(*words, value=value, else_=quoted("null"))]
    if isinstance(kind, Plain | Date):
        mark = quoted('"')
        return ['"', value, '"'] if present else [or_null(mark + cast(value, Text) + mark)]
    if isinstance(kind, Integer) and not present:
        value = cast(value, Text)
    if isinstance(kind, Json | Integer):
        return [value if present else or_null(value)]
    escaped: Expression = func.to_json(value)
    return [escaped if present else func.coalesce(escaped, literal_column("'null'::json"))]


def or_null(value: Expression) -> Expression:
    """A text that is JSON, where there is none the word null."""
    return func.coalesce(value, quoted("null"), type_=Json)


def unless_null(value: Expression, then: Expression) -> Expression:
    """Something that is made only where a value is there."""
    return then if never_null(value) else case((value.is_not(None), then))


def never_null(value: Any) -> bool:
    """Whether this can be told from the expression alone, whatever rows there are."""
    if isinstance(value, FunctionElement) and value.name in _STRICT:
        return all(map(never_null, value.clauses))
    if isinstance(value, BinaryExpression) and value.operator in _SURE:
        return never_null(value.left) and never_null(value.right)
    if isinstance(value, Cast | TypeCoerce):
        return never_null(value.clause)
    if isinstance(value, Column):  # a row that was joined may be absent as a whole
        return not value.nullable and not isinstance(value.table, Subquery)
    if isinstance(value, ColumnClause):
        return isinstance(value, Certain) or (value.is_literal and value.name.startswith("'"))
    return isinstance(value, FunctionElement) and value.name == "concat"


def _merged(kind: type, pieces: Iterator[Any]) -> list[Expression]:
    return [quoted("".join(pieces))] if kind is str else list(pieces)


def _concat(parts: Iterable[Expression]) -> Expression:
    return func.concat(*parts, type_=Json())


def _constant(part: Any) -> str | None:
    """The text of a constant of ours."""
    found = _CONSTANT.fullmatch(part.name) if isinstance(part, ColumnClause) else None
    return found[1].replace("''", "'") if found else None
