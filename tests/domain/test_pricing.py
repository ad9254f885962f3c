"""Amounts computed from inputs: the worked examples, to the last digit, in both rounding modes."""

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from domain.core.money import (
    MAX_AMOUNT,
    AmountOutOfRange,
    Currency,
    RoundingMode,
    plain,
    rounded,
    trimmed,
)
from domain.pricing.calculation import PricingRules, price_line
from domain.pricing.line import Line
from domain.pricing.price_book import PriceBook
from domain.sales.document_fields import TOTALS
from domain.sales.quote import Quote
from tests.domain import make
from tests.domain.catalog import PRODUCT, book, tiers
from tests.domain.make import HALF_UP, JPY, PER_UNIT, RULES, d, texts, typed

LINE = ("base_amount", "manual_discount", "tax", "extended_amount")


def header_identities(quote: Quote) -> None:
    """Check the identities of section 3.5 between the stored amounts."""
    lines = quote.lines
    percent = quote.total_discount_amount - quote.line_discount_amount - quote.discount_amount
    assert quote.detail_amount == sum(line.extended_amount - line.tax for line in lines)
    assert quote.detail_amount == sum(line.base_amount - line.manual_discount for line in lines)
    assert quote.line_discount_amount == sum(line.manual_discount for line in lines)
    assert quote.total_tax == sum(line.tax for line in lines)
    assert quote.pre_freight_amount == quote.detail_amount - percent - quote.discount_amount
    assert quote.total_amount == (quote.pre_freight_amount + quote.freight_amount + quote.total_tax)


def example_1(prices: PriceBook) -> Quote:
    """Example 1: a tiered product, a write-in and a manual price."""
    catalog = book(rules=prices.rules, tiers_of=tiers(("10", "49", "5")))
    return make.quote(
        {"product_id": PRODUCT, "quantity": d("12"), "manual_discount_amount": d("40"),
         "tax": d("88")},
        typed("3.5", "7.75", tax="2.17"),
        typed("2.5", "19.99", manual_discount_amount="9.98", tax="4", product_id=PRODUCT),
        discount_percentage="3.5",
        discount_amount="16.27",
        freight_amount="25",
        prices=catalog,
    )  # fmt: skip


def test_i_23_example_1_half_even() -> None:
    quote = example_1(RULES)

    assert [texts(line, *LINE) for line in quote.lines] == [
        ["1140.00", "40.00", "88.00", "1188.00"],
        ["27.12", "0.00", "2.17", "29.29"],
        ["49.98", "9.98", "4.00", "44.00"],
    ]
    assert texts(quote, *TOTALS) == [
        "1167.12",
        "49.98",
        "107.10",
        "1110.00",
        "94.17",
        "1229.17",
    ]
    header_identities(quote)


def test_i_40_example_1_half_up() -> None:
    quote = example_1(HALF_UP)

    assert texts(quote.lines[1], "base_amount") == ["27.13"]
    assert texts(quote, *TOTALS) == [
        "1167.13",
        "49.98",
        "107.10",
        "1110.01",
        "94.17",
        "1229.18",
    ]
    header_identities(quote)


@pytest.mark.parametrize(
    ("quantity", "prices", "extended"),
    [
        ("11", RULES, "1090.00"),
        ("11", PER_UNIT, "990.00"),
        ("200", RULES, "19990.00"),
        ("200", PER_UNIT, "18000.00"),
    ],
)
def test_i_25_example_2_the_discount_counts_once_or_for_each_unit(
    quantity: str, prices: PriceBook, extended: str
) -> None:
    quote = make.quote(typed(quantity, "100", manual_discount_amount="10"), prices=prices)

    assert texts(quote.lines[0], "extended_amount") == [extended]


def test_i_25_example_2_the_whole_document() -> None:
    quote = make.quote(
        typed("200", "100", manual_discount_amount="10", tax="1440"),
        discount_percentage="2",
        freight_amount="150",
        prices=PER_UNIT,
    )

    assert texts(quote.lines[0], *LINE) == ["20000.00", "2000.00", "1440.00", "19440.00"]
    assert texts(quote, *TOTALS) == [
        "18000.00",
        "2000.00",
        "2360.00",
        "17640.00",
        "1440.00",
        "19230.00",
    ]
    header_identities(quote)


