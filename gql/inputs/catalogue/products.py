"""Products, items of bundles and relationships as clients type them."""

from datetime import date
from decimal import Decimal

import strawberry
from strawberry import ID, Maybe

from domain.bundle import RelationshipDirection, RelationshipType
from domain.product import ProductStructure, ProductType
from gql.scalars import CurrencyCode

_PARENT = "ID of the product family that the product belongs to."
_WHY = "Why the product is suggested."
_WAYS = "Whether the suggestion applies in one direction or in both."


@strawberry.input(description="Fields for creating a product, a product family or a bundle.")
class CreateProductInput:
    """See `domain.product.Product`."""

    number: str
    name: str
    description: str | None = None
    structure: ProductStructure = ProductStructure.PRODUCT
    type: ProductType | None = strawberry.field(default=None, description="Kind of product.")
    parent_id: ID | None = strawberry.field(default=None, description=_PARENT)
    unit_group_id: ID | None = strawberry.field(
        default=None,
        description="ID of the unit group. Cannot be changed later. Defaults to the tenant's"
        " default unit group.",
    )
    default_unit_id: ID | None = strawberry.field(
        default=None,
        description="ID of the default unit, which list price and costs refer to. Defaults to the"
        " primary unit of the unit group.",
    )
    quantity_decimals: int | None = None
    currency_code: CurrencyCode | None = strawberry.field(
        default=None,
        description="Currency of list price and costs as an ISO 4217 code. Defaults to the tenant's"
        " base currency.",
    )
    list_price: Decimal | None = None
    current_cost: Decimal | None = None
    standard_cost: Decimal | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@strawberry.input(
    description="Fields to change on a product; omitted fields stay as they are,"
    " and null clears a field."
)
class UpdateProductInput:
    """See `domain.product.Product`."""

    number: Maybe[str | None]
    name: Maybe[str | None]
    description: Maybe[str | None]
    type: Maybe[ProductType | None] = strawberry.field(description="Kind of product.")
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


@strawberry.input(description="Fields for adding a product to a bundle.")
class BundleItemInput:
    """See `domain.bundle.BundleItem`."""

    product_id: ID
    unit_id: ID | None = None
    quantity: Decimal | None = strawberry.field(
        default=None, description="Quantity in one bundle, with up to 5 decimals. Defaults to 1."
    )
    is_required: bool = True


@strawberry.input(description="Fields to change on a bundle item; omitted fields stay as they are.")
class UpdateBundleItemInput:
    """See `domain.bundle.BundleItem`."""

    unit_id: Maybe[ID | None] = strawberry.field(description="ID of the unit.")
    quantity: Maybe[Decimal | None]
    is_required: Maybe[bool | None]


@strawberry.input(description="A product to suggest when another product is sold.")
class ProductRelationshipInput:
    """See `domain.bundle.ProductRelationship`."""

    related_product_id: ID
    type: RelationshipType = strawberry.field(description=_WHY)
    direction: RelationshipDirection = strawberry.field(
        default=RelationshipDirection.ONE_WAY, description=_WAYS
    )


@strawberry.input(
    description="Fields to change on a relationship; omitted fields stay as they are."
)
class UpdateProductRelationshipInput:
    """See `domain.bundle.ProductRelationship`."""

    type: Maybe[RelationshipType | None] = strawberry.field(description=_WHY)
    direction: Maybe[RelationshipDirection | None] = strawberry.field(description=_WAYS)
