"""The ERP's invoices that could not be taken over, until they can.

There is one row for each invoice, and at most MAX_ROWS for a tenant: the oldest make room.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert

from db import tables
from db.database import Database
from domain.core.ids import new_id
from domain.core.money import MAX_AMOUNT
from domain.sales.unmatched_invoice import UnmatchedInvoiceReason

MAX_ROWS = 1_000
MAX_MESSAGE = 2_000  # characters
_U = tables.unmatched_erp_invoices


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmatchedInvoice:
    """An invoice as the ERP reports it, and why it is not here."""

    remote_id: str
    remote_number: str
    order_number: str | None
    invoice_date: date | None
    currency_code: str | None
    total_amount: Decimal
    reason: UnmatchedInvoiceReason
    message: str


class UnmatchedInvoices:
    """The invoices of all tenants; each method works within one tenant."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, tenant_id: UUID, invoice: UnmatchedInvoice) -> None:
        """Store why an invoice is not here, or that it still is not."""
        total = invoice.total_amount if abs(invoice.total_amount) <= MAX_AMOUNT else None
        values = {
            "remote_number": invoice.remote_number[:100],
            "order_number": invoice.order_number and invoice.order_number[:100],
            "invoice_date": invoice.invoice_date,
            "currency_code": invoice.currency_code and invoice.currency_code[:10],
            "total_amount": total,
            "reason": invoice.reason.value,
            "message": invoice.message[:MAX_MESSAGE],
            "updated_at": func.now(),
        }
        key = {"tenant_id": tenant_id, "id": new_id(), "remote_id": invoice.remote_id[:100]}
        new = insert(_U).values({**key, **values, "created_at": func.now()})
        statement = new.on_conflict_do_update(
            index_elements=["tenant_id", "remote_id"], set_=values
        )
        async with self._database.writing(tenant_id) as connection:
            await connection.execute(statement)
            await connection.execute(_MAKE_ROOM, {"tenant": tenant_id, "most": MAX_ROWS})

    async def list_ids(self, tenant_id: UUID) -> set[str]:
        """The ERP's IDs of all of them."""
        statement = select(_U.c.remote_id).where(_U.c.tenant_id == tenant_id)
        async with self._database.writing(tenant_id) as connection:
            return {*(await connection.scalars(statement)).all()}

    async def list_due(self, tenant_id: UUID, age: timedelta, most: int) -> list[str]:
        """The ERP's IDs of those that were not looked at for this long, the longest first."""
        statement = (
            select(_U.c.remote_id)
            .where(_U.c.tenant_id == tenant_id, _U.c.updated_at < func.now() - age)
            .order_by(_U.c.updated_at)
            .limit(most)
        )
        async with self._database.writing(tenant_id) as connection:
            return [*(await connection.scalars(statement)).all()]

    async def forget(self, tenant_id: UUID, remote_ids: set[str]) -> None:
        """Remove those that were taken over, or that are gone in the ERP."""
        own = _U.c.tenant_id == bindparam("tenant")
        statement = delete(_U).where(own, _U.c.remote_id.in_(sorted(remote_ids)))
        async with self._database.writing(tenant_id) as connection:
            await connection.execute(statement, {"tenant": tenant_id})


_MAKE_ROOM = text("""
DELETE FROM unmatched_erp_invoices WHERE tenant_id = :tenant AND id IN (
  SELECT id FROM unmatched_erp_invoices WHERE tenant_id = :tenant
  ORDER BY created_at DESC, id DESC OFFSET :most)
""")
