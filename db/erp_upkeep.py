"""What is done for a connection to the ERP from time to time, and when it was last done.

Each is a job of its own, which the job that polls queues when it is due. It is noted as done when
it has ended, so one that was interrupted is due again.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Column, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from db import tables
from db.database import Database
from db.job_queue import enqueue
from domain.core.job import Job, JobKind

KEEP_EVERY = timedelta(hours=6)
_C = tables.erp_circuits


class ErpUpkeep:
    """The upkeep of all tenants' connections; each method works within one tenant."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def enqueue_due(self, tenant_id: UUID, version: int) -> None:
        """Queue the job if it is due, or if the connection has changed: `version` is another."""
        changed = _C.c.kept_for_version.is_distinct_from(version)
        is_due = or_(changed, _is_older(_C.c.subscriptions_kept_at, KEEP_EVERY))
        statement = select(is_due).where(_C.c.tenant_id == tenant_id)
        async with self._database.writing(tenant_id) as connection:
            if await connection.scalar(statement) is not False:
                job = Job(JobKind.KEEP_ERP_SUBSCRIPTIONS, tenant_id)
                await enqueue(connection, tenant_id, [job])

    async def note_kept(self, tenant_id: UUID, version: int) -> None:
        """Remember that the subscriptions are right for the connection with this version."""
        await self._note(
            tenant_id, {"subscriptions_kept_at": func.now(), "kept_for_version": version}
        )

    async def _note(self, tenant_id: UUID, values: dict[str, Any]) -> None:
        new = {"tenant_id": tenant_id, "failures": 0, "openings": 0, **values}
        statement = insert(_C).values(new)
        statement = statement.on_conflict_do_update(index_elements=[_C.c.tenant_id], set_=values)
        async with self._database.writing(tenant_id) as connection:
            await connection.execute(statement)


def _is_older(column: Column[Any], age: timedelta) -> Any:
    return or_(column.is_(None), column < func.now() - age)
