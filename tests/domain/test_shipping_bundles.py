"""Shipments of bundles: the required items are what is packed (I-68)."""

from functools import partial

import pytest

from domain.pricing.line import LineType
from domain.sales.delivery_refusals import OrderLineShipped
from domain.sales.order import FulfillmentStatus, Order
from domain.sales.order_lifecycle import COMPLETE, PARTIAL
from domain.sales.portion import Portion
from domain.sales.shipment import (
    Shipment,
    ShipmentLineRepeated,
    ShipmentQuantityExceedsOrder,
    ShipmentQuantityInvalid,
)
from domain.sales.shipping import Shipping
from tests.domain import make
from tests.domain.catalog import PRODUCT
from tests.domain.make import TODAY, closing, d, refusal, refusal_of
from tests.domain.test_bundles import BOTH, bundle, bundle_book

# The lines of the order: the bundle, one A and two B for each bundle, then C and D if chosen.
BUNDLE, A, B, C, D = range(5)


def sold(quantity: str, *, options: bool = False) -> Order:
    more = BOTH if options else {}
    return make.order(bundle(quantity, **more), prices=bundle_book())


def ship(order: Order, **quantities: str) -> Shipment:
    """Ship these quantities of lines, named as above; everything that is left if none are given."""
    portions = [
        Portion(order.lines[globals()[name]].id, d(quantity))
        for name, quantity in quantities.items()
    ]
    return Shipping(order).record(portions or None, TODAY, None)


def shipped(order: Order) -> list[str]:
    return [str(line.shipped_quantity) for line in order.lines]


def packed(order: Order, shipment: Shipment) -> dict[int, str]:
    places = {line.id: at for at, line in enumerate(order.lines)}
    return {places[line.order_line_id]: str(line.quantity) for line in shipment.lines}


def test_the_line_of_a_bundle_stands_for_its_required_items() -> None:
    order = sold("3")

    first = ship(order, BUNDLE="2")

    assert packed(order, first) == {A: "2", B: "4"}
    assert shipped(order) == ["2", "2", "4"]
    assert order.state == PARTIAL
    assert packed(order, ship(order, BUNDLE="1")) == {A: "1", B: "2"}
    assert (order.state, shipped(order)) == (COMPLETE, ["3", "3", "6"])


def test_everything_that_is_left_is_items_and_options() -> None:
    order = sold("2", options=True)

    shipment = ship(order)

    assert packed(order, shipment) == {A: "2", B: "4", C: "10", D: "5"}
    assert (order.state, shipped(order)) == (COMPLETE, ["2", "2", "4", "10", "5"])


def test_a_bundle_is_shipped_with_the_last_of_its_items() -> None:
    order = sold("3")

    for quantities, bundles in (
        ({"A": "3"}, "0"),
        ({"B": "3"}, "1.5"),
        ({"B": "1"}, "2"),
        ({"B": "2"}, "3"),
    ):
        ship(order, **quantities)
        assert order.lines[BUNDLE].shipped_quantity == d(bundles)

    assert order.state == COMPLETE


def test_items_that_went_before_count_for_the_bundle() -> None:
    order = sold("3")
    ship(order, B="3")

    assert packed(order, ship(order, BUNDLE="1")) == {A: "1"}
    assert shipped(order) == ["1", "1", "3"]
    assert packed(order, ship(order, BUNDLE="2")) == {A: "2", B: "3"}
    assert order.state == COMPLETE


def test_an_item_that_is_complete_is_not_shipped_again() -> None:
    order = sold("3")
    ship(order, A="1", B="4")

    assert packed(order, ship(order, BUNDLE="1")) == {A: "1"}
    assert shipped(order) == ["2", "2", "4"]


def test_returned_bundles_are_shipped_with_their_sign() -> None:
    order = sold("-3")

    assert packed(order, ship(order, A="-1", B="-4")) == {A: "-1", B: "-4"}
    assert shipped(order) == ["-1", "-1", "-4"]
    assert packed(order, ship(order, BUNDLE="-1")) == {A: "-1"}
    assert shipped(order) == ["-2", "-2", "-4"]


def large(quantity: str, item: str) -> Order:
    order = sold(quantity)
    order.lines[A].quantity = order.lines[B].quantity = d(item)
    return order


def test_bundles_of_any_number_are_complete_with_their_items() -> None:
    bundles, item = "91350928296.0361", "82909445119.52029"  # their product has 31 digits
    recorded, fulfilled = large(bundles, item), large(bundles, item)

    ship(recorded)
    Shipping(fulfilled).fulfill(closing(), FulfillmentStatus.COMPLETE)

    assert shipped(recorded) == shipped(fulfilled) == [bundles, item, item]


