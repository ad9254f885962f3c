"""What an ERP reports as shipped, and which shipment follows from it (O-12, O-17)."""

import pytest

from domain.pricing.line import LineType
from domain.sales.erp_fulfilment import is_less_shipped, not_yet_shipped, shipped_since
from domain.sales.order import Order
from domain.sales.order_lifecycle import SUBMITTED
from domain.sales.portion import Portion
from tests.domain import make
from tests.domain.make import d, refusal_of, typed
from tests.domain.test_bundles import bundle, bundle_book


def shipped(*quantities: tuple[str, str]) -> Order:
    """Return an order in the ERP with what was ordered and shipped of each line."""
    order = make.order(*(typed(ordered) for ordered, _ in quantities), state=SUBMITTED)
    for line, (_, gone) in zip(order.lines, quantities, strict=True):
        line.shipped_quantity = d(gone)
    return order


def totals(order: Order, *quantities: str) -> list[Portion]:
    """Return a report of these totals for the first lines."""
    pairs = zip(order.lines, quantities, strict=False)
    return [Portion(line.id, d(quantity)) for line, quantity in pairs]


def new(order: Order, *quantities: str) -> list[tuple[int, str]]:
    """Return the numbers of the lines that were shipped since, and the quantities."""
    numbers = {line.id: line.line_number for line in order.lines}
    portions = shipped_since(order, totals(order, *quantities))
    return [(numbers[each.order_line_id], str(each.quantity)) for each in portions]


def test_o_12_only_what_is_new_is_shipped() -> None:
    order = shipped(("5", "2"), ("4", "4"), ("3", "0"))

    assert new(order, "3.5", "4", "3") == [(1, "1.5"), (3, "3")]


def test_o_17_a_repeated_report_ships_nothing() -> None:
    order = shipped(("5", "2"), ("4", "4"))

    assert new(order, "2", "4") == []
    assert new(order) == []


def test_o_12_an_erp_may_ship_more_than_was_ordered() -> None:
    assert new(shipped(("5", "2"), ("4", "4")), "9", "5") == [(1, "3")]


def test_o_12_returns_are_shipped_with_their_sign() -> None:
    assert new(shipped(("-5", "-2")), "-3") == [(1, "-1")]


def test_o_12_the_required_items_of_a_bundle_follow_their_bundle() -> None:
    order = shipped(("5", "0"), ("5", "0"), ("5", "0"))
    order.lines[1].line_type = LineType.REQUIRED_BUNDLE_PRODUCT

    assert new(order, "1", "1", "1") == [(1, "1"), (3, "1")]


@pytest.mark.parametrize(("ordered", "gone", "total"), [("5", "3", "2.5"), ("-5", "-3", "-2.5")])
def test_o_12_what_was_shipped_does_not_become_less(ordered: str, gone: str, total: str) -> None:
    order = shipped(("5", "0"), (ordered, gone))

    assert refusal_of(lambda: shipped_since(order, totals(order, "1", total))) == (
        "SHIPPED_QUANTITY_REDUCED",
        ("lines", 1, "quantityShipped"),
        {"line": 2, "shipped": gone, "reported": total},
    )


def test_a_line_is_reported_once() -> None:
    order = shipped(("5", "0"))
    twice = [*totals(order, "1"), *totals(order, "2")]

    code, path, _ = refusal_of(lambda: shipped_since(order, twice))

    assert (code, path) == ("SHIPMENT_LINE_REPEATED", ("lines", 1, "orderLineId"))


def test_a_line_of_another_order_is_refused() -> None:
    order, other = shipped(("5", "0")), shipped(("5", "0"))

    code, path, _ = refusal_of(lambda: shipped_since(order, totals(other, "1")))

    assert (code, path) == ("LINE_NOT_FOUND", ("lines", 0, "orderLineId"))


def followed(order: Order, *quantities: str) -> tuple[list[tuple[int, str]], bool]:
    """Return what is new in totals of the first lines, and whether less was shipped of any."""
    numbers = {line.id: line.line_number for line in order.lines}
    reported = {each.order_line_id: each.quantity for each in totals(order, *quantities)}
    new = not_yet_shipped(order, reported)
    found = [(numbers[each.order_line_id], str(each.quantity)) for each in new]
    return found, is_less_shipped(order, reported)


