"""Actions on shipments: record, cancel, and the short form that fulfills an order."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from uuid import UUID

from domain.actions.erp_lock import open_to_integration
from domain.ports.unit_of_work import UnitOfWork
from domain.sales.close_details import CloseDetails
from domain.sales.order import FulfillmentStatus, Order
from domain.sales.portion import Portion
from domain.sales.shipment import Shipment, check_shipping_date
from domain.sales.shipping import Shipping


async def record_shipment(
    work: UnitOfWork,
    order_id: UUID,
    portions: Sequence[Portion] | None,
    *,
    on: date,
    tracking_number: str | None,
    expected_version: int | None,
) -> Shipment:
    """Record a shipment of all that is left of an order, or of lines and quantities (I-67)."""
    check_shipping_date(on, work.today)
    order = await work.orders.get(order_id)
    order.expect(expected_version)
    await open_to_integration(work, order)
    return await ship(work, order, portions, on, tracking_number)


async def ship(
    work: UnitOfWork,
    order: Order,
    portions: Sequence[Portion] | None,
    on: date,
    tracking_number: str | None,
) -> Shipment:
    """Record a shipment of a locked order with its lines."""
    record = partial(Shipping(order).record, portions, on, tracking_number)
    shipment = await work.compute(record, len(order.lines))
    work.shipments.add(shipment)
    return shipment


async def fulfill_order(
    work: UnitOfWork,
    order_id: UUID,
    extent: FulfillmentStatus,
    details: CloseDetails,
    expected_version: int | None,
) -> Order:
    """Record the delivery of all that is left of an order, or of a part without quantities."""
    # A part without quantities does not concern the lines (decision 54).
    is_all = extent is FulfillmentStatus.COMPLETE
    order = await (work.orders.get(order_id) if is_all else work.orders.get_header(order_id))
    order.expect(expected_version)
    await open_to_integration(work, order)
    deliver = partial(Shipping(order).fulfill, details, extent)
    work.shipments.add(await work.compute(deliver, len(order.lines) if is_all else 0))
    return order


async def cancel_shipment(
    work: UnitOfWork, shipment_id: UUID, expected_version: int | None
) -> Shipment:
    """Cancel a shipment, so that its quantities can be shipped again."""
    # The order is locked before the shipment, although the caller names the shipment (decision 3).
    shipment, order = await work.shipments.get_with_order(shipment_id)
    shipment.expect(expected_version)
    await open_to_integration(work, order)
    # Decides whether anything counts as delivered afterwards, and since when.
    latest = await work.shipments.latest_besides(shipment)
    cancel = partial(Shipping(order).cancel, shipment, work.now, work.user_id, latest)
    await work.compute(cancel, len(order.lines))
    return shipment
