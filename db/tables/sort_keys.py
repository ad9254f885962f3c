"""The columns that lists can be sorted by, and the index for each of them.

A column declares it in its table: `info=SORTABLE`, or `info=sorted_as(Stage)` for an enum with an
order of its own. A new column needs an index: `migrations.sorting.create_sort_index`.

Sorting by columns of related rows (ACCOUNT_NAME) uses two indexes: one on that column of the other
table, and one on the reference in this table.

Enums and amounts are sorted by a generated integer column. Enums follow the order of their
values. Amounts need it because comparisons of numeric are not leakproof: behind row-level security
PostgreSQL cannot seek them in an index, and would read a page far down the list from the beginning
(decision 26). Migrations have these expressions in `migrations.sorting`, because released ones must
not change with the tables; `tests/db/test_sort_columns.py` compares both with the database.
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

from db.tables.columns import metadata, tenant_index
from db.tables.enum_order import WORDS

_FIRST = ("created_at", "updated_at")  # the first sort fields of every list

ORDERED: dict[Table, tuple[str, ...]] = {}  # sort fields of a list, in the order of the schema
REFERRED: dict[Table, tuple[str, ...]] = {}  # references whose rows a list can be sorted by

SORTED: dict[tuple[Table, str], Column[int]] = {}  # generated sort columns

_MAX_EXACT = 9 * 10**14  # amounts up to this sort exactly, to four decimals; larger ones are equal


def _stand_in(table: Table, name: str) -> str:
    """The name of the column to sort by: the column itself, or a generated one, created here."""
    column = table.c[name]
    words = WORDS.get((table, name))
    if words is None and not isinstance(column.type, Numeric):
        return name
    kind: type[Integer] = BigInteger
    value = (
        f"CASE WHEN {name} > {_MAX_EXACT} THEN {_MAX_EXACT}"
        f" WHEN {name} < -{_MAX_EXACT} THEN -{_MAX_EXACT} ELSE {name} END * 10000"
    )
    if words is not None:
        kind, value = SmallInteger, f"array_position('{{{','.join(words)}}}'::text[], {name})"
    sort_column = Column(
        f"{name}_sort", kind, Computed(value, persisted=True), nullable=column.nullable
    )
    table.append_column(sort_column)
    SORTED[table, name] = sort_column
    return sort_column.name


def _has_index(table: Table, column: str) -> bool:
    """Whether the table itself declares an index for this column."""
    index_columns = ["tenant_id", column, "id"]
    return any([known.name for known in index.columns] == index_columns for index in table.indexes)


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
