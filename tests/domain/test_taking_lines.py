"""Taking lines of an opportunity over into a quote, an order or an invoice (4.2, I-48)."""

from functools import partial
from typing import Any
from uuid import UUID

import pytest

from domain.catalog.bundle import BundleItem
from domain.catalog.product import ProductStructure
from domain.catalog.product_lifecycle import ProductStatus
from domain.pricing.calculation import PricingRules
from domain.pricing.line import InvoiceLine, OrderLine, QuoteLine, TooManyLines
from domain.pricing.price_book import PriceBook
from domain.sales import quote_lifecycle as quotes
from domain.sales.document import Document
from domain.sales.line_editing import TakeMode
from tests.domain import make
from tests.domain.catalog import GROUP, PRODUCT, UNIT, book, item, product, sold
from tests.domain.make import RULES, d, refusal_of, texts, typed

APPEND, REPLACE, SKIP = TakeMode.APPEND, TakeMode.REPLACE, TakeMode.SKIP_EXISTING
ITEM, BOX = UUID(int=41), UUID(int=42)


def sums(document: Document[Any]) -> list[tuple[int, str | None, str]]:
    """Return the number, the text and the amount of each line."""
    return [(line.line_number, line.write_in, str(line.extended_amount)) for line in document.lines]


def source() -> Any:
    return make.opportunity(
        {**typed("1", "7", tax="0.5"), "write_in": "Pipes"}, {**typed("2", "3"), "write_in": "Nuts"}
    )


def test_taken_lines_follow_the_present_ones() -> None:
    record = make.quote()

    added = record.take_lines(source().lines, APPEND, RULES)

    assert sums(record) == [(1, "Thing", "20.00"), (2, "Pipes", "7.50"), (3, "Nuts", "6.00")]
    assert added == record.lines[1:]
    assert texts(record, "total_amount") == ["33.50"]


def test_taken_lines_replace_the_present_ones() -> None:
    record = make.quote()

    record.take_lines(source().lines, REPLACE, RULES)

    assert sums(record) == [(1, "Pipes", "7.50"), (2, "Nuts", "6.00")]
    assert texts(record, "total_amount") == ["13.50"]


def test_as_many_lines_as_a_document_may_have_can_replace_the_present_ones() -> None:
    record = make.quote()

    record.take_lines(
        source().lines, REPLACE, PriceBook(rules=PricingRules(max_lines_per_document=2))
    )

    assert len(record.lines) == 2
    with pytest.raises(TooManyLines):
        record.take_lines(
            source().lines, REPLACE, PriceBook(rules=PricingRules(max_lines_per_document=1))
        )


def test_what_is_there_already_is_not_taken_again_where_the_caller_says_so() -> None:
    record = make.quote({**typed("5", "1"), "write_in": "Nuts"}, sold(), prices=book())
    of = source()
    of.add_lines([sold("4")], book())

    record.take_lines(of.lines, SKIP, book())

    assert sums(record) == [(1, "Nuts", "5.00"), (2, None, "100.00"), (3, "Pipes", "7.50")]


@pytest.mark.parametrize(
    ("make_record", "kind"),
    [(make.quote, QuoteLine), (make.order, OrderLine), (make.invoice, InvoiceLine)],
)
def test_each_kind_of_document_gets_lines_of_its_own(make_record: Any, kind: type) -> None:
    of, record = source(), make_record()

    record.take_lines(of.lines, REPLACE, RULES)

    assert {type(line) for line in record.lines} == {kind}
    assert not {line.id for line in record.lines} & {line.id for line in of.lines}
    assert sums(of) == [(1, "Pipes", "7.50"), (2, "Nuts", "6.00")]


def test_i_31_a_typed_price_is_taken_and_a_listed_one_is_looked_up_anew() -> None:
    of = make.opportunity(sold(), sold(price_per_unit=d("7")), prices=book())
    record = make.quote(prices=book())

    record.take_lines(of.lines, REPLACE, book(item("120")))

    assert [str(line.price_per_unit) for line in record.lines] == ["120.00", "7.00"]


def bundles(price: str = "500") -> PriceBook:
    items = [BundleItem(bundle_id=PRODUCT, product_id=ITEM, unit_id=UNIT, quantity=d("2"))]
    return book(
        item(price),
        products={
            PRODUCT: product(structure=ProductStructure.BUNDLE),
            ITEM: product(id=ITEM, number="I"),
        },
        bundle_items={PRODUCT: items},
    )


