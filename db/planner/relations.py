"""Relations between tables, named like the fields of the API. Filters and sort orders use them.

To-one relations follow from foreign keys. `gql.types.filters` adds what the types declare:
to-many relations, and to-one relations that the other table refers with.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table

from db import tables
from domain.core.text import camel


@dataclass(frozen=True, slots=True)
class Relation:
    """The rows of another table whose `foreign` column equals the `local` column of this row."""

    table: Table
    local: str
    foreign: str


def _to_one_relations(table: Table) -> dict[str, Relation]:
    """A relation `x` for every column `x_id` of a table."""
    relations: dict[str, Relation] = {}
    for column in table.c:
        other = referenced_table(table, column.name)
        if column.name.endswith("_id") and other is not None:
            relations[camel(column.name.removesuffix("_id"))] = Relation(other, column.name, "id")
    return relations


def referenced_table(table: Table, column: str) -> Table | None:
    """The table whose ids a column holds, or None."""
    if column == "id":
        return table
    # Foreign keys consist of the tenant and the id; only the part on `id` says which table it is.
    for key in table.c[column].foreign_keys:
        if key.column.name == "id":
            table_referred_to: Any = key.column.table
            return table_referred_to  # type: ignore[no-any-return]
    return None


TO_ONE: dict[Table, dict[str, Relation]] = {
    table: _to_one_relations(table) for table in tables.metadata.tables.values()
}
TO_MANY: dict[Table, dict[str, Relation]] = {table: {} for table in TO_ONE}
