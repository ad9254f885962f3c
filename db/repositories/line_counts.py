"""Announces the lines of documents that PostgreSQL processes without their being loaded."""

from collections.abc import Sequence
from functools import cache
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.repositories.mapping import RecordMapping
from db.repositories.statements import Statement, any_given, fetch, mine
from db.work_meter import WorkMeter


async def announce_lines(
    connection: AsyncConnection,
    tenant_id: UUID,
    lines: RecordMapping,
    documents: Sequence[UUID],
    meter: WorkMeter,
) -> None:
    """Count the lines of each document, and announce them to the meter."""
    if documents:
        parameters = {"tenant": tenant_id, "parents": documents}
        for row in await fetch(connection, _line_counts(lines), **parameters):
            meter.count_lines(row["count"])


@cache
def _line_counts(lines: RecordMapping) -> Statement:
    """Counts the lines of documents of one type; those without lines are left out."""
    c = lines.table.c
    theirs = c[lines.parent] == any_given("parents")
    counted = select(func.count().label("count")).where(mine(c), theirs)
    return Statement(counted.group_by(c[lines.parent]))
