"""Bundles without items, options without a price, and items that depend on their bundle (I-39)."""

from typing import Any
from uuid import UUID

import pytest

from domain.catalog.bundle import BundleItem
from domain.catalog.price_list import PriceListItem, PricingMethod
from domain.catalog.product import ProductStructure
from domain.pricing.line import LineType
from domain.pricing.price_book import PriceBook
from domain.pricing.pricing_error import PricingError
from tests.domain import make
from tests.domain.catalog import PRODUCT, UNIT, book, item, product, sold
from tests.domain.make import d, refusal_of, texts

ITEM, EXTRA = UUID(int=71), UUID(int=72)


def bundle_book(
    *, of_item: str = "2", extra: PriceListItem | None = None, **more: Any
) -> PriceBook:
    """Create a price book of a bundle of 500 with a required item and an optional one."""
    made_of = [
        BundleItem(bundle_id=PRODUCT, product_id=ITEM, unit_id=UNIT, quantity=d(of_item)),
        BundleItem(
            bundle_id=PRODUCT, product_id=EXTRA, unit_id=UNIT, quantity=d("1"), is_required=False
        ),
    ]
    given: dict[str, Any] = {
        "products": {
            PRODUCT: product(structure=ProductStructure.BUNDLE),
            ITEM: product(id=ITEM, number="I"),
            EXTRA: product(id=EXTRA, number="E"),
        },
        "bundle_items": {PRODUCT: made_of},
    }
    return book(item("500"), extra or item("40", product_id=EXTRA), **(given | more))


def test_a_bundle_without_items_is_a_line_by_itself() -> None:
    prices = bundle_book(bundle_items={})

    quote = make.quote(sold("2"), prices=prices)
    quote.update_line(quote.lines[0].id, {"quantity": d("3")}, prices)

    assert [line.line_type for line in quote.lines] == [LineType.BUNDLE]
    assert texts(quote, "total_amount") == ["1500.00"]
    option = sold(options=[{"product_id": EXTRA}])
    assert refusal_of(lambda: quote.add_lines([option], prices))[:2] == (
        "BUNDLE_OPTION_UNKNOWN",
        ("lines", 0, "options", 0, "productId"),
    )


def test_an_option_of_a_line_that_is_no_bundle_is_refused() -> None:
    prices = bundle_book()
    quote = make.quote(make.typed(), {"product_id": EXTRA, "quantity": d("1")}, prices=prices)

    for line in quote.lines:
        asked = {"product_id": EXTRA, "quantity": d("1"), "bundle_line_id": line.id}
        refused = refusal_of(lambda asked=asked: quote.add_lines([asked], prices))  # type: ignore[misc]
        assert refused[:2] == ("BUNDLE_OPTION_UNKNOWN", ("lines", 0, "productId"))


@pytest.mark.parametrize("options", [[], [{"product_id": EXTRA}]])
def test_items_follow_a_new_quantity_of_their_bundle_and_no_other_change(options: Any) -> None:
    quote = make.quote(sold("3", options=options), prices=bundle_book())
    bigger = bundle_book(of_item="7")

    quote.update_line(quote.lines[0].id, {"description": "Blue", "tax": d("1")}, bigger)
    assert str(quote.lines[1].quantity) == "6"

    quote.update_line(quote.lines[0].id, {"quantity": d("3")}, bigger)
    assert str(quote.lines[1].quantity) == "21"


def test_i_43_an_option_whose_price_cannot_be_found_costs_nothing_and_says_why() -> None:
    unpriced = item(
        None,
        product_id=EXTRA,
        method=PricingMethod.PERCENT_OF_LIST,
        percentage=d("50"),
    )

    quote = make.quote(sold(options=[{"product_id": EXTRA}]), prices=bundle_book(extra=unpriced))

    option = quote.lines[2]
    assert texts(option, "price_per_unit", "extended_amount") == ["0.00", "0.00"]
    assert option.pricing_error is PricingError.MISSING_PRICE
    assert quote.pricing_error is PricingError.DETAIL_ERROR


def test_every_line_is_in_the_currency_of_its_document() -> None:
    quote = make.quote(sold(options=[{"product_id": EXTRA}]), make.typed(), prices=bundle_book())
    in_yen = make.order(make.typed("1", "5"), currency=make.JPY)

    assert [line.currency_code for line in quote.lines] == ["USD"] * 4
    assert [line.currency_code for line in in_yen.lines] == ["JPY"]
