"""The recorded source of a line's price, and unit prices at the boundaries of each policy."""

from typing import Any
from uuid import UUID

import pytest

from domain.catalog.discount_list import DiscountTier
from domain.catalog.price_list import PriceListItem, PricingMethod, RoundingOption, RoundingPolicy
from domain.core.money import CurrencyMismatch
from domain.pricing.calculation import DiscountMethod, PricingRules
from domain.pricing.line import Line
from domain.pricing.pricing_error import PricingError
from domain.pricing.unit_price import UnitPrice, unit_price
from tests.domain import make
from tests.domain.catalog import DISCOUNTS, LIST, PRODUCT, UNIT, book, item, product, sold, tiers
from tests.domain.make import d, refusal_of, texts, typed

UP, DOWN, NEAREST = RoundingPolicy.UP, RoundingPolicy.DOWN, RoundingPolicy.TO_NEAREST
ENDS, MULTIPLE = RoundingOption.ENDS_IN, RoundingOption.MULTIPLE_OF
OF_LIST, MARGIN = PricingMethod.PERCENT_OF_LIST, PricingMethod.PERCENT_MARGIN_CURRENT_COST


def rounding(policy: RoundingPolicy, option: RoundingOption, amount: str) -> PriceListItem:
    return item(
        None,
        method=OF_LIST,
        percentage=d("100"),
        rounding_policy=policy,
        rounding_option=option,
        rounding_amount=d(amount),
    )


@pytest.mark.parametrize(
    ("option", "amount", "price", "expected"),
    [
        (ENDS, "0.99", "195.20", ("195.99", "194.99", "194.99")),
        (ENDS, "0.99", "195.49", ("195.99", "194.99", "195.99")),
        (ENDS, "0.99", "195.99", ("195.99", "195.99", "195.99")),
        (ENDS, "0.99", "1.20", ("1.99", "0.99", "0.99")),
        (ENDS, "0.99", "0.98", ("0.99", "0.99", "0.99")),
        (ENDS, "9", "12", ("19", "9", "9")),
        (ENDS, "1", "12", ("21", "11", "11")),
        (ENDS, "0", "12.4", ("13", "12", "12")),
        (MULTIPLE, "5", "12", ("15", "10", "10")),
        (MULTIPLE, "5", "12.5", ("15", "10", "15")),
        (MULTIPLE, "5", "3", ("5", "0", "5")),
        (MULTIPLE, "5", "2", ("5", "0", "0")),
        (MULTIPLE, "5", "15", ("15", "15", "15")),
        (MULTIPLE, "0.25", "0.30", ("0.50", "0.25", "0.25")),
    ],
)
def test_i_42_up_down_and_to_the_nearest_where_the_middle_goes_up(
    option: RoundingOption, amount: str, price: str, expected: tuple[str, ...]
) -> None:
    of = product(list_price=d(price))

    found = [unit_price(rounding(policy, option, amount), of) for policy in (UP, DOWN, NEAREST)]

    assert [each.price for each in found if isinstance(each, UnitPrice)] == [*map(d, expected)]


def test_a_price_says_which_figures_it_was_made_of() -> None:
    typed_amount = unit_price(item("12.50"), product())
    of_list = unit_price(rounding(UP, MULTIPLE, "5"), product(list_price=d("12")))

    assert typed_amount == UnitPrice(
        method=PricingMethod.CURRENCY_AMOUNT,
        source=d("12.50"),
        percentage=None,
        computed=d("12.50"),
        price=d("12.50"),
    )
    assert of_list == UnitPrice(
        method=OF_LIST, source=d("12"), percentage=d("100"), computed=d("12"), price=d("15")
    )


def test_an_item_without_its_figure_gives_no_price() -> None:
    nothing = item(None)
    no_percentage = item(None, method=OF_LIST)

    assert unit_price(nothing, product()) is PricingError.MISSING_PRICE_LIST_AMOUNT
    assert unit_price(no_percentage, product()) is PricingError.MISSING_PRICE_LIST_PERCENTAGE


def line_of(listed: PriceListItem, quantity: str = "1", **more: Any) -> Line:
    return make.quote(sold(quantity), prices=book(listed, **more)).lines[0]


ORIGIN = {"price_list_id": str(LIST), "price_list": "Standard"}
COUNTED = {"rounding_mode": "HALF_EVEN", "discount_method": "LINE_ITEM", "net_price": None}


def test_w_7_a_line_remembers_an_amount_of_the_price_list() -> None:
    assert line_of(item("100")).price_basis == {
        **ORIGIN,
        "method": "CURRENCY_AMOUNT",
        "source": "100",
        "percentage": None,
        "computed": None,
        "by_policy": "100",
        "rounding": None,
        "tier": None,
        "volume_discount": "0",
        **COUNTED,
    }


def test_w_7_a_line_remembers_the_percentage_and_the_rounding_of_its_price() -> None:
    listed = rounding(UP, ENDS, "0.990")
    listed.percentage = d("90")

    basis = line_of(listed, products={PRODUCT: product(list_price=d("217.39"))}).price_basis

    assert basis == {
        **ORIGIN,
        "method": "PERCENT_OF_LIST",
        "source": "217.39",
        "percentage": "90",
        "computed": "195.651",
        "by_policy": "195.99",
        "rounding": {"policy": "UP", "option": "ENDS_IN", "amount": "0.99"},
        "tier": None,
        "volume_discount": "0",
        **COUNTED,
    }


