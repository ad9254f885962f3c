"""Prices from the catalog: methods, rounding policies, tiers, units and missing prices."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from domain.catalog.discount_list import DiscountTier
from domain.catalog.price_list import (
    PriceList,
    PricingMethod,
    QuantitySelling,
    RoundingOption,
    RoundingPolicy,
)
from domain.catalog.product import ProductIsFamily, ProductNotActive, ProductStructure
from domain.catalog.product_lifecycle import ProductStatus
from domain.core.errors import DomainError
from domain.pricing.calculation import PricingRules
from domain.pricing.line import LineQuantityInvalid, PricesLocked
from domain.pricing.price_book import LineUnitInvalid, PriceListRequired, ProductNotInPriceList
from domain.pricing.pricing_error import PricingError, PricingErrors
from domain.pricing.unit_price import UnitPrice, unit_price
from tests.domain import make
from tests.domain.catalog import (
    DISCOUNTS,
    LIST,
    PRODUCT,
    UNIT,
    book,
    item,
    product,
    sold,
    tiers,
)
from tests.domain.make import RULES, d, refusal, texts, typed

UP, DOWN, NEAREST = RoundingPolicy.UP, RoundingPolicy.DOWN, RoundingPolicy.TO_NEAREST
ENDS, MULTIPLE = RoundingOption.ENDS_IN, RoundingOption.MULTIPLE_OF
LENIENT = PricingRules(price_list_optional=True)


def percent(method: PricingMethod, percentage: str, **more: Any) -> Any:
    return item(None, method=method, percentage=d(percentage), **more)


def price_of(listed: Any, **of_product: Any) -> str:
    """Return the price per unit on a quote, as it is stored."""
    prices = book(listed, products={PRODUCT: product(**of_product)})
    return texts(make.quote(sold(), prices=prices).lines[0], "price_per_unit")[0]


@pytest.mark.parametrize(
    ("policy", "option", "amount", "price"),
    [
        (UP, ENDS, "0.99", "195.99"),
        (DOWN, ENDS, "0.99", "194.99"),
        (NEAREST, ENDS, "0.99", "195.99"),
        (UP, ENDS, "0", "196.00"),
        (DOWN, ENDS, "0", "195.00"),
        (NEAREST, ENDS, "0", "196.00"),
        (UP, MULTIPLE, "0.25", "195.75"),
        (DOWN, MULTIPLE, "0.25", "195.50"),
        (NEAREST, MULTIPLE, "0.25", "195.75"),
        (RoundingPolicy.NONE, None, None, "195.65"),
    ],
)
def test_i_42_example_3_percent_of_list_by_every_rounding_policy(
    policy: RoundingPolicy, option: RoundingOption | None, amount: str | None, price: str
) -> None:
    listed = percent(
        PricingMethod.PERCENT_OF_LIST,
        "90",
        rounding_policy=policy,
        rounding_option=option,
        rounding_amount=None if amount is None else d(amount),
    )

    assert price_of(listed, list_price=d("217.39")) == price


@pytest.mark.parametrize(
    ("method", "price"),
    [
        (PricingMethod.PERCENT_MARKUP_CURRENT_COST, "100.00"),
        (PricingMethod.PERCENT_MARGIN_CURRENT_COST, "106.67"),
        (PricingMethod.PERCENT_MARKUP_STANDARD_COST, "50.00"),
        (PricingMethod.PERCENT_MARGIN_STANDARD_COST, "53.33"),
    ],
)
def test_i_42_markup_and_margin_over_a_cost(method: PricingMethod, price: str) -> None:
    costs = {"current_cost": d("80"), "standard_cost": d("40")}

    assert price_of(percent(method, "25"), **costs) == price


def test_i_42_a_margin_keeps_its_digits_at_four_price_decimals() -> None:
    rules = PricingRules(pricing_precision=4)
    listed = percent(PricingMethod.PERCENT_MARGIN_CURRENT_COST, "25")
    prices = book(listed, rules=rules, products={PRODUCT: product(current_cost=d("80"))})

    assert texts(make.quote(sold(), prices=prices).lines[0], "price_per_unit") == ["106.6667"]


@pytest.mark.parametrize(
    ("ending", "price", "up"), [("5", "12.5", "15"), ("25", "130", "225"), ("10", "15", "110")]
)
def test_endings_of_one_and_more_repeat_at_the_next_power_of_ten(
    ending: str, price: str, up: str
) -> None:
    listed = percent(
        PricingMethod.PERCENT_OF_LIST,
        "100",
        rounding_policy=UP,
        rounding_option=ENDS,
        rounding_amount=d(ending),
    )

    found = unit_price(listed, product(list_price=d(price)))

    assert isinstance(found, UnitPrice)
    assert found.price == d(up)


@pytest.mark.parametrize("policy", [UP, DOWN, NEAREST])
def test_no_ending_makes_a_price_negative(policy: RoundingPolicy) -> None:
    rounding = {"rounding_option": ENDS, "rounding_amount": d("0.99")}
    listed = percent(PricingMethod.PERCENT_OF_LIST, "100", rounding_policy=policy, **rounding)

    assert price_of(listed, list_price=d("0.20")) == "0.99"


TEN_TO_20 = tiers(("10", "20", "5"), ("30", "40", "10"))


@pytest.mark.parametrize(
    ("quantity", "discount"),
    [("9.99999", "0"), ("10", "5"), ("20", "5"), ("20.00001", "0"), ("30", "10"), ("-10", "0")],
)
def test_i_29_a_tier_holds_its_borders_and_a_gap_has_no_discount(
    quantity: str, discount: str
) -> None:
    quote = make.quote(sold(quantity), prices=book(tiers_of=TEN_TO_20))

    assert quote.lines[0].volume_discount == d(discount)


def test_i_24_example_4_a_tier_of_19_05_percent_counts_unrounded() -> None:
    prices = book(item("25.20"), tiers_of=tiers(("10", "10.5", "19.05")))

    line = make.quote(sold("10"), prices=prices).lines[0]

    assert texts(line, "volume_discount", "base_amount") == ["4.80", "203.99"]
    assert line.exact_volume_discount == d("4.8006")


def test_w_9_the_unit_price_is_rounded_first_where_the_tenant_wants_it() -> None:
    rules = PricingRules(round_unit_price_first=True)
    prices = book(item("25.20"), rules=rules, tiers_of=tiers(("10", "10.5", "19.05")))

    assert texts(make.quote(sold("10"), prices=prices), "total_amount") == ["204.00"]


def test_a_tier_of_an_amount_takes_it_off_each_unit() -> None:
    amount = DiscountTier(
        discount_list_id=DISCOUNTS, low_quantity=d("2"), high_quantity=d("9"), amount=d("1.5")
    )

    line = make.quote(sold("4"), prices=book(tiers_of=[amount])).lines[0]

    assert texts(line, "volume_discount", "base_amount") == ["1.50", "394.00"]


def test_i_30_a_quantity_finds_its_tier_anew_also_on_a_locked_order() -> None:
    prices = book(tiers_of=TEN_TO_20)
    order = make.order(sold("5"), prices=prices)
    order.lock_pricing()
    dearer = book(item("999"), tiers_of=TEN_TO_20)

    order.update_line(order.lines[0].id, {"quantity": d("10")}, dearer)

    assert texts(order.lines[0], "price_per_unit", "base_amount") == ["100.00", "950.00"]


def test_i_31_typed_prices_and_write_ins_ignore_the_price_list() -> None:
    quote = make.quote(sold(price_per_unit=d("7")), typed("1", "3"), prices=book())

    quote.recalculate(book(item("999"), tiers_of=tiers(("1", "5", "50"))))

    assert [texts(line, "price_per_unit", "base_amount") for line in quote.lines] == [
        ["7.00", "7.00"],
        ["3.00", "3.00"],
    ]


def test_a_null_price_goes_back_to_the_price_list() -> None:
    quote = make.quote(sold(price_per_unit=d("7")), prices=book())

    quote.update_line(quote.lines[0].id, {"price_per_unit": None}, book())

    assert texts(quote.lines[0], "price_per_unit", "is_price_overridden") == ["100.00", "False"]


def test_i_32_only_a_recalculation_follows_the_price_list() -> None:
    quote = make.quote(sold(), prices=book())
    dearer = book(item("120"))

    quote.update_line(quote.lines[0].id, {"quantity": d("2")}, dearer)
    quote.update({"name": "Renamed", "freight_amount": d("1")}, dearer)
    assert texts(quote, "total_amount") == ["201.00"]

    quote.recalculate(dearer)
    assert texts(quote, "total_amount") == ["241.00"]


def test_i_33_unlocking_prices_anew_at_once() -> None:
    order = make.order(sold(), prices=book())
    order.lock_pricing()
    dearer = book(item("120"))

    order.recalculate(dearer)
    assert texts(order, "total_amount") == ["100.00"]
    order.unlock_pricing(dearer)

    assert texts(order, "total_amount") == ["120.00"]


def test_i_34_a_locked_order_takes_catalog_prices_only() -> None:
    order = make.order(sold(), prices=book())
    order.lock_pricing()

    assert refusal(lambda: order.add_lines([typed()], RULES), order) is PricesLocked
    priced = refusal(lambda: order.add_lines([sold(price_per_unit=d("1"))], book()), order)
    assert priced is PricesLocked
    assert refusal(lambda: order.update_line(order.lines[0].id, {"unit_id": UNIT}, book()), order)
    order.add_lines([sold("2")], book())

    assert texts(order, "total_amount") == ["300.00"]


NO_LIST: dict[str, Any] = {"price_list": None, "lists": {}, "items": {}}
UNLISTED: dict[str, Any] = {"items": {}}


@pytest.mark.parametrize(
    ("lacking", "error"), [(NO_LIST, PriceListRequired), (UNLISTED, ProductNotInPriceList)]
)
def test_i_35_and_i_36_where_lists_are_mandatory_nothing_is_sold_without(
    lacking: dict[str, Any], error: type[DomainError]
) -> None:
    quote = make.quote()

    assert refusal(lambda: quote.add_lines([sold()], book(**lacking)), quote) is error
    typed_price = sold(price_per_unit=d("5"))
    assert refusal(lambda: quote.add_lines([typed_price], book(**lacking)), quote) is error
    quote.add_lines([typed()], book(**lacking))


@pytest.mark.parametrize("lacking", [NO_LIST, UNLISTED])
def test_i_35_and_i_36_where_lists_are_optional_it_costs_nothing(lacking: dict[str, Any]) -> None:
    quote = make.quote(sold(), prices=book(rules=LENIENT, **lacking))

    assert texts(quote, "total_amount", "pricing_error") == ["0.00", "NONE"]


def test_where_lists_are_optional_the_products_own_list_is_asked_second() -> None:
    own = UUID(int=99)
    listed = item("55", price_list_id=own)
    prices = book(
        listed,
        rules=LENIENT,
        products={PRODUCT: product(default_price_list_id=own)},
        lists={own: PriceList(id=own, name="Own", currency_code="USD")},
    )

    assert texts(make.quote(sold(), prices=prices), "total_amount") == ["55.00"]


@pytest.mark.parametrize(
    ("listed", "changes", "error"),
    [
        (None, {}, PricingError.PRODUCT_NOT_IN_PRICE_LIST),
        ("INACTIVE", {}, PricingError.INACTIVE_PRICE_LIST),
        (PricingMethod.PERCENT_OF_LIST, {}, PricingError.MISSING_PRICE),
        (PricingMethod.PERCENT_MARKUP_CURRENT_COST, {}, PricingError.MISSING_CURRENT_COST),
        (PricingMethod.PERCENT_MARGIN_STANDARD_COST, {}, PricingError.MISSING_STANDARD_COST),
        (
            PricingMethod.PERCENT_OF_LIST,
            {"list_price": Decimal(1), "currency_code": "EUR"},
            PricingError.INVALID_PRICE_LIST_CURRENCY,
        ),
    ],
)
def test_i_43_a_price_that_cannot_be_found_is_an_error_that_forbids_to_activate(
    listed: Any, changes: dict[str, Any], error: PricingError
) -> None:
    quote = make.quote(sold(), prices=book())
    if isinstance(listed, PricingMethod):
        broken = book(percent(listed, "50"), products={PRODUCT: product(**changes)})
    elif listed is None:
        broken = book(items={})
    else:
        inactive = PriceList(id=LIST, name="Old", currency_code="USD", is_active=False)
        broken = book(price_list=inactive, lists={LIST: inactive})

    quote.recalculate(broken)

    assert quote.lines[0].pricing_error is error
    assert quote.pricing_error is PricingError.DETAIL_ERROR
    assert texts(quote, "total_amount") == ["100.00"]  # the line keeps its previous price
    assert refusal(quote.activate, quote) is PricingErrors

    quote.recalculate(book())
    assert (quote.lines[0].pricing_error, quote.pricing_error) == (PricingError.NONE,) * 2
    quote.activate()


def test_inactive_discount_lists_apply_unless_the_settings_say_otherwise() -> None:
    strict = PricingRules(inactive_discount_lists_apply=False)
    inactive = {"inactive_discounts": frozenset({DISCOUNTS})}

    quote = make.quote(sold("10"), prices=book(rules=strict, tiers_of=TEN_TO_20, **inactive))

    assert quote.lines[0].pricing_error is PricingError.INACTIVE_DISCOUNT_LIST
    assert texts(quote, "total_amount") == ["1000.00"]


@pytest.mark.parametrize("quantity", ["1.5", "-0.5"])
def test_i_37_what_is_sold_whole_has_no_fractions(quantity: str) -> None:
    prices = book(item(quantity_selling=QuantitySelling.WHOLE))
    quote = make.quote(sold("2"), prices=prices)

    assert refusal(lambda: quote.add_lines([sold(quantity)], prices), quote) is LineQuantityInvalid
    with pytest.raises(LineQuantityInvalid):
        quote.update_line(quote.lines[0].id, {"quantity": d(quantity)}, prices)


def test_i_37_a_product_says_how_many_decimals_its_quantity_has() -> None:
    prices = book(products={PRODUCT: product(quantity_decimals=2)})
    quote = make.quote(sold("1.23"), prices=prices)

    assert refusal(lambda: quote.add_lines([sold("1.234")], prices), quote) is LineQuantityInvalid


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"status": ProductStatus.DRAFT}, ProductNotActive),
        ({"status": ProductStatus.RETIRED}, ProductNotActive),
        ({"structure": ProductStructure.FAMILY}, ProductIsFamily),
    ],
)
def test_i_60_only_active_products_are_sold(
    changes: dict[str, Any], error: type[DomainError]
) -> None:
    quote = make.quote()
    prices = book(products={PRODUCT: product(**changes)})

    assert refusal(lambda: quote.add_lines([sold()], prices), quote) is error


def test_i_60_under_revision_the_published_version_is_sold() -> None:
    revised = product(list_price=d("10"))
    revised.revise()
    revised.list_price = d("99")
    listed = percent(PricingMethod.PERCENT_OF_LIST, "100")
    prices = book(listed, products={PRODUCT: revised})

    assert texts(make.quote(sold(), prices=prices), "total_amount") == ["10.00"]


def test_a_unit_of_another_group_is_refused() -> None:
    quote = make.quote()
    line = sold(unit_id=UUID(int=77))

    assert refusal(lambda: quote.add_lines([line], book()), quote) is LineUnitInvalid
