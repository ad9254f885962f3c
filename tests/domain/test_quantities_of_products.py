"""The number of decimals of a quantity follows from the product and from the price list (I-37)."""

import pytest

from domain.catalog.price_list import QuantitySelling
from domain.pricing.calculation import PricingRules
from domain.pricing.price_book import PriceBook
from domain.pricing.pricing_error import PricingError
from tests.domain import make
from tests.domain.catalog import PRODUCT, book, item, product, sold
from tests.domain.make import d, refusal_of, texts

WHOLE = "the price list sells this product in whole units only (`quantitySelling`)"


def of_decimals(places: int, **listed: QuantitySelling) -> PriceBook:
    """Create a price book of a product whose quantities have this many decimals."""
    return book(item(**listed), products={PRODUCT: product(quantity_decimals=places)})


@pytest.mark.parametrize(
    ("prices", "quantity", "limit"),
    [
        (
            of_decimals(2),
            "1.234",
            "a quantity of this product has at most 2 decimals (`quantityDecimals`)",
        ),
        (
            of_decimals(0),
            "1.5",
            "a quantity of this product has at most 0 decimals (`quantityDecimals`)",
        ),
        (
            of_decimals(0, quantity_selling=QuantitySelling.WHOLE_AND_FRACTIONAL),
            "-1.5",
            "a quantity of this product has at most 0 decimals (`quantityDecimals`)",
        ),
        (of_decimals(2, quantity_selling=QuantitySelling.WHOLE), "1.5", WHOLE),
        (of_decimals(0, quantity_selling=QuantitySelling.WHOLE), "-0.5", WHOLE),
    ],
)
def test_i_37_a_quantity_is_refused_with_the_limit_and_who_sets_it(
    prices: PriceBook, quantity: str, limit: str
) -> None:
    quote = make.quote(sold("2"), prices=prices)
    facts = {"quantity": quantity, "limit": limit}

    added = refusal_of(lambda: quote.add_lines([sold(), sold(quantity)], prices))
    changed = refusal_of(
        lambda: quote.update_line(quote.lines[0].id, {"quantity": d(quantity)}, prices)
    )

    assert added == ("LINE_QUANTITY_INVALID", ("lines", 1, "quantity"), facts)
    assert changed == ("LINE_QUANTITY_INVALID", ("quantity",), facts)


def test_i_37_as_many_decimals_as_the_product_has_are_taken() -> None:
    fractional = of_decimals(2, quantity_selling=QuantitySelling.WHOLE_AND_FRACTIONAL)
    whole = of_decimals(2, quantity_selling=QuantitySelling.WHOLE)

    quote = make.quote(sold("1.230"), prices=fractional)
    quote.add_lines([sold("1.00")], whole)

    assert texts(quote, "total_amount") == ["223.00"]


def test_i_37_without_a_price_the_product_alone_says_how_many_decimals() -> None:
    lenient = PricingRules(price_list_optional=True)
    prices = book(items={}, rules=lenient, products={PRODUCT: product(quantity_decimals=2)})
    quote = make.quote(sold("1.25"), prices=prices)

    assert (
        refusal_of(lambda: quote.add_lines([sold("1.255")], prices))[0] == "LINE_QUANTITY_INVALID"
    )


def test_the_quantity_of_a_product_that_is_gone_from_the_catalog_can_still_be_changed() -> None:
    quote = make.quote(sold("1"), prices=book())

    quote.update_line(quote.lines[0].id, {"quantity": d("2.5")}, book(products={}))

    assert texts(quote, "total_amount") == ["250.00"]
    quote.recalculate(book(products={}))
    assert quote.lines[0].pricing_error is PricingError.INVALID_PRODUCT
