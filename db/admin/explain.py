"""EXPLAIN for planned statements."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from db.database import Database


async def explain_statement(
    database: Database, tenant_id: UUID, sql: str, parameters: Sequence[Any], *, analyze: bool
) -> list[str]:
    """PostgreSQL's plan of a statement of this tenant, in lines.

    With `analyze` the statement is executed, and the lines say how long each node took, how many
    rows it gave and how many pages it touched. Raises Overloaded, and whatever the statement fails
    with.
    """
    options = "ANALYZE, BUFFERS" if analyze else "COSTS"
    async with database.reading(tenant_id) as connection:
        rows = await connection.fetch(f"EXPLAIN ({options}) {sql}", *parameters)
    return [row[0] for row in rows]
