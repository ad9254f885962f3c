"""Types of the catalog: products, families and bundles."""

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
from gql.types.erp_links import LINK_DESCRIPTION, ErpLink
from gql.types.interfaces import VERSION_DESCRIPTION, Money, Node
from gql.types.pages import Connection
from gql.types.parties import User
from gql.types.units import Unit, UnitGroup

if TYPE_CHECKING:
    from gql.types.prices import PriceList, PriceListItem

# Products and price lists refer to each other; types of the later module are named, not imported.
_PRICES = strawberry.lazy("gql.types.prices")
LaterPriceList: TypeAlias = Annotated["PriceList", _PRICES]
LaterPriceListItem: TypeAlias = Annotated["PriceListItem", _PRICES]


@structure
class PublishedProduct:
    """The published values of a product under revision, which it is sold with."""

    # Only values that a revision can change; all others are those of the product.
    name: str = column("Published name of the product.")
    description: str | None = column("Published notes about the product; null if there are none.")
    currency_code: CurrencyCode = column("Currency of the published list price and costs.")
    list_price: Money | None = money(
        "Published list price of the default unit; null if none is set."
    )
    current_cost: Money | None = money(
        "Published current cost of the default unit; null if none is set."
    )
    standard_cost: Money | None = money(
        "Published standard cost of the default unit; null if none is set."
    )


@entity(tables.products)
class Product(Node):
    """A product, a bundle or a product family. Families group products and cannot be sold."""

    number: str = column(
        "Product number. Unique, at most 100 characters.", filter=True, input=REQUIRED
    )
    name: str = column("Name of the product. At most 300 characters.", filter=True, input=REQUIRED)
    description: str | None = column(
        "Notes about the product; null if there are none. At most 2,000 characters.",
        filter=True,
        input=SETTABLE,
    )
    structure: ProductStructure = column(
        "Whether the record is a product, a family or a bundle. It cannot be changed.",
        filter=True,
        input=Settable(on_update=False, default=ProductStructure.PRODUCT),
    )
    type: ProductType | None = column(
        "Kind of product, for information only; null if not given.", filter=True, input=SETTABLE
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
        "unit_group_id",
        "Unit group whose units the product is sold in.",
        filter=True,
        input=ON_CREATION,
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
        "Currency of the list price and the costs as an ISO 4217 code.", filter=True, input=SETTABLE
    )
    list_price: Money | None = money(
        "List price of the default unit; null if none is set. The basis of `PERCENT_OF_LIST`"
        " prices.",
        filter=True,
        input=SETTABLE,
    )
    current_cost: Money | None = money(
        "Current cost of the default unit; null if none is set. The basis of prices with a"
        " markup or margin on it.",
        input=SETTABLE,
    )
    standard_cost: Money | None = money(
        "Standard cost of the default unit; null if none is set. The basis of prices with a"
        " markup or margin on it.",
        input=SETTABLE,
    )
    default_price_list: LaterPriceList | None = to_one(
        "default_price_list_id",
        "Price list that the price comes from on documents without a price list; null if"
        " none is set.",
        filter=True,
        input=ON_UPDATE,
    )
    valid_from: date | None = column(
        "First day of validity; null if unlimited. For information only; it is not enforced.",
        filter=True,
        input=SETTABLE,
    )
    valid_to: date | None = column(
        "Last day of validity; null if unlimited. For information only; it is not enforced.",
        filter=True,
        input=SETTABLE,
    )
    bundle_items: "Connection[BundleItem]" = connection(
        "BundleItem",
        "Products in the bundle with their quantities; empty if the product is not a bundle.",
        by="bundle_id",
        filter=True,
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
    erp_link: ErpLink | None = to_one("id", LINK_DESCRIPTION, foreign="record_id", filter=True)
    version: int = column(VERSION_DESCRIPTION)
    created_at: datetime = column("Time the product was created. Never changes.", filter=True)
    created_by: User | None = to_one(
        "created_by", "User who created the product; null if the system created it."
    )
    updated_at: datetime = column(
        "Time the product was last changed. Equals `createdAt` until the first change.", filter=True
    )
    updated_by: User | None = to_one(
        "updated_by", "User who last changed the product; null if the system changed it."
    )


@entity(tables.bundle_items)
class BundleItem(Node):
    """A product in a bundle, with its quantity."""

    bundle: Product = to_one(
        "bundle_id", "Bundle that the item is sold with.", filter=True, sort=("name",)
    )
    product: Product = to_one(
        "product_id",
        "Product that the bundle contains.",
        filter=True,
        input=FIXED,
        sort=("name", "number"),
    )
    unit: Unit = to_one("unit_id", "Unit that `quantity` is measured in.", input=SETTABLE)
    quantity: Decimal = column("Quantity in one bundle, with up to 5 decimals.", input=SETTABLE)
    is_required: bool = column(
        "Whether the item is always sold with the bundle, included in the bundle's price."
        " Otherwise it is optional and has its own price.",
        filter=True,
        input=Settable(default=True),
    )
    version: int = column(VERSION_DESCRIPTION)
    created_at: datetime = column("Time the bundle item was created. Never changes.", filter=True)
    created_by: User | None = to_one(
        "created_by", "User who created the bundle item; null if the system created it."
    )
    updated_at: datetime = column(
        "Time the bundle item was last changed. Equals `createdAt` until the first change.",
        filter=True,
    )
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
        "related_product_id", "Product that is suggested.", filter=True, input=FIXED, sort=("name",)
    )
    type: RelationshipType = column(
        "Why the product is suggested, such as an accessory or a substitute.",
        filter=True,
        input=REQUIRED,
    )
    direction: RelationshipDirection = column(
        "Whether the suggestion applies in one direction or in both.",
        filter=True,
        input=Settable(default=RelationshipDirection.ONE_WAY),
    )
    version: int = column(VERSION_DESCRIPTION)
    created_at: datetime = column("Time the relationship was created. Never changes.", filter=True)
    created_by: User | None = to_one(
        "created_by", "User who created the relationship; null if the system created it."
    )
    updated_at: datetime = column(
        "Time the relationship was last changed. Equals `createdAt` until the first change.",
        filter=True,
    )
    updated_by: User | None = to_one(
        "updated_by", "User who last changed the relationship; null if the system changed it."
    )
