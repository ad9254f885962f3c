"""Columns of words that have an order of their own: as a sale goes, not as the alphabet does.

A list that is sorted by such a column follows the place of its word (db.tables.ordering). A word
that joins one of these enums therefore needs a migration that makes the places anew:
`migrations.sorting.remake_sort_column`.
"""

from sqlalchemy import Table

from db.tables import catalogue, parties, sales, system  # noqa: F401 - they declare the columns
from db.tables.metadata import metadata

WORDS: dict[tuple[Table, str], tuple[str, ...]] = {
    (table, column.name): column.info["words"]
    for table in metadata.tables.values()
    for column in table.c
    if "words" in column.info
}
