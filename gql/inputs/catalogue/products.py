"""Products, items of bundles and relationships as clients type them."""

from datetime import date
from decimal import Decimal

import strawberry
from strawberry import ID, Maybe

from domain.bundle import RelationshipDirection, RelationshipType
from domain.product import ProductStructure, ProductType
from gql.scalars import CurrencyCode

_PARENT = "The id of the family that it belongs to."
_WHY = "Why the one is suggested for the other."
_WAYS = "Whether the other is suggested for the one, too."


@strawberry.input(description="A new product, family or bundle.")
class CreateProductInput:
    """See `domain.product.Product`."""

    number: str
    name: str
    description: str | None = None
    structure: ProductStructure = ProductStructure.PRODUCT
    type: ProductType | None = strawberry.field(default=None, description="What kind of thing.")
    parent_id: ID | None = strawberry.field(default=None, description=_PARENT)
    unit_group_id: ID | None = strawberry.field(
        default=None,
        description="The id of the group of its units, for good; the tenant's default one where it"
        " is absent.",
    )
    default_unit_id: ID | None = strawberry.field(
        default=None,
        description="The id of the unit that list price and costs are for; the primary unit of"
        " the group where it is absent.",
    )
    quantity_decimals: int | None = None
    currency_code: CurrencyCode | None = strawberry.field(
        default=None,
        description="The currency of list price and costs, by its code; the tenant's base currency"
        " where it is absent.",
    )
    list_price: Decimal | None = None
    current_cost: Decimal | None = None
    standard_cost: Decimal | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@strawberry.input(description="Changes of a product; absent fields stay, null clears.")
class UpdateProductInput:
    """See `domain.product.Product`."""

    number: Maybe[str | None]
    name: Maybe[str | None]
    description: Maybe[str | None]
    type: Maybe[ProductType | None] = strawberry.field(description="What kind of thing.")
    parent_id: Maybe[ID | None] = strawberry.field(description=_PARENT)
    default_unit_id: Maybe[ID | None]
    quantity_decimals: Maybe[int | None]
    currency_code: Maybe[CurrencyCode | None]
    list_price: Maybe[Decimal | None]
    current_cost: Maybe[Decimal | None]
    standard_cost: Maybe[Decimal | None]
    default_price_list_id: Maybe[ID | None]
    valid_from: Maybe[date | None]
    valid_to: Maybe[date | None]


@strawberry.input(description="So many units of a product in a bundle.")
class BundleItemInput:
    """See `domain.bundle.BundleItem`."""

    product_id: ID
    unit_id: ID | None = None
    quantity: Decimal | None = strawberry.field(
        default=None, description="How many; 1 where it is absent."
    )
    is_required: bool = True


@strawberry.input(description="Changes of an item of a bundle; absent fields stay as they are.")
class UpdateBundleItemInput:
    """See `domain.bundle.BundleItem`."""

    unit_id: Maybe[ID | None] = strawberry.field(description="The id of the unit.")
    quantity: Maybe[Decimal | None]
    is_required: Maybe[bool | None]


@strawberry.input(description="A product that is suggested where another one is sold.")
class ProductRelationshipInput:
    """See `domain.bundle.ProductRelationship`."""

    related_product_id: ID
    type: RelationshipType = strawberry.field(description=_WHY)
    direction: RelationshipDirection = strawberry.field(
        default=RelationshipDirection.ONE_WAY, description=_WAYS
    )


@strawberry.input(description="Changes of a relationship; absent fields stay as they are.")
class UpdateProductRelationshipInput:
    """See `domain.bundle.ProductRelationship`."""

    type: Maybe[RelationshipType | None] = strawberry.field(description=_WHY)
    direction: Maybe[RelationshipDirection | None] = strawberry.field(description=_WAYS)
