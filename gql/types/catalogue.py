"""What a tenant sells: products, families, bundles, and the units that they are counted in."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from db import tables
from domain.bundle import RelationshipDirection, RelationshipType
from domain.product import ProductStatus, ProductStructure, ProductType
from gql.fields import column, connection, document, entity, money, structure, to_one
from gql.scalars import CurrencyCode
from gql.types.interfaces import Money, Node
from gql.types.listings import (
    BUNDLE_ITEMS,
    PRICE_LIST_ITEMS,
    PRODUCT_RELATIONSHIPS,
    PRODUCTS,
    UNITS,
    Connection,
)
from gql.types.parties import User

if TYPE_CHECKING:
    from gql.types.prices import PriceList, PriceListItem

_PRICES = strawberry.lazy("gql.types.prices")
LaterPriceList: TypeAlias = Annotated["PriceList", _PRICES]
LaterPriceListItem: TypeAlias = Annotated["PriceListItem", _PRICES]


@entity(tables.unit_groups)
class UnitGroup(Node):
    """Units that can be counted in one another; one of them is the primary unit."""

    name: str = column("The name; no two unit groups share one.")
    units: "Connection[Unit]" = connection(UNITS, "Its units.", by="unit_group_id")
    version: int = column("Counts the changes; for `expectedVersion`.")
    created_at: datetime = column("When it was made.")
    created_by: User | None = to_one("created_by", "Who made it; null if the system did.")
    updated_at: datetime = column("When it last changed.")
    updated_by: User | None = to_one("updated_by", "Who changed it last; null if the system did.")


@entity(tables.units)
class Unit(Node):
    """What quantities are counted in."""

    name: str = column("The name; no two units of a group share one.")
    quantity: Decimal = column("How many of the base unit it is.")
    base_unit: "Unit | None" = to_one("base_unit_id", "What it is counted in; null of the primary.")
    unit_group: UnitGroup = to_one("unit_group_id", "The group that it belongs to.")
    version: int = column("Counts the changes; for `expectedVersion`.")
    created_at: datetime = column("When it was made.")
    created_by: User | None = to_one("created_by", "Who made it; null if the system did.")
    updated_at: datetime = column("When it last changed.")
    updated_by: User | None = to_one("updated_by", "Who changed it last; null if the system did.")


@structure
class PublishedProduct:
    """What a product under revision is sold as until the revision is published."""

    name: str = column("The name.")
    description: str | None = column("Notes.")
    currency_code: CurrencyCode = column("The currency of list price and costs.")
    list_price: Money | None = money("The list price of the default unit.")
    current_cost: Money | None = money("What the default unit costs at present.")
    standard_cost: Money | None = money("What the default unit is reckoned to cost.")


@entity(tables.products)
class Product(Node):
    """What can be sold: a product or a bundle; or a family of them, which is sold nowhere."""

    number: str = column("The number that people know it by; no two products share one.")
    name: str = column("The name.")
    description: str | None = column("Notes.")
    structure: ProductStructure = column("What it is made of.")
    type: ProductType | None = column("What kind of thing it is.")
    status: ProductStatus = column("Where it is in its life; it moves by mutations only.")
    is_active: bool = column(
        "Whether it can be added to documents: it is published, also while it is being revised."
    )
    published: PublishedProduct | None = document(
        "What is sold while it is under revision; null otherwise."
    )
    parent: "Product | None" = to_one("parent_id", "The family that it belongs to.")
    children: "Connection[Product]" = connection(
        PRODUCTS, "What belongs to the family.", by="parent_id"
    )
    unit_group: UnitGroup = to_one("unit_group_id", "The group of its units.")
    default_unit: Unit = to_one("default_unit_id", "What list price and costs are for.")
    quantity_decimals: int = column("How many decimals its quantities may have.")
    currency_code: CurrencyCode = column("The currency of list price and costs.")
    list_price: Money | None = money("The list price of the default unit.")
    current_cost: Money | None = money("What the default unit costs at present.")
    standard_cost: Money | None = money("What the default unit is reckoned to cost.")
    default_price_list: LaterPriceList | None = to_one(
        "default_price_list_id", "Where its price comes from on documents without a price list."
    )
    valid_from: date | None = column("The first day; it informs and forbids nothing.")
    valid_to: date | None = column("The last day; it informs and forbids nothing.")
    bundle_items: "Connection[BundleItem]" = connection(
        BUNDLE_ITEMS, "What is in the bundle.", by="bundle_id"
    )
    in_bundles: "Connection[BundleItem]" = connection(
        BUNDLE_ITEMS, "The items of bundles that it is.", by="product_id"
    )
    relationships: "Connection[ProductRelationship]" = connection(
        PRODUCT_RELATIONSHIPS, "What is suggested for it.", by="product_id"
    )
    related_from: "Connection[ProductRelationship]" = connection(
        PRODUCT_RELATIONSHIPS, "What it is suggested for.", by="related_product_id"
    )
    price_list_items: Connection[LaterPriceListItem] = connection(
        PRICE_LIST_ITEMS, "Its prices, one for each price list and unit.", by="product_id"
    )
    version: int = column("Counts the changes; for `expectedVersion`.")
    created_at: datetime = column("When it was made.")
    created_by: User | None = to_one("created_by", "Who made it; null if the system did.")
    updated_at: datetime = column("When it last changed.")
    updated_by: User | None = to_one("updated_by", "Who changed it last; null if the system did.")


@entity(tables.bundle_items)
class BundleItem(Node):
    """So many units of a product in a bundle."""

    bundle: Product = to_one("bundle_id", "The bundle.")
    product: Product = to_one("product_id", "What is in it.")
    unit: Unit = to_one("unit_id", "What the quantity counts.")
    quantity: Decimal = column("How many for one bundle.")
    is_required: bool = column(
        "Whether it always comes with the bundle, in its price; else it is offered at its own."
    )
    version: int = column("Counts the changes; for `expectedVersion`.")
    created_at: datetime = column("When it was made.")
    created_by: User | None = to_one("created_by", "Who made it; null if the system did.")
    updated_at: datetime = column("When it last changed.")
    updated_by: User | None = to_one("updated_by", "Who changed it last; null if the system did.")


@entity(tables.product_relationships)
class ProductRelationship(Node):
    """A product that is suggested where another one is sold."""

    product: Product = to_one("product_id", "What it is suggested for.")
    related_product: Product = to_one("related_product_id", "What is suggested.")
    type: RelationshipType = column("Why.")
    direction: RelationshipDirection = column("Whether both ways.")
    version: int = column("Counts the changes; for `expectedVersion`.")
    created_at: datetime = column("When it was made.")
    created_by: User | None = to_one("created_by", "Who made it; null if the system did.")
    updated_at: datetime = column("When it last changed.")
    updated_by: User | None = to_one("updated_by", "Who changed it last; null if the system did.")