def test_o_12_what_the_erp_has_posted_is_recorded_once() -> None:
    order = shipped(("5", "2"), ("4", "4"), ("3", "0"), ("-2", "-1"))

    assert followed(order, "3.5", "4", "9", "-2") == ([(1, "1.5"), (3, "3"), (4, "-1")], False)
    assert followed(order, "2", "4", "0", "-1") == ([], False)


@pytest.mark.parametrize("quantities", [("1", "4", "0"), ("2",)])
def test_o_12_less_than_is_recorded_is_noticed_and_records_nothing(
    quantities: tuple[str, ...],
) -> None:
    order = shipped(("5", "2"), ("4", "4"), ("3", "0"))

    assert followed(order, *quantities) == ([], True)


@pytest.mark.parametrize(
    ("first", "second", "bundles"), [("3", "6", ["3"]), ("2", "3", ["1.5"]), ("3", "0", [])]
)
def test_o_12_a_bundle_that_the_erp_does_not_know_follows_its_items(
    first: str, second: str, bundles: list[str]
) -> None:
    order = make.order(bundle("3"), prices=bundle_book(), state=SUBMITTED)
    items = [line for line in order.lines if line.line_type is LineType.REQUIRED_BUNDLE_PRODUCT]
    reported = {item.id: d(total) for item, total in zip(items, (first, second), strict=True)}

    assert [str(each.quantity) for each in not_yet_shipped(order, reported)] == bundles


def in_a_bundle(gone: str = "0", bundles: str = "4") -> Order:
    """Return an order of bundles, each of two and of three items, and of an option."""
    order = shipped((bundles, gone), ("8", "0"), ("12", "0"), ("4", "0"))
    bundle, two, three, option = order.lines
    bundle.line_type = LineType.BUNDLE
    two.line_type = three.line_type = LineType.REQUIRED_BUNDLE_PRODUCT
    option.line_type = LineType.OPTIONAL_BUNDLE_PRODUCT
    two.bundle_line_id = three.bundle_line_id = option.bundle_line_id = bundle.id
    return order


def followed_items(order: Order, *totals: str) -> tuple[list[tuple[int, str]], bool]:
    """Return what is new in totals of lines, of which empty ones are not reported."""
    numbers = {line.id: line.line_number for line in order.lines}
    reported = {
        line.id: d(total) for line, total in zip(order.lines, totals, strict=False) if total
    }
    new = not_yet_shipped(order, reported)
    found = [(numbers[each.order_line_id], str(each.quantity)) for each in new]
    return found, is_less_shipped(order, reported)


@pytest.mark.parametrize(
    ("two", "three", "bundles"),
    [("4", "12", "2"), ("8", "3", "1"), ("8", "12", "4"), ("8", "0.5", "0.16666"), ("8", "", "0")],
)
def test_o_12_a_bundle_is_as_complete_as_the_least_of_its_items(
    two: str, three: str, bundles: str
) -> None:
    portions, _ = followed_items(in_a_bundle(), "", two, three)

    assert portions == ([] if bundles == "0" else [(1, str(d(bundles)))])


def test_o_12_returned_bundles_follow_their_items() -> None:
    order = in_a_bundle(bundles="-4")
    order.lines[1].quantity, order.lines[2].quantity = d("-8"), d("-12")

    assert followed_items(order, "", "-2", "-12") == ([(1, "-1")], False)


def test_o_12_options_of_a_bundle_are_shipped_on_their_own() -> None:
    assert followed_items(in_a_bundle(), "", "8", "12", "1") == ([(1, "4"), (4, "1")], False)


def test_o_12_an_item_that_was_left_out_does_not_count() -> None:
    order = in_a_bundle()
    order.lines[2].quantity = d("0")

    assert followed_items(order, "", "4") == ([(1, "2")], False)


def test_o_12_the_total_of_a_bundle_counts_if_the_erp_knows_it() -> None:
    assert followed_items(in_a_bundle(), "1", "8", "12") == ([(1, "1")], False)


def test_o_12_fewer_items_take_their_bundle_back() -> None:
    assert followed_items(in_a_bundle(gone="2"), "", "2", "12") == ([], True)
    assert followed_items(in_a_bundle(gone="2"), "", "4", "6") == ([], False)
