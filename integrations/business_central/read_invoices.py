"""Reads posted invoices from Business Central. What was read already changes nothing."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from uuid import UUID

from db.erp_orders import OrderInErp
from db.erp_upkeep import ErpUpkeep, Watermark
from db.unmatched_invoices import UnmatchedInvoice, UnmatchedInvoices
from domain.actions.posted_invoices import upsert_posted_invoice
from domain.core.errors import DomainError
from domain.core.ids import new_id
from domain.sales.erp_link import ErpLinkType
from domain.sales.order import FulfillmentStatus, Order
from domain.sales.unmatched_invoice import UnmatchedInvoiceReason, reason_of
from domain.tenant.erp_connection import ErpConnection
from integrations.business_central.changed_records import FIRST, read_changed
from integrations.business_central.client import BusinessCentral
from integrations.business_central.connections import Connections
from integrations.business_central.invoice_mapping import is_posted, to_report
from integrations.business_central.order_mapping import Links
from integrations.business_central.read_shipments import ShipmentReading
from integrations.business_central.values import (
    Json,
    date_of,
    decimal_of,
    id_of,
    quoted,
    text_of,
    time_of,
)

log = logging.getLogger("salesgraph")

AGAIN_AFTER, AGAIN_AT_ONCE = timedelta(minutes=10), 20  # of what could not be taken over
_UNKNOWN = (
    "No order here belongs to the invoice. If it should, submit the order, or link the ERP's order"
    " with `linkErpDocument`."
)


@dataclass(frozen=True)
class Taking:
    """What a reading knows while it takes invoices over."""

    tenant_id: UUID
    connection: ErpConnection
    links: Links
    unmatched: set[str]  # the ERP's IDs of invoices that could not be taken over before

    @cached_property
    def customers(self) -> frozenset[str]:
        """The ERP's IDs of the customers that are linked."""
        kinds = {ErpLinkType.ACCOUNT, ErpLinkType.CONTACT}
        return frozenset(to.remote_id for (kind, _), to in self.links.items() if kind in kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceReading:
    """Reads the invoices of all tenants."""

    connections: Connections
    upkeep: ErpUpkeep
    unmatched: UnmatchedInvoices
    shipments: ShipmentReading

    async def read_once(self, tenant_id: UUID, connection: ErpConnection) -> None:
        """Read what has changed since the last reading. Raises BusinessCentralError."""
        client, links = await self.connections.open(tenant_id, connection)
        known = await self.upkeep.read_to(tenant_id, Watermark.INVOICES)
        newest = known
        taking = Taking(tenant_id, connection, links, await self.unmatched.list_ids(tenant_id))
        async for invoice in read_changed(
            client, "salesInvoices", "salesInvoiceLines", known, self.connections.now()
        ):
            if is_posted(invoice):
                await self._take(taking, invoice)
            at = time_of(invoice, "lastModifiedDateTime")
            newest = at if newest is None or (at is not None and at > newest) else newest
        if newest is not None and newest != known:
            await self.upkeep.note_read(tenant_id, Watermark.INVOICES, newest)
        await self._try_again(client, taking)

    async def _try_again(self, client: BusinessCentral, taking: Taking) -> None:
        """Read some invoices again that could not be taken over: the cause may be gone."""
        due = await self.unmatched.list_due(taking.tenant_id, AGAIN_AFTER, AGAIN_AT_ONCE)
        if not due:
            return
        wanted = " or ".join(f"id eq {remote_id}" for remote_id in due)
        found = client.records("salesInvoices", filter=wanted, expand="salesInvoiceLines")
        invoices = {str(invoice["id"]): invoice async for invoice in found}
        for invoice in invoices.values():
            await self._take(taking, invoice)
        if gone := {*due} - invoices.keys():
            await self.unmatched.forget(taking.tenant_id, gone)

    async def read_one(self, tenant_id: UUID, connection: ErpConnection, remote_id: str) -> None:
        """Read an invoice as it is now. Raises BusinessCentralError."""
        client, links = await self.connections.open(tenant_id, connection)
        invoice = await client.get(f"salesInvoices({remote_id})", expand="salesInvoiceLines")
        if is_posted(invoice):
            unmatched = await self.unmatched.list_ids(tenant_id)
            await self._take(Taking(tenant_id, connection, links, unmatched), invoice)

    async def read_of_order(
        self, tenant_id: UUID, connection: ErpConnection, ours: OrderInErp
    ) -> bool:
        """Read the invoices of an order; return whether it may have one.

        Without the order's number nobody knows. Raises BusinessCentralError.
        """
        if ours.remote_number is None:
            return True
        wanted = f"orderNumber eq {quoted(ours.remote_number)}"
        return await self._take_all(tenant_id, connection, wanted)

    async def compare_all(self, tenant_id: UUID, connection: ErpConnection) -> None:
        """Read all invoices of the last 90 days. Raises BusinessCentralError.

        A partial payment changes no time of change, so polling does not show it.
        """
        since = (self.connections.now() - FIRST).date()
        await self._take_all(tenant_id, connection, f"postingDate ge {since}")

    async def _take_all(self, tenant_id: UUID, connection: ErpConnection, wanted: str) -> bool:
        client, links = await self.connections.open(tenant_id, connection)
        taking = Taking(tenant_id, connection, links, await self.unmatched.list_ids(tenant_id))
        found = False
        async for invoice in client.records(
            "salesInvoices", filter=wanted, expand="salesInvoiceLines"
        ):
            if is_posted(invoice):
                found = True
                await self._take(taking, invoice)
        return found

    async def _take(self, taking: Taking, invoice: Json) -> None:
        """Bring our invoice up to date; one that cannot be taken over does not stop the others."""
        remote_id = str(invoice["id"])
        try:
            order = await self._take_over(taking, invoice)
        except DomainError as refusal:
            if remote_id not in taking.unmatched:  # it is listed since then
                log.warning("invoice %s was not taken over: %s", invoice.get("number"), refusal)
            await self._note(taking, invoice, reason_of(refusal), str(refusal))
            return
        if order is not None:
            if remote_id in taking.unmatched:
                await self.unmatched.forget(taking.tenant_id, {remote_id})
            await self._follow_shipments(taking, invoice, order)
        # Others than our customers have invoices that never were orders here.
        elif id_of(invoice, "customerId") in taking.customers:
            await self._note(taking, invoice, UnmatchedInvoiceReason.ORDER_UNKNOWN, _UNKNOWN)

    async def _take_over(self, taking: Taking, invoice: Json) -> Order | None:
        """Return the order that the invoice bills; None if it is not here. Raises DomainError."""
        async with self.connections.begin_transaction(taking.tenant_id) as work:
            order_id = await work.lookups.find_order_in_erp(
                id_of(invoice, "orderId"), _numbers(invoice)
            )
            if order_id is None:
                return None
            order = await work.orders.get(order_id)
            known = await work.posted_invoices.find(str(invoice["id"]))
            billed = await work.orders.sum_quantities(order, known.id if known else new_id())
            report = to_report(invoice, order, billed, taking.connection, taking.links)
            await upsert_posted_invoice(work, order, report)
        return order

    async def _follow_shipments(self, taking: Taking, invoice: Json, order: Order) -> None:
        """Read what was shipped: the order may be gone there with its shipped quantities."""
        if order.fulfillment_status is not FulfillmentStatus.COMPLETE:
            remote_id, number = id_of(invoice, "orderId") or "", text_of(invoice, "orderNumber")
            ours = OrderInErp(order.id, remote_id, number)
            await self.shipments.read(taking.tenant_id, taking.connection, ours)

    async def _note(
        self, taking: Taking, invoice: Json, reason: UnmatchedInvoiceReason, message: str
    ) -> None:
        numbers = _numbers(invoice)
        await self.unmatched.note(
            taking.tenant_id,
            UnmatchedInvoice(
                remote_id=str(invoice["id"]),
                remote_number=str(invoice.get("number") or ""),
                order_number=numbers[0] if numbers else None,
                invoice_date=date_of(invoice, "invoiceDate") or date_of(invoice, "postingDate"),
                currency_code=text_of(invoice, "currencyCode"),
                total_amount=decimal_of(invoice, "totalAmountIncludingTax"),
                reason=reason,
                message=message,
            ),
        )


def _numbers(invoice: Json) -> list[str]:
    names = ("orderNumber", "externalDocumentNumber")
    return [number for name in names if (number := text_of(invoice, name))]
