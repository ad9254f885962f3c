"""Builds JSON objects and lists from the fields selected on rows."""

from db.planner.json_sql import Piece, an_object, collected
from db.planner.plan import Draft
from db.planner.selection import Chosen, Row, Shape
from db.sql.expressions import Expression
from db.sql.selects import Select


def to_one(draft: Draft, shape: Shape, row: Row, rows: Select) -> Expression:
    """Completes a select without columns, and returns its only row as an object, or null."""
    return rows.add(to_object(draft, shape, row)).value()


def to_list(draft: Draft, shape: Shape, row: Row, rows: Select) -> Expression:
    """Completes a select without columns, and returns its rows as a list of objects, in order."""
    # Aggregated outside of the select, so that its ORDER BY and LIMIT come first.
    made = rows.add(to_object(draft, shape, row).label("json"))
    found = made.rows(draft.name())
    return Select(collected(found["json"])).of(found).value()


def to_object(draft: Draft, shape: Shape, row: Row) -> Expression:
    """The fields selected on a row of the current select, as an object."""
    return an_object(
        (_key(draft, chosen), chosen.source.sql(draft, row, chosen)) for chosen in shape.fields
    )


def _key(draft: Draft, chosen: Chosen) -> Piece:
    """The key of a field: its name as a constant, or the client's alias as a bound parameter."""
    # Nothing that a client writes becomes part of the SQL, not even an alias that GraphQL has
    # validated.
    return chosen.key if chosen.key == chosen.name else draft.key(chosen.key)
