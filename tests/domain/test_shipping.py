"""What is shipped of an order, and what follows from it (I-67)."""

from datetime import date, timedelta
from functools import partial

import pytest

from domain.core.errors import DomainError, EmptyDocument, TextTooLong
from domain.core.lifecycle import State
from domain.pricing.line import LineNotFound, LineQuantityInvalid
from domain.sales.delivery_refusals import OrderHasNoShipments, OrderNothingToShip
from domain.sales.order import FulfillmentStatus, InvoicingStatus, Order
from domain.sales.order_lifecycle import (
    CANCELED,
    COMPLETE,
    INVOICED,
    NEW,
    PARTIAL,
    PENDING,
    OrderNotActive,
    OrderStatusReason,
)
from domain.sales.portion import Portion
from domain.sales.shipment import (
    Shipment,
    ShipmentAlreadyCanceled,
    ShipmentDateInFuture,
    ShipmentLineRepeated,
    ShipmentLinesRequired,
    ShipmentQuantityExceedsOrder,
    ShipmentQuantityInvalid,
    check_shipping_date,
)
from domain.sales.shipping import Shipping
from tests.domain import make
from tests.domain.make import TODAY, closing, d, refusal, refusal_of, typed

NONE, SOME, ALL = FulfillmentStatus


def ship(order: Order, *quantities: str, on: date = TODAY) -> Shipment:
    """Ship these quantities of the first lines; all that is left if none are given."""
    portions = [
        Portion(line.id, d(quantity))
        for line, quantity in zip(order.lines, quantities, strict=False)
        if quantity
    ]
    return Shipping(order).record(portions if quantities else None, on, None)


def cancel(order: Order, shipment: Shipment, latest: date | None = None) -> None:
    Shipping(order).cancel(shipment, make.NOW, make.OWNER, latest)


def shipped(order: Order) -> list[str]:
    return [str(line.shipped_quantity) for line in order.lines]


def test_a_shipment_of_everything_completes_the_order() -> None:
    order = make.order(typed("2"), typed("1.5"), typed("0"))

    shipment = Shipping(order).record(None, date(2026, 2, 3), "1Z 999")

    assert (order.state, order.fulfillment_status, order.date_fulfilled) == (
        COMPLETE,
        ALL,
        date(2026, 2, 3),
    )
    assert shipped(order) == ["2", "1.5", "0"]
    assert (shipment.order_id, shipment.shipped_on, shipment.tracking_number) == (
        order.id,
        date(2026, 2, 3),
        "1Z 999",
    )
    assert [(line.order_line_id, str(line.quantity)) for line in shipment.lines] == [
        (order.lines[0].id, "2"),
        (order.lines[1].id, "1.5"),
    ]
    assert order.close_records == []


def test_parts_add_up_and_the_latest_date_counts() -> None:
    order = make.order(typed("2"), typed("3"))

    first = ship(order, "", "1.50", on=date(2026, 2, 5))
    assert (order.state, order.fulfillment_status, shipped(order)) == (PARTIAL, SOME, ["0", "1.5"])
    assert [str(line.quantity_backordered) for line in order.lines] == ["2", "1.5"]
    assert [str(line.quantity) for line in first.lines] == ["1.5"]

    ship(order, "2", on=date(2026, 2, 1))
    assert (order.state, order.date_fulfilled) == (PARTIAL, date(2026, 2, 5))

    ship(order)
    assert (order.state, order.fulfillment_status, shipped(order)) == (COMPLETE, ALL, ["2", "3"])


def test_a_returned_line_ships_with_its_own_sign() -> None:
    order = make.order(typed("-2"))

    assert refusal(lambda: ship(order, "1"), order) is ShipmentQuantityInvalid
    ship(order, "-1")

    assert (order.state, shipped(order)) == (PARTIAL, ["-1"])
    assert refusal(lambda: ship(order, "-1.1"), order) is ShipmentQuantityExceedsOrder
    ship(order)
    assert (order.state, shipped(order)) == (COMPLETE, ["-2"])


@pytest.mark.parametrize(
    ("quantities", "error"),
    [
        (["0"], ShipmentQuantityInvalid),
        (["-0.00"], ShipmentQuantityInvalid),
        (["-1"], ShipmentQuantityInvalid),
        (["2.00001"], ShipmentQuantityExceedsOrder),
        (["1.000001"], LineQuantityInvalid),
        (["100000000001"], LineQuantityInvalid),
        (["1", "2"], ShipmentQuantityExceedsOrder),
        (["", "", "1"], ShipmentQuantityExceedsOrder),
    ],
)
def test_a_quantity_that_cannot_be_shipped(quantities: list[str], error: type[DomainError]) -> None:
    order = make.order(typed("2"), typed("1"), typed("0"))

    assert refusal(lambda: ship(order, *quantities), order) is error


