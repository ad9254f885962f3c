"""Finds submitted orders whose delivery is due, although no job delivers them."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.database import Database
from domain.sales.submission import ErpStatus
from domain.tenant.erp_connection import ErpMode

_MOST = 1_000  # in each hour
_S, _C = tables.submissions, tables.erp_connections


async def stranded_deliveries(
    database: Database, tenant_id: UUID, longer_than: timedelta
) -> list[UUID]:
    """The orders that should have been delivered to Business Central this long ago."""
    limit = func.now() - longer_than
    statement = (
        select(_S.c.id)
        .join(_C, and_(_C.c.tenant_id == tenant_id, _C.c.mode == ErpMode.BUSINESS_CENTRAL.value))
        .where(
            _S.c.tenant_id == tenant_id,
            or_(
                and_(_S.c.status == ErpStatus.PENDING.value, _S.c.next_attempt_at < limit),
                and_(_S.c.status == ErpStatus.SENDING.value, _S.c.leased_until < limit),
            ),
        )
        .limit(_MOST)
    )
    async with database.writing(tenant_id) as connection:
        return list((await connection.scalars(statement)).all())


async def has_called_erp(connection: AsyncConnection, tenant_id: UUID) -> bool:
    """Whether the tenant has an ERP that workers call."""
    statement = select(_C.c.id).where(
        _C.c.tenant_id == tenant_id, _C.c.mode == ErpMode.BUSINESS_CENTRAL.value
    )
    return await connection.scalar(statement) is not None
