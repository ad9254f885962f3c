"""Types of the catalog: products, families, bundles and units."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from db import tables
from domain.catalog.bundle import RelationshipDirection, RelationshipType
from domain.catalog.product import ProductStructure, ProductType
from domain.catalog.product_lifecycle import ProductStatus
from gql.scalars import CurrencyCode
from gql.schema.field_uses import FIXED, ON_CREATION, ON_UPDATE, REQUIRED, SETTABLE, Settable
from gql.schema.fields import column, connection, document, entity, money, structure, to_one
from gql.types.interfaces import VERSION, Money, Node
from gql.types.pages import Connection
from gql.types.parties import User

if TYPE_CHECKING:
    from gql.types.prices import PriceList, PriceListItem

# Products and price lists refer to each other; types of the later module are named, not imported.
_PRICES = strawberry.lazy("gql.types.prices")
LaterPriceList: TypeAlias = Annotated["PriceList", _PRICES]
LaterPriceListItem: TypeAlias = Annotated["PriceListItem", _PRICES]


@entity(tables.unit_groups)
class UnitGroup(Node):
    """Units that are multiples of one another, one of which is the primary unit."""

    name: str = column("Name of the unit group. Unique.", filter=True, input=REQUIRED)
    units: "Connection[Unit]" = connection(
        "Unit", "Units in the group.", by="unit_group_id", filter=True
    )
    version: int = column(VERSION)
    created_at: datetime = column("Time the unit group was created.", filter=True)
    created_by: User | None = to_one(
        "created_by", "User who created the unit group; null if the system created it."
    )
    updated_at: datetime = column("Time the unit group was last changed.", filter=True)
    updated_by: User | None = to_one(
        "updated_by", "User who last changed the unit group; null if the system changed it."
    )


@entity(tables.units)
class Unit(Node):
    """A unit that quantities are measured in."""

    name: str = column("Name of the unit. Unique within its group.", filter=True, input=REQUIRED)
    quantity: Decimal = column(
        "Number of base units in the unit, with up to 5 decimals; 1 for the primary unit.",
        filter=True,
        input=REQUIRED,
    )
    base_unit: "Unit | None" = to_one(
        "base_unit_id",
        "Base unit: the unit that `quantity` counts; null for the primary unit.",
        filter=True,
        input=SETTABLE,
    )
    unit_group: UnitGroup = to_one(
        "unit_group_id",
        "Unit group that the unit belongs to.",
        filter=True,
        input=FIXED,
        sort=("name",),
    )
    version: int = column(VERSION)
    created_at: datetime = column("Time the unit was created.", filter=True)
    created_by: User | None = to_one(
        "created_by", "User who created the unit; null if the system created it."
    )
    updated_at: datetime = column("Time the unit was last changed.", filter=True)
    updated_by: User | None = to_one(
        "updated_by", "User who last changed the unit; null if the system changed it."
    )


@structure
class PublishedProduct:
    """The published values of a product under revision, which it is sold with."""

    # Only values that a revision can change; all others are those of the product.
    name: str = column("Name of the product.")
    description: str | None = column("Notes about the product.")
    currency_code: CurrencyCode = column("Currency of the list price and the costs.")
    list_price: Money | None = money("List price of the default unit.")
    current_cost: Money | None = money("Current cost of the default unit.")
    standard_cost: Money | None = money("Standard cost of the default unit.")


@entity(tables.products)
class Product(Node):
    """A product, a bundle or a product family. Families group products and cannot be sold."""

    number: str = column("Product number. Unique.", filter=True, input=REQUIRED)
    name: str = column("Name of the product.", filter=True, input=REQUIRED)
    description: str | None = column("Notes about the product.", filter=True, input=SETTABLE)
    structure: ProductStructure = column(
        "Whether the record is a product, a family or a bundle. It cannot be changed.",
        filter=True,
        input=Settable(on_update=False, default=ProductStructure.PRODUCT),
    )
    type: ProductType | None = column(
        "Kind of product. For information only.", filter=True, input=SETTABLE
    )
    status: ProductStatus = column(
        "Status of the product. Only mutations such as `publishProduct` change it.", filter=True
    )
    # A product under revision is still sold, with its published values (I-60).
    is_active: bool = column(
        "Whether the product can be added to documents: true if it is published, even while"
        " it is under revision.",
        filter=True,
    )
    published: PublishedProduct | None = document(
        "Published values, which the product is sold with while it is under revision;"
        " otherwise null."
    )
    parent: "Product | None" = to_one(
        "parent_id",
        "Family that the product belongs to; null if none.",
        filter=True,
        input=SETTABLE,
        sort=("name",),
    )
    children: "Connection[Product]" = connection(
        "Product",
        "Products, bundles and families that belong to the family.",
        by="parent_id",
        filter=True,
    )
    unit_group: UnitGroup = to_one(
        "unit_group_id", "Unit group of the product.", filter=True, input=ON_CREATION
    )
    default_unit: Unit = to_one(
        "default_unit_id",
        "Default unit, which the list price and the costs refer to.",
        input=SETTABLE,
    )
    quantity_decimals: int = column(
        "Number of decimals that quantities of the product can have, 0 to 5.", input=SETTABLE
    )
    currency_code: CurrencyCode = column(
        "Currency of the list price and the costs.", filter=True, input=SETTABLE
    )
    list_price: Money | None = money("List price of the default unit.", filter=True, input=SETTABLE)
    current_cost: Money | None = money("Current cost of the default unit.", input=SETTABLE)
    standard_cost: Money | None = money("Standard cost of the default unit.", input=SETTABLE)
    default_price_list: LaterPriceList | None = to_one(
        "default_price_list_id",
        "Price list that the price comes from on documents without a price list; null if"
        " none is set.",
        filter=True,
        input=ON_UPDATE,
    )
    valid_from: date | None = column(
        "First day of validity. For information only; it is not enforced.",
        filter=True,
        input=SETTABLE,
    )
    valid_to: date | None = column(
        "Last day of validity. For information only; it is not enforced.",
        filter=True,
        input=SETTABLE,
    )
    bundle_items: "Connection[BundleItem]" = connection(
        "BundleItem", "Items of the bundle.", by="bundle_id", filter=True
    )
    in_bundles: "Connection[BundleItem]" = connection(
        "BundleItem", "Items of bundles that contain the product.", by="product_id"
    )
    relationships: "Connection[ProductRelationship]" = connection(
        "ProductRelationship",
        "Relationships that suggest other products for the product.",
        by="product_id",
    )
    related_from: "Connection[ProductRelationship]" = connection(
        "ProductRelationship",
        "Relationships that suggest the product for other products.",
        by="related_product_id",
    )
    price_list_items: Connection[LaterPriceListItem] = connection(
        "PriceListItem",
        "Prices of the product, one for each price list and unit.",
        by="product_id",
        filter=True,
    )
    version: int = column(VERSION)
    created_at: datetime = column("Time the product was created.", filter=True)
    created_by: User | None = to_one(
        "created_by", "User who created the product; null if the system created it."
    )
    updated_at: datetime = column("Time the product was last changed.", filter=True)
    updated_by: User | None = to_one(
        "updated_by", "User who last changed the product; null if the system changed it."
    )


@entity(tables.bundle_items)
class BundleItem(Node):
    """A product in a bundle, with its quantity."""

    bundle: Product = to_one(
        "bundle_id", "Bundle that the item belongs to.", filter=True, sort=("name",)
    )
    product: Product = to_one(
        "product_id", "Product in the bundle.", filter=True, input=FIXED, sort=("name", "number")
    )
    unit: Unit = to_one("unit_id", "Unit of the quantity.", input=SETTABLE)
    quantity: Decimal = column("Quantity in one bundle, with up to 5 decimals.", input=SETTABLE)
    is_required: bool = column(
        "Whether the item is always sold with the bundle, included in the bundle's price."
        " Otherwise it is optional and has its own price.",
        filter=True,
        input=Settable(default=True),
    )
    version: int = column(VERSION)
    created_at: datetime = column("Time the bundle item was created.", filter=True)
    created_by: User | None = to_one(
        "created_by", "User who created the bundle item; null if the system created it."
    )
    updated_at: datetime = column("Time the bundle item was last changed.", filter=True)
    updated_by: User | None = to_one(
        "updated_by", "User who last changed the bundle item; null if the system changed it."
    )


@entity(tables.product_relationships)
class ProductRelationship(Node):
    """A suggestion to offer one product when another one is sold."""

    product: Product = to_one(
        "product_id", "Product that the suggestion is made for.", filter=True, sort=("name",)
    )
    related_product: Product = to_one(
        "related_product_id", "Suggested product.", filter=True, input=FIXED, sort=("name",)
    )
    type: RelationshipType = column("Why the product is suggested.", filter=True, input=REQUIRED)
    direction: RelationshipDirection = column(
        "Whether the suggestion applies in one direction or in both.",
        filter=True,
        input=Settable(default=RelationshipDirection.ONE_WAY),
    )
    version: int = column(VERSION)
    created_at: datetime = column("Time the relationship was created.", filter=True)
    created_by: User | None = to_one(
        "created_by", "User who created the relationship; null if the system created it."
    )
    updated_at: datetime = column("Time the relationship was last changed.", filter=True)
    updated_by: User | None = to_one(
        "updated_by", "User who last changed the relationship; null if the system changed it."
    )
