"""Submitted orders belong to the ERP, whose integration users ship them and change them (O-12)."""

from decimal import Decimal
from functools import partial

import pytest

from domain.core.errors import DomainError
from domain.core.lifecycle import State
from domain.sales.delivery_refusals import OrderLineShipped
from domain.sales.order import InvoicingStatus, Order
from domain.sales.order_lifecycle import (
    COMPLETE,
    INVOICED,
    PARTIAL,
    PENDING,
    SUBMITTED,
    OrderLockedByErp,
)
from domain.sales.shipping import Shipping
from domain.sales.submission import ErpStatus
from tests.domain import make
from tests.domain.make import RULES, TODAY, closing, d, refusal, refusal_of, typed
from tests.domain.test_shipping import ALL, SOME, cancel, ship


def submitted(*lines: make.Typed) -> Order:
    order = make.order(*lines)
    order.erp_is_connected = order.is_open_to_caller = True
    order.submit()
    return order


def test_s_1_o_10_an_order_says_how_far_it_is_in_the_erp() -> None:
    order = submitted()
    handed_over = order.erp_status

    order.recall()

    assert (handed_over, order.erp_status) == (ErpStatus.PENDING, ErpStatus.RECALLED)


def test_only_integration_users_ship_a_submitted_order() -> None:
    order = submitted()
    order.is_open_to_caller = False

    assert refusal(lambda: ship(order), order) is OrderLockedByErp
    fulfill = partial(Shipping(order).fulfill, closing(), SOME)
    assert refusal(fulfill, order) is OrderLockedByErp
    order.is_open_to_caller = True
    shipment = ship(order, "1")
    order.is_open_to_caller = False
    assert refusal(lambda: cancel(order, shipment), order) is OrderLockedByErp


def test_a_submitted_order_stays_submitted_until_it_is_invoiced() -> None:
    order = submitted()

    first = ship(order, "1")
    assert (order.state, order.fulfillment_status) == (SUBMITTED, SOME)
    ship(order)
    assert (order.state, order.fulfillment_status) == (SUBMITTED, ALL)
    order.count_invoiced(InvoicingStatus.FULL)
    assert order.state == INVOICED
    cancel(order, first, TODAY)
    order.count_invoiced(InvoicingStatus.PARTIAL)
    assert (order.state, order.fulfillment_status, order.returns_to) == (SUBMITTED, SOME, None)


@pytest.mark.parametrize(
    ("quantities", "state"), [(None, PENDING), (["1"], PARTIAL), ([], COMPLETE)]
)
def test_a_recalled_order_is_as_far_as_its_delivery(
    quantities: list[str] | None, state: State
) -> None:
    order = submitted()
    shipments = [] if quantities is None else [ship(order, *quantities)]

    order.recall()

    assert order.state == state
    for shipment in shipments:
        cancel(order, shipment)
    assert order.state == PENDING


def test_a_changed_order_is_delivered_as_far_as_its_lines() -> None:
    order = submitted(typed("2"))
    ship(order)

    order.update_line(order.lines[0].id, {"quantity": d("3")}, RULES)
    assert (order.state, order.fulfillment_status) == (SUBMITTED, SOME)
    order.update_line(order.lines[0].id, {"quantity": d("2")}, RULES)
    assert order.fulfillment_status is ALL
    (added,) = order.add_lines([typed("1")], RULES)
    assert order.fulfillment_status is SOME
    order.remove_line(added.id, RULES)
    assert order.fulfillment_status is ALL


def partly_shipped(*lines: make.Typed, quantity: str) -> Order:
    order = submitted(*lines)
    order.lines[0].shipped_quantity = Decimal(quantity)
    return order


@pytest.mark.parametrize(
    ("ordered", "gone", "quantity", "error"),
    [
        ("3", "2", "1.99999", OrderLineShipped),
        ("3", "2", "0", OrderLineShipped),
        ("3", "2", "-3", OrderLineShipped),
        ("3", "2", "2", None),
        ("3", "1", "1", None),
        ("3", "2", "7", None),
        ("3", "0", "-1", None),
        ("-3", "-2", "-1", OrderLineShipped),
        ("-3", "-2", "-2", None),
    ],
)
def test_a_line_keeps_the_quantity_that_was_shipped(
    ordered: str, gone: str, quantity: str, error: type[DomainError] | None
) -> None:
    order = partly_shipped(typed(ordered), quantity=gone)
    change = partial(order.update_line, order.lines[0].id, {"quantity": d(quantity)}, RULES)

    assert refusal(change, order) is error
    if error:
        assert refusal_of(change)[1] == ("quantity",)


def test_a_line_that_was_shipped_is_not_removed() -> None:
    order = partly_shipped(typed("3"), typed("1"), quantity="1")

    gone = partial(order.remove_line, order.lines[0].id, RULES)

    assert refusal(gone, order) is OrderLineShipped
    order.update_line(order.lines[0].id, {"description": "Fragile"}, RULES)
    order.remove_line(order.lines[1].id, RULES)
    assert len(order.lines) == 1
