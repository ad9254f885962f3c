"""Every amount is calculated twice: by the program, and with fractions from the formulas alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, strategies as st

from domain.core.money import Currency, RoundingMode
from domain.pricing.calculation import DiscountMethod, PricingRules, price_line, totals
from domain.pricing.line import Line, QuoteLine
from domain.sales.line_copies import copy_line
from domain.sales.quote import Quote
from tests.domain import make


def half_rounded(value: Fraction, places: int, mode: RoundingMode) -> Fraction:
    """Round with integers only: a half goes to the even neighbor, or away from zero."""
    scaled = abs(value) * 10**places
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    twice = 2 * rest
    up = twice > scaled.denominator or (
        twice == scaled.denominator and (mode is RoundingMode.HALF_UP or whole % 2 == 1)
    )
    size = Fraction(whole + up, 10**places)
    return size if value >= 0 else -size


@dataclass(frozen=True)
class Given:
    """The inputs from which a line is priced."""

    quantity: Decimal
    price: Decimal
    volume: Decimal
    amount: Decimal
    percent: Decimal | None
    tax: Decimal

    def line(self) -> Line:
        return Line(
            line_number=1,
            currency_code="XTS",
            quantity=self.quantity,
            price_per_unit=self.price,
            volume_discount=self.volume,
            manual_discount_amount=self.amount,
            manual_discount_percent=self.percent,
            tax=self.tax,
        )


def expected_line(it: Given, precision: int, rules: PricingRules) -> dict[str, Fraction]:
    """Section 3.4."""

    def money(value: Fraction) -> Fraction:
        return half_rounded(value, precision, rules.rounding_mode)

    price = Fraction(it.price)  # entered prices and amounts are exact: more decimals are refused
    base = money(Fraction(it.quantity) * (price - Fraction(it.volume)))
    manual = Fraction(it.amount)
    if it.percent is not None:
        manual = money(base * Fraction(it.percent) / 100)
    elif rules.discount_method is DiscountMethod.PER_UNIT:
        manual = money(manual * Fraction(it.quantity))
    tax = Fraction(it.tax)
    return {
        "price_per_unit": price,
        "base_amount": base,
        "manual_discount": manual,
        "tax": tax,
        "extended_amount": base - manual + tax,
    }


def decimals(low: str, high: str, places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(Decimal(low), Decimal(high), places=places, allow_nan=False)


@st.composite
def inputs(draw: st.DrawFn, places: int, price_places: int) -> Given:
    """Lines whose amounts have no more decimals than the currency and the tenant's prices."""
    percent = draw(st.none() | decimals("0", "100", 3))
    return Given(
        quantity=draw(decimals("-1000", "1000", 5) | decimals("-1e11", "1e11", 5)),
        price=draw(decimals("-1000", "1000", price_places)),
        volume=draw(st.just(Decimal(0)) | decimals("0", "5", 6)),
        amount=Decimal(0) if percent is not None else draw(decimals("0", "50", places)),
        percent=percent,
        tax=draw(decimals("-100", "100", places)),
    )


settings_of_tenants = st.builds(
    PricingRules,
    rounding_mode=st.sampled_from(RoundingMode),
    discount_method=st.sampled_from(DiscountMethod),
    pricing_precision=st.integers(0, 4),
)
precisions = st.sampled_from([0, 2, 3, 4])
Header = tuple[Decimal | None, Decimal, Decimal]


@dataclass(frozen=True)
class Sheet:
    """Lines and a header, and the settings used to calculate them."""

    precision: int
    rules: PricingRules
    lines: list[Given]
    header: Header


@st.composite
def sheets(draw: st.DrawFn, fewest: int = 0, most: int = 6) -> Sheet:
    precision, rules = draw(precisions), draw(settings_of_tenants)
    line = inputs(precision, rules.pricing_precision)
    amount = decimals("0", "100", precision)
    header = draw(st.tuples(st.none() | decimals("0", "100", 3), amount, amount))
    lines = draw(st.lists(line, min_size=fewest, max_size=most))
    return Sheet(precision, rules, lines, header)


@given(sheets(1, 1))
def test_i_23_each_line_is_priced_as_the_formulas_say(sheet: Sheet) -> None:
    (it,) = sheet.lines
    line = it.line()

    price_line(line, sheet.precision, sheet.rules)

    expected = expected_line(it, sheet.precision, sheet.rules)
    assert {name: Fraction(getattr(line, name)) for name in expected} == expected


@given(sheets())
def test_i_23_the_header_sums_up_as_the_formulas_say(sheet: Sheet) -> None:
    precision, rules = sheet.precision, sheet.rules
    percentage, discount, freight = sheet.header
    quote = Quote(
        number="QUO-1",
        name="Sale",
        account_id=make.CUSTOMER,
        owner_id=make.OWNER,
        currency=Currency("XTS", precision),
        discount_percentage=percentage,
        discount_amount=discount,
        freight_amount=freight,
        lines=[copy_line(it.line(), QuoteLine) for it in sheet.lines],
    )

    for line in quote.lines:
        price_line(line, precision, rules)
    quote.total(rules)

    each = [expected_line(it, precision, rules) for it in sheet.lines]
    assert_totals(quote, each, sheet.header, rules)


def assert_totals(
    quote: Quote,
    lines: Sequence[dict[str, Fraction]],
    header: Header,
    rules: PricingRules,
) -> None:
    """Section 3.5."""
    places, mode = quote.currency.precision, rules.rounding_mode
    percentage, discount, freight = (Fraction(value or 0) for value in header)
    detail = sum((line["base_amount"] - line["manual_discount"] for line in lines), Fraction(0))
    manual = sum((line["manual_discount"] for line in lines), Fraction(0))
    tax = sum((line["tax"] for line in lines), Fraction(0))
    percent = half_rounded(detail * percentage / 100, places, mode)
    expected = {
        "detail_amount": detail,
        "line_discount_amount": manual,
        "total_discount_amount": manual + percent + discount,
        "pre_freight_amount": detail - percent - discount,
        "total_tax": tax,
        "total_amount": detail - percent - discount + freight + tax,
    }

    assert {name: Fraction(getattr(quote, name)) for name in expected} == expected
    assert {-getattr(quote, name).as_tuple().exponent for name in expected} == {places}
    assert not [
        n for n in expected if str(getattr(quote, n)).startswith("-0") and not getattr(quote, n)
    ]


@given(st.permutations(range(5)), settings_of_tenants)
def test_i_23_the_order_of_the_lines_does_not_matter(
    places: list[int], rules: PricingRules
) -> None:
    lines = [Given(*(Decimal(at) / 7,) * 4, None, Decimal(1)).line() for at in places]
    for line in lines:
        price_line(line, 2, rules)

    def total(these: list[Line]) -> Decimal:
        sums = totals(
            these,
            discount_percentage=Decimal("3.3"),
            discount_amount=Decimal(1),
            freight_amount=Decimal(2),
            precision=2,
            rules=rules,
        )
        return sums.total_amount

    assert total(lines) == total(sorted(lines, key=lambda line: line.quantity))
