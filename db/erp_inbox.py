"""What the ERP has said to have changed, until a worker has read it.

There is one row for each record, however often it changes. A row is only removed if nothing has
been said about the record since the worker began to read it, so a worker that is killed loses
nothing, and a change during the reading is read again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Row, delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.database import Database
from db.job_queue import enqueue
from domain.core.job import Job, JobKind
from domain.tenant.erp_connection import ErpMode

MAX_ROWS = 1_000  # of a tenant; beyond that, its entity sets are read as a whole
_I, _C = tables.erp_inbox, tables.erp_connections


@dataclass(frozen=True, slots=True)
class ErpChange:
    """A record of the ERP that has changed, or with no ID any number of records of the set."""

    company_id: str
    resource: str  # the entity set
    record_id: str | None


@dataclass(frozen=True, slots=True)
class WaitingChange:
    """A row of the inbox, with the number of notifications so far."""

    resource: str
    record_id: str | None
    notices: int


class ErpInbox:
    """The inboxes of all tenants; each method works within one tenant."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, tenant_id: UUID, changes: Collection[ErpChange]) -> bool:
        """Store the changes of the tenant's company and have a worker read them.

        Returns False, and stores nothing, if the tenant is not connected to Business Central.
        """
        async with self._database.writing(tenant_id) as connection:
            company_id = await _company_of(connection, tenant_id)
            if company_id is None:
                return False
            ours = {
                (change.resource, change.record_id or "")
                for change in changes
                if change.company_id == company_id.lower()
            }
            if ours:
                await _insert(connection, tenant_id, ours)
                job = Job(JobKind.READ_ERP_NOTIFICATIONS, tenant_id)
                await enqueue(connection, tenant_id, [job])
            return True

    async def waiting(self, tenant_id: UUID, most: int) -> list[WaitingChange]:
        """Return what is to be read; whole sets come first."""
        columns = (_I.c.resource, _I.c.record_id, _I.c.notices)
        statement = (
            select(*columns)
            .where(_I.c.tenant_id == tenant_id)
            .order_by(_I.c.record_id != "", _I.c.received_at)
            .limit(most)
        )
        async with self._database.writing(tenant_id) as connection:
            rows = (await connection.execute(statement)).all()
        return [_change(row) for row in rows]

    async def remove(self, tenant_id: UUID, read: Sequence[WaitingChange]) -> None:
        """Remove what was read, unless it has changed since."""
        keys = [(change.resource, change.record_id or "", change.notices) for change in read]
        key = tuple_(_I.c.resource, _I.c.record_id, _I.c.notices)
        async with self._database.writing(tenant_id) as connection:
            await connection.execute(delete(_I).where(_I.c.tenant_id == tenant_id, key.in_(keys)))

    async def clear(self, tenant_id: UUID) -> None:
        """Remove everything, because the tenant is not connected any more."""
        async with self._database.writing(tenant_id) as connection:
            await connection.execute(delete(_I).where(_I.c.tenant_id == tenant_id))


async def _company_of(connection: AsyncConnection, tenant_id: UUID) -> str | None:
    statement = select(_C.c.company_id).where(
        _C.c.tenant_id == tenant_id, _C.c.mode == ErpMode.BUSINESS_CENTRAL.value
    )
    company_id: str | None = await connection.scalar(statement)
    return company_id


async def _insert(
    connection: AsyncConnection, tenant_id: UUID, keys: Collection[tuple[str, str]]
) -> None:
    """Add rows, or count up those that are there."""
    counted = select(func.count()).select_from(_I).where(_I.c.tenant_id == tenant_id)
    if len(keys) + (await connection.scalar(counted) or 0) > MAX_ROWS:
        keys = {(resource, "") for resource, _ in keys}
    values = [
        {"tenant_id": tenant_id, "resource": resource, "record_id": record_id}
        for resource, record_id in sorted(keys)  # in one order, so that no two calls deadlock
    ]
    statement = insert(_I).values(values)
    statement = statement.on_conflict_do_update(
        index_elements=[_I.c.tenant_id, _I.c.resource, _I.c.record_id],
        set_={"notices": _I.c.notices + 1},
    )
    await connection.execute(statement)


def _change(row: Row[str, str, int]) -> WaitingChange:
    resource, record_id, notices = row
    return WaitingChange(resource, record_id or None, notices)