def test_i_24_example_4_the_volume_discount_is_not_rounded_before_it_counts() -> None:
    line = Line(line_number=1, currency_code="USD", quantity=d("10"), price_per_unit=d("25.20"))
    line.volume_discount = d("4.8006")

    price_line(line, 2, RULES.rules)

    assert texts(line, "volume_discount", "base_amount") == ["4.80", "203.99"]


def example_5(prices: PriceBook) -> Quote:
    return make.quote(
        typed("3", "333.33", tax="100"),
        typed("7", "149.50", manual_discount_amount="46", tax="100"),
        typed("1", "0.50"),
        currency=JPY,
        discount_percentage="2.5",
        freight_amount="500",
        prices=prices,
    )


def test_i_40_example_5_half_even() -> None:
    quote = example_5(RULES)

    assert [texts(line, *LINE) for line in quote.lines] == [
        ["1000", "0", "100", "1100"],
        ["1046", "46", "100", "1100"],
        ["0", "0", "0", "0"],
    ]
    assert texts(quote, *TOTALS) == ["2000", "46", "96", "1950", "200", "2650"]
    header_identities(quote)


def test_i_40_example_5_half_up() -> None:
    quote = example_5(HALF_UP)

    assert [texts(line, "base_amount")[0] for line in quote.lines] == ["1000", "1047", "1"]
    assert texts(quote, *TOTALS) == ["2002", "46", "96", "1952", "200", "2652"]
    header_identities(quote)


@pytest.mark.parametrize("prices", [RULES, HALF_UP])
@pytest.mark.parametrize(
    ("quantity", "price", "base"), [("-4", "20", "-80.00"), ("4", "-40", "-160.00")]
)
def test_i_38_example_8_negative_quantities_and_prices_flow_through(
    prices: PriceBook, quantity: str, price: str, base: str
) -> None:
    quote = make.quote(typed(quantity, price), prices=prices)

    assert texts(quote, "detail_amount", "total_amount") == [base, base]


def test_i_26_example_8_percent_and_amount_commute() -> None:
    both = make.quote(typed("1", "1000"), discount_percentage="10", discount_amount="100")
    one_by_one = make.quote(typed("1", "1000"))

    one_by_one.update({"discount_amount": d("100")}, RULES)
    one_by_one.update({"discount_percentage": d("10")}, RULES)

    assert texts(both, *TOTALS) == texts(one_by_one, *TOTALS)
    assert texts(both, "total_amount") == ["800.00"]


def test_i_28_tax_is_typed_summed_and_never_discounted() -> None:
    quote = make.quote(
        typed("1", "100", tax="21"),
        typed("1", "100", tax="-1"),
        discount_percentage="50",
        freight_amount="10",
    )

    assert texts(quote, "total_tax", "pre_freight_amount", "total_amount") == [
        "20.00",
        "100.00",
        "130.00",
    ]
    header_identities(quote)


@pytest.mark.parametrize(
    ("precision", "expected"),
    [
        (0, ["4", "0", "0", "4", "4"]),
        (2, ["3.70", "0.07", "0.00", "3.63", "3.63"]),
        (3, ["3.704", "0.074", "0.000", "3.630", "3.630"]),
        (4, ["3.7035", "0.0741", "0.0000", "3.6294", "3.6294"]),
    ],
)
def test_i_41_amounts_have_exactly_the_decimals_of_the_currency(
    precision: int, expected: list[str]
) -> None:
    currency = Currency("XTS", precision)

    prices = PriceBook(rules=PricingRules(pricing_precision=4))
    line = typed("3", "1.2345", manual_discount_percent="2")
    quote = make.quote(line, currency=currency, prices=prices)

    found = [*texts(quote.lines[0], *LINE), str(quote.total_amount)]
    assert found == expected
    assert {places_of(amount) for amount in amounts_of(quote)} == {precision}


