"""Types for price lists, discount lists, tax codes and currencies."""

from datetime import date, datetime
from decimal import Decimal

from db import tables
from domain.catalog.discount_list import DiscountListType
from domain.catalog.price_list import (
    PricingMethod,
    QuantitySelling,
    RoundingOption,
    RoundingPolicy,
)
from gql.scalars import CurrencyCode, ExchangeRate
from gql.schema.field_uses import FIXED, ON_CREATION, ON_UPDATE, REQUIRED, SETTABLE, Settable
from gql.schema.fields import column, connection, entity, money, to_one
from gql.types.catalog import Product
from gql.types.erp_links import LINK_DESCRIPTION, ErpLink
from gql.types.interfaces import VERSION_DESCRIPTION, Money, Node
from gql.types.pages import Connection
from gql.types.parties import User
from gql.types.units import Unit


@entity(tables.price_lists)
class PriceList(Node):
    """A list of product prices in one currency."""

    name: str = column(
        "Name of the price list. Unique, at most 100 characters.", filter=True, input=REQUIRED
    )
    currency_code: CurrencyCode = column(
        "Currency of the prices as an ISO 4217 code. Cannot be changed.", filter=True, input=FIXED
    )
    description: str | None = column(
        "Notes about the price list; null if there are none. At most 2,000 characters.",
        filter=True,
        input=SETTABLE,
    )
    begins_on: date | None = column(
        "First day of validity; null if unlimited. For information only; it is not enforced.",
        filter=True,
        input=SETTABLE,
    )
    ends_on: date | None = column(
        "Last day of validity; null if unlimited. For information only; it is not enforced.",
        filter=True,
        input=SETTABLE,
    )
    is_active: bool = column("Whether documents can use the price list.", filter=True)
    items: "Connection[PriceListItem]" = connection(
        "PriceListItem",
        "Prices of products, one for each product and unit.",
        by="price_list_id",
        filter=True,
    )
    version: int = column(VERSION_DESCRIPTION)
    created_at: datetime = column("Time the price list was created. Never changes.", filter=True)
    created_by: User | None = to_one(
        "created_by", "User who created the price list; null if the system created it."
    )
    updated_at: datetime = column(
        "Time the price list was last changed. Equals `createdAt` until the first change.",
        filter=True,
    )
    updated_by: User | None = to_one(
        "updated_by", "User who last changed the price list; null if the system changed it."
    )


@entity(tables.discount_lists)
class DiscountList(Node):
    """Volume discounts: discounts per unit that depend on the quantity of a line."""

    name: str = column(
        "Name of the discount list. Unique, at most 200 characters.", filter=True, input=REQUIRED
    )
    type: DiscountListType = column(
        "Whether the tiers are percentages or amounts.", filter=True, input=FIXED
    )
    currency_code: CurrencyCode | None = column(
        "Currency of the amounts; null if the tiers are percentages.",
        filter=True,
        input=ON_CREATION,
    )
    description: str | None = column(
        "Notes about the discount list; null if there are none. At most 2,000 characters.",
        filter=True,
        input=SETTABLE,
    )
    is_active: bool = column(
        "Whether the discount list is active. The setting `inactiveDiscountListsApply`"
        " determines whether inactive lists apply.",
        filter=True,
    )
    tiers: "Connection[DiscountTier]" = connection(
        "DiscountTier",
        "Tiers of the discount list, whose ranges of quantities do not overlap.",
        by="discount_list_id",
        filter=True,
    )
    version: int = column(VERSION_DESCRIPTION)
    created_at: datetime = column("Time the discount list was created. Never changes.", filter=True)
    created_by: User | None = to_one(
        "created_by", "User who created the discount list; null if the system created it."
    )
    updated_at: datetime = column(
        "Time the discount list was last changed. Equals `createdAt` until the first change.",
        filter=True,
    )
    updated_by: User | None = to_one(
        "updated_by", "User who last changed the discount list; null if the system changed it."
    )


@entity(tables.discount_tiers)
class DiscountTier(Node):
    """A discount per unit for a range of quantities."""

    discount_list: DiscountList = to_one(
        "discount_list_id", "Discount list that the tier belongs to.", filter=True
    )
    low_quantity: Decimal = column(
        "Lowest quantity of the tier, inclusive.", filter=True, input=REQUIRED
    )
    high_quantity: Decimal = column(
        "Highest quantity of the tier, inclusive.", filter=True, input=REQUIRED
    )
    percentage: Decimal | None = column(
        "Discount per unit as a percentage of the price; null if the discount list has amounts.",
        input=SETTABLE,
    )
    amount: Decimal | None = column(
        "Discount per unit in the currency of the discount list; null if the discount list"
        " has percentages.",
        input=SETTABLE,
    )
    version: int = column(VERSION_DESCRIPTION)
    created_at: datetime = column("Time the tier was created. Never changes.", filter=True)
    created_by: User | None = to_one(
        "created_by", "User who created the tier; null if the system created it."
    )
    updated_at: datetime = column(
        "Time the tier was last changed. Equals `createdAt` until the first change.", filter=True
    )
    updated_by: User | None = to_one(
        "updated_by", "User who last changed the tier; null if the system changed it."
    )


