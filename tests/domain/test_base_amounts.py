"""Price lists and currencies of documents: changes, base amounts, and the stored exchange rate."""

from dataclasses import replace

from domain.catalog.price_list import PriceList
from domain.core.money import CurrencyMismatch
from domain.pricing.calculation import DiscountMethod, PricingRules
from domain.pricing.price_book import PriceBook
from domain.sales.order import Order
from domain.sales.quote import Quote
from tests.domain import make
from tests.domain.catalog import LIST, book, item, sold
from tests.domain.make import RULES, d, refusal, texts, typed


def test_i_46_a_price_list_in_another_currency_is_refused() -> None:
    foreign = PriceList(id=LIST, name="Euros", currency_code="EUR")
    quote = make.quote()
    prices = book(price_list=foreign)

    assert refusal(lambda: quote.update({"price_list_id": LIST}, prices)) is CurrencyMismatch


def test_a_new_price_list_prices_the_lines_anew() -> None:
    quote = make.quote(sold(), prices=book())

    quote.update({"price_list_id": LIST}, book(item("42")))

    assert texts(quote, "total_amount") == ["42.00"]


def test_i_25_the_discount_method_counts_from_the_next_calculation_on() -> None:
    quote = make.quote(sold("4", manual_discount_amount=d("2")), prices=book())
    per_unit = book(rules=PricingRules(discount_method=DiscountMethod.PER_UNIT))

    quote.update({"name": "Renamed"}, per_unit)
    assert texts(quote, "line_discount_amount") == ["2.00"]
    quote.recalculate(per_unit)

    assert texts(quote, "line_discount_amount") == ["8.00"]


def test_i_49_and_i_50_base_amounts_by_the_rate_of_the_document() -> None:
    """Example 1 in EUR at 0.92 per USD."""
    prices = replace(RULES, rate=d("0.92"))
    quote = make.quote(
        typed("1", "1167.12", tax="94.17"), discount_amount="57.12", freight_amount="25",
        prices=prices,
    )  # fmt: skip

    names = ("total_amount", "pre_freight_amount", "freight_amount", "total_tax")
    assert texts(quote, *names) == ["1229.17", "1110.00", "25.00", "94.17"]
    assert texts(quote, *(f"{name}_in_base" for name in names)) == [
        "1336.05", "1206.52", "27.17", "102.36",
    ]  # fmt: skip


def test_i_50_the_rate_is_taken_with_the_amounts_and_kept_with_locked_prices() -> None:
    order = Order.from_quote(_rated("2"), "ORD-1")
    order.update({"freight_amount": d("2")}, replace(RULES, rate=d("5")))
    assert texts(order, "exchange_rate", "freight_amount_in_base") == ["2", "1.00"]

    draft = _rated("2")
    draft.update({"name": "Renamed"}, replace(RULES, rate=d("5")))
    assert texts(draft, "exchange_rate") == ["2"]
    draft.update({"freight_amount": d("2")}, replace(RULES, rate=d("5")))
    assert texts(draft, "exchange_rate", "freight_amount_in_base") == ["5", "0.40"]


def test_without_a_rate_there_are_no_base_amounts() -> None:
    quote = make.quote(typed())

    assert quote.exchange_rate is None
    assert quote.total_amount_in_base is None
    assert quote.lines[0].base_amount_in_base is None


def _rated(rate: str) -> Quote:
    return make.quote(typed(), prices=PriceBook(rate=d(rate)))
