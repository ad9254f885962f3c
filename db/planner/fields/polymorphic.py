"""References to records of several types: one column has the type, another one the key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from sqlalchemy import Table

from db.planner.json_objects import to_one
from db.planner.plan import PlanBuilder
from db.planner.public_ids import id_column
from db.planner.selection import Row, SelectedField
from db.scope import tenant_rows
from db.sql.expressions import Expression, case, constant, null


@dataclass(frozen=True, slots=True)
class ByKind:
    """The referenced record; null if it no longer exists."""

    parts: ClassVar = 20

    tables: Mapping[str, Table] = field(hash=False)
    kind: str
    key: str

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The object, or null."""
        # One CASE branch per selected type: PostgreSQL evaluates only the subselect of the branch
        # that applies, so each row costs one look-up.
        branches = []
        for kind, table in self.tables.items():
            for selection in selected.selections:
                if selection.table is table:
                    other = tenant_rows(table, builder.name())
                    record = other.select().where(other["id"] == row[self.key])
                    record_json = to_one(builder, selection, other, record)
                    branches.append((row[self.kind] == constant(kind), record_json))
        return case(*branches) if branches else null()


@dataclass(frozen=True, slots=True)
class IdByKind:
    """The public id of the referenced record, even if the record no longer exists."""

    tables: Mapping[str, Table] = field(hash=False)
    kind: str
    key: str

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The id with the prefix of the record's type."""
        return case(
            *(
                (row[self.kind] == constant(kind), id_column(table, row[self.key]))
                for kind, table in self.tables.items()
            )
        )