@entity(tables.price_list_items)
class PriceListItem(Node):
    """The price of a product in a unit on a price list."""

    price_list: PriceList = to_one(
        "price_list_id", "Price list that the item belongs to.", filter=True, sort=("name",)
    )
    # A list has one price per product and unit (I-61), so these identify the item and are fixed.
    product: Product = to_one(
        "product_id",
        "Product that the price is for. Cannot be changed.",
        filter=True,
        input=FIXED,
        sort=("name", "number"),
    )
    unit: Unit = to_one(
        "unit_id", "Unit that the price is for. Cannot be changed.", filter=True, input=ON_CREATION
    )
    method: PricingMethod = column(
        "How the price is calculated: an amount, or a percentage of list price or cost.",
        filter=True,
        input=Settable(default=PricingMethod.CURRENCY_AMOUNT),
    )
    amount: Money | None = money(
        "Price if the method is `CURRENCY_AMOUNT`; otherwise null.", filter=True, input=SETTABLE
    )
    percentage: Decimal | None = column(
        "Percentage that the method applies; null if the method is `CURRENCY_AMOUNT`.",
        filter=True,
        input=SETTABLE,
    )
    rounding_policy: RoundingPolicy = column(
        "Direction in which a calculated price is rounded.",
        filter=True,
        input=Settable(default=RoundingPolicy.NONE),
    )
    rounding_option: RoundingOption | None = column(
        "Whether a calculated price is rounded to end in `roundingAmount` or to a multiple"
        " of it; null if it is not rounded.",
        filter=True,
        input=SETTABLE,
    )
    rounding_amount: Money | None = money(
        "Amount that rounded prices end in or are a multiple of; null if the price is not rounded.",
        input=SETTABLE,
    )
    discount_list: DiscountList | None = to_one(
        "discount_list_id",
        "Volume discounts on the price; null if none.",
        filter=True,
        input=SETTABLE,
    )
    quantity_selling: QuantitySelling = column(
        "Which quantities can be sold, such as whole numbers only.",
        filter=True,
        input=Settable(default=QuantitySelling.NO_CONTROL),
    )
    version: int = column(VERSION_DESCRIPTION)
    created_at: datetime = column("Time the item was created. Never changes.", filter=True)
    created_by: User | None = to_one(
        "created_by", "User who created the item; null if the system created it."
    )
    updated_at: datetime = column(
        "Time the item was last changed. Equals `createdAt` until the first change.", filter=True
    )
    updated_by: User | None = to_one(
        "updated_by", "User who last changed the item; null if the system changed it."
    )


@entity(tables.tax_codes)
class TaxCode(Node):
    """A tax rate that can be applied to lines."""

    code: str = column(
        "Code that identifies the tax code, such as `VAT20`. Unique, at most 20 characters.",
        filter=True,
        input=REQUIRED,
    )
    name: str = column("Name of the tax code. At most 200 characters.", filter=True, input=REQUIRED)
    rate: Decimal = column("Tax rate as a percentage, 0 to 100.", filter=True, input=REQUIRED)
    is_active: bool = column(
        "Whether the tax code can be applied to additional lines.", filter=True, input=ON_UPDATE
    )
    version: int = column(VERSION_DESCRIPTION)
    created_at: datetime = column("Time the tax code was created. Never changes.", filter=True)
    created_by: User | None = to_one(
        "created_by", "User who created the tax code; null if the system created it."
    )
    updated_at: datetime = column(
        "Time the tax code was last changed. Equals `createdAt` until the first change.",
        filter=True,
    )
    updated_by: User | None = to_one(
        "updated_by", "User who last changed the tax code; null if the system changed it."
    )


@entity(tables.tenant_currencies)
class Currency(Node):
    """A currency that the tenant uses, with its exchange rate to the base currency."""

    code: CurrencyCode = column("ISO 4217 code: three uppercase letters.", filter=True, input=FIXED)
    name: str = column(
        "Name of the currency, such as `Euro`. At most 100 characters.", filter=True, input=REQUIRED
    )
    symbol: str | None = column(
        "Currency symbol, such as €; null if none is set. At most 10 characters.", input=SETTABLE
    )
    precision: int = column(
        "Number of decimals of amounts in the currency, 0 to 4.",
        filter=True,
        input=Settable(default=2),
    )
    # A rate has up to 12 decimals, other decimals in the schema up to 5 (1.0).
    exchange_rate: ExchangeRate | None = column(
        "Units of the currency per unit of the tenant's base currency; null if no rate is set.",
        input=SETTABLE,
    )
    is_active: bool = column("Whether new documents can use the currency.", filter=True)
    erp_link: ErpLink | None = to_one("code", LINK_DESCRIPTION, foreign="local_key", filter=True)
    version: int = column(VERSION_DESCRIPTION)
    created_at: datetime = column("Time the currency was created. Never changes.", filter=True)
    created_by: User | None = to_one(
        "created_by", "User who created the currency; null if the system created it."
    )
    updated_at: datetime = column(
        "Time the currency was last changed. Equals `createdAt` until the first change.",
        filter=True,
    )
    updated_by: User | None = to_one(
        "updated_by", "User who last changed the currency; null if the system changed it."
    )