@pytest.mark.parametrize("precision", [0, 2, 3, 4])
@pytest.mark.parametrize("kind", [make.opportunity, make.quote, make.order, make.invoice])
def test_i_41_zeros_have_the_decimals_of_the_currency_too(kind: object, precision: int) -> None:
    assert callable(kind)
    record = make.empty(kind(typed(), currency=Currency("XTS", precision)))

    zero = Currency("XTS", precision).zero
    names = [*TOTALS, "discount_amount", "freight_amount"]
    names += ["amount_due", "amount_paid"] if hasattr(record, "amount_due") else []

    assert texts(record, *names) == [str(zero)] * len(names)


def test_i_45_a_thousand_lines_are_exact() -> None:
    lines = [typed("1", "0.01", tax="0.07") for _ in range(999)]

    quote = make.quote(*lines, typed("99999999", "9999.99"))

    assert texts(quote, "detail_amount", "total_tax", "total_amount") == [
        "999998990010.00",
        "69.93",
        "999998990079.93",
    ]
    header_identities(quote)


def test_an_amount_beyond_all_bounds_is_refused() -> None:
    with pytest.raises(AmountOutOfRange):
        make.quote(typed("100000000000", "1000000000000"))


def test_the_largest_amount_is_kept_exactly() -> None:
    quote = make.quote(typed("1000", "999999999999.99"))

    assert texts(quote, "total_amount") == ["999999999999990.00"]


@pytest.mark.parametrize("number", ["-0.00", "-0", "0E+3", "-0E-7"])
def test_a_typed_zero_has_no_sign_and_no_exponent(number: str) -> None:
    quote = make.quote(
        typed(number, number, tax=number, manual_discount_amount=number),
        discount_percentage=number,
        discount_amount=number,
        freight_amount=number,
    )

    (line,) = quote.lines
    assert {str(amount) for amount in amounts_of(quote)} == {"0.00"}
    assert texts(line, "quantity") == ["0"]
    assert texts(quote, "discount_percentage") == ["0"]


def test_typed_exponents_are_kept_in_plain_notation() -> None:
    quote = make.quote(
        typed("1E+2", "1E+1", tax="5E+1", manual_discount_percent="1E+1"),
        discount_percentage="1E+1",
        discount_amount="1E+2",
        freight_amount="2E+2",
    )

    (line,) = quote.lines
    assert texts(line, "quantity", "price_per_unit", "manual_discount_percent", "tax") == [
        "100",
        "10.00",
        "10",
        "50.00",
    ]
    names = ("discount_percentage", "discount_amount", "freight_amount", "total_amount")
    assert texts(quote, *names) == ["10", "100.00", "200.00", "960.00"]


def test_a_small_negative_amount_rounds_to_a_zero_without_sign() -> None:
    quote = make.quote(typed("-0.00001", "10"), freight_amount="-0")

    assert {str(amount) for amount in amounts_of(quote)} == {"0.00"}


numbers = st.decimals(-MAX_AMOUNT, MAX_AMOUNT, allow_nan=False, places=7)


@given(numbers, st.integers(0, 4), st.sampled_from(RoundingMode))
def test_rounded_is_at_most_half_a_unit_off(
    value: Decimal, places: int, mode: RoundingMode
) -> None:
    result = rounded(value, places, mode)

    assert abs(result - value) * 2 <= Decimal(1).scaleb(-places)
    assert places_of(result) == places
    assert not (result.is_zero() and result.is_signed())


@given(numbers)
def test_trimmed_is_the_same_number_in_its_shortest_text(value: Decimal) -> None:
    result = trimmed(value)

    assert result == value
    assert "." not in plain(result) or not plain(result).endswith("0")
    assert not (result.is_zero() and result.is_signed())


def test_i_25_the_method_is_a_setting_of_the_moment_of_calculation() -> None:
    quote = make.quote(typed("4", "10", manual_discount_amount="2"))

    quote.recalculate(PER_UNIT)

    assert texts(quote, "line_discount_amount", "total_amount") == ["8.00", "32.00"]


def amounts_of(quote: Quote) -> list[Decimal]:
    header = [*TOTALS, "discount_amount", "freight_amount"]
    line = [*LINE, "volume_discount", "manual_discount_amount"]
    in_lines = [getattr(each, name) for each in quote.lines for name in line]
    return [*(getattr(quote, name) for name in header), *in_lines]


def places_of(amount: Decimal) -> int:
    return -int(amount.as_tuple().exponent)
