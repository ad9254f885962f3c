"""JSON objects and lists, made by PostgreSQL from what was chosen of a row.

Where all keys are our own names an object is a sub-select turned to JSON; a client's names are
bound as parameters of json_build_object, in pieces, because a function takes 100 arguments.
"""

from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Integer,
    Select,
    Text,
    cast,
    func,
    literal_column,
    select,
)

from db.reads.draft import Draft
from db.reads.selection import Chosen, Row, Shape

_PIECE = 45  # pairs of key and value


def to_one(draft: Draft, shape: Shape, row: Row, rows: Select[Any]) -> ColumnElement[Any]:
    """What was chosen of the only row of a select that lacks columns yet, or null."""
    found = rows.add_columns(*_columns(draft, shape, row)).subquery()
    whole = func.row_to_json(found.table_valued()) if shape.is_plain else found.c.json
    return select(whole).scalar_subquery()


def to_list(draft: Draft, shape: Shape, row: Row, rows: Select[Any]) -> ColumnElement[Any]:
    """What was chosen of the rows of a select that lacks columns yet, in its order, as a list."""
    found = rows.add_columns(*_columns(draft, shape, row)).subquery()
    item = found.table_valued() if shape.is_plain else found.c.json
    return select(listed(func.json_agg(item))).scalar_subquery()


def to_object(draft: Draft, shape: Shape, row: Row) -> ColumnElement[Any]:
    """What was chosen of a row that the statement has at hand, as an object."""
    if not shape.is_plain:
        return _pairs(draft, shape, row)
    return to_one(draft, shape, row, select().correlate_except(None))


def listed(aggregate: ColumnElement[Any]) -> ColumnElement[Any]:
    """An aggregate of objects, where no rows make an empty list."""
    return func.coalesce(aggregate, literal_column("'[]'::json"))


def value(draft: Draft, row: Row, chosen: Chosen) -> ColumnElement[Any]:
    """The value of one field."""
    return chosen.source.sql(draft, row, chosen)


def _columns(draft: Draft, shape: Shape, row: Row) -> list[ColumnElement[Any]]:
    if shape.is_plain:
        return [value(draft, row, chosen).label(chosen.key) for chosen in shape.fields]
    return [_pairs(draft, shape, row).label("json")]


def _pairs(draft: Draft, shape: Shape, row: Row) -> ColumnElement[Any]:
    pieces = [
        _piece(draft, row, shape.fields[at : at + _PIECE])
        for at in range(0, len(shape.fields), _PIECE)
    ] or [func.json_build_object()]
    whole = pieces[0]
    for piece in pieces[1:]:
        whole = _glued(whole, piece)
    return whole


def _piece(draft: Draft, row: Row, fields: tuple[Chosen, ...]) -> ColumnElement[Any]:
    pairs: list[Any] = []
    for chosen in fields:
        pairs += [draft.bind(chosen.key, Text()), value(draft, row, chosen)]
    return func.json_build_object(*pairs)


def _glued(left: ColumnElement[Any], right: ColumnElement[Any]) -> ColumnElement[Any]:
    head = func.left(cast(left, Text), literal_column("-1", Integer), type_=Text)
    tail = func.substr(cast(right, Text), literal_column("2", Integer), type_=Text)
    return cast(head + literal_column("','", Text) + tail, JSON)
