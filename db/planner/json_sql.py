"""JSON that PostgreSQL assembles as text.

PostgreSQL's JSON functions look up the type of every value of every row in the catalog, which
takes longer than all other work on a response. The planner knows the types beforehand, so an
object is `concat('{"id":"', …, '"}')`. Only values that may need escaping go through `to_json`
(decision 34).
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

import orjson

from db.sql.expressions import ATOM, Expression, Null, case, cast, constant
from db.sql.functions import coalesce, concat
from db.sql.sql_types import BIGINT, BOOLEAN, DATE, INTEGER, JSON_TEXT, PLAIN, SMALLINT, TEXT

Piece = str | Expression  # constant text, or an expression that concat() turns into text

_NULL = constant("null", JSON_TEXT)
_AS_THEY_ARE = {JSON_TEXT, BIGINT, INTEGER, SMALLINT}


class Pieces(Expression):
    """JSON in pieces. The enclosing object takes over the pieces instead of nesting a concat()."""

    __slots__ = ("_text", "pieces")

    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = pieces
        self.kind, self.is_sure, self.level, self.word = JSON_TEXT, True, ATOM, None
        self._text: str | None = None

    @property
    def sql(self) -> str:  # type: ignore[override]
        """The pieces as one concat(), built on first use."""
        if self._text is None:
            # Neighboring constants are merged: a flat object needs two arguments per field.
            parts = [
                part
                for kind, some in groupby(self.pieces, type)
                for part in _merge_texts(kind, some)
            ]
            self._text = concat(*parts).sql
        return self._text


def mark_plain(value: Expression) -> Expression:
    """The same value, marked as text that needs no escaping in JSON.

    It must not contain quotes, backslashes or control characters.
    """
    return Expression(value.sql, PLAIN, is_sure=value.is_sure, level=value.level)


def join_pieces(pieces: Iterable[Piece]) -> Expression:
    """The concatenated pieces; nulls are skipped."""
    return Pieces(list(pieces))


def an_object(fields: Iterable[tuple[Piece, Expression]]) -> Expression:
    """An object of these keys and values. Keys are GraphQL names, so they need no escaping."""
    pieces: list[Piece] = []
    for key, value in fields:
        pieces += [',"' if pieces else '{"', key, '":', *to_json_pieces(value)]
    return join_pieces([*(pieces or ["{"]), "}"])


def an_array(items: Iterable[Expression]) -> Expression:
    """An array of a fixed number of values."""
    pieces: list[Piece] = []
    for item in items:
        pieces += ["," if pieces else "[", *to_json_pieces(item)]
    return join_pieces([*(pieces or ["["]), "]"])


def collect_objects(
    item: Expression, *, order: Expression | None = None, only: Expression | None = None
) -> Expression:
    """An aggregate that collects an item of each row into an array; nulls are left out."""
    # string_agg for the same reason as concat: json_agg looks up types. It is null without rows,
    # and concat() then leaves just the brackets.
    by = "" if order is None else f" ORDER BY {order.sql}"
    together = Expression(f"string_agg({item.sql}, ','{by})", TEXT)
    return join_pieces(["[", together.filter_where(only), "]"])


def to_json_pieces(value: Expression) -> list[Piece]:
    """A value as pieces of JSON."""
    if isinstance(value, Pieces):
        return value.pieces
    if value.word is not None:
        return [orjson.dumps(value.word).decode()]
    if isinstance(value, Null):
        return ["null"]
    if value.kind is PLAIN or value.kind is DATE:
        return _in_quotes(value)
    if value.kind is BOOLEAN or value.kind in _AS_THEY_ARE:
        return [_as_it_is(value)]
    return [_escape(value)]


def _in_quotes(value: Expression) -> list[Piece]:
    # A value that is never null needs no expression of its own: concat() adds the quotes. For
    # others the quotes must disappear with the value; || is null as soon as one side is.
    if value.is_sure:
        return ['"', value, '"']
    return [Expression(f"coalesce('\"' || {cast(value, TEXT).operand} || '\"', 'null')", JSON_TEXT)]


def _as_it_is(value: Expression) -> Expression:
    if not value.is_sure:
        return or_null(cast(value, TEXT))
    return cast(value, TEXT) if value.kind is BOOLEAN else value  # concat() writes t and f


def _escape(value: Expression) -> Expression:
    escaped = f"to_json({value.sql})"
    return Expression(escaped if value.is_sure else f"coalesce({escaped}, 'null'::json)", JSON_TEXT)


def or_null(value: Expression) -> Expression:
    """JSON text, or the JSON literal null if it is null."""
    return coalesce(value, _NULL, kind=JSON_TEXT)


def unless_null(value: Expression, then: Expression) -> Expression:
    """An expression that is null, and not evaluated, if a value is null."""
    return then if value.is_sure else case((value.is_not_null(), then))


def _merge_texts(kind: type, pieces: Iterator[Piece]) -> list[Expression]:
    """The pieces as arguments of concat(), with adjacent constants merged."""
    if kind is str:
        return [constant("".join(map(str, pieces)))]
    return [one for one in pieces if isinstance(one, Expression)]
