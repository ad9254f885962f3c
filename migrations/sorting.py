"""What migrations do for columns that lists are sorted by (db.tables.sort_keys).

All of it can run while the application answers requests, and again after it has failed.

Released migrations call these functions, so they import nothing of the application, and what they
create never changes. The expressions are the same as in `db.tables.sort_keys`, which
`tests/db/test_sort_columns.py` checks. If one has to change there, add another function here.
"""

from collections.abc import Iterable

from alembic import op
from sqlalchemy import text

_MOST = 900_000_000_000_000  # beyond it, amounts are sorted as equal


def create_sort_index(table: str, column: str) -> None:
    """Create the index that serves lists sorted by a column, while others read and write."""
    name = _index(table, column)
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '60s'")  # nobody waits for us meanwhile
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")  # what a failed try has left
        op.execute(f"CREATE INDEX CONCURRENTLY {name} ON {table} (tenant_id, {column}, id)")
        op.execute("SET lock_timeout = '2s'")


def drop_sort_index(table: str, column: str) -> None:
    """Drop the index that serves lists sorted by a column."""
    op.execute(f"DROP INDEX IF EXISTS {_index(table, column)}")


def remake_sort_column(table: str, column: str, words: Iterable[str] | None = None) -> None:
    """Create or replace the column that lists are sorted by instead of this one, and its index.

    `words` are all words of the column's enum, in their order; None for an amount. A new word of
    an enum needs this: until then PostgreSQL refuses rows with the word, or sorts them as nulls.
    The present column serves lists until the new one and its index are complete. Adding the new
    column rewrites the table, which is locked meanwhile.
    """
    kept, new = f"{column}_sort", f"{column}_sort_new"
    kind, value = sort_expression(column, words)
    null = "" if _is_nullable(table, column) else " NOT NULL"
    op.execute(f"ALTER TABLE {table} DROP COLUMN IF EXISTS {new}")  # what a failed try has left
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN {new} {kind} GENERATED ALWAYS AS ({value}) STORED{null}"
    )
    create_sort_index(table, new)
    op.execute(f"ALTER TABLE {table} DROP COLUMN IF EXISTS {kept}")  # its index goes with it
    op.execute(f"ALTER TABLE {table} RENAME COLUMN {new} TO {kept}")
    op.execute(f"ALTER INDEX {_index(table, new)} RENAME TO {_index(table, kept)}")


def sort_expression(column: str, words: Iterable[str] | None) -> tuple[str, str]:
    """Return the type and the expression of the column that lists are sorted by."""
    if words is None:
        return "bigint", _amount(column)
    return "smallint", _place(column, words)


def _index(table: str, column: str) -> str:
    return f"ix_{table}_tenant_id_{column}_id"


def _place(column: str, words: Iterable[str]) -> str:
    return f"array_position('{{{','.join(words)}}}'::text[], {column})"


def _amount(column: str) -> str:
    return (
        f"CASE WHEN {column} > {_MOST} THEN {_MOST} WHEN {column} < -{_MOST} THEN -{_MOST}"
        f" ELSE {column} END * 10000"
    )


def _is_nullable(table: str, column: str) -> bool:
    found = op.get_bind().scalar(
        text(
            "SELECT NOT attnotnull FROM pg_attribute"
            " WHERE attrelid = CAST(:name AS regclass) AND attname = :column"
        ),
        {"name": table, "column": column},
    )
    if found is None:
        raise LookupError(f"There is no column {table}.{column}.")
    return bool(found)
