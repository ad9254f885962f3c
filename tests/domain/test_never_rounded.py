"""Amounts that would have to be rounded are refused as input; stored amounts are never rounded."""

from decimal import Decimal

import pytest

from domain.core.money import (
    EXACT,
    Currency,
    Scale,
    TooManyDecimals,
    check_number,
    check_scale,
    decimals,
)
from domain.core.text import camel
from domain.pricing.calculation import PricingRules
from domain.pricing.price_book import PriceBook
from domain.sales.close_details import CloseDetails
from domain.sales.document import Document
from domain.sales.opportunity_aggregate import OpportunityAggregate
from domain.sales.quote_lifecycle import OPEN
from tests.domain import make
from tests.domain.make import JPY, RULES, d, refusal_of, typed

FINE = PriceBook(rules=PricingRules(pricing_precision=4))


@pytest.mark.parametrize(
    ("value", "count"),
    [("1", 0), ("100", 0), ("1E+3", 0), ("1.5", 1), ("1.50", 1), ("-0.005", 3), ("0.000", 0)],
)
def test_trailing_zeros_are_no_decimals(value: str, count: int) -> None:
    assert decimals(d(value)) == count


@pytest.mark.parametrize(
    ("places", "limit"), [(0, "no decimals"), (1, "at most 1 decimal"), (2, "at most 2 decimals")]
)
def test_the_refusal_says_the_limit_the_value_and_what_to_do(places: int, limit: str) -> None:
    with pytest.raises(TooManyDecimals) as refused:
        check_scale(d("0.0050"), Scale(places, "Ask."), "tax", ("lines", 0, "tax"))

    assert str(refused.value) == f"`tax` allows {limit}, but 0.0050 has 3. Ask."
    assert refused.value.path == ("lines", 0, "tax")


@pytest.mark.parametrize(
    ("field", "word"),
    [
        ("price_per_unit", "pricingPrecision"),
        ("tax", "`precision` of USD"),
        ("manual_discount_amount", "`precision` of USD"),
    ],
)
def test_a_line_is_refused_before_anything_of_it_is_rounded(field: str, word: str) -> None:
    quote = make.quote(typed())
    line = quote.lines[0]
    before = make.snapshot(quote)

    with pytest.raises(TooManyDecimals, match=word) as added:
        quote.add_lines([{**typed(), field: d("1.005")}], RULES)
    with pytest.raises(TooManyDecimals, match=word) as changed:
        quote.update_line(line.id, {field: d("1.005")}, RULES)

    label = camel(field)
    assert (added.value.path, changed.value.path) == (("lines", 0, label), (label,))
    assert make.snapshot(quote) == before


@pytest.mark.parametrize("kind", [make.opportunity, make.quote, make.order, make.invoice])
@pytest.mark.parametrize("field", ["discount_amount", "freight_amount"])
def test_a_header_amount_is_no_finer_than_the_currency(kind: object, field: str) -> None:
    assert callable(kind)
    document: Document[object] = kind(typed(), currency=JPY)  # type: ignore[type-var]

    with pytest.raises(TooManyDecimals, match=r"no decimals.*JPY"):
        document.update({field: d("0.5")}, RULES)
    document.update({field: d("1.00")}, RULES)

    assert str(getattr(document, field)) == "1"


@pytest.mark.parametrize("field", ["budget_amount", "estimated_value"])
def test_an_estimate_is_no_finer_than_the_currency(field: str) -> None:
    with pytest.raises(TooManyDecimals):
        make.opportunity().update({field: d("0.001")}, RULES)


def test_a_typed_revenue_is_no_finer_than_the_currency_also_where_it_is_not_recorded() -> None:
    fine = CloseDetails(on=make.TODAY, revenue=d("0.005"))
    aggregate = make.quote_aggregate(OPEN)

    with pytest.raises(TooManyDecimals, match="actualRevenue"):
        aggregate.accept("ORD-1", fine, close_opportunity=False)

    assert aggregate.quote.is_live


def test_a_new_currency_must_have_the_decimals_of_amounts_that_stay() -> None:
    quote = make.empty(make.quote(freight_amount="5.25"))

    with pytest.raises(TooManyDecimals, match="freightAmount"):
        quote.update({"currency": JPY}, RULES)
    quote.update({"currency": JPY, "freight_amount": d("5")}, RULES)

    assert str(quote.total_amount) == "5"


def test_prices_keep_their_decimals_when_the_tenant_goes_back_to_fewer() -> None:
    quote = make.quote(typed("3", "1.0055"), prices=FINE)

    quote.update_line(quote.lines[0].id, {"quantity": d("1000")}, RULES)
    quote.recalculate(RULES)

    (line,) = quote.lines
    assert (str(line.price_per_unit), str(line.base_amount)) == ("1.0055", "1005.50")


def test_what_is_computed_is_rounded_as_before() -> None:
    quote = make.quote(
        typed("3.5", "7.75", manual_discount_percent="10"), discount_percentage="33.333"
    )

    (line,) = quote.lines
    assert (str(line.base_amount), str(line.manual_discount)) == ("27.12", "2.71")
    assert str(quote.pre_freight_amount) == "16.27"


def test_money_without_decimals_has_a_scale_too() -> None:
    scale = Currency("BHD", 3).scale

    check_scale(EXACT.create_decimal("1.005"), scale, "tax", ())
    with pytest.raises(TooManyDecimals):
        check_scale(Decimal("1.0005"), scale, "tax", ())


def test_the_advice_names_a_setting_only_while_it_can_help() -> None:
    def advice(scale: Scale) -> str:
        with pytest.raises(TooManyDecimals) as refused:
            check_scale(d("1.00005"), scale, "price", ("price",))
        return str(refused.value.facts["advice"])

    assert "`updateTenantSettings` can raise to 4" in advice(
        PricingRules(pricing_precision=3).price_scale
    )
    assert advice(PricingRules(pricing_precision=4).price_scale).startswith("No price has more.")
    assert "`updateCurrency` can change" in advice(Currency("KWD", 3).scale)
    assert advice(Currency("CLF", 4).scale).startswith("No amount has more.")


def test_a_revenue_that_is_too_fine_is_told_by_its_field() -> None:
    fine = CloseDetails(on=make.TODAY, revenue=d("0.005"))

    code, path, facts = refusal_of(lambda: OpportunityAggregate(make.opportunity(), []).win(fine))

    assert (code, path) == ("TOO_MANY_DECIMALS", ("actualRevenue",))
    assert (facts["field"], facts["value"], facts["places"]) == ("actualRevenue", "0.005", 2)


def test_a_number_of_no_setting_is_to_be_rounded_by_the_client() -> None:
    with pytest.raises(TooManyDecimals) as refused:
        check_number(d("1.00005"), "roundingAmount", d("0"), d("9"), places=4)

    assert str(refused.value) == (
        "`roundingAmount` allows at most 4 decimals, but 1.00005 has 5. Round it before you send"
        " it."
    )
    assert refused.value.path == ("roundingAmount",)


def test_a_price_of_the_catalog_that_is_too_fine_is_told_by_its_field() -> None:
    code, path, facts = refusal_of(
        lambda: RULES.rules.check_typed_price(d("1.005"), "listPrice", ("listPrice",))
    )

    assert (code, path, facts["field"]) == ("TOO_MANY_DECIMALS", ("listPrice",), "listPrice")