def test_w_7_a_price_without_an_end_is_remembered_with_ten_decimals() -> None:
    listed = item(None, method=MARGIN, percentage=d("25"))

    basis = line_of(listed, products={PRODUCT: product(current_cost=d("80"))}).price_basis

    assert basis is not None
    assert (basis["computed"], basis["by_policy"]) == ("106.6666666667", "106.6666666667")


def test_w_7_a_line_remembers_the_tier_of_its_discount() -> None:
    by_percentage = line_of(item("25.20"), "10", tiers_of=tiers(("10", "10.5", "19.05")))
    amount = DiscountTier(
        discount_list_id=DISCOUNTS, low_quantity=d("2"), high_quantity=d("9"), amount=d("1.5")
    )
    by_amount = line_of(item("25"), "4", tiers_of=[amount])

    for line, tier, discount in (
        (by_percentage, {"low": "10", "high": "10.5", "percentage": "19.05"}, "4.800600"),
        (by_amount, {"low": "2", "high": "9", "amount": "1.5"}, "1.5"),
    ):
        assert line.price_basis is not None
        assert line.price_basis["tier"] == tier
        assert d(line.price_basis["volume_discount"]) == d(discount)


def test_w_7_a_line_remembers_the_settings_it_was_counted_by() -> None:
    rules = PricingRules(
        rounding_mode=make.HALF_UP.rules.rounding_mode,
        discount_method=DiscountMethod.PER_UNIT,
        round_unit_price_first=True,
    )

    basis = line_of(item("25.20"), rules=rules).price_basis

    assert basis is not None
    assert {name: basis[name] for name in COUNTED} == {
        "rounding_mode": "HALF_UP",
        "discount_method": "PER_UNIT",
        "net_price": "25.20",
    }


def test_a_price_that_is_typed_forgets_where_the_last_one_came_from() -> None:
    quote = make.quote(sold(), prices=book())

    quote.update_line(quote.lines[0].id, {"price_per_unit": d("7")}, book())

    assert quote.lines[0].price_basis == {"tier": None, "volume_discount": "0", **COUNTED}


def test_a_product_that_is_gone_from_the_catalog_keeps_its_price_and_says_so() -> None:
    quote = make.quote(sold(), prices=book())

    quote.recalculate(book(products={}))

    assert quote.lines[0].pricing_error is PricingError.INVALID_PRODUCT
    assert texts(quote, "total_amount") == ["100.00"]


@pytest.mark.parametrize(
    ("lacking", "error"),
    [
        ({"price_list": None}, PricingError.MISSING_PRICE_LIST),
        ({"items": {}}, PricingError.PRODUCT_NOT_IN_PRICE_LIST),
    ],
)
def test_i_43_a_lacking_price_list_and_a_lacking_price_are_told_apart(
    lacking: dict[str, Any], error: PricingError
) -> None:
    quote = make.quote(sold(), prices=book())

    quote.recalculate(book(**lacking))

    assert quote.lines[0].pricing_error is error


def test_the_own_list_of_a_product_counts_only_where_price_lists_are_optional() -> None:
    own = UUID(int=99)
    listed, lists = item("55", price_list_id=own), book().lists
    of = {PRODUCT: product(default_price_list_id=own)}

    strict = book(listed, products=of)
    lenient = book(listed, products=of, rules=PricingRules(price_list_optional=True), lists=lists)

    assert strict.item(of[PRODUCT], UNIT) is None
    assert lenient.item(of[PRODUCT], UNIT) is listed
    assert lenient.item(product(), UNIT) is None
    both = {(LIST, PRODUCT, UNIT): item("70"), (own, PRODUCT, UNIT): listed}
    first = book(items=both, products=of, rules=PricingRules(price_list_optional=True))
    found = first.item(of[PRODUCT], UNIT)
    assert found is not None
    assert found.amount == d("70")


def test_i_46_a_price_list_in_another_currency_is_told_with_both() -> None:
    foreign = book().price_list
    assert foreign is not None
    foreign.currency_code = "EUR"
    quote = make.quote()

    assert refusal_of(lambda: quote.update({"price_list_id": LIST}, book(price_list=foreign))) == (
        CurrencyMismatch.code,
        ("priceListId",),
        {"currency": "EUR", "expected": "USD"},
    )


def test_a_write_in_has_no_tier_whatever_its_quantity() -> None:
    quote = make.quote(typed("15", "3"), prices=book(tiers_of=tiers(("10", "20", "5"))))

    assert texts(quote, "total_amount") == ["45.00"]


def test_the_own_list_of_a_product_stands_in_for_no_missing_one_where_lists_are_mandatory() -> None:
    own = UUID(int=99)
    of = {PRODUCT: product(default_price_list_id=own)}
    quote = make.quote(sold(), prices=book())

    quote.recalculate(book(item("55", price_list_id=own), products=of, price_list=None))

    assert quote.lines[0].pricing_error is PricingError.MISSING_PRICE_LIST
    assert texts(quote, "total_amount") == ["100.00"]
