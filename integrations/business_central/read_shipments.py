"""Reads what Business Central has shipped of an order (O-12).

The shipments are read, and not the shipped quantities of the order's lines, because the order is
gone when the last of it is invoiced.
"""

import logging
from dataclasses import dataclass
from uuid import UUID

from db.erp_orders import OrderInErp
from domain.actions.erp_fulfilment import follow_erp_shipments
from domain.actions.lost_orders import note_erp_problem
from domain.core.errors import DomainError
from domain.tenant.erp_connection import ErpConnection
from integrations.business_central.connections import Connections
from integrations.business_central.shipment_mapping import to_shipments
from integrations.business_central.values import quoted

log = logging.getLogger("salesgraph")

_REDUCED = (
    "Business Central has taken back a shipment of order {number}. Cancel the shipment here with"
    " `cancelShipment`."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentReading:
    """Reads the shipments of all tenants."""

    connections: Connections

    async def read(self, tenant_id: UUID, connection: ErpConnection, ours: OrderInErp) -> bool:
        """Record what was shipped of an order; return whether anything ever was.

        One transaction records all of it, so it is recorded completely or not at all. Raises
        BusinessCentralError.
        """
        if ours.remote_number is None:
            return False
        client, links = await self.connections.open(tenant_id, connection)
        wanted = f"orderNumber eq {quoted(ours.remote_number)}"
        records = client.records("salesShipments", filter=wanted, expand="salesShipmentLines")
        found = [each async for each in records]
        if not found:
            return False
        try:
            async with self.connections.begin_transaction(tenant_id) as work:
                order = await work.orders.get(ours.order_id)
                shipments = to_shipments(found, order, connection, links)
                if not await follow_erp_shipments(work, order, shipments):
                    message = _REDUCED.format(number=ours.remote_number)
                    await note_erp_problem(work, order, ours.remote_id, message)
        except DomainError as refusal:
            log.warning("shipments of order %s were not recorded: %s", ours.remote_number, refusal)
        return True
