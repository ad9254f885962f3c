"""The action by which an external ERP reports what it has shipped."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from domain.actions.erp_lock import open_to_integration
from domain.actions.shipments import ship
from domain.actions.submissions import check_integration_user
from domain.ports.unit_of_work import UnitOfWork
from domain.sales.erp_fulfilment import (
    ErpShipment,
    is_less_shipped,
    not_yet_shipped,
    shipped_since,
)
from domain.sales.order import Order
from domain.sales.order_lifecycle import OrderNotSubmitted, OrderStatus
from domain.sales.portion import Portion
from domain.sales.shipment import check_shipping_date

_IN_ERP = frozenset({OrderStatus.SUBMITTED, OrderStatus.INVOICED})


async def update_erp_fulfilment(
    work: UnitOfWork,
    order_id: UUID,
    totals: Sequence[Portion],
    *,
    on: date,
    tracking_number: str | None,
) -> Order:
    """Record a shipment of what the ERP has shipped since its last report (O-12, O-17).

    `totals` are the quantities that were shipped in all, so repeating a report changes nothing.
    Raises INTEGRATION_USER_REQUIRED, ORDER_NOT_SUBMITTED, SHIPMENT_DATE_IN_FUTURE, and what
    `shipped_since` raises.
    """
    order = await work.orders.get(order_id)
    await check_integration_user(work)
    check_shipping_date(on, work.today)
    if order.erp_status is None or order.status not in _IN_ERP:
        raise OrderNotSubmitted(record=order.label, status=order.status.value)
    await open_to_integration(work, order)
    if portions := shipped_since(order, totals):
        await ship(work, order, portions, on, tracking_number)
    return order


async def follow_erp_shipments(
    work: UnitOfWork, order: Order, shipments: Sequence[ErpShipment]
) -> bool:
    """Record all shipments that the ERP has posted of a locked order, oldest first (O-12).

    Those that are recorded already are recognized by the quantities in all, so this can be
    repeated. Returns False if the ERP has taken a shipment back, which a person must settle.
    """
    if order.erp_status is None or order.status not in _IN_ERP:
        return True
    order.is_open_to_caller = True  # the ERP's own report, read by the system
    totals = dict[UUID, Decimal]()
    for shipment in shipments:
        for line_id, quantity in shipment.quantities.items():
            totals[line_id] = totals.get(line_id, Decimal(0)) + quantity
        if portions := not_yet_shipped(order, totals):
            # The posting date is chosen by people, and may lie in the future.
            await ship(work, order, portions, min(shipment.on, work.today), None)
    return not is_less_shipped(order, totals)