def test_the_error_says_which_line_has_how_much_left() -> None:
    order = make.order(typed("2"), typed("1"))
    ship(order, "0.5")

    assert refusal_of(lambda: ship(order, "2")) == (
        "SHIPMENT_QUANTITY_EXCEEDS_ORDER",
        ("lines", 0, "quantity"),
        {"line": 1, "left": "1.5", "asked": "2"},
    )
    assert refusal_of(lambda: ship(order, "", "-1")) == (
        "SHIPMENT_QUANTITY_INVALID",
        ("lines", 0, "quantity"),
        {"line": 2, "left": "1", "asked": "-1"},
    )


def test_lines_that_are_missing_repeated_or_unknown() -> None:
    order = make.order(typed("2"))
    one, unknown = Portion(order.lines[0].id, d("1")), Portion(make.some_id(), d("1"))

    def record(*portions: Portion) -> object:
        return Shipping(order).record(portions, TODAY, None)

    assert refusal(record, order) is ShipmentLinesRequired
    assert refusal_of(record)[1] == ("lines",)
    assert refusal(lambda: record(one, one), order) is ShipmentLineRepeated
    assert refusal_of(lambda: record(one, one))[1] == ("lines", 1, "orderLineId")
    assert refusal(lambda: record(one, unknown), order) is LineNotFound
    assert refusal_of(lambda: record(one, unknown))[1] == ("lines", 1, "orderLineId")


def test_nothing_is_shipped_of_an_empty_a_delivered_or_a_blank_order() -> None:
    delivered, blank = make.order(), make.order(typed("0"))
    ship(delivered)

    assert refusal(lambda: ship(make.empty(make.order()))) is EmptyDocument
    assert refusal(lambda: ship(delivered), delivered) is OrderNothingToShip
    assert refusal(lambda: ship(delivered, "1"), delivered) is OrderNothingToShip
    assert refusal(lambda: ship(blank), blank) is OrderNothingToShip


def test_a_tracking_number_that_is_too_long_ships_nothing() -> None:
    order = make.order()

    found = refusal(lambda: Shipping(order).record(None, TODAY, "x" * 101), order)

    assert found is TextTooLong


def test_a_shipment_has_no_date_in_the_future() -> None:
    check_shipping_date(TODAY + timedelta(days=1), TODAY)
    check_shipping_date(date(2019, 12, 31), TODAY)

    late = TODAY + timedelta(days=2)
    assert refusal_of(lambda: check_shipping_date(late, TODAY)) == (
        ShipmentDateInFuture.code,
        ("date",),
        {"on": late, "today": TODAY},
    )


# The short form


def test_to_fulfill_ships_what_is_left_and_writes_a_close_record() -> None:
    order = make.order(typed("2"), typed("3"))
    ship(order, "1")

    shipment = Shipping(order).fulfill(closing(on=date(2026, 3, 9), description="Truck"), ALL)

    assert (order.state, shipped(order)) == (COMPLETE, ["2", "3"])
    assert [str(line.quantity) for line in shipment.lines] == ["1", "3"]
    assert (shipment.shipped_on, order.date_fulfilled) == (date(2026, 3, 9), date(2026, 3, 9))
    assert [(r.status_reason, r.description) for r in order.close_records] == [
        (OrderStatusReason.COMPLETE, "Truck")
    ]
    again = partial(Shipping(order).fulfill, closing(), ALL)
    assert refusal(again, order) is OrderNotActive


def test_to_fulfill_in_part_names_no_quantities_and_can_be_repeated() -> None:
    order = make.order()

    for day in (3, 2):
        shipment = Shipping(order).fulfill(closing(on=date(2026, 2, day)), SOME)
        assert shipment.lines == ()
        assert (shipment.order_id, shipment.shipped_on) == (order.id, date(2026, 2, day))

    assert (order.state, order.fulfillment_status, shipped(order)) == (PARTIAL, SOME, ["0"])
    assert (order.date_fulfilled, len(order.close_records)) == (date(2026, 2, 3), 2)
    Shipping(order).fulfill(closing(), ALL)
    assert (order.state, shipped(order)) == (COMPLETE, ["2"])


def test_an_order_without_quantities_is_fulfilled_by_a_shipment_without_lines() -> None:
    order = make.order(typed("0"))

    shipment = Shipping(order).fulfill(closing(), ALL)

    assert (order.state, list(shipment.lines)) == (COMPLETE, [])
    assert refusal(lambda: Shipping(make.empty(make.order())).fulfill(closing(), ALL)) is (
        EmptyDocument
    )


