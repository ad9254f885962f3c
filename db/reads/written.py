"""JSON written by PostgreSQL as text, piece by piece.

Its own functions for JSON look up the type of every value of every row in the catalogue, which
takes longer than everything else in an answer; a planner knows the types beforehand. So an object
is `concat('{"id":"', …, '"}')`: what may need escaping goes through to_json, the rest does not.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

import orjson

from db.sql.expressions import ATOM, Expression, Null, case, cast, quoted
from db.sql.functions import coalesce, concat
from db.sql.kinds import BIGINT, BOOLEAN, DATE, INTEGER, JSON, PLAIN, SMALLINT, TEXT

Piece = str | Expression  # our own text, or an expression that is text or becomes it

_NULL = quoted("null", JSON)
_AS_THEY_ARE = {JSON, BIGINT, INTEGER, SMALLINT}


class Pieces(Expression):
    """JSON that is written in pieces, which the object around it takes over as its own."""

    __slots__ = ("_text", "pieces")

    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = pieces
        self.kind, self.is_sure, self.level, self.word = JSON, True, ATOM, None
        self._text: str | None = None

    @property
    def sql(self) -> str:  # type: ignore[override]
        """The pieces put together, when somebody asks for them."""
        if self._text is None:
            parts = [
                part for kind, some in groupby(self.pieces, type) for part in _merged(kind, some)
            ]
            self._text = concat(*parts).sql
        return self._text


def plain(value: Expression) -> Expression:
    """The same value, known to need no escaping."""
    return Expression(value.sql, PLAIN, is_sure=value.is_sure, level=value.level)


def joined(pieces: Iterable[Piece]) -> Expression:
    """The pieces one after the other; nulls are nothing."""
    return Pieces(list(pieces))


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
    by = "" if order is None else f" ORDER BY {order.sql}"
    together = Expression(f"string_agg({item.sql}, ','{by})", TEXT)
    return joined(["[", together.filtered(only), "]"])


def written(value: Expression) -> list[Piece]:
    """A value as JSON."""
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
    return [_escaped(value)]


def _in_quotes(value: Expression) -> list[Piece]:
    if value.is_sure:
        return ['"', value, '"']
    return [Expression(f"coalesce('\"' || {cast(value, TEXT).operand} || '\"', 'null')", JSON)]


def _as_it_is(value: Expression) -> Expression:
    if not value.is_sure:
        return or_null(cast(value, TEXT))
    return cast(value, TEXT) if value.kind is BOOLEAN else value  # concat writes t and f


def _escaped(value: Expression) -> Expression:
    escaped = f"to_json({value.sql})"
    return Expression(escaped if value.is_sure else f"coalesce({escaped}, 'null'::json)", JSON)


def or_null(value: Expression) -> Expression:
    """A text that is JSON, where there is none the word null."""
    return coalesce(value, _NULL, kind=JSON)


def unless_null(value: Expression, then: Expression) -> Expression:
    """Something that is made only where a value is there."""
    return then if value.is_sure else case((value.is_not_null(), then))


def _merged(kind: type, pieces: Iterator[Piece]) -> list[Expression]:
    """The pieces as arguments of a function, those of our own text as one."""
    if kind is str:
        return [quoted("".join(map(str, pieces)))]
    return [one for one in pieces if isinstance(one, Expression)]
