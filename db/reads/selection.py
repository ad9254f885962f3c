"""What was asked for, free of GraphQL: fields by response name, and where their data comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from sqlalchemy import Table

from db.reads.draft import Draft
from db.sql.expressions import Expression
from db.sql.rows import Rows, Template


class Row(Protocol):
    """Something with named values: a table under a name, or a view of some of its columns."""

    def __getitem__(self, name: str, /) -> Expression: ...


@runtime_checkable
class TableRow(Row, Protocol):
    """A row of a table, beside which values can be computed that several fields read."""

    def beside(self, what: str, template: Template) -> Rows:
        """The values, as a row."""
        ...


def beside(row: Row, what: str, template: Template) -> Rows:
    """Values that are computed once for a row. Raises TypeError for a row of no table."""
    if not isinstance(row, TableRow):
        raise TypeError(f"{what} are those of a table's row")
    return row.beside(what, template)


class Source(Protocol):
    """Where the data of a field comes from.

    One that makes more of a statement than a column says about how many columns in `parts`.
    """

    def sql(self, draft: Draft, row: Row, chosen: "Chosen") -> Expression:
        """The field's value as an expression over the row of its object."""
        ...


@dataclass(frozen=True, slots=True)
class Chosen:
    """A field that was chosen: its response name, its arguments, what was chosen of its objects.

    `shapes` has one entry for each type that the objects can have, none for a scalar.
    """

    key: str
    name: str
    source: Source
    arguments: Mapping[str, Any] = field(default_factory=dict)
    shapes: tuple["Shape", ...] = ()

    @property
    def shape(self) -> "Shape":
        """What was chosen of the objects, where they are all of one type."""
        (only,) = self.shapes
        return only


@dataclass(frozen=True, slots=True)
class Shape:
    """What was chosen of the objects of one type, and the table that holds them, if one does."""

    type: str
    table: Table | None
    fields: tuple[Chosen, ...]

    @property
    def rows(self) -> Table:
        """The table that holds the objects."""
        if self.table is None:
            raise TypeError(f"{self.type} has no table")
        return self.table
