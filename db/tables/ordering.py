"""By which of its columns a list can be ordered, and the index that serves each of them.

A column's own line in its table says so: `info=SORTABLE`, or `info=sorted_as(Stage)` where words
have an order of their own. A new one needs its index: `migrations.sorting.create_sort_index`.

Columns of related rows (ACCOUNT_NAME) are served by two: the other table's by that column, and
this table's by the reference.

Words and amounts are ordered by a generated column of integers beside them: words by their place
in their enum, amounts because row-level security keeps PostgreSQL from looking up a numeric in an
index (its comparisons are not leakproof), and a page far down would be read from the beginning.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Computed,
    Integer,
    Numeric,
    SmallInteger,
    Table,
    Uuid,
)

from db.tables.metadata import metadata, tenant_index
from db.tables.words import WORDS

_FIRST = ("created_at", "updated_at")  # of the sort fields of a list

ORDERED: dict[Table, tuple[str, ...]] = {}  # what a list can be sorted by, in the schema's order
REFERRED: dict[Table, tuple[str, ...]] = {}  # references to rows that it can be sorted by

SORTED: dict[tuple[Table, str], Column[int]] = {}  # the stand-in of a column that has one

_MOST = 9 * 10**14  # of what is sorted exactly, to four decimals; beyond it amounts are as equal


def _stand_in(table: Table, name: str) -> str:
    """The column to order by: its own, or the one that stands in for it, made here."""
    column = table.c[name]
    words = WORDS.get((table, name))
    if words is None and not isinstance(column.type, Numeric):
        return name
    kind: type[Integer] = BigInteger
    value = (
        f"CASE WHEN {name} > {_MOST} THEN {_MOST} WHEN {name} < -{_MOST} THEN -{_MOST}"
        f" ELSE {name} END * 10000"
    )
    if words is not None:
        kind, value = SmallInteger, f"array_position('{{{','.join(words)}}}'::text[], {name})"
    made = Column(f"{name}_sort", kind, Computed(value, persisted=True), nullable=column.nullable)
    table.append_column(made)
    SORTED[table, name] = made
    return made.name


def _has_index(table: Table, column: str) -> bool:
    """Whether the table declares one for this order by itself."""
    wanted = ["tenant_id", column, "id"]
    return any([known.name for known in index.columns] == wanted for index in table.indexes)


for _table in metadata.tables.values():
    _sortable = [column for column in _table.c if column.info.get("sortable")]
    _references = tuple(column.name for column in _sortable if isinstance(column.type, Uuid))
    _names = [column.name for column in _sortable if column.name not in _references]
    if not _names:
        continue
    ORDERED[_table] = tuple(sorted(_names, key=lambda name: name not in _FIRST))
    REFERRED[_table] = _references
    for _name in (*ORDERED[_table], *_references):
        _column = _stand_in(_table, _name)
        if not _has_index(_table, _column):
            tenant_index(_table, _column, "id")
