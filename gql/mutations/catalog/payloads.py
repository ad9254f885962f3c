"""Payloads of catalog mutations; every payload also has userErrors."""

from strawberry import ID

from domain.pricing.line import MAX_LINES
from gql.engine.payload_reader import payload
from gql.schema.cost_directives import GROWN
from gql.schema.payload_fields import payload_record, payload_value
from gql.types.catalog import BundleItem, Product, ProductRelationship
from gql.types.prices import (
    DiscountList,
    DiscountTier,
    PriceList,
    PriceListItem,
)
from gql.types.units import Unit, UnitGroup


@payload
class ProductsPayload:
    """Result of publishing a product family."""

    products: list[Product] = payload_record(
        "The published products, families first; empty if the mutation was refused.",
        # A family can have any number of products; such lists count as 50 (decision 54).
        size=GROWN,
    )


@payload
class BundleItemPayload:
    """Result of adding or changing a bundle item."""

    bundle_item: BundleItem | None = payload_record(
        "The bundle item; null if the mutation was refused."
    )
    bundle: Product | None = payload_record("The bundle; null if the mutation was refused.")


@payload
class RemoveBundleItemPayload:
    """Result of removing a bundle item: its ID, and the bundle that had it."""

    bundle: Product | None = payload_record("The bundle; null if the mutation was refused.")
    deleted_bundle_item_id: ID | None = payload_value(
        "ID of the removed item; null if the mutation was refused."
    )


@payload
class ProductRelationshipPayload:
    """Result of adding or changing a relationship between products."""

    product_relationship: ProductRelationship | None = payload_record(
        "The relationship; null if the mutation was refused."
    )
    product: Product | None = payload_record(
        "The product that the suggestion is shown for; null if the mutation was refused."
    )


@payload
class RemoveProductRelationshipPayload:
    """Result of removing a relationship between products."""

    product: Product | None = payload_record(
        "The product that the suggestion was shown for; null if the mutation was refused."
    )
    deleted_product_relationship_id: ID | None = payload_value(
        "ID of the removed relationship; null if the mutation was refused."
    )


@payload
class UnitPayload:
    """Result of creating or changing a unit."""

    unit: Unit | None = payload_record("The unit; null if the mutation was refused.")
    unit_group: UnitGroup | None = payload_record(
        "The unit group; null if the mutation was refused."
    )


@payload
class DeleteUnitPayload:
    """Result of deleting a unit: its ID, and the unit group that had it."""

    deleted_unit_id: ID | None = payload_value(
        "ID of the deleted unit; null if the mutation was refused."
    )
    unit_group: UnitGroup | None = payload_record(
        "The unit group; null if the mutation was refused."
    )


@payload
class AddPriceListItemsPayload:
    """Result of adding items to a price list."""

    price_list: PriceList | None = payload_record(
        "The price list; null if the mutation was refused."
    )
    items: list[PriceListItem] = payload_record(
        "The new items, in the order of the input.", size=MAX_LINES
    )


@payload
class PriceListItemPayload:
    """Result of changing a price list item."""

    price_list_item: PriceListItem | None = payload_record(
        "The price list item; null if the mutation was refused."
    )
    price_list: PriceList | None = payload_record(
        "The price list; null if the mutation was refused."
    )


@payload
class RemovePriceListItemPayload:
    """Result of removing a price list item."""

    price_list: PriceList | None = payload_record(
        "The price list; null if the mutation was refused."
    )
    deleted_price_list_item_id: ID | None = payload_value(
        "ID of the removed item; null if the mutation was refused."
    )


@payload
class DiscountTierPayload:
    """Result of adding or changing a discount tier."""

    discount_tier: DiscountTier | None = payload_record(
        "The discount tier; null if the mutation was refused."
    )
    discount_list: DiscountList | None = payload_record(
        "The discount list; null if the mutation was refused."
    )


@payload
class RemoveDiscountTierPayload:
    """Result of removing a discount tier."""

    discount_list: DiscountList | None = payload_record(
        "The discount list; null if the mutation was refused."
    )
    deleted_discount_tier_id: ID | None = payload_value(
        "ID of the removed tier; null if the mutation was refused."
    )
