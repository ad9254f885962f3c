"""A small catalog for tests of the domain: one product on one price list."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.catalog.discount_list import DiscountTier
from domain.catalog.price_list import PriceList, PriceListItem
from domain.catalog.product import Product
from domain.catalog.product_lifecycle import ProductStatus
from domain.pricing.calculation import PricingRules
from domain.pricing.price_book import PriceBook

PRODUCT, UNIT, GROUP = UUID(int=11), UUID(int=12), UUID(int=13)
LIST, DISCOUNTS = UUID(int=14), UUID(int=15)
Tier = tuple[str, str, str]  # from, to, percent


def product(**more: Any) -> Product:
    """Create an active product in the default unit."""
    fields: dict[str, Any] = {
        "id": PRODUCT,
        "number": "P-1",
        "name": "Pump",
        "status": ProductStatus.ACTIVE,
        "unit_group_id": GROUP,
        "default_unit_id": UNIT,
        "currency_code": "USD",
    }
    return Product(**(fields | more))


def sold(quantity: str = "1", **more: Any) -> dict[str, Any]:
    """Return the input for a line of the product, without a price."""
    return {"product_id": PRODUCT, "quantity": Decimal(quantity), **more}


def item(price: str | None = "100", **more: Any) -> PriceListItem:
    """Create the product's item on the price list."""
    fields: dict[str, Any] = {
        "price_list_id": LIST,
        "product_id": PRODUCT,
        "unit_id": UNIT,
        "currency_code": "USD",
        "amount": None if price is None else Decimal(price),
    }
    return PriceListItem(**(fields | more))


def tiers(*rows: Tier) -> list[DiscountTier]:
    """Create tiers of percentages."""
    return [
        DiscountTier(
            discount_list_id=DISCOUNTS,
            low_quantity=Decimal(low),
            high_quantity=Decimal(high),
            percentage=Decimal(percent),
        )
        for low, high, percent in rows
    ]


def book(
    *items: PriceListItem,
    rules: PricingRules | None = None,
    tiers_of: Sequence[DiscountTier] = (),
    **more: Any,
) -> PriceBook:
    """Create a price book with one product and these items, all with the tiers, if any."""
    listed = items or (item(),)
    if tiers_of:
        for each in listed:
            each.discount_list_id = DISCOUNTS
    price_list = PriceList(id=LIST, name="Standard", currency_code="USD")
    fields: dict[str, Any] = {
        "price_list": price_list,
        "products": {PRODUCT: product()},
        "groups": {UNIT: GROUP},
        "lists": {LIST: price_list},
        "items": {(one.price_list_id, one.product_id, one.unit_id): one for one in listed},
        "tiers": {DISCOUNTS: list(tiers_of)},
    }
    return PriceBook(rules=rules or PricingRules(), **(fields | more))
