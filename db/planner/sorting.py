"""Sort orders of lists. They are total, because the id is always the last key.

A sort key is a column of the row or of a related row. Nulls come last in both directions, unless
the client requests them first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import Table

from db.planner.relations import TO_ONE
from db.sql.expressions import Expression, or_
from db.sql.sql_types import SqlType, sql_type_of
from db.tables.sort_keys import SORTED
from domain.core.text import camel

DEFAULT, ID = "CREATED_AT", "ID"
_RARE = {ID, "CREATED_AT", "UPDATED_AT", "NUMBER"}  # keys whose values hardly ever repeat

Value = Expression
Condition = Expression


@dataclass(frozen=True, slots=True)
class Path:
    """The location of a value: a column of the row itself, or of the row that `via` refers to."""

    column: str
    via: str | None = None
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class SortKey:
    """A sort key. If it has several paths, exactly one of them leads to a value."""

    name: str
    paths: tuple[Path, ...]
    kind: SqlType
    nullable: bool = False
    descends: bool = False
    nulls_first: bool = False

    @property
    def mark(self) -> tuple[str, bool, bool]:
        """The part of a cursor's digest for this key."""
        return self.name, self.descends, self.nullable and self.nulls_first

    @property
    def column(self) -> str | None:
        """The column of the row with the value; None if the value is in a related row."""
        path = self.paths[0]
        return path.column if path.via is None else None

    @property
    def is_rare(self) -> bool:
        """Whether hardly two rows have the same value."""
        return self.name in _RARE

    def reversed(self) -> "SortKey":
        """The key in the opposite direction."""
        return replace(self, descends=not self.descends, nulls_first=not self.nulls_first)

    def never_null(self) -> "SortKey":
        """The key for rows that have a value."""
        return replace(self, nullable=False)

    def ordering(self, value: Value) -> Value:
        """The item of an ORDER BY for this value."""
        directed = value.desc() if self.descends else value.asc()
        # PostgreSQL puts nulls last when ascending and first when descending. Its default is not
        # written out, because an index serves an ORDER BY only in that form.
        if not self.nullable or self.nulls_first is self.descends:
            return directed
        return directed.nulls_first() if self.nulls_first else directed.nulls_last()

    def beyond(self, value: Value, than: Value) -> Condition:
        """The condition that a value comes strictly after another one; nulls are not considered."""
        return value < than if self.descends else value > than

    def after(self, value: Value, than: Value) -> Condition:
        """The condition that a value comes strictly after another one; either may be null."""
        beyond = self.beyond(value, than)
        if not self.nullable:
            return beyond
        early, late = (value, than) if self.nulls_first else (than, value)
        return or_(beyond, early.is_not_null() & late.is_null())

    def same(self, value: Value, other: Value) -> Condition:
        """The condition that two values are equal in this key, two nulls included."""
        return value.is_not_distinct_from(other) if self.nullable else value == other


Keys = list[SortKey]


def keys_of(table: Table, order_by: Sequence[Mapping[str, Any]] | None) -> Keys:
    """The keys of a sort order: the requested ones without repetitions, then the id.

    The id takes the direction of the key before it, so that one index range can serve both.
    """
    keys: dict[str, SortKey] = {}
    for item in order_by or []:
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
def key_of(table: Table, name: str) -> SortKey:
    """The sort key for a value of the API's enum, such as CREATED_AT, STAGE or ACCOUNT_NAME."""
    column = name.lower()
    # Amounts and enums sort by integers in a generated column: behind row-level security,
    # PostgreSQL cannot seek a numeric in an index, and enums have an order of their own
    # (decision 26).
    if column in table.c:
        sort_column = SORTED.get((table, column), table.c[column])
        return SortKey(
            name,
            (Path(sort_column.name),),
            sql_type_of(sort_column.type),
            bool(sort_column.nullable),
        )
    relation, _, rest = column.rpartition("_")
    if relation == "customer":
        ways = [TO_ONE[table][one] for one in ("account", "contact")]
        nullable = False  # a constraint of the documents requires exactly one of both
    else:
        ways = [TO_ONE[table][camel(relation)]]
        nullable = bool(table.c[ways[0].local].nullable)
    paths = tuple(Path(rest, way.local, way.table) for way in ways)
    return SortKey(name, paths, sql_type_of(ways[0].table.c[rest].type), nullable)
