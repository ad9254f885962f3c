"""Refused partial invoices, each with the path in the input; and partial invoices of bundles."""

from datetime import date
from uuid import UUID

import pytest

from domain.catalog.bundle import BundleItem
from domain.catalog.product import ProductStructure
from domain.core.address import Address
from domain.core.payment_terms import PaymentTerms
from domain.pricing.line import LineType
from domain.pricing.price_book import PriceBook
from domain.sales.invoice import Invoice
from domain.sales.order import Order
from domain.sales.portion import Portion
from tests.domain import make
from tests.domain.catalog import PRODUCT, UNIT, book, item, product, sold
from tests.domain.make import RULES, closing, d, refusal_of, typed

ITEM, EXTRA = UUID(int=51), UUID(int=52)


def bill(it: make.Ledger, *portions: tuple[int, str]) -> Invoice:
    """Bill quantities of the order's lines by index."""
    asked = [Portion(it.order.lines[at].id, d(quantity)) for at, quantity in portions]
    made = it.invoice(f"INV-{len(it.invoices) + 1}", asked or None, None, RULES.rules)
    it.invoices = [*it.invoices, made]
    return made


@pytest.mark.parametrize(
    ("portions", "code", "path"),
    [
        ([(0, "1"), (1, "0.000001")], "LINE_QUANTITY_INVALID", ("lines", 1, "quantity")),
        ([(0, "1"), (0, "1")], "INVOICE_LINE_REPEATED", ("lines", 1, "orderLineId")),
        ([(0, "1"), (1, "3.00001")], "INVOICE_QUANTITY_EXCEEDS_ORDER", ("lines", 1, "quantity")),
        ([(0, "1"), (1, "-1")], "INVOICE_QUANTITY_INVALID", ("lines", 1, "quantity")),
    ],
)
def test_i_54_a_portion_that_cannot_be_billed_points_to_its_place(
    portions: list[tuple[int, str]], code: str, path: tuple[str | int, ...]
) -> None:
    it = make.billing(typed("2", "5"), typed("3", "7"))

    assert refusal_of(lambda: bill(it, *portions))[:2] == (code, path)
    assert [line.invoiced_quantity for line in it.order.lines] == [0, 0]


def test_i_54_more_than_is_left_is_refused_with_what_is_left() -> None:
    it = make.billing(typed("2", "5"), typed("3.50", "7"))
    bill(it, (1, "1.25"))

    assert refusal_of(lambda: bill(it, (1, "2.26"))) == (
        "INVOICE_QUANTITY_EXCEEDS_ORDER",
        ("lines", 0, "quantity"),
        {"line": 2, "left": "2.25", "asked": "2.26"},
    )


def test_i_54_a_fraction_of_a_line_can_be_billed() -> None:
    it = make.billing(typed("1", "8"))

    made = [bill(it, (0, "0.5")), bill(it, (0, "0.25")), bill(it, (0, "0.25"))]

    assert [str(each.total_amount) for each in made] == ["4.00", "2.00", "2.00"]


def test_i_54_nothing_is_left_of_a_line_of_quantity_zero() -> None:
    it = make.billing(typed("0", "8"), typed("1", "8"))

    code, path, facts = refusal_of(lambda: bill(it, (0, "1")))

    assert (code, path) == ("INVOICE_QUANTITY_EXCEEDS_ORDER", ("lines", 0, "quantity"))
    assert facts["left"] == "0"


def test_i_54_a_part_takes_its_share_of_the_documents_discount_and_not_of_the_lines() -> None:
    it = make.billing(
        typed("2", "10", manual_discount_amount="4"),
        typed("1", "24"),
        discount_amount="8",
        freight_amount="2",
    )

    first = bill(it, (0, "2"))
    last = bill(it)

    names = ("line_discount_amount", "discount_amount", "freight_amount", "total_amount")
    assert make.texts(first, *names) == ["4.00", "3.20", "0.80", "13.60"]
    assert make.texts(last, *names) == ["0.00", "4.80", "1.20", "20.40"]


def test_i_54_a_line_of_another_order_is_not_found() -> None:
    it = make.billing(typed("2", "5"))
    portions = [Portion(it.order.lines[0].id, d("1")), Portion(make.some_id(), d("1"))]

    assert refusal_of(lambda: it.invoice("INV-1", portions, None, RULES.rules)) == (
        "LINE_NOT_FOUND",
        ("lines", 1, "orderLineId"),
        {},
    )


def test_i_54_what_is_billed_in_full_is_named_with_its_status() -> None:
    it = make.billing(typed("2", "5"))
    bill(it)

    code, _, facts = refusal_of(lambda: bill(it))

    assert (code, facts) == (
        "ORDER_NOT_INVOICEABLE",
        {"record": "Order ORD-1", "status": "INVOICED"},
    )


def test_i_53_an_invoice_has_the_due_date_and_what_the_order_agreed() -> None:
    order = make.order(typed("2", "5"), opportunity_id=make.some_id())
    address = Address(city="Kiel")
    order.assign({"bill_to": address, "payment_terms": PaymentTerms.NET_60, "description": "Soon"})

    made = make.Ledger(order).invoice("INV-7", None, date(2026, 5, 1), RULES.rules)

    assert (made.number, made.due_date, made.order_id) == ("INV-7", date(2026, 5, 1), order.id)
    assert (made.bill_to, made.payment_terms) == (address, PaymentTerms.NET_60)
    assert (made.description, made.opportunity_id) == ("Soon", order.opportunity_id)
    assert (made.prices_locked, str(made.amount_paid)) == (True, "0.00")


