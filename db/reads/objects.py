"""What was chosen of rows, as objects and lists of JSON."""

from db.reads.draft import Draft
from db.reads.selection import Chosen, Row, Shape
from db.reads.written import Piece, an_object, collected
from db.sql.expressions import Expression
from db.sql.selects import Select


def to_one(draft: Draft, shape: Shape, row: Row, rows: Select) -> Expression:
    """What was chosen of the only row of a select that lacks columns yet, or null."""
    return rows.add(to_object(draft, shape, row)).value()


def to_list(draft: Draft, shape: Shape, row: Row, rows: Select) -> Expression:
    """What was chosen of the rows of a select that lacks columns yet, in its order, as a list."""
    made = rows.add(to_object(draft, shape, row).label("json"))
    found = made.rows(draft.name())
    return Select(collected(found["json"])).of(found).value()


def to_object(draft: Draft, shape: Shape, row: Row) -> Expression:
    """What was chosen of a row that the statement has at hand, as an object."""
    return an_object(
        (_key(draft, chosen), chosen.source.sql(draft, row, chosen)) for chosen in shape.fields
    )


def _key(draft: Draft, chosen: Chosen) -> Piece:
    """The key of a field: its own name, or a client's, which is only ever bound."""
    return chosen.key if chosen.key == chosen.name else draft.key(chosen.key)
