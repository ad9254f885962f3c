"""Builds JSON objects and lists from the fields selected on rows."""

from db.planner.json_sql import Piece, an_object, collect_objects
from db.planner.plan import PlanBuilder
from db.planner.selection import ObjectSelection, Row, SelectedField
from db.sql.expressions import Expression
from db.sql.selects import Select


def to_one(builder: PlanBuilder, selection: ObjectSelection, row: Row, rows: Select) -> Expression:
    """Completes a select without columns, and returns its only row as an object, or null."""
    return rows.add(to_object(builder, selection, row)).value()


def to_list(builder: PlanBuilder, selection: ObjectSelection, row: Row, rows: Select) -> Expression:
    """Completes a select without columns, and returns its rows as a list of objects, in order."""
    # Aggregated outside of the select, so that its ORDER BY and LIMIT come first.
    select = rows.add(to_object(builder, selection, row).label("json"))
    objects = select.rows(builder.name())
    return Select(collect_objects(objects["json"])).of(objects).value()


def to_object(builder: PlanBuilder, selection: ObjectSelection, row: Row) -> Expression:
    """The fields selected on a row of the current select, as an object."""
    return an_object(
        (_key(builder, selected), selected.source.sql(builder, row, selected))
        for selected in selection.fields
    )


def _key(builder: PlanBuilder, selected: SelectedField) -> Piece:
    """The key of a field: its name as a constant, or the client's alias as a bound parameter."""
    # Nothing that a client writes becomes part of the SQL, not even an alias that GraphQL has
    # validated.
    return selected.key if selected.key == selected.name else builder.key(selected.key)
