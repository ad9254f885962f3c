"""The limits of texts and numbers; errors name the field and its limits."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from domain.catalog.bundle import BundleItem
from domain.catalog.currency import TenantCurrency
from domain.catalog.discount_list import DiscountList, DiscountListType, DiscountTier
from domain.catalog.price_list import (
    PriceList,
    PriceListItem,
    PricingMethod,
    RoundingOption,
    RoundingPolicy,
)
from domain.catalog.tax_code import TaxCode
from domain.catalog.unit import Unit, UnitGroup
from domain.core.address import Address
from domain.core.money import plain
from domain.core.record import Record
from domain.sales.party import Account, Competitor, Contact
from domain.tenant.letterhead import Letterhead
from domain.tenant.settings import TenantSettings
from tests.domain import catalog
from tests.domain.make import OWNER, d, refusal_of

Make = Callable[[], Record]
SOME = UUID(int=7)


def _unit() -> Unit:
    return Unit(unit_group_id=SOME, name="Box", base_unit_id=SOME)


def _bundle_item() -> BundleItem:
    return BundleItem(bundle_id=SOME, product_id=SOME, unit_id=SOME)


def _tier() -> DiscountTier:
    return DiscountTier(discount_list_id=SOME, low_quantity=d("1"), high_quantity=d("2"))


def _tax_code() -> TaxCode:
    return TaxCode(code="N", name="Normal")


def _currency() -> TenantCurrency:
    return TenantCurrency(code="EUR", name="Euro")


def _settings() -> TenantSettings:
    return TenantSettings(base_currency_code="EUR")


def _percentage(method: PricingMethod) -> Make:
    return lambda: catalog.item(None, method=method, percentage=d("1"))


def _rounded() -> PriceListItem:
    return catalog.item(
        None,
        method=PricingMethod.PERCENT_OF_LIST,
        percentage=d("90"),
        rounding_policy=RoundingPolicy.UP,
        rounding_option=RoundingOption.ENDS_IN,
        rounding_amount=d("0.99"),
    )


@dataclass(frozen=True)
class Number:
    """A field, and the numbers it accepts."""

    make: Make
    name: str
    label: str
    low: Decimal
    high: Decimal
    places: int


NUMBERS = [
    Number(catalog.product, "list_price", "listPrice", d("0"), d("1e12"), 4),
    Number(catalog.product, "current_cost", "currentCost", d("0"), d("1e12"), 4),
    Number(catalog.product, "standard_cost", "standardCost", d("0"), d("1e12"), 4),
    Number(catalog.product, "quantity_decimals", "quantityDecimals", d("0"), d("5"), 0),
    Number(_unit, "quantity", "quantity", d("0.00001"), d("1e11"), 5),
    Number(_bundle_item, "quantity", "quantity", d("0.00001"), d("1e11"), 5),
    Number(_tier, "percentage", "percentage", d("0"), d("100"), 5),
    Number(_tier, "amount", "amount", d("0"), d("1e12"), 4),
    Number(_tax_code, "rate", "rate", d("0"), d("100"), 5),
    Number(_currency, "precision", "precision", d("0"), d("4"), 0),
    Number(_currency, "exchange_rate", "exchangeRate", d("1e-12"), d("1e11"), 12),
    Number(_settings, "pricing_precision", "pricingPrecision", d("0"), d("4"), 0),
    Number(_settings, "max_lines_per_document", "maxLinesPerDocument", d("1000"), d("5000"), 0),
    Number(catalog.item, "amount", "amount", d("0"), d("1e14"), 4),
    Number(_rounded, "rounding_amount", "roundingAmount", d("0"), d("1e12"), 4),
    *(
        Number(_percentage(method), "percentage", "percentage", d("0"), d("99999.99"), 2)
        for method in (
            PricingMethod.PERCENT_OF_LIST,
            PricingMethod.PERCENT_MARKUP_CURRENT_COST,
            PricingMethod.PERCENT_MARKUP_STANDARD_COST,
        )
    ),
    *(
        Number(_percentage(method), "percentage", "percentage", d("0"), d("99.99"), 2)
        for method in (
            PricingMethod.PERCENT_MARGIN_CURRENT_COST,
            PricingMethod.PERCENT_MARGIN_STANDARD_COST,
        )
    ),
]


def _name(field: Number) -> str:
    return f"{type(field.make()).__name__}-{field.label}-{field.high}"


def _typed(field: Number, value: Decimal) -> Any:
    return value if field.places else int(value)


@pytest.mark.parametrize("field", NUMBERS, ids=_name)
def test_a_number_at_its_limits_is_taken_and_kept(field: Number) -> None:
    record = field.make()

    for value in (field.low, field.high, field.low + Decimal(1).scaleb(-field.places)):
        taken = _typed(field, value)
        record.assign({field.name: taken})
        kept = getattr(record, field.name)
        assert (kept, type(kept)) == (value, type(taken))  # an integer stays one


@pytest.mark.parametrize("field", NUMBERS, ids=_name)
def test_a_number_beyond_its_limits_is_refused_with_both_of_them(field: Number) -> None:
    record, step = field.make(), Decimal(1).scaleb(-field.places)
    limits = {"field": field.label, "low": plain(field.low), "high": plain(field.high)}

    for value in (field.low - step, field.high + step):
        changes = {field.name: _typed(field, value)}
        assert refusal_of(partial(record.assign, changes)) == (
            "VALUE_OUT_OF_RANGE",
            (field.label,),
            limits,
        )


@pytest.mark.parametrize("field", [each for each in NUMBERS if each.places], ids=_name)
def test_a_number_that_is_too_fine_is_refused_with_the_decimals_it_may_have(field: Number) -> None:
    finer = field.low + Decimal(1).scaleb(-field.places - 1)

    code, path, facts = refusal_of(lambda: field.make().assign({field.name: finer}))

    assert (code, path) == ("TOO_MANY_DECIMALS", (field.label,))
    assert (facts["field"], facts["places"]) == (field.label, field.places)


@pytest.mark.parametrize(
    ("make", "name", "taken"),
    [
        (_unit, "quantity", "2.50000"),
        (_bundle_item, "quantity", "2.50000"),
        (_tier, "percentage", "2.50000"),
        (_tax_code, "rate", "2.50000"),
        (_currency, "exchange_rate", "2.50000"),
    ],
)
def test_a_number_is_kept_without_the_zeros_behind_it(make: Make, name: str, taken: str) -> None:
    record = make()

    record.assign({name: d(taken)})

    assert str(getattr(record, name)) == "2.5"


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"low_quantity": d("0.000001")}, "lowQuantity"),
        ({"high_quantity": d("2.000001")}, "highQuantity"),
    ],
)
def test_a_tier_has_quantities_of_five_decimals(changes: dict[str, Any], path: str) -> None:
    code, where, facts = refusal_of(lambda: _tier().assign(changes))

    assert (code, where) == ("TOO_MANY_DECIMALS", (path,))
    assert (facts["field"], facts["places"]) == (path, 5)


def test_a_tier_ends_at_a_hundred_thousand_million() -> None:
    tier = _tier()
    tier.assign({"low_quantity": d("1.50"), "high_quantity": d("1e11")})

    code, path, facts = refusal_of(lambda: tier.assign({"high_quantity": d("1e11") + d("0.00001")}))

    assert str(tier.low_quantity) == "1.5"
    assert (code, path, facts["high"]) == ("VALUE_OUT_OF_RANGE", ("highQuantity",), "100000000000")


@dataclass(frozen=True)
class Text:
    """A required text field, and its maximum length."""

    make: Make
    name: str
    label: str
    limit: int


TEXTS = [
    Text(catalog.product, "number", "number", 100),
    Text(catalog.product, "name", "name", 300),
    Text(lambda: PriceList(name="Retail", currency_code="EUR"), "name", "name", 100),
    Text(lambda: DiscountList(name="L", type=DiscountListType.PERCENTAGE), "name", "name", 200),
    Text(lambda: UnitGroup(name="Pieces"), "name", "name", 200),
    Text(_unit, "name", "name", 100),
    Text(_tax_code, "code", "code", 20),
    Text(_tax_code, "name", "name", 200),
    Text(_currency, "name", "name", 100),
    Text(lambda: Account(name="A", owner_id=OWNER), "name", "name", 300),
    Text(lambda: Contact(last_name="B", owner_id=OWNER), "last_name", "lastName", 150),
    Text(lambda: Competitor(name="C"), "name", "name", 300),
    Text(lambda: Letterhead(company_name="D"), "company_name", "companyName", 200),
]


def _text_name(field: Text) -> str:
    return f"{type(field.make()).__name__}-{field.label}"


@pytest.mark.parametrize("field", TEXTS, ids=_text_name)
def test_a_text_is_taken_up_to_its_limit_and_without_outer_blanks(field: Text) -> None:
    record = field.make()

    record.assign({field.name: f" {'x' * field.limit}\t"})

    assert getattr(record, field.name) == "x" * field.limit
    assert refusal_of(lambda: record.assign({field.name: "x" * (field.limit + 1)})) == (
        "TEXT_TOO_LONG",
        (field.label,),
        {"field": field.label, "limit": field.limit},
    )


@pytest.mark.parametrize("field", TEXTS, ids=_text_name)
@pytest.mark.parametrize("empty", ["", " \t"])
def test_a_text_that_must_say_something_is_not_empty(field: Text, empty: str) -> None:
    assert refusal_of(lambda: field.make().assign({field.name: empty})) == (
        "TEXT_REQUIRED",
        (field.label,),
        {"field": field.label},
    )


@pytest.mark.parametrize("text", ["a\x00", "\x00"])
def test_no_text_has_the_character_that_postgresql_cannot_keep(text: str) -> None:
    account = Account(name="A", owner_id=OWNER)

    assert refusal_of(lambda: account.assign({"description": text})) == (
        "TEXT_INVALID",
        ("description",),
        {"field": "description"},
    )


def test_any_other_text_has_two_thousand_characters_at_most() -> None:
    contact = Contact(last_name="B", owner_id=OWNER)

    contact.assign({"job_title": "x" * 2000})

    assert refusal_of(lambda: contact.assign({"job_title": "x" * 2001})) == (
        "TEXT_TOO_LONG",
        ("jobTitle",),
        {"field": "jobTitle", "limit": 2000},
    )


def test_the_symbol_of_a_currency_is_short_or_absent() -> None:
    currency = _currency()

    currency.assign({"symbol": "x" * 10})
    currency.assign({"symbol": None})

    assert refusal_of(lambda: currency.assign({"symbol": "x" * 11})) == (
        "TEXT_TOO_LONG",
        ("symbol",),
        {"field": "symbol", "limit": 10},
    )


@pytest.mark.parametrize(
    ("name", "label", "limit"),
    [
        ("name", "name", 200),
        ("contact_name", "contactName", 150),
        ("line1", "line1", 250),
        ("line2", "line2", 250),
        ("line3", "line3", 250),
        ("city", "city", 80),
        ("state_or_province", "stateOrProvince", 50),
        ("postal_code", "postalCode", 20),
        ("country", "country", 80),
        ("telephone", "telephone", 50),
    ],
)
def test_each_part_of_an_address_has_its_length(name: str, label: str, limit: int) -> None:
    account = Account(name="A", owner_id=OWNER)
    longest, longer = (Address(**{name: "x" * length}) for length in (limit, limit + 1))

    account.assign({"address": longest})

    assert account.address == longest
    assert refusal_of(lambda: account.assign({"address": longer})) == (
        "TEXT_TOO_LONG",
        ("address", label),
        {"field": label, "limit": limit},
    )