# Invoiced orders


def invoiced(*lines: make.Typed, state: State | None = None) -> Order:
    order = make.order(*lines, state=state)
    order.count_invoiced(InvoicingStatus.FULL)
    return order


def test_prepaid_goods_are_delivered_and_the_order_stays_invoiced() -> None:
    order = invoiced(typed("2"), typed("3"))

    first = ship(order, "1")
    assert (order.state, order.fulfillment_status) == (INVOICED, SOME)
    Shipping(order).fulfill(closing(), ALL)
    assert (order.state, order.fulfillment_status, shipped(order)) == (INVOICED, ALL, ["2", "3"])
    assert [record.status for record in order.close_records] == ["INVOICED"]
    fulfill = partial(Shipping(order).fulfill, closing(), ALL)
    assert [refusal(lambda: ship(order), order), refusal(fulfill, order)] == [
        OrderNothingToShip
    ] * 2
    cancel(order, first, TODAY)
    assert (order.state, order.fulfillment_status, shipped(order)) == (INVOICED, SOME, ["1", "3"])


@pytest.mark.parametrize(
    ("quantities", "after"), [(["1"], PARTIAL), ([], COMPLETE)], ids=["part", "all"]
)
def test_without_its_invoice_an_order_is_as_far_as_its_delivery(
    quantities: list[str], after: State
) -> None:
    order = invoiced()
    ship(order, *quantities)

    order.count_invoiced(InvoicingStatus.NONE)

    assert order.state == after


# Canceling


def test_a_canceled_shipment_stays_as_a_record_and_gives_its_quantities_back() -> None:
    order = make.order(typed("2"), typed("3"))
    first, second = ship(order, "1", on=date(2026, 2, 1)), ship(order, on=date(2026, 2, 2))

    cancel(order, second, date(2026, 2, 1))

    assert (order.state, order.fulfillment_status, shipped(order)) == (PARTIAL, SOME, ["1", "0"])
    assert order.date_fulfilled == date(2026, 2, 1)
    assert (second.canceled_at, second.canceled_by) == (make.NOW, make.OWNER)
    assert [str(line.quantity) for line in second.lines] == ["1", "3"]
    again = refusal(lambda: cancel(order, second, date(2026, 2, 1)), order, second)
    assert again is ShipmentAlreadyCanceled
    assert refusal_of(lambda: cancel(order, second))[1] == ("shipmentId",)
    cancel(order, first)
    assert (order.state, order.fulfillment_status, shipped(order)) == (NEW, NONE, ["0", "0"])
    assert order.date_fulfilled is None


@pytest.mark.parametrize("before", [NEW, PENDING])
def test_without_shipments_the_order_is_active_as_before(before: State) -> None:
    order = make.order(state=before)
    first, second = ship(order, "1"), ship(order)
    cancel(order, first, TODAY)

    cancel(order, second)

    assert (order.state, order.returns_to) == (before, None)


@pytest.mark.parametrize("before", [NEW, PENDING])
def test_the_way_back_goes_past_the_invoice(before: State) -> None:
    order = make.order(state=before)
    shipment = ship(order)
    order.count_invoiced(InvoicingStatus.FULL)
    cancel(order, shipment)
    assert order.state == INVOICED

    order.count_invoiced(InvoicingStatus.NONE)

    assert order.state == before


def test_a_delivery_without_quantities_can_be_taken_back() -> None:
    order = make.order()
    mark = Shipping(order).fulfill(closing(), SOME)
    rest = ship(order)

    cancel(order, mark, TODAY)
    assert order.state == COMPLETE
    cancel(order, rest)
    assert (order.state, shipped(order)) == (NEW, ["0"])


def test_the_shipments_of_a_canceled_order_stay_as_they_are() -> None:
    order = make.order()
    shipment = ship(order, "1")
    order.cancel(closing())

    assert (order.state, order.fulfillment_status, shipped(order)) == (CANCELED, SOME, ["1"])
    assert refusal_of(lambda: cancel(order, shipment))[0] == "ORDER_CANCELED"
    assert refusal_of(lambda: ship(order))[0] == "ORDER_CANCELED"
    assert shipment.canceled_at is None


def test_an_order_without_shipments_has_none_to_cancel() -> None:
    for order in (make.order(), invoiced()):
        stray = make.shipment(order)
        assert refusal(lambda: cancel(order, stray), order, stray) is OrderHasNoShipments  # noqa: B023
