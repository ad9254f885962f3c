"""Reads posted invoices from Business Central.

Business Central stamps a change before its transaction ends, so each reading goes back further
than its longest transaction takes. What was read already changes nothing.
"""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from db.erp_circuit import ErpCircuit
from domain.actions.posted_invoices import upsert_posted_invoice
from domain.core.errors import DomainError
from domain.core.ids import new_id
from domain.tenant.erp_connection import ErpConnection
from integrations.business_central.client import BusinessCentral
from integrations.business_central.connections import Connections
from integrations.business_central.invoice_mapping import Links, is_posted, to_report
from integrations.business_central.values import Json, id_of, text_of, time_of

log = logging.getLogger("salesgraph")

OVERLAP = timedelta(minutes=12)
FIRST = timedelta(days=90)  # how far the first reading goes back


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceReading:
    """Reads the invoices of all tenants."""

    connections: Connections
    circuit: ErpCircuit

    async def read_once(self, tenant_id: UUID, connection: ErpConnection) -> None:
        """Read what has changed since the last reading. Raises BusinessCentralError."""
        client, links = await self.connections.open(tenant_id, connection)
        known = await self.circuit.invoices_read_to(tenant_id)
        since = (known - OVERLAP) if known else self.connections.now() - FIRST
        newest = known
        async for invoice in _changed(client, since):
            if is_posted(invoice):
                await self._take(tenant_id, invoice, connection, links)
            at = time_of(invoice, "lastModifiedDateTime")
            newest = at if newest is None or (at is not None and at > newest) else newest
        if newest is not None and newest != known:
            await self.circuit.note_invoices_read(tenant_id, newest)

    async def read_one(self, tenant_id: UUID, connection: ErpConnection, remote_id: str) -> None:
        """Read an invoice as it is now. Raises BusinessCentralError."""
        client, links = await self.connections.open(tenant_id, connection)
        invoice = await client.get(f"salesInvoices({remote_id})", expand="salesInvoiceLines")
        if is_posted(invoice):
            await self._take(tenant_id, invoice, connection, links)

    async def _take(
        self, tenant_id: UUID, invoice: Json, connection: ErpConnection, links: Links
    ) -> None:
        """Bring our invoice up to date; one that cannot be taken over does not stop the others."""
        try:
            async with self.connections.begin_transaction(tenant_id) as work:
                order_id = await work.lookups.find_order_in_erp(
                    id_of(invoice, "orderId"), _numbers(invoice)
                )
                if order_id is None:
                    return
                order = await work.orders.get(order_id)
                known = await work.posted_invoices.find(str(invoice["id"]))
                billed = await work.orders.sum_quantities(order, known.id if known else new_id())
                report = to_report(invoice, order, billed, connection, links)
                await upsert_posted_invoice(work, order, report)
        except DomainError as refusal:
            number = invoice.get("number")
            log.warning("invoice %s of Business Central was not taken over: %s", number, refusal)


def _changed(client: BusinessCentral, since: datetime) -> AsyncIterator[Json]:
    return client.records(
        "salesInvoices",
        filter=f"lastModifiedDateTime ge {since:%Y-%m-%dT%H:%M:%SZ}",
        orderby="lastModifiedDateTime",
        expand="salesInvoiceLines",
    )


def _numbers(invoice: Json) -> list[str]:
    names = ("orderNumber", "externalDocumentNumber")
    return [number for name in names if (number := text_of(invoice, name))]
