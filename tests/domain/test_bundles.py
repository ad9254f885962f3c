"""Bundles on documents (I-39), and lines whose tax follows a tax code."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from domain.catalog.bundle import BundleItem
from domain.catalog.product import ProductStructure
from domain.catalog.tax_code import TaxCode, TaxCodeInactive, TaxCodeNotFound
from domain.core.errors import DomainError
from domain.core.money import RoundingMode
from domain.pricing.calculation import PricingRules
from domain.pricing.line import BundleItemRequired, LineTaxAmbiguous, LineType
from domain.pricing.price_book import PriceBook
from domain.sales.document import Document
from domain.sales.line_factory import BundleOptionUnknown
from domain.sales.order import InvoicingStatus, Order
from domain.sales.portion import Portion
from domain.sales.quote import Quote
from tests.domain import make
from tests.domain.catalog import PRODUCT, UNIT, book, item, product
from tests.domain.make import d, refusal, texts, typed

A, B, C, D = (UUID(int=number) for number in (21, 22, 23, 24))
NUMBERS = {A: "A", B: "B", C: "C", D: "D"}


def part(of: UUID, quantity: str, *, required: bool) -> BundleItem:
    return BundleItem(
        bundle_id=PRODUCT, product_id=of, unit_id=UNIT, quantity=d(quantity), is_required=required
    )


def bundle_book() -> PriceBook:
    """Example 7: a bundle of 500 with required A and B, optional C at 40 and D at 50."""
    products = {id: product(id=id, number=number) for id, number in NUMBERS.items()}
    return book(
        item("500"),
        *(item(price, product_id=id) for id, price in ((A, "10"), (C, "40"), (D, "50"))),
        products={PRODUCT: product(structure=ProductStructure.BUNDLE), **products},
        bundle_items={
            PRODUCT: [
                part(A, "1", required=True),
                part(B, "2", required=True),
                part(C, "5", required=False),
                part(D, "5", required=False),
            ]
        },
    )


def bundle(quantity: str = "1", **more: Any) -> dict[str, Any]:
    return {"product_id": PRODUCT, "quantity": d(quantity), **more}


BOTH: dict[str, Any] = {"options": [{"product_id": C}, {"product_id": D, "quantity": Decimal(5)}]}


def described(document: Document[Any]) -> list[tuple[str, str, str]]:
    return [
        (line.line_type.value, str(line.quantity), str(line.extended_amount))
        for line in document.lines
    ]


def test_i_39_example_7_optional_items_at_their_own_price() -> None:
    quote = make.quote(bundle(**BOTH), prices=bundle_book())

    assert described(quote) == [
        ("BUNDLE", "1", "500.00"),
        ("REQUIRED_BUNDLE_PRODUCT", "1", "0.00"),
        ("REQUIRED_BUNDLE_PRODUCT", "2", "0.00"),
        ("OPTIONAL_BUNDLE_PRODUCT", "5", "200.00"),
        ("OPTIONAL_BUNDLE_PRODUCT", "5", "250.00"),
    ]
    assert texts(quote, "total_amount") == ["950.00"]
    assert [line.line_number for line in quote.lines] == [1, 2, 3, 4, 5]
    assert {line.bundle_line_id for line in quote.lines[1:]} == {quote.lines[0].id}


def test_i_39_example_7_without_options() -> None:
    assert texts(make.quote(bundle(), prices=bundle_book()), "total_amount") == ["500.00"]


def test_an_option_can_be_added_later() -> None:
    prices = bundle_book()
    quote = make.quote(bundle(), prices=prices)
    option = {"product_id": C, "quantity": d("2"), "bundle_line_id": quote.lines[0].id}

    (line,) = quote.add_lines([option], prices)

    assert line.line_type is LineType.OPTIONAL_BUNDLE_PRODUCT
    assert texts(quote, "total_amount") == ["580.00"]


@pytest.mark.parametrize("unknown", [A, UUID(int=98)])
def test_only_optional_items_are_options(unknown: UUID) -> None:
    quote = make.quote()
    asked = bundle(options=[{"product_id": unknown}])

    assert refusal(lambda: quote.add_lines([asked], bundle_book()), quote) is BundleOptionUnknown


@pytest.mark.parametrize(
    "changes",
    [{"price_per_unit": d("1")}, {"quantity": d("9")}, {"manual_discount_amount": d("1")}],
)
def test_i_39_a_required_item_has_nothing_of_its_own(changes: dict[str, Any]) -> None:
    prices = bundle_book()
    quote = make.quote(bundle(), prices=prices)
    required = quote.lines[1].id

    refused = refusal(lambda: quote.update_line(required, changes, prices), quote)
    assert refused is BundleItemRequired
    assert refusal(lambda: quote.remove_line(required, prices), quote) is BundleItemRequired
    quote.update_line(required, {"description": "Blue"}, prices)


def test_i_39_required_items_follow_their_bundle() -> None:
    prices = bundle_book()
    quote = make.quote(bundle(**BOTH), typed(), prices=prices)

    quote.update_line(quote.lines[0].id, {"quantity": d("3")}, prices)
    assert [str(line.quantity) for line in quote.lines] == ["3", "3", "6", "5", "5", "2"]
    assert texts(quote, "total_amount") == ["1970.00"]

    quote.remove_line(quote.lines[0].id, prices)
    assert described(quote) == [("WRITE_IN", "2", "20.00")]


def test_copies_of_a_bundle_hold_together() -> None:
    quote = make.quote(bundle(**BOTH), prices=bundle_book())

    for copy in (Order.from_quote(quote, "ORD-1"), quote.next_revision(1)):
        bundles = {line.bundle_line_id for line in copy.lines[1:]}
        assert bundles == {copy.lines[0].id}
        assert bundles != {quote.lines[0].id}


def test_the_items_of_a_bundle_stay_with_it_on_invoices() -> None:
    order = make.order(bundle(), prices=bundle_book())

    invoice = make.Ledger(order).invoice("INV-1", None, None, PricingRules())

    assert [line.bundle_line_id for line in invoice.lines] == [None] + [invoice.lines[0].id] * 2


def test_required_items_are_billed_with_their_bundle() -> None:
    order = make.order(bundle("3"), prices=bundle_book())
    it = make.Ledger(order)

    first = it.invoice("INV-1", [Portion(order.lines[0].id, d("1"))], None, PricingRules())
    assert [str(line.quantity) for line in first.lines] == ["1", "1", "2"]
    assert order.invoicing_status.value == "PARTIAL"
    it.invoices = [first]
    it.invoice("INV-2", [Portion(order.lines[0].id, d("2"))], None, PricingRules())

    assert order.invoicing_status is InvoicingStatus.FULL


TAX = TaxCode(code="VAT", name="Value added tax", rate=Decimal(19))
HALF_UP = PricingRules(rounding_mode=RoundingMode.HALF_UP)


def taxed(rules: PricingRules | None = None, **more: Any) -> Quote:
    line = {**typed("1", "10.50"), "tax_code_id": TAX.id, **more}
    return make.quote(line, prices=book(rules=rules, tax_codes={TAX.id: TAX}))


def test_a_tax_code_fills_the_tax_of_the_line_after_its_discount() -> None:
    quote = taxed(manual_discount_amount=d("0.50"))

    assert texts(quote.lines[0], "tax", "tax_rate", "extended_amount") == ["1.90", "19", "11.90"]


def test_the_tax_of_a_code_is_rounded_by_the_tenants_mode() -> None:
    assert texts(taxed(price_per_unit=d("0.50")).lines[0], "tax") == ["0.10"]  # 0.095
    assert texts(taxed(HALF_UP, price_per_unit=d("0.50")).lines[0], "tax") == ["0.10"]
    assert texts(taxed(price_per_unit=d("1.50")).lines[0], "tax") == ["0.28"]  # 0.285
    assert texts(taxed(HALF_UP, price_per_unit=d("1.50")).lines[0], "tax") == ["0.29"]


def test_a_typed_tax_takes_the_place_of_the_code() -> None:
    quote = taxed()

    quote.update_line(quote.lines[0].id, {"tax": d("1")}, book())

    line = quote.lines[0]
    assert (line.tax_code_id, line.tax_rate, str(line.tax)) == (None, None, "1.00")


def test_i_28_document_discounts_leave_the_tax_alone() -> None:
    quote = taxed()
    quote.update({"discount_percentage": d("50")}, book())

    assert texts(quote, "total_tax") == ["2.00"]  # 1.995


@pytest.mark.parametrize(
    ("codes", "more", "error"),
    [
        ({}, {}, TaxCodeNotFound),
        ({TAX.id: TaxCode(code="X", name="X", is_active=False)}, {}, TaxCodeInactive),
        ({TAX.id: TAX}, {"tax": Decimal(1)}, LineTaxAmbiguous),
    ],
)
def test_what_a_line_cannot_ask_of_a_tax_code(
    codes: dict[UUID, TaxCode], more: dict[str, Any], error: type[DomainError]
) -> None:
    quote = make.quote()
    line = {**typed(), "tax_code_id": TAX.id, **more}

    assert refusal(lambda: quote.add_lines([line], book(tax_codes=codes)), quote) is error
