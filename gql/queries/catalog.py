"""Queries of the catalog."""

import strawberry

from gql.schema.fields import connection
from gql.schema.query_fields import by_id
from gql.types.catalog import Product
from gql.types.pages import Connection
from gql.types.prices import Currency, DiscountList, PriceList, PriceListItem, TaxCode
from gql.types.units import Unit, UnitGroup


@strawberry.type
class CatalogQueries:
    """Queries for products, units, prices, discounts, taxes and currencies."""

    product: Product | None = by_id(
        "Returns the product, bundle or family with this ID; null if there is none."
    )
    products: Connection[Product] = connection(
        "Product", "Lists products, families and bundles, in the order of creation by default."
    )
    unit_group: UnitGroup | None = by_id(
        "Returns the unit group with this ID; null if there is none."
    )
    unit_groups: Connection[UnitGroup] = connection(
        "UnitGroup", "Lists unit groups, in the order of creation by default."
    )
    unit: Unit | None = by_id("Returns the unit with this ID; null if there is none.")
    units: Connection[Unit] = connection(
        "Unit", "Lists the units of all unit groups, in the order of creation by default."
    )
    price_list: PriceList | None = by_id(
        "Returns the price list with this ID; null if there is none."
    )
    price_lists: Connection[PriceList] = connection(
        "PriceList", "Lists price lists, in the order of creation by default."
    )
    price_list_item: PriceListItem | None = by_id(
        "Returns the price list item with this ID; null if there is none."
    )
    price_list_items: Connection[PriceListItem] = connection(
        "PriceListItem", "Lists the items of all price lists, in the order of creation by default."
    )
    discount_list: DiscountList | None = by_id(
        "Returns the discount list with this ID; null if there is none."
    )
    discount_lists: Connection[DiscountList] = connection(
        "DiscountList", "Lists discount lists, in the order of creation by default."
    )
    tax_code: TaxCode | None = by_id("Returns the tax code with this ID; null if there is none.")
    tax_codes: Connection[TaxCode] = connection(
        "TaxCode", "Lists tax codes, in the order of creation by default."
    )
    currency: Currency | None = by_id("Returns the currency with this ID; null if there is none.")
    currencies: Connection[Currency] = connection(
        "Currency", "Lists the currencies of the tenant, in the order of creation by default."
    )
