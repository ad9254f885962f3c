"""What was chosen of rows, as objects and lists of JSON."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Text, select

from db.reads.draft import Draft
from db.reads.selection import Chosen, Row, Shape
from db.reads.written import Piece, an_object, collected


def to_one(draft: Draft, shape: Shape, row: Row, rows: Select[Any]) -> ColumnElement[Any]:
    """What was chosen of the only row of a select that lacks columns yet, or null."""
    return rows.add_columns(to_object(draft, shape, row)).scalar_subquery()


def to_list(draft: Draft, shape: Shape, row: Row, rows: Select[Any]) -> ColumnElement[Any]:
    """What was chosen of the rows of a select that lacks columns yet, in its order, as a list."""
    found = rows.add_columns(to_object(draft, shape, row).label("json")).subquery()
    return select(collected(found.c.json)).scalar_subquery()


def to_object(draft: Draft, shape: Shape, row: Row) -> ColumnElement[Any]:
    """What was chosen of a row that the statement has at hand, as an object."""
    return an_object(
        (_key(draft, chosen), chosen.source.sql(draft, row, chosen)) for chosen in shape.fields
    )


def _key(draft: Draft, chosen: Chosen) -> Piece:
    """The key of a field: its own name, or a client's, which is only ever bound."""
    return chosen.key if chosen.key == chosen.name else draft.bind(chosen.key, Text())
