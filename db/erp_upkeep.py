"""What is done for a connection to the ERP from time to time, when, and how far it was read.

Each is a job of its own, which the job that polls queues when it is due. It is noted as done when
it has ended, so one that was interrupted is due again.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from db import tables
from db.database import Database
from db.job_queue import enqueue
from domain.core.job import Job, JobKind

KEEP_EVERY = timedelta(hours=6)
RECONCILE_EVERY = timedelta(hours=24)
_KINDS = (JobKind.KEEP_ERP_SUBSCRIPTIONS, JobKind.RECONCILE_ERP)
_C = tables.erp_circuits


class Watermark(StrEnum):
    """Up to which change, by the ERP's clock, the records of a set were read."""

    INVOICES = "invoices_read_to"
    ORDERS = "orders_read_to"


class ErpUpkeep:
    """The upkeep of all tenants' connections; each method works within one tenant."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def enqueue_due(self, tenant_id: UUID, version: int) -> None:
        """Queue the jobs that are due.

        Subscriptions are also due if the connection has changed: its `version` is another.
        """
        changed = _C.c.kept_for_version.is_distinct_from(version)
        keep = or_(changed, _is_older(_C.c.subscriptions_kept_at, KEEP_EVERY))
        reconcile = _is_older(_C.c.reconciled_at, RECONCILE_EVERY)
        statement = select(keep, reconcile).where(_C.c.tenant_id == tenant_id)
        async with self._database.writing(tenant_id) as connection:
            row = (await connection.execute(statement)).one_or_none() or (True, True)
            jobs = [Job(kind, tenant_id) for kind, due in zip(_KINDS, row, strict=True) if due]
            await enqueue(connection, tenant_id, jobs)

    async def note_kept(self, tenant_id: UUID, version: int) -> None:
        """Remember that the subscriptions are right for the connection with this version."""
        await self._note(
            tenant_id, {"subscriptions_kept_at": func.now(), "kept_for_version": version}
        )

    async def note_reconciled(self, tenant_id: UUID) -> None:
        """Remember that everything was compared with the ERP."""
        await self._note(tenant_id, {"reconciled_at": func.now()})

    async def read_to(self, tenant_id: UUID, watermark: Watermark) -> datetime | None:
        """Return the time of the last change that was read; None before that."""
        statement = select(_C.c[watermark]).where(_C.c.tenant_id == tenant_id)
        async with self._database.writing(tenant_id) as connection:
            at: datetime | None = await connection.scalar(statement)
            return at

    async def note_read(self, tenant_id: UUID, watermark: Watermark, at: datetime) -> None:
        """Remember that all changes up to this time, by the ERP's clock, were read."""
        latest = func.greatest(_C.c[watermark], at)
        await self._note(tenant_id, {watermark: at}, {watermark: latest})

    async def _note(
        self, tenant_id: UUID, values: dict[str, Any], update: dict[str, Any] | None = None
    ) -> None:
        """Set the values; `update` replaces them if the tenant has a row already."""
        new = {"tenant_id": tenant_id, "failures": 0, "openings": 0, **values}
        statement = insert(_C).values(new)
        statement = statement.on_conflict_do_update(
            index_elements=[_C.c.tenant_id], set_=update or values
        )
        async with self._database.writing(tenant_id) as connection:
            await connection.execute(statement)


def _is_older(column: Column[Any], age: timedelta) -> Any:
    return or_(column.is_(None), column < func.now() - age)
