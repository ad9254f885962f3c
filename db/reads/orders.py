"""The orders that lists are offered in: always total, because the id comes last.

A key of an order is a column or a column of a related row. Its nulls come last unless they are
asked for first, whatever the direction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import Table

from db.reads.relations import TO_ONE
from db.sql.expressions import Expression, or_
from db.sql.kinds import Kind, kind_of
from db.tables.ordering import SORTED
from domain.text import camel

DEFAULT, ID = "CREATED_AT", "ID"
_RARE = {ID, "CREATED_AT", "UPDATED_AT", "NUMBER"}  # hardly ever the same in two rows

Value = Expression
Condition = Expression


@dataclass(frozen=True, slots=True)
class Path:
    """Where a value lies: in a column of the row, or of the row of a table that a column names."""

    column: str
    via: str | None = None
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """One step of an order. Of several paths, exactly one leads to a value."""

    name: str
    paths: tuple[Path, ...]
    kind: Kind
    nullable: bool = False
    descends: bool = False
    nulls_first: bool = False

    @property
    def mark(self) -> tuple[str, bool, bool]:
        """What tells this step from others, in cursors."""
        return self.name, self.descends, self.nullable and self.nulls_first

    @property
    def column(self) -> str | None:
        """The column of the row itself that holds the value, if one does."""
        path = self.paths[0]
        return path.column if path.via is None else None

    @property
    def is_rare(self) -> bool:
        """Whether each value is found in hardly more than one row."""
        return self.name in _RARE

    def reversed(self) -> "Key":
        """The same step on the way back."""
        return replace(self, descends=not self.descends, nulls_first=not self.nulls_first)

    def never_null(self) -> "Key":
        """The same step among rows that have a value."""
        return replace(self, nullable=False)

    def ordering(self, value: Value) -> Value:
        """The step of an ORDER BY over this value."""
        directed = value.desc() if self.descends else value.asc()
        if not self.nullable or self.nulls_first is self.descends:  # PostgreSQL's own place
            return directed
        return directed.nulls_first() if self.nulls_first else directed.nulls_last()

    def beyond(self, value: Value, than: Value) -> Condition:
        """Whether a value comes strictly after another one, nulls aside."""
        return value < than if self.descends else value > than

    def after(self, value: Value, than: Value) -> Condition:
        """Whether a value comes strictly after another one, either of which may be null."""
        beyond = self.beyond(value, than)
        if not self.nullable:
            return beyond
        early, late = (value, than) if self.nulls_first else (than, value)
        return or_(beyond, early.is_not_null() & late.is_null())

    def same(self, value: Value, other: Value) -> Condition:
        """Whether two values share a place in this step."""
        return value.is_not_distinct_from(other) if self.nullable else value == other


Keys = list[Key]


def keys_of(table: Table, asked: Sequence[Mapping[str, Any]] | None) -> Keys:
    """The order's steps: those asked for, once each, then the id in the last direction."""
    keys: dict[str, Key] = {}
    for item in asked or []:
        nulls = item.get("nulls")
        key = replace(
            key_of(table, item["field"].value),
            descends=item["direction"].value == "DESC",
            nulls_first=nulls is not None and nulls.value == "FIRST",
        )
        keys.setdefault(key.name, key)
    if not keys:
        keys[DEFAULT] = key_of(table, DEFAULT)
    last = list(keys.values())[-1]
    keys.setdefault(ID, replace(key_of(table, ID), descends=last.descends))
    return list(keys.values())


@cache
def key_of(table: Table, name: str) -> Key:
    """The step that clients know by this name: CREATED_AT, STAGE, ACCOUNT_NAME."""
    column = name.lower()
    if column in table.c:
        held = SORTED.get((table, column), table.c[column])
        return Key(name, (Path(held.name),), kind_of(held.type), bool(held.nullable))
    relation, _, rest = column.rpartition("_")
    if relation == "customer":
        ways = [TO_ONE[table][one] for one in ("account", "contact")]
        nullable = False  # one of both is set: a constraint of the documents
    else:
        ways = [TO_ONE[table][camel(relation)]]
        nullable = bool(table.c[ways[0].local].nullable)
    paths = tuple(Path(rest, way.local, way.table) for way in ways)
    return Key(name, paths, kind_of(ways[0].table.c[rest].type), nullable)
