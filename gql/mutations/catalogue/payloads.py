"""What mutations of the catalogue answer with; every payload also has userErrors."""

from strawberry import ID

from gql.fields import changed, told
from gql.payloads import payload
from gql.types.catalogue import BundleItem, Product, ProductRelationship, Unit, UnitGroup
from gql.types.prices import (
    Currency,
    DiscountList,
    DiscountTier,
    PriceList,
    PriceListItem,
    TaxCode,
)


@payload
class ProductPayload:
    """The product after the change."""

    product: Product | None = changed("The product; null when refused.")


@payload
class ProductsPayload:
    """The products that were changed."""

    products: list[Product] = changed("The products that were published, families first.")


@payload
class DeleteProductPayload:
    """The id of what was deleted."""

    deleted_product_id: ID | None = told("The id of the product; null when refused.")


@payload
class BundleItemPayload:
    """The item of a bundle after the change."""

    bundle_item: BundleItem | None = changed("The item; null when refused.")
    bundle: Product | None = changed("Its bundle; null when refused.")


@payload
class RemoveBundleItemPayload:
    """The bundle without the item."""

    bundle: Product | None = changed("The bundle; null when refused.")
    deleted_bundle_item_id: ID | None = told("The id of the item; null when refused.")


@payload
class ProductRelationshipPayload:
    """The relationship after the change."""

    product_relationship: ProductRelationship | None = changed(
        "The relationship; null when refused."
    )
    product: Product | None = changed("The product that it begins at; null when refused.")


@payload
class RemoveProductRelationshipPayload:
    """The product without the relationship."""

    product: Product | None = changed("The product that it began at; null when refused.")
    deleted_product_relationship_id: ID | None = told(
        "The id of the relationship; null when refused."
    )


@payload
class UnitGroupPayload:
    """The unit group after the change."""

    unit_group: UnitGroup | None = changed("The unit group; null when refused.")


@payload
class UnitPayload:
    """The unit after the change, and its group."""

    unit: Unit | None = changed("The unit; null when refused.")
    unit_group: UnitGroup | None = changed("The unit group; null when refused.")


@payload
class DeleteUnitPayload:
    """The id of what was deleted, and the group without it."""

    deleted_unit_id: ID | None = told("The id of the unit; null when refused.")
    unit_group: UnitGroup | None = changed("The unit group; null when refused.")


@payload
class PriceListPayload:
    """The price list after the change."""

    price_list: PriceList | None = changed("The price list; null when refused.")


@payload
class DeletePriceListPayload:
    """The id of what was deleted."""

    deleted_price_list_id: ID | None = told("The id of the price list; null when refused.")


@payload
class AddPriceListItemsPayload:
    """The price list and its new items."""

    price_list: PriceList | None = changed("The price list; null when refused.")
    items: list[PriceListItem] = changed("The new items, in the order given.")


@payload
class PriceListItemPayload:
    """The item of a price list after the change, and the list."""

    price_list_item: PriceListItem | None = changed("The item; null when refused.")
    price_list: PriceList | None = changed("The price list; null when refused.")


@payload
class RemovePriceListItemPayload:
    """The price list without the item."""

    price_list: PriceList | None = changed("The price list; null when refused.")
    deleted_price_list_item_id: ID | None = told("The id of the item; null when refused.")


@payload
class DiscountListPayload:
    """The discount list after the change."""

    discount_list: DiscountList | None = changed("The discount list; null when refused.")


@payload
class DeleteDiscountListPayload:
    """The id of what was deleted."""

    deleted_discount_list_id: ID | None = told("The id of the discount list; null when refused.")


@payload
class DiscountTierPayload:
    """The tier after the change."""

    discount_tier: DiscountTier | None = changed("The tier; null when refused.")
    discount_list: DiscountList | None = changed("Its discount list; null when refused.")


@payload
class RemoveDiscountTierPayload:
    """The discount list without the tier."""

    discount_list: DiscountList | None = changed("The discount list; null when refused.")
    deleted_discount_tier_id: ID | None = told("The id of the tier; null when refused.")


@payload
class TaxCodePayload:
    """The tax code after the change."""

    tax_code: TaxCode | None = changed("The tax code; null when refused.")


@payload
class CurrencyPayload:
    """The currency after the change."""

    currency: Currency | None = changed("The currency; null when refused.")


@payload
class DeleteCurrencyPayload:
    """The id of what was deleted."""

    deleted_currency_id: ID | None = told("The id of the currency; null when refused.")