def test_a_canceled_shipment_of_any_size_is_taken_back_exactly() -> None:
    eighth = "297699434.80604"
    order = large("75185838055.8548", "2381595478.44832")
    ship(order, A=eighth, B=eighth)
    rest = ship(order)

    Shipping(order).cancel(rest, make.NOW, make.OWNER, TODAY)

    assert shipped(order) == ["9398229756.98185", eighth, eighth]


def test_options_are_shipped_on_their_own() -> None:
    order = sold("1", options=True)

    ship(order, BUNDLE="1")
    assert (order.state, shipped(order)) == (PARTIAL, ["1", "1", "2", "0", "0"])
    ship(order, C="5", D="5")

    assert order.state == COMPLETE


def test_more_bundles_than_are_left_are_refused() -> None:
    order = sold("3")
    ship(order, BUNDLE="2")

    for quantity, error in (
        ("1.5", ShipmentQuantityExceedsOrder),
        ("0", ShipmentQuantityInvalid),
        ("-1", ShipmentQuantityInvalid),
    ):
        assert refusal(partial(ship, order, BUNDLE=quantity), order) is error
    assert refusal(partial(ship, order, A="2"), order) is ShipmentQuantityExceedsOrder


@pytest.mark.parametrize(
    ("quantities", "at"), [({"BUNDLE": "1", "A": "1"}, 1), ({"B": "1", "BUNDLE": "1"}, 1)]
)
def test_an_item_is_not_listed_beside_its_bundle(quantities: dict[str, str], at: int) -> None:
    order = sold("3")

    assert refusal(lambda: ship(order, **quantities), order) is ShipmentLineRepeated
    assert refusal_of(lambda: ship(order, **quantities))[1] == ("lines", at, "orderLineId")


def test_a_part_of_a_bundle_rounds_its_items_up_and_the_bundle_down() -> None:
    order = sold("3")
    order.lines[A].quantity, order.lines[B].quantity = d("0"), d("0.99999")

    shipment = ship(order, BUNDLE="0.5")  # of which 0.166665 are half

    assert packed(order, shipment) == {B: "0.16667"}
    assert shipped(order) == ["0.50001", "0", "0.16667"]


def test_a_canceled_shipment_gives_the_bundle_back() -> None:
    order = sold("3")
    shipment = ship(order, BUNDLE="2")
    ship(order, A="1")

    Shipping(order).cancel(shipment, make.NOW, make.OWNER, TODAY)

    assert (order.state, shipped(order)) == (PARTIAL, ["0", "1", "0"])


def test_a_bundle_without_required_items_is_shipped_itself() -> None:
    empty = bundle_book()
    empty.bundle_items[PRODUCT] = []  # type: ignore[index]
    order = make.order(bundle("2"), prices=empty)
    assert [line.line_type for line in order.lines] == [LineType.BUNDLE]

    assert packed(order, ship(order, BUNDLE="1")) == {BUNDLE: "1"}
    Shipping(order).fulfill(closing(), FulfillmentStatus.COMPLETE)

    assert (order.state, shipped(order)) == (COMPLETE, ["2"])


@pytest.mark.parametrize(
    ("quantity", "error"), [("1", OrderLineShipped), ("1.5", None), ("4", None)]
)
def test_a_bundle_keeps_what_was_shipped_of_its_items(
    quantity: str, error: type[OrderLineShipped] | None
) -> None:
    order, prices = sold("3"), bundle_book()
    order.lines[B].shipped_quantity = d("3")

    changed = partial(order.update_line, order.lines[BUNDLE].id, {"quantity": d(quantity)}, prices)

    assert refusal(changed, order) is error


@pytest.mark.parametrize(
    ("quantity", "error"), [("-1", OrderLineShipped), ("-1.5", None), ("-4", None)]
)
def test_a_returned_bundle_keeps_what_was_shipped_of_its_items(
    quantity: str, error: type[OrderLineShipped] | None
) -> None:
    order, prices = sold("-3"), bundle_book()
    order.lines[A].shipped_quantity, order.lines[B].shipped_quantity = d("-1"), d("-3")

    changed = partial(order.update_line, order.lines[BUNDLE].id, {"quantity": d(quantity)}, prices)

    assert refusal(changed, order) is error


def test_a_bundle_does_not_keep_what_was_shipped_of_its_options() -> None:
    order, prices = sold("3", options=True), bundle_book()
    order.lines[C].shipped_quantity = d("15")

    order.update_line(order.lines[BUNDLE].id, {"quantity": d("2")}, prices)

    assert str(order.lines[BUNDLE].quantity) == "2"


def test_a_bundle_is_not_removed_after_one_of_its_items_was_shipped() -> None:
    order = sold("3")
    order.lines[A].shipped_quantity = d("1")

    gone = partial(order.remove_line, order.lines[BUNDLE].id, bundle_book())

    assert refusal(gone, order) is OrderLineShipped
