"""Look-ups about the tenant's ERP: its connection, its programs, what is linked and submitted."""

from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.repositories.mapping import RECORDS
from domain.sales.erp_link import ErpLinkType
from domain.sales.order_lifecycle import OrderStatus
from domain.tenant.erp_connection import ErpConnection


class ErpLookups:
    """Implements the ERP's part of `domain.ports.lookups`."""

    def __init__(self, connection: AsyncConnection, tenant_id: UUID) -> None:
        self._connection, self._tenant_id = connection, tenant_id

    async def is_integration_user(self, id: UUID) -> bool:
        """Whether the user is a program that acts for an ERP."""
        c = tables.users.c
        statement = select(c.is_integration).where(c.tenant_id == self._tenant_id, c.id == id)
        return bool(await self._connection.scalar(statement))

    async def count_integration_users(self) -> int:
        """The number of active integration users."""
        c = tables.users.c
        statement = select(func.count()).where(
            c.tenant_id == self._tenant_id, c.is_integration, c.deactivated_at.is_(None)
        )
        return int(await self._connection.scalar(statement) or 0)

    async def share_erp_connection(self) -> ErpConnection | None:
        """The connection to the tenant's ERP, with a shared lock until the transaction ends."""
        mapping = RECORDS[ErpConnection]
        table = mapping.table
        statement = select(table).where(table.c.tenant_id == self._tenant_id)
        result = await self._connection.execute(statement.with_for_update(read=True))
        row = result.mappings().one_or_none()
        connection: ErpConnection | None = None if row is None else mapping.from_row(row)
        return connection

    async def read_snapshot(self, order_id: UUID, round: int) -> dict[str, Any]:
        """The content of an order as it was submitted."""
        table = tables.order_snapshots
        statement = select(table.c.content).where(
            table.c.tenant_id == self._tenant_id,
            table.c.order_id == order_id,
            table.c.round == round,
        )
        content: dict[str, Any] = (await self._connection.execute(statement)).scalar_one()
        return content

    async def find_order_in_erp(self, remote_id: str | None, numbers: list[str]) -> UUID | None:
        """The order with this id in the ERP, or with one of these numbers here or there."""
        own, orders = tables.submissions, tables.orders
        statement = (
            select(own.c.id)
            .join(orders, and_(orders.c.tenant_id == self._tenant_id, orders.c.id == own.c.id))
            .where(
                own.c.tenant_id == self._tenant_id,
                or_(
                    own.c.remote_id == remote_id,
                    own.c.remote_number.in_(numbers),
                    orders.c.number.in_(numbers),
                ),
            )
            # The ERP's own ID is certain; numbers can be those of another order.
            .order_by((own.c.remote_id == remote_id).desc())
            .limit(1)
        )
        order_id: UUID | None = await self._connection.scalar(statement)
        return order_id

    async def list_foreign_documents(self, order_id: UUID, remote_ids: list[str]) -> frozenset[str]:
        """Return which of these documents of the ERP belong to other orders than this one."""
        own = tables.submissions.c
        statement = select(own.remote_id).where(
            own.tenant_id == self._tenant_id, own.remote_id.in_(remote_ids), own.id != order_id
        )
        found = await self._connection.scalars(statement)
        return frozenset(each for each in found if each is not None)

    async def list_links(self) -> dict[ErpLinkType, frozenset[str]]:
        """The local keys of everything that is linked to the ERP, by type."""
        table = tables.erp_links
        statement = (
            select(table.c.type, func.array_agg(table.c.local_key))
            .where(table.c.tenant_id == self._tenant_id)
            .group_by(table.c.type)
        )
        rows = (await self._connection.execute(statement)).all()
        return {ErpLinkType(name): frozenset(keys) for name, keys in rows}

    async def list_submitted_orders(self) -> list[str]:
        """The numbers of the submitted orders, at most 1,000 (O-2)."""
        table = tables.orders
        statement = (
            select(table.c.number)
            .where(
                table.c.tenant_id == self._tenant_id,
                table.c.status == OrderStatus.SUBMITTED.value,
            )
            .order_by(table.c.created_at)
            .limit(1_000)
        )
        return list((await self._connection.scalars(statement)).all())