def test_i_50_what_is_due_of_a_part_is_counted_in_the_base_currency() -> None:
    it = make.billing(typed("2", "5"), prices=PriceBook(rate=d("4")))

    made = bill(it, (0, "1"))

    assert make.texts(made, "amount_due", "amount_due_in_base", "total_amount_in_base") == [
        "5.00",
        "1.25",
        "1.25",
    ]
    assert [str(line.base_amount_in_base) for line in made.lines] == ["1.25"]


def test_i_54_a_part_remembers_the_whole_it_is_a_share_of() -> None:
    it = make.billing(typed("3", "10"))

    made = bill(it, (0, "1"))

    basis = made.lines[0].price_basis
    assert basis is not None
    assert (basis["whole_base"], basis["whole_quantity"]) == ("30.00", "3")
    assert made.lines[0].is_part
    assert not bill(make.billing(typed("3", "10"))).lines[0].is_part


def test_cancelling_gives_quantities_back_and_leaves_lines_of_their_own_alone() -> None:
    it = make.billing(typed("3", "10"))
    made = bill(it, (0, "2"))
    made.prices_locked = False
    made.add_lines([typed("5", "1")], RULES)

    it.cancel(made, closing())

    assert it.order.lines[0].invoiced_quantity == 0


def kit(quantity: str, *, per_bundle: str = "2") -> Order:
    """Create an order of bundles with a required item, and an optional one of quantity two each."""
    items = [
        BundleItem(bundle_id=PRODUCT, product_id=ITEM, unit_id=UNIT, quantity=d(per_bundle)),
        BundleItem(
            bundle_id=PRODUCT, product_id=EXTRA, unit_id=UNIT, quantity=d("2"), is_required=False
        ),
    ]
    prices = book(
        item("500"),
        item("40", product_id=EXTRA),
        products={
            PRODUCT: product(structure=ProductStructure.BUNDLE),
            ITEM: product(id=ITEM, number="I"),
            EXTRA: product(id=EXTRA, number="E"),
        },
        bundle_items={PRODUCT: items},
    )
    return make.order(sold(quantity, options=[{"product_id": EXTRA}]), prices=prices)


def parts(made: Invoice) -> list[tuple[LineType, str]]:
    return [(line.line_type, str(line.quantity)) for line in made.lines]


BUNDLE, REQUIRED = LineType.BUNDLE, LineType.REQUIRED_BUNDLE_PRODUCT
OPTIONAL = LineType.OPTIONAL_BUNDLE_PRODUCT


def test_i_54_required_items_are_billed_in_proportion_to_their_bundle() -> None:
    it = make.Ledger(kit("5"))

    first, last = bill(it, (0, "2")), bill(it, (0, "3"))

    assert parts(first) == [(BUNDLE, "2"), (REQUIRED, "4")]
    assert parts(last) == [(BUNDLE, "3"), (REQUIRED, "6")]
    assert first.lines[1].bundle_line_id == first.lines[0].id
    assert make.texts(first, "total_amount") == ["1000.00"]
    assert str(it.order.lines[2].invoiced_quantity) == "0"


def test_i_54_required_items_that_do_not_divide_go_with_the_last_part() -> None:
    it = make.Ledger(kit("3", per_bundle="0.00001"))
    it.order.lines[1].quantity = d("0.00001")

    for _ in range(2):
        bill(it, (0, "1"))
    last = bill(it, (0, "1"))

    assert parts(last) == [(BUNDLE, "1"), (REQUIRED, "0.00001")]


def test_i_54_an_option_is_billed_when_it_is_named_and_may_be_without_its_bundle() -> None:
    it = make.Ledger(kit("1"))

    alone = bill(it, (2, "1"))
    rest = bill(it)

    assert parts(alone) == [(OPTIONAL, "1")]
    assert alone.lines[0].bundle_line_id is None
    assert parts(rest) == [(BUNDLE, "1"), (REQUIRED, "2"), (OPTIONAL, "1")]
    assert rest.lines[2].bundle_line_id == rest.lines[0].id


def test_i_54_a_required_item_that_is_named_itself_is_billed_as_named() -> None:
    it = make.Ledger(kit("2"))

    made = bill(it, (0, "1"), (1, "3"))
    rest = bill(it, (0, "1"))

    assert parts(made) == [(BUNDLE, "1"), (REQUIRED, "3")]
    assert parts(rest) == [(BUNDLE, "1"), (REQUIRED, "1")]


def test_an_order_of_which_nothing_is_left_is_named_whatever_its_state() -> None:
    it = make.billing(typed("2", "5"))
    it.order.lines[0].invoiced_quantity = d("2")

    assert refusal_of(lambda: it.invoice("INV-1", None, None, RULES.rules)) == (
        "ORDER_NOT_INVOICEABLE",
        (),
        {"record": "Order ORD-1", "status": "ACTIVE"},
    )


def test_i_45_the_half_of_a_huge_amount_is_exact_to_the_last_digit() -> None:
    it = make.billing(typed("23041844495.70178", "0.01"))
    line = it.order.lines[0]
    line.base_amount = line.extended_amount = d("985667792504484.89")

    half = bill(it, (0, "11520922247.85089"))

    assert make.texts(half.lines[0], "base_amount") == ["492833896252242.44"]
