"""Reads our orders in Business Central: what was shipped of them, and whether they still exist.

An order disappears there when it is invoiced completely, and when somebody deletes it. Only in the
second case there is neither an invoice nor a shipment, and the order is taken back here (O-11).
"""

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from db.erp_orders import ErpOrders, OrderInErp
from db.erp_upkeep import ErpUpkeep, Watermark
from domain.actions.lost_orders import note_erp_problem, take_back_lost_order
from domain.tenant.erp_connection import ErpConnection
from integrations.business_central.changed_records import MODIFIED, read_changed
from integrations.business_central.client import BusinessCentral
from integrations.business_central.connections import Connections
from integrations.business_central.outcomes import BusinessCentralError, Outcome
from integrations.business_central.read_invoices import InvoiceReading
from integrations.business_central.read_shipments import ShipmentReading
from integrations.business_central.values import Json, decimal_of, time_of

AT_ONCE = 50  # orders asked for in one request
_ID = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SHIPPED = (
    "Business Central no longer has order {number}. It has shipped goods of it, but no invoice"
    " names it: a combined invoice may bill it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReading:
    """Reads the orders of all tenants."""

    connections: Connections
    orders: ErpOrders
    upkeep: ErpUpkeep
    invoices: InvoiceReading
    shipments: ShipmentReading

    async def read_once(self, tenant_id: UUID, connection: ErpConnection) -> None:
        """Read what has changed since the last reading. Raises BusinessCentralError."""
        client = self.connections.client(tenant_id, connection)
        known = await self.upkeep.read_to(tenant_id, Watermark.ORDERS)
        changed = read_changed(
            client, "salesOrders", "salesOrderLines", known, self.connections.now()
        )
        async for page in _in_parts(changed):
            await self._take_ours(tenant_id, connection, page)
            newest = max((at for each in page if (at := time_of(each, MODIFIED))), default=None)
            if newest is not None and (known is None or newest > known):
                await self.upkeep.note_read(tenant_id, Watermark.ORDERS, newest)

    async def read_one(self, tenant_id: UUID, connection: ErpConnection, remote_id: str) -> None:
        """Read an order as it is now, if it is ours. Raises BusinessCentralError."""
        for ours in await self.orders.find(tenant_id, [remote_id]):
            await self._read(tenant_id, connection, ours)

    async def compare_all(self, tenant_id: UUID, connection: ErpConnection) -> None:
        """Read all orders that are not invoiced completely. Raises BusinessCentralError.

        A deleted order has no time of change, so polling never shows it.
        """
        client, after = self.connections.client(tenant_id, connection), None
        while ours := await self.orders.list_open(tenant_id, after, AT_ONCE):
            after = ours[-1].order_id
            # People can link an order to anything, but only an ID can be asked for.
            asked = [each for each in ours if _ID.fullmatch(each.remote_id)]
            there = await _by_id(client, asked)
            await self._take_ours(tenant_id, connection, list(there.values()))
            for each in asked:
                if each.remote_id.lower() not in there:
                    await self._read(tenant_id, connection, each)

    async def _take_ours(
        self, tenant_id: UUID, connection: ErpConnection, there: Sequence[Json]
    ) -> None:
        shipped = {str(each["id"]) for each in there if _is_shipped(each)}
        for ours in await self.orders.find(tenant_id, shipped):
            await self.shipments.read(tenant_id, connection, ours)

    async def _read(self, tenant_id: UUID, connection: ErpConnection, ours: OrderInErp) -> None:
        client = self.connections.client(tenant_id, connection)
        try:
            order = await client.get(f"salesOrders({ours.remote_id})", expand="salesOrderLines")
        except BusinessCentralError as error:
            if error.outcome is not Outcome.GONE:
                raise
            await self._settle_gone(tenant_id, connection, ours)
        else:
            await self._take_ours(tenant_id, connection, [order])

    async def _settle_gone(
        self, tenant_id: UUID, connection: ErpConnection, ours: OrderInErp
    ) -> None:
        """Find out why an order is gone. That these requests succeed proves the company is right.

        Business Central deletes an order in the transaction that posts its last invoice, so an
        invoice that is not there now will not come.
        """
        if await self.invoices.read_of_order(tenant_id, connection, ours):
            return
        has_shipments = await self.shipments.read(tenant_id, connection, ours)
        async with self.connections.begin_transaction(tenant_id) as work:
            order = await work.orders.get_header(ours.order_id)
            if has_shipments:
                message = _SHIPPED.format(number=ours.remote_number)
                await note_erp_problem(work, order, ours.remote_id, message)
            else:
                await take_back_lost_order(work, order, ours.remote_id)


async def _in_parts(records: AsyncIterator[Json]) -> AsyncIterator[list[Json]]:
    part: list[Json] = []
    async for record in records:
        part.append(record)
        if len(part) == AT_ONCE:
            yield part
            part = []
    if part:
        yield part


async def _by_id(client: BusinessCentral, orders: Sequence[OrderInErp]) -> dict[str, Json]:
    """Return the orders that exist, by ID in lower case."""
    if not orders:
        return {}
    wanted = " or ".join(f"id eq {each.remote_id}" for each in orders)
    found = client.records("salesOrders", filter=wanted, expand="salesOrderLines")
    return {str(each["id"]).lower(): each async for each in found}


def _is_shipped(order: Json) -> bool:
    return any(decimal_of(line, "shippedQuantity") for line in order.get("salesOrderLines", ()))
