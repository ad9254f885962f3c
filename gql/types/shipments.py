"""Types for shipments of orders."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from db import tables
from gql.schema.fields import column, entity, lines_of, to_one
from gql.types.interfaces import VERSION_DESCRIPTION, Node
from gql.types.lines import OrderLine
from gql.types.parties import User

if TYPE_CHECKING:
    from gql.types.sales import Order

LaterOrder: TypeAlias = Annotated["Order", strawberry.lazy("gql.types.sales")]


@entity(tables.shipment_lines)
class ShipmentLine(Node):
    """A quantity of an order line in a shipment."""

    order_line: OrderLine = to_one("order_line_id", "Order line that was shipped.")
    quantity: Decimal = column("Quantity shipped, in the unit of the order line.")


@entity(tables.shipments)
class Shipment(Node):
    """A delivery of goods of an order. Canceled shipments are kept."""

    order: LaterOrder = to_one("order_id", "Order that was shipped.", filter=True, sort=("number",))
    shipped_on: date = column("Date of the shipment.", filter=True)
    tracking_number: str | None = column(
        "Carrier's tracking number, up to 100 characters; null if not known.", filter=True
    )
    lines: list[ShipmentLine] = lines_of(
        "shipment_id",
        "Quantities shipped, in the order of the order's lines. Empty if a delivery was recorded"
        " without quantities, as `fulfillOrder` does with `PARTIAL`.",
        order="id",
    )
    canceled_at: datetime | None = column(
        "Time the shipment was canceled; null if it has not been canceled.", filter=True
    )
    canceled_by: User | None = to_one(
        "canceled_by", "User who canceled the shipment; null if it has not been canceled."
    )
    version: int = column(VERSION_DESCRIPTION)
    created_at: datetime = column("Time the shipment was recorded.", filter=True)
    created_by: User | None = to_one(
        "created_by", "User who recorded the shipment; null if the system recorded it."
    )
    updated_at: datetime = column("Time the shipment was last changed.", filter=True)
    updated_by: User | None = to_one(
        "updated_by", "User who last changed the shipment; null if the system changed it."
    )
