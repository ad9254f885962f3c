"""Records of several kinds: a column says of which kind a record is, another one has its key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Table, Text, case, literal_column, null

from db.reads.draft import Draft
from db.reads.identifiers import id_column
from db.reads.objects import to_one
from db.reads.selection import Chosen, Row
from db.scope import scoped


@dataclass(frozen=True, slots=True)
class ByKind:
    """The record itself; null where there is none any more."""

    parts: ClassVar = 20

    tables: Mapping[str, Table] = field(hash=False)
    kind: str
    key: str

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> ColumnElement[Any]:
        """The object of its kind."""
        branches = []
        for kind, table in self.tables.items():
            for shape in chosen.shapes:
                if shape.table is table:
                    other = scoped(table)
                    record = other.select().where(other.c.id == row[self.key])
                    branches.append(
                        (_is(row[self.kind], kind), to_one(draft, shape, other.c, record))
                    )
        return case(*branches) if branches else null()


@dataclass(frozen=True, slots=True)
class IdByKind:
    """The public id of the record, whether there still is one or not."""

    tables: Mapping[str, Table] = field(hash=False)
    kind: str
    key: str

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> ColumnElement[Any]:
        """The id with the prefix of its kind."""
        return case(
            *(
                (_is(row[self.kind], kind), id_column(table, row[self.key]))
                for kind, table in self.tables.items()
            )
        )


def _is(column: ColumnElement[Any], kind: str) -> ColumnElement[bool]:
    said: ColumnElement[str] = literal_column(f"'{kind}'::text", Text())
    return column == said
