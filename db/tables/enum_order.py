"""Enum columns that sort in the order of the sales process instead of the alphabet.

Lists sort by the position of the value in its enum (db.tables.sort_keys). A new value in one of
these enums therefore needs a migration that recomputes the positions:
`migrations.sorting.remake_sort_column`.
"""

from sqlalchemy import Table

from db.tables import catalog, parties, sales, system  # noqa: F401 - they declare the columns
from db.tables.columns import metadata

WORDS: dict[tuple[Table, str], tuple[str, ...]] = {
    (table, column.name): column.info["words"]
    for table in metadata.tables.values()
    for column in table.c
    if "words" in column.info
}
