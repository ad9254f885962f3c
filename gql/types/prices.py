"""For how much it is sold: price lists, volume discounts, tax codes, currencies."""

from datetime import date, datetime
from decimal import Decimal

from db import tables
from domain.discount_list import DiscountListType
from domain.price_list import PricingMethod, QuantitySelling, RoundingOption, RoundingPolicy
from gql.fields import column, connection, entity, money, to_one
from gql.scalars import CurrencyCode, ExchangeRate
from gql.types.catalogue import Product, Unit
from gql.types.interfaces import Money, Node
from gql.types.listings import DISCOUNT_TIERS, PRICE_LIST_ITEMS, Connection
from gql.types.parties import User


@entity(tables.price_lists)
class PriceList(Node):
    """Prices of products in one currency."""

    name: str = column("The name; no two price lists share one.")
    currency_code: CurrencyCode = column("The currency of its prices.")
    description: str | None = column("Notes.")
    begins_on: date | None = column("The first day; it informs and forbids nothing.")
    ends_on: date | None = column("The last day; it informs and forbids nothing.")
    is_active: bool = column("Whether documents can choose it.")
    items: "Connection[PriceListItem]" = connection(
        PRICE_LIST_ITEMS, "The products with their prices.", by="price_list_id"
    )
    version: int = column("Counts the changes; for `expectedVersion`.")
    created_at: datetime = column("When it was made.")
    created_by: User | None = to_one("created_by", "Who made it; null if the system did.")
    updated_at: datetime = column("When it last changed.")
    updated_by: User | None = to_one("updated_by", "Who changed it last; null if the system did.")


@entity(tables.discount_lists)
class DiscountList(Node):
    """Volume discounts: what comes off each unit, by the quantity of the line."""

    name: str = column("The name; no two discount lists share one.")
    type: DiscountListType = column("What its tiers say.")
    currency_code: CurrencyCode | None = column("The currency of a list of amounts.")
    description: str | None = column("Notes.")
    is_active: bool = column("Whether it is in use; the tenant's settings say what that means.")
    tiers: "Connection[DiscountTier]" = connection(
        DISCOUNT_TIERS, "Its tiers.", by="discount_list_id"
    )
    version: int = column("Counts the changes; for `expectedVersion`.")
    created_at: datetime = column("When it was made.")
    created_by: User | None = to_one("created_by", "Who made it; null if the system did.")
    updated_at: datetime = column("When it last changed.")
    updated_by: User | None = to_one("updated_by", "Who changed it last; null if the system did.")


@entity(tables.discount_tiers)
class DiscountTier(Node):
    """What comes off each unit for quantities in a range."""

    discount_list: DiscountList = to_one("discount_list_id", "The list it belongs to.")
    low_quantity: Decimal = column("The lowest quantity, which belongs to it.")
    high_quantity: Decimal = column("The highest quantity, which belongs to it.")
    percentage: Decimal | None = column("What comes off each unit, in percent of the price.")
    amount: Decimal | None = column("What comes off each unit, in the currency of the list.")
    version: int = column("Counts the changes; for `expectedVersion`.")
    created_at: datetime = column("When it was made.")
    created_by: User | None = to_one("created_by", "Who made it; null if the system did.")
    updated_at: datetime = column("When it last changed.")
    updated_by: User | None = to_one("updated_by", "Who changed it last; null if the system did.")


@entity(tables.price_list_items)
class PriceListItem(Node):
    """What a product costs in a unit, on one price list."""

    price_list: PriceList = to_one("price_list_id", "The list.")
    product: Product = to_one("product_id", "The product.")
    unit: Unit = to_one("unit_id", "The unit that the price is for.")
    method: PricingMethod = column("How the price is made.")
    amount: Money | None = money("The price, of the method CURRENCY_AMOUNT.")
    percentage: Decimal | None = column("The percentage of the other methods.")
    rounding_policy: RoundingPolicy = column("Which way a computed price is rounded.")
    rounding_option: RoundingOption | None = column("Which prices it is rounded to.")
    rounding_amount: Money | None = money("What those end in, or are a multiple of.")
    discount_list: DiscountList | None = to_one("discount_list_id", "Its volume discounts.")
    quantity_selling: QuantitySelling = column("Which quantities can be sold.")
    version: int = column("Counts the changes; for `expectedVersion`.")
    created_at: datetime = column("When it was made.")
    created_by: User | None = to_one("created_by", "Who made it; null if the system did.")
    updated_at: datetime = column("When it last changed.")
    updated_by: User | None = to_one("updated_by", "Who changed it last; null if the system did.")


@entity(tables.tax_codes)
class TaxCode(Node):
    """A rate that makes the tax of the lines which ask for it."""

    code: str = column("The code; no two tax codes share one.")
    name: str = column("The name.")
    rate: Decimal = column("The rate, in percent.")
    is_active: bool = column("Whether further lines can ask for it.")
    version: int = column("Counts the changes; for `expectedVersion`.")
    created_at: datetime = column("When it was made.")
    created_by: User | None = to_one("created_by", "Who made it; null if the system did.")
    updated_at: datetime = column("When it last changed.")
    updated_by: User | None = to_one("updated_by", "Who changed it last; null if the system did.")


@entity(tables.tenant_currencies)
class Currency(Node):
    """A currency as the tenant uses it."""

    code: CurrencyCode = column("The code, three capital letters.")
    name: str = column("The name.")
    symbol: str | None = column("The sign that people write.")
    precision: int = column("The number of its decimals.")
    exchange_rate: ExchangeRate | None = column(
        "How many of it make one unit of the tenant's base currency; null where nobody has said."
    )
    is_active: bool = column("Whether new documents can be in it.")
    version: int = column("Counts the changes; for `expectedVersion`.")
    created_at: datetime = column("When it was made.")
    created_by: User | None = to_one("created_by", "Who made it; null if the system did.")
    updated_at: datetime = column("When it last changed.")
    updated_by: User | None = to_one("updated_by", "Who changed it last; null if the system did.")
