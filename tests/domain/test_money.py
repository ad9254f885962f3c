"""Exact decimals: only one function rounds, and numbers are stored and written plainly."""

from decimal import Decimal, localcontext

import pytest

from domain.core.money import (
    AmountOutOfRange,
    Currency,
    RoundingMode,
    check_amount_range,
    padded,
    plain,
    rounded,
    trimmed,
)
from tests.domain.make import d

EVEN, UP = RoundingMode.HALF_EVEN, RoundingMode.HALF_UP


@pytest.mark.parametrize(
    ("value", "places", "even", "up"),
    [
        ("2.345", 2, "2.34", "2.35"),
        ("2.355", 2, "2.36", "2.36"),
        ("-2.345", 2, "-2.34", "-2.35"),
        ("0.5", 0, "0", "1"),
        ("7", 2, "7.00", "7.00"),
        ("-0.001", 2, "0.00", "0.00"),
        ("-0.006", 2, "-0.01", "-0.01"),
    ],
)
def test_i_41_a_half_goes_to_the_even_digit_or_away_from_zero(
    value: str, places: int, even: str, up: str
) -> None:
    assert str(rounded(d(value), places, EVEN)) == even
    assert str(rounded(d(value), places, UP)) == up


def test_rounding_is_exact_whatever_the_precision_of_the_surroundings() -> None:
    with localcontext(prec=5):
        assert str(rounded(d("123456789012345.675"), 2, UP)) == "123456789012345.68"
        assert str(trimmed(d("123456789012345.670"))) == "123456789012345.67"
        assert str(padded(d("123456789012345.6"), 2)) == "123456789012345.60"


@pytest.mark.parametrize("amount", ["1000000000000000", "-1000000000000000", "0"])
def test_an_amount_of_a_document_goes_up_to_1e15(amount: str) -> None:
    assert check_amount_range(d(amount)) == d(amount)


@pytest.mark.parametrize("amount", ["1000000000000000.01", "-1000000000000000.01"])
def test_an_amount_beyond_1e15_is_refused(amount: str) -> None:
    with pytest.raises(AmountOutOfRange):
        check_amount_range(d(amount))


@pytest.mark.parametrize(
    ("value", "kept"),
    [("3.50", "3.5"), ("100", "100"), ("1E+3", "1000"), ("-0.00", "0"), ("0.00001", "0.00001")],
)
def test_a_number_is_kept_without_zeros_behind_it_and_without_an_exponent(
    value: str, kept: str
) -> None:
    assert str(trimmed(d(value))) == kept


@pytest.mark.parametrize(
    ("value", "places", "kept"),
    [("12.5", 2, "12.50"), ("12.345", 2, "12.345"), ("12.00", 2, "12.00"), ("12", 0, "12"),
     ("12.500", 1, "12.5"), ("1E+2", 2, "100.00")],
)  # fmt: skip
def test_a_price_has_at_least_the_decimals_of_the_tenant(
    value: str, places: int, kept: str
) -> None:
    assert str(padded(d(value), places)) == kept


@pytest.mark.parametrize(("value", "written"), [("1E+3", "1000"), ("1E-7", "0.0000001")])
def test_a_number_is_written_without_an_exponent(value: str, written: str) -> None:
    assert plain(d(value)) == written


@pytest.mark.parametrize(("precision", "zero"), [(0, "0"), (2, "0.00"), (4, "0.0000")])
def test_nothing_has_the_decimals_of_its_currency(precision: int, zero: str) -> None:
    assert str(Currency("XTS", precision).zero) == zero


def test_a_currency_counts_its_base_in_cents_unless_it_says_otherwise() -> None:
    currency = Currency("XTS", 3)

    assert (currency.base_precision, currency.rounding_mode) == (2, EVEN)
    assert Decimal(1).scaleb(-currency.precision) == d("0.001")
