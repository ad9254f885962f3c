"""Near the largest amounts, halves differ from slightly more or less, beyond 28 digits (I-45)."""

from domain.core.money import Currency
from domain.pricing.price_book import PriceBook
from tests.domain import make
from tests.domain.make import d, texts, typed


def test_i_45_a_discount_of_a_hair_more_than_half_a_cent_is_rounded_up() -> None:
    line = make.quote(
        typed("10000000000.00001", "1000", manual_discount_percent="50.0000000000002")
    ).lines[0]

    assert texts(line, "base_amount", "manual_discount") == [
        "10000000000000.01",
        "5000000000000.03",  # of 5000000000000.02500000000000002
    ]


def test_i_45_a_documents_discount_of_a_hair_more_than_half_a_cent_is_rounded_up() -> None:
    quote = make.quote(
        typed("100", "1000000000000"),
        typed("1", "0.01"),
        discount_percentage="50.00000000000002",
    )

    assert texts(quote, "detail_amount", "total_discount_amount") == [
        "100000000000000.01",
        "50000000000000.03",  # of 50000000000000.025000000000000002
    ]


def test_i_45_a_hair_less_than_half_a_cent_of_the_base_currency_is_rounded_down() -> None:
    quote = make.quote(
        typed("1000", "900000000000.90"),
        typed("0.1", "0.15"),
        currency=Currency("XTS", 3),
        prices=PriceBook(rate=d("1.000000000001")),
    )

    assert texts(quote, "total_amount", "total_amount_in_base") == [
        "900000000000900.015",
        "900000000000000.01",  # of 900000000000000.014999999999985
    ]
