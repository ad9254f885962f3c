"""Shares of an order that round to zero: of a required item, of freight, of a line."""

from decimal import Decimal
from uuid import UUID

import pytest

from domain.catalog.bundle import BundleItem
from domain.catalog.product import ProductStructure
from domain.sales.invoice import Invoice
from domain.sales.order import InvoicingStatus
from domain.sales.portion import Portion
from tests.domain import make
from tests.domain.catalog import PRODUCT, UNIT, book, item, product, sold
from tests.domain.make import RULES, closing, d, texts, typed

ITEM = UUID(int=61)


def bill(it: make.Ledger, *portions: tuple[int, str]) -> Invoice:
    """Bill quantities of the order's lines by index; the rest of the order if none are given."""
    asked = [Portion(it.order.lines[at].id, d(quantity)) for at, quantity in portions]
    made = it.invoice(f"INV-{len(it.invoices) + 1}", asked or None, None, RULES.rules)
    it.invoices = [*it.invoices, made]
    return made


def bundles(quantity: str, *, of_item: str) -> make.Ledger:
    """Create an order of bundles with one required item."""
    required = BundleItem(
        bundle_id=PRODUCT, product_id=ITEM, unit_id=UNIT, quantity=d(of_item), is_required=True
    )
    prices = book(
        item("500"),
        products={
            PRODUCT: product(structure=ProductStructure.BUNDLE),
            ITEM: product(id=ITEM, number="I"),
        },
        bundle_items={PRODUCT: [required]},
    )
    return make.Ledger(make.order(sold(quantity), prices=prices))


def quantities(made: Invoice) -> list[Decimal]:
    return [line.quantity for line in made.lines]


@pytest.mark.parametrize("sign", ["", "-"])
def test_i_54_a_required_item_of_which_no_part_is_left_to_see_waits_for_the_rest(sign: str) -> None:
    it = bundles(f"{sign}1", of_item="0.00001")

    first = bill(it, (0, f"{sign}0.4"))  # 0.000004 of the item
    last = bill(it)

    assert quantities(first) == [d(f"{sign}0.4")]
    assert quantities(last) == [d(f"{sign}0.6"), d(f"{sign}0.00001")]
    assert it.order.invoicing_status is InvoicingStatus.FULL


def test_i_54_half_of_the_smallest_quantity_is_billed_with_its_bundle() -> None:
    it = bundles("1", of_item="0.00001")

    first = bill(it, (0, "0.5"))
    last = bill(it)

    assert (quantities(first), quantities(last)) == ([d("0.5"), d("0.00001")], [d("0.5")])


def test_i_54_an_order_whose_lines_come_to_nothing_charges_its_freight_with_the_last_part() -> None:
    it = make.billing(
        typed("1", "10"), typed("-1", "10"), freight_amount="5", discount_percentage="10"
    )

    first, last = bill(it, (0, "1")), bill(it)

    names = ("detail_amount", "discount_amount", "freight_amount", "total_amount")
    assert texts(first, *names) == ["10.00", "0.00", "0.00", "10.00"]
    assert texts(last, *names) == ["-10.00", "0.00", "5.00", "-5.00"]


def test_an_order_of_nothing_but_quantities_of_zero_is_billed_once_and_given_back() -> None:
    it = make.billing(typed("0", "10", tax="1"), typed("0", "5"))

    made = bill(it)
    assert (texts(made, "total_amount"), it.order.invoicing_status) == (
        ["1.00"],
        InvoicingStatus.FULL,
    )

    it.cancel(made, closing())
    assert it.order.invoicing_status is InvoicingStatus.NONE
    assert texts(bill(it), "total_amount") == ["1.00"]
