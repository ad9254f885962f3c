"""The selected fields without GraphQL: response names, arguments, and the sources of the data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from sqlalchemy import Table

from db.planner.plan import PlanBuilder
from db.sql.expressions import Expression
from db.sql.rows import Rows, Template


class Row(Protocol):
    """Named values: a table under an alias, or an object that presents some of its columns."""

    def __getitem__(self, name: str, /) -> Expression: ...


@runtime_checkable
class TableRow(Row, Protocol):
    """A row of a table, for which values shared by several fields can be computed once."""

    def beside(self, what: str, template: Template) -> Rows:
        """The values of the template for this row, as a row."""
        ...


def beside(row: Row, what: str, template: Template) -> Rows:
    """Values computed once per row in a lateral join. Raises TypeError if `row` has no table."""
    if not isinstance(row, TableRow):
        raise TypeError(f"{what} are those of a table's row")
    return row.beside(what, template)


class Source(Protocol):
    """Where the data of a field comes from.

    A source with more SQL than a single column declares in `parts` how many columns it is worth.
    """

    def sql(self, builder: PlanBuilder, row: Row, selected: "SelectedField") -> Expression:
        """The field's value as an expression over its object's row."""
        ...


@dataclass(frozen=True, slots=True)
class SelectedField:
    """A selected field: its response name, its arguments, and the selection on its objects.

    `shapes` has one entry per type that the objects can have, and is empty for scalars.
    """

    key: str
    name: str
    source: Source
    arguments: Mapping[str, Any] = field(default_factory=dict)
    selections: tuple["ObjectSelection", ...] = ()

    @property
    def selection(self) -> "ObjectSelection":
        """The selection on the objects. Raises ValueError unless they have exactly one type."""
        (only,) = self.selections
        return only


@dataclass(frozen=True, slots=True)
class ObjectSelection:
    """The fields selected on objects of one type, and the table of the objects, if any."""

    type: str
    table: Table | None
    fields: tuple[SelectedField, ...]

    @property
    def rows(self) -> Table:
        """The table of the objects. Raises TypeError if they have none."""
        if self.table is None:
            raise TypeError(f"{self.type} has no table")
        return self.table
