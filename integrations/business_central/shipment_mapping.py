"""Posted shipments of Business Central, as quantities of the lines of our order."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from domain.core.money import ZERO
from domain.pricing.line import OrderLine
from domain.sales.erp_fulfilment import ErpShipment
from domain.sales.order import Order
from domain.tenant.erp_connection import ErpConnection
from integrations.business_central.line_matching import LineMatching
from integrations.business_central.order_mapping import Links
from integrations.business_central.values import Json, date_of, decimal_of, enum_of, text_of


def to_shipments(
    found: Iterable[Json], order: Order, connection: ErpConnection, links: Links
) -> list[ErpShipment]:
    """Return the shipments of an order, oldest first."""
    matching = LineMatching(order.lines, connection, links, {})
    shipments = []
    for each in sorted(found, key=_age):
        lines: Sequence[Json] = each.get("salesShipmentLines", ())
        quantities: dict[OrderLine, Decimal] = {}
        for line in lines:
            if enum_of(line, "lineType") == "Comment":
                continue
            ours = matching.find(line)
            if ours is not None:
                quantity = decimal_of(line, "quantity")
                matching.use(ours, quantity)
                quantities[ours] = quantities.get(ours, ZERO) + quantity
        by_id = {line.id: quantity for line, quantity in quantities.items()}
        shipments.append(ErpShipment(_posted_on(each), by_id))
    return shipments


def _age(shipment: Json) -> tuple[date, str]:
    return _posted_on(shipment), text_of(shipment, "number") or ""


def _posted_on(shipment: Json) -> date:
    return date_of(shipment, "postingDate") or date.min
