"""Actions on orders: create, cancel, delete."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from domain.actions.documents import check_copy, create_document
from domain.core.action import Action
from domain.core.lifecycle import Fact
from domain.core.record import Values
from domain.ports.unit_of_work import NumberKind, UnitOfWork
from domain.sales.close_details import CloseDetails
from domain.sales.order import Order
from domain.sales.order_lifecycle import OrderStatusReason


async def create_order(work: UnitOfWork, values: Values, lines: Sequence[Values]) -> Order:
    """Create an order without a quote; its prices are not locked (5.1)."""
    return await create_document(
        work, work.orders, Order, NumberKind.ORDER, values=values, lines=lines
    )


async def create_order_from_opportunity(work: UnitOfWork, opportunity_id: UUID) -> Order:
    """Create an order from the opportunity's lines with locked prices (4.10).

    The opportunity does not change.
    """
    opportunity = await work.opportunities.get(opportunity_id)
    # Before a number is drawn, which is used up even if this fails (decision 8).
    opportunity.lifecycle.check(
        Action.CREATE_ORDER_FROM_OPPORTUNITY, opportunity, opportunity.facts()
    )
    await check_copy(work, opportunity)
    number = await work.next_number(NumberKind.ORDER)
    copy = partial(Order.from_opportunity, opportunity, number)
    order = await work.compute(copy, len(opportunity.lines))
    work.orders.add(order)
    return order


async def set_order_status_reason(
    work: UnitOfWork, order_id: UUID, reason: OrderStatusReason, expected_version: int | None
) -> Order:
    """Set the status reason of an active order to NEW or PENDING."""
    order = await work.orders.get_header(order_id)
    order.expect(expected_version)
    order.set_status_reason(reason)
    return order


async def cancel_order(
    work: UnitOfWork, order_id: UUID, details: CloseDetails, expected_version: int | None
) -> Order:
    """Cancel the order permanently."""
    order = await work.orders.get_header(order_id)
    order.expect(expected_version)
    # Whoever invoices the order locks it, so no invoice appears meanwhile (2.3).
    order.cancel(details)
    return order


async def delete_order(work: UnitOfWork, order_id: UUID, expected_version: int | None) -> Order:
    """Delete a new order without a quote, that was never invoiced or shipped."""
    order = await work.orders.get_header(order_id)
    order.expect(expected_version)
    # Whoever invoices or ships the order locks it, so the answer holds.
    is_used = await work.orders.is_used(order_id)
    order.lifecycle.check(Action.DELETE_ORDER, order, {**order.facts(), Fact.IS_USED: is_used})
    work.orders.delete(order)
    return order
