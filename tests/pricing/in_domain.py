"""Converts a case to records of the domain: price book, lines and document."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.catalog.discount_list import DiscountTier
from domain.catalog.price_list import (
    PriceList,
    PriceListItem,
    PricingMethod,
    RoundingOption,
    RoundingPolicy,
)
from domain.catalog.product import Product
from domain.catalog.product_lifecycle import ProductStatus
from domain.catalog.tax_code import TaxCode
from domain.core.money import Currency, RoundingMode
from domain.pricing.calculation import DiscountMethod, PricingRules
from domain.pricing.price_book import PriceBook
from domain.sales.document import Document
from domain.sales.invoice import Invoice
from domain.sales.opportunity import Opportunity
from domain.sales.order import Order
from domain.sales.quote import Quote
from tests.pricing import cases as c
from tests.pricing.cases import Case, Entry, Item, Rules

UNIT, GROUP, LIST, OWNER, CUSTOMER = (UUID(int=at) for at in range(1, 6))
CODE = "XTS"
KINDS: tuple[type[Document[Any]], ...] = (Opportunity, Quote, Order, Invoice)
METHODS = dict(
    zip(
        (c.AMOUNT, c.PERCENT_OF_LIST, c.MARKUP_CURRENT, c.MARGIN_CURRENT, c.MARKUP_STANDARD,
         c.MARGIN_STANDARD),
        ("CURRENCY_AMOUNT", "PERCENT_OF_LIST", "PERCENT_MARKUP_CURRENT_COST",
         "PERCENT_MARGIN_CURRENT_COST", "PERCENT_MARKUP_STANDARD_COST",
         "PERCENT_MARGIN_STANDARD_COST"),
        strict=True,
    )
)  # fmt: skip
POLICIES = {c.NONE: "NONE", c.UP: "UP", c.DOWN: "DOWN", c.NEAREST: "TO_NEAREST"}


class Catalog:
    """The IDs of the items and tax rates that the entries of a case use."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        named = list(entries)
        items = dict.fromkeys(entry.item for entry in named if entry.item)
        rates = dict.fromkeys(entry.tax_rate for entry in named if entry.tax_rate is not None)
        self.products = {item: UUID(int=100 + at) for at, item in enumerate(items)}
        self.taxes = {rate: UUID(int=10_000 + at) for at, rate in enumerate(rates)}

    def book(self, rules: Rules) -> PriceBook:
        """Create the price book."""
        price_list = PriceList(id=LIST, name="Standard", currency_code=CODE)
        items = [price_list_item(item, id) for item, id in self.products.items()]
        return PriceBook(
            rules=pricing_rules(rules),
            rate=rules.rate,
            price_list=price_list,
            products={id: product(item, id) for item, id in self.products.items()},
            groups={UNIT: GROUP},
            lists={LIST: price_list},
            items={(LIST, item.product_id, UNIT): item for item in items},
            tiers={id: tiers(item, id) for item, id in self.products.items()},
            tax_codes={id: tax_code(rate, id) for rate, id in self.taxes.items()},
        )

    def typed(self, entry: Entry) -> dict[str, Any]:
        """Return the input for an entry."""
        values: dict[str, Any] = {
            "quantity": entry.quantity,
            "price_per_unit": entry.price,
            "manual_discount_amount": entry.manual_amount,
            "manual_discount_percent": entry.manual_percent,
            "tax": entry.tax,
            "tax_code_id": None if entry.tax_rate is None else self.taxes[entry.tax_rate],
            "product_id": entry.item and self.products[entry.item],
            "write_in": None if entry.item else "Thing",
        }
        return {name: value for name, value in values.items() if value is not None}


def pricing_rules(rules: Rules) -> PricingRules:
    """Return the settings."""
    return PricingRules(
        rounding_mode=RoundingMode(rules.rounding),
        discount_method=DiscountMethod(rules.discounts),
        pricing_precision=rules.price_places,
        round_unit_price_first=rules.net_first,
    )


def currency(rules: Rules) -> Currency:
    """Return the document's currency."""
    return Currency(CODE, rules.places, rules.base_places, RoundingMode(rules.rounding))


def product(item: Item, id: UUID) -> Product:
    """Return the product of an item."""
    made = Product(
        id=id,
        number=str(id),
        name="Thing",
        status=ProductStatus.ACTIVE,
        unit_group_id=GROUP,
        default_unit_id=UNIT,
        currency_code=CODE,
        list_price=item.list_price,
        current_cost=item.current_cost,
        standard_cost=item.standard_cost,
    )
    made.check()
    return made


def price_list_item(item: Item, product_id: UUID) -> PriceListItem:
    """Return the item; its discount list, if any, has the product's ID."""
    made = PriceListItem(
        price_list_id=LIST,
        product_id=product_id,
        unit_id=UNIT,
        currency_code=CODE,
        method=PricingMethod(METHODS[item.method]),
        discount_list_id=product_id if item.tiers else None,
    )
    if item.method == c.AMOUNT:
        made.amount = item.amount
    else:
        made.percentage = item.percentage
        if item.policy != c.NONE:
            made.rounding_policy = RoundingPolicy(POLICIES[item.policy])
            made.rounding_option = RoundingOption(item.option)
            made.rounding_amount = item.option_amount
    made.check()
    return made


def tiers(item: Item, list_id: UUID) -> list[DiscountTier]:
    """Return the tiers of an item."""
    made = [
        DiscountTier(
            discount_list_id=list_id,
            low_quantity=tier.low,
            high_quantity=tier.high,
            amount=tier.value if item.tiers_in_amounts else None,
            percentage=None if item.tiers_in_amounts else tier.value,
        )
        for tier in item.tiers
    ]
    for tier in made:
        tier.check()
    return made


def tax_code(rate: Decimal, id: UUID) -> TaxCode:
    """Return a tax code with this rate."""
    made = TaxCode(id=id, code=f"T{rate}", name="Tax", rate=rate)
    made.check()
    return made


def begun(case: Case, kind: type[Document[Any]] = Quote) -> Any:
    """Create a document with the header of the case and without lines."""
    document: Any = kind(  # type: ignore[call-arg]  # the four kinds begin in their initial state
        number="1",
        name="Sale",
        account_id=CUSTOMER,
        owner_id=OWNER,
        currency=currency(case.rules),
        price_list_id=LIST,
    )
    document.assign(
        {
            "discount_percentage": case.discount_percentage,
            "discount_amount": case.discount_amount,
            "freight_amount": case.freight,
        }
    )
    return document


def priced(case: Case, kind: type[Document[Any]] = Quote) -> Any:
    """Create and price the document of a case. Raises DISCOUNT_EXCEEDS_TOTAL."""
    catalog = Catalog(case.entries)
    document = begun(case, kind)
    document.add_lines([catalog.typed(e) for e in case.entries], catalog.book(case.rules))
    return document
