"""Which of our orders the ERP has, by the ERP's IDs."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select

from db import tables
from db.database import Database
from domain.sales.submission import ErpStatus

_S = tables.submissions


@dataclass(frozen=True, slots=True)
class OrderInErp:
    """An order that the ERP has accepted, and its document there."""

    order_id: UUID
    remote_id: str
    remote_number: str | None


class ErpOrders:
    """The orders of all tenants; each method works within one tenant."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, tenant_id: UUID, remote_ids: Collection[str]) -> list[OrderInErp]:
        """Return our orders among these documents of the ERP."""
        statement = _of(tenant_id).where(_S.c.remote_id.in_(remote_ids))
        return await self._read(tenant_id, statement) if remote_ids else []

    async def list_open(self, tenant_id: UUID, after: UUID | None, most: int) -> list[OrderInErp]:
        """Return orders that the ERP has not invoiced completely, by ID and `after` this one."""
        statement = _of(tenant_id).where(_S.c.status == ErpStatus.ACCEPTED.value)
        if after is not None:
            statement = statement.where(_S.c.id > after)
        return await self._read(tenant_id, statement.order_by(_S.c.id).limit(most))

    async def _read(
        self, tenant_id: UUID, statement: Select[UUID, str, str | None]
    ) -> list[OrderInErp]:
        async with self._database.writing(tenant_id) as connection:
            rows = (await connection.execute(statement)).all()
        return [OrderInErp(*row) for row in rows]


def _of(tenant_id: UUID) -> Select[UUID, str, str | None]:
    columns = (_S.c.id, _S.c.remote_id, _S.c.remote_number)
    return select(*columns).where(_S.c.tenant_id == tenant_id, _S.c.remote_id.is_not(None))
