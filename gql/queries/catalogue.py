"""What is sold, and for how much."""

import strawberry

from gql.fields import by_id, connection
from gql.types.catalogue import Product, Unit, UnitGroup
from gql.types.listings import (
    CURRENCIES,
    DISCOUNT_LISTS,
    PRICE_LIST_ITEMS,
    PRICE_LISTS,
    PRODUCTS,
    TAX_CODES,
    UNIT_GROUPS,
    UNITS,
    Connection,
)
from gql.types.prices import Currency, DiscountList, PriceList, PriceListItem, TaxCode


@strawberry.type
class CatalogueQueries:
    """Questions about what is sold."""

    product: Product | None = by_id("The product with this id; null where there is none.")
    products: Connection[Product] = connection(PRODUCTS, "All products, families and bundles.")
    unit_group: UnitGroup | None = by_id("The unit group with this id; null where there is none.")
    unit_groups: Connection[UnitGroup] = connection(UNIT_GROUPS, "All unit groups.")
    unit: Unit | None = by_id("The unit with this id; null where there is none.")
    units: Connection[Unit] = connection(UNITS, "All units.")
    price_list: PriceList | None = by_id("The price list with this id; null where there is none.")
    price_lists: Connection[PriceList] = connection(PRICE_LISTS, "All price lists.")
    price_list_item: PriceListItem | None = by_id(
        "The item of a price list with this id; null where there is none."
    )
    price_list_items: Connection[PriceListItem] = connection(
        PRICE_LIST_ITEMS, "The items of all price lists."
    )
    discount_list: DiscountList | None = by_id(
        "The discount list with this id; null where there is none."
    )
    discount_lists: Connection[DiscountList] = connection(DISCOUNT_LISTS, "All discount lists.")
    tax_code: TaxCode | None = by_id("The tax code with this id; null where there is none.")
    tax_codes: Connection[TaxCode] = connection(TAX_CODES, "All tax codes.")
    currency: Currency | None = by_id("The currency with this id; null where there is none.")
    currencies: Connection[Currency] = connection(CURRENCIES, "All currencies of the tenant.")