def test_i_39_a_bundle_is_taken_with_its_items_which_need_no_price_of_their_own() -> None:
    of = make.opportunity(sold("3"), prices=bundles())
    record = make.quote()

    record.take_lines(of.lines, REPLACE, bundles("600"))

    bundle, included = record.lines
    assert included.bundle_line_id == bundle.id
    assert [str(line.extended_amount) for line in record.lines] == ["1800.00", "0.00"]


def test_i_39_a_bundle_that_is_there_already_is_skipped_with_its_items() -> None:
    of = make.opportunity(sold("3"), typed("1", "1"), prices=bundles())
    record = make.quote(sold("1"), prices=bundles())

    added = record.take_lines(of.lines, SKIP, bundles())

    assert [line.write_in for line in added] == ["Thing"]
    assert len(record.lines) == 3


def test_an_item_of_a_present_bundle_does_not_keep_the_product_itself_out() -> None:
    listed = book(item("9", product_id=ITEM), products={ITEM: product(id=ITEM, number="I")})
    of = make.opportunity({"product_id": ITEM, "quantity": d("1")}, prices=listed)
    record = make.quote(sold("1"), prices=bundles())

    added = record.take_lines(of.lines, SKIP, listed)

    assert [line.product_id for line in added] == [ITEM]


def test_i_60_a_product_that_is_sold_no_more_is_not_taken() -> None:
    of = make.opportunity(sold(), prices=book())
    retired = book(products={PRODUCT: product(status=ProductStatus.RETIRED)})
    record = make.quote()

    assert (
        refusal_of(lambda: record.take_lines(of.lines, REPLACE, retired))[0] == "PRODUCT_NOT_ACTIVE"
    )
    assert sums(record) == [(1, "Thing", "20.00")]


def test_i_35_a_product_is_taken_in_its_own_unit_where_it_has_a_price() -> None:
    listed = book(item("1100", unit_id=BOX), groups={UNIT: GROUP, BOX: GROUP})
    of = make.opportunity(sold(unit_id=BOX), prices=listed)
    by_default = make.opportunity(sold(), prices=book())
    by_default.lines[0].unit_id = None
    record = make.quote()

    record.take_lines(of.lines, REPLACE, listed)
    refused = refusal_of(lambda: record.take_lines(by_default.lines, REPLACE, listed))

    assert texts(record, "total_amount") == ["1100.00"]
    assert refused == ("PRODUCT_NOT_IN_PRICE_LIST", (), {})
    record.take_lines(by_default.lines, REPLACE, book())


def test_i_36_without_a_price_list_products_are_taken_only_where_lists_are_optional() -> None:
    of = make.opportunity(sold(), prices=book())
    record = make.quote()
    lenient = book(price_list=None, rules=PricingRules(price_list_optional=True))

    refused = refusal_of(lambda: record.take_lines(of.lines, APPEND, book(price_list=None)))
    record.take_lines(of.lines, APPEND, lenient)

    assert refused == ("PRICE_LIST_REQUIRED", (), {})
    assert texts(record, "total_amount") == ["20.00"]


def test_i_34_a_locked_document_takes_listed_prices_and_no_typed_ones() -> None:
    record = make.order()
    record.lock_pricing()
    listed = make.opportunity(sold(), prices=book())
    priced = make.opportunity(sold(price_per_unit=d("7")), prices=book())

    for of in (priced, source()):
        assert refusal_of(partial(record.take_lines, of.lines, APPEND, book())) == (
            "PRICES_LOCKED",
            (),
            {},
        )
    record.take_lines(listed.lines, APPEND, book())

    assert texts(record, "total_amount") == ["120.00"]


def test_i_10_only_a_draft_takes_lines() -> None:
    record = make.quote(state=quotes.OPEN)

    assert refusal_of(lambda: record.take_lines(source().lines, REPLACE, RULES)) == (
        "PARENT_READ_ONLY",
        (),
        {"record": "Quote QUO-1", "status": "ACTIVE"},
    )


def test_i_54_a_line_that_bills_an_order_line_is_not_replaced() -> None:
    record = make.billing().invoice("INV-1", None, None, RULES.rules)
    record.prices_locked = False

    assert refusal_of(lambda: record.take_lines(source().lines, REPLACE, RULES))[0] == (
        "INVOICE_LINE_FROM_ORDER"
    )
    record.take_lines(source().lines, APPEND, RULES)
    assert len(record.lines) == 3
