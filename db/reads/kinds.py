"""Records of several kinds: a column says of which kind a record is, another one has its key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from sqlalchemy import Table

from db.reads.draft import Draft
from db.reads.identifiers import id_column
from db.reads.objects import to_one
from db.reads.selection import Chosen, Row
from db.scope import scoped
from db.sql.expressions import Expression, case, null, quoted


@dataclass(frozen=True, slots=True)
class ByKind:
    """The record itself; null where there is none any more."""

    parts: ClassVar = 20

    tables: Mapping[str, Table] = field(hash=False)
    kind: str
    key: str

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> Expression:
        """The object of its kind."""
        branches = []
        for kind, table in self.tables.items():
            for shape in chosen.shapes:
                if shape.table is table:
                    other = scoped(table, draft.name())
                    record = other.select().where(other["id"] == row[self.key])
                    found = to_one(draft, shape, other, record)
                    branches.append((row[self.kind] == quoted(kind), found))
        return case(*branches) if branches else null()


@dataclass(frozen=True, slots=True)
class IdByKind:
    """The public id of the record, whether there still is one or not."""

    tables: Mapping[str, Table] = field(hash=False)
    kind: str
    key: str

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> Expression:
        """The id with the prefix of its kind."""
        return case(
            *(
                (row[self.kind] == quoted(kind), id_column(table, row[self.key]))
                for kind, table in self.tables.items()
            )
        )
