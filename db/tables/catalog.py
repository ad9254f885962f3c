"""Products, units, price lists, discounts and taxes of a tenant."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    Index,
    Numeric,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from db.tables.columns import (
    SORTABLE,
    check_range,
    currency,
    money,
    reference,
    sorted_as,
    stamps,
    tenant_index,
    tenant_table,
    version,
)
from domain.catalog.bundle import RelationshipDirection, RelationshipType
from domain.catalog.product import ProductStructure, ProductType
from domain.catalog.product_lifecycle import ProductStatus
from domain.pricing.line import MAX_QUANTITY

__all__ = [
    "bundle_items",
    "discount_lists",
    "discount_tiers",
    "price_list_items",
    "price_lists",
    "product_relationships",
    "products",
    "tax_codes",
    "tenant_currencies",
    "unit_groups",
    "units",
]

unit_groups = tenant_table(
    "unit_groups",
    "ugr",
    Column("name", Text, nullable=False, info=SORTABLE),
    version(),
    *stamps(),
    UniqueConstraint("tenant_id", "name"),
    feed="UNIT_GROUP",
)

units = tenant_table(
    "units",
    "uni",
    *reference("unit_group_id", "unit_groups", nullable=False, info=SORTABLE),
    Column("name", Text, nullable=False, info=SORTABLE),
    Column("quantity", Numeric, nullable=False, info=SORTABLE),
    check_range("quantity", MAX_QUANTITY),
    *reference("base_unit_id", "units"),
    version(),
    *stamps(),
    UniqueConstraint("tenant_id", "unit_group_id", "name"),
    Index(
        "uq_units_primary",
        "tenant_id",
        "unit_group_id",
        unique=True,
        postgresql_where=text("base_unit_id IS NULL"),
    ),
    feed="UNIT",
)

discount_lists = tenant_table(
    "discount_lists",
    "dil",
    Column("name", Text, nullable=False, info=SORTABLE),
    Column("type", Text, nullable=False, info=SORTABLE),
    *currency(nullable=True, info=SORTABLE),
    Column("description", Text),
    Column("is_active", Boolean, nullable=False),
    version(),
    *stamps(),
    UniqueConstraint("tenant_id", "name"),
    feed="DISCOUNT_LIST",
)

discount_tiers = tenant_table(
    "discount_tiers",
    "dit",
    *reference("discount_list_id", "discount_lists", nullable=False),
    Column("low_quantity", Numeric, nullable=False, info=SORTABLE),
    Column("high_quantity", Numeric, nullable=False, info=SORTABLE),
    CheckConstraint("0 < low_quantity AND low_quantity < high_quantity", name="tier_range"),
    check_range("low_quantity", MAX_QUANTITY),
    check_range("high_quantity", MAX_QUANTITY),
    Column("percentage", Numeric),
    CheckConstraint("percentage BETWEEN 0 AND 100", name="percentage"),
    *money("amount", nullable=True),
    CheckConstraint("num_nonnulls(percentage, amount) = 1", name="percentage_or_amount"),
    version(),
    *stamps(),
    feed="DISCOUNT_TIER",
)

tax_codes = tenant_table(
    "tax_codes",
    "tax",
    Column("code", Text, nullable=False, info=SORTABLE),
    Column("name", Text, nullable=False, info=SORTABLE),
    Column("rate", Numeric, nullable=False, info=SORTABLE),
    CheckConstraint("rate BETWEEN 0 AND 100", name="rate"),
    Column("is_active", Boolean, nullable=False),
    version(),
    *stamps(),
    UniqueConstraint("tenant_id", "code"),
    feed="TAX_CODE",
)

price_lists = tenant_table(
    "price_lists",
    "prl",
    Column("name", Text, nullable=False, info=SORTABLE),
    *currency(info=SORTABLE),
    Column("description", Text),
    Column("begins_on", Date, info=SORTABLE),
    Column("ends_on", Date, info=SORTABLE),
    Column("is_active", Boolean, nullable=False),
    version(),
    *stamps(),
    UniqueConstraint("tenant_id", "name"),
    feed="PRICE_LIST",
)

products = tenant_table(
    "products",
    "prd",
    Column("number", Text, nullable=False, info=SORTABLE),
    Column("name", Text, nullable=False, info=SORTABLE),
    Column("description", Text),
    Column("structure", Text, nullable=False, info=sorted_as(ProductStructure)),
    Column("type", Text, info=sorted_as(ProductType)),
    Column("status", Text, nullable=False, info=sorted_as(ProductStatus)),
    Column(
        "is_active",
        Boolean,
        Computed("status = ANY (ARRAY['ACTIVE'::text, 'UNDER_REVISION'::text])", persisted=True),
        nullable=False,
    ),
    *reference("parent_id", "products", info=SORTABLE),
    *reference("unit_group_id", "unit_groups", nullable=False),
    *reference("default_unit_id", "units", nullable=False),
    Column("quantity_decimals", SmallInteger, nullable=False),
    CheckConstraint("quantity_decimals BETWEEN 0 AND 5", name="quantity_decimals"),
    *currency(info=SORTABLE),
    *money("list_price", nullable=True, info=SORTABLE),
    *money("current_cost", nullable=True),
    *money("standard_cost", nullable=True),
    *reference("default_price_list_id", "price_lists"),
    Column("valid_from", Date, info=SORTABLE),
    Column("valid_to", Date, info=SORTABLE),
    Column("published", JSONB(none_as_null=True)),
    version(),
    *stamps(),
    UniqueConstraint("tenant_id", "number"),
    feed="PRODUCT",
)

price_list_items = tenant_table(
    "price_list_items",
    "pli",
    *reference("price_list_id", "price_lists", nullable=False, info=SORTABLE),
    *reference("product_id", "products", nullable=False, info=SORTABLE),
    *reference("unit_id", "units", nullable=False),
    *currency(),
    Column("method", Text, nullable=False, info=SORTABLE),
    *money("amount", nullable=True, info=SORTABLE),
    Column("percentage", Numeric, info=SORTABLE),
    CheckConstraint("percentage BETWEEN 0 AND 99999.99", name="percentage"),
    Column("rounding_policy", Text, nullable=False),
    Column("rounding_option", Text),
    *money("rounding_amount", nullable=True),
    *reference("discount_list_id", "discount_lists"),
    Column("quantity_selling", Text, nullable=False),
    version(),
    *stamps(),
    UniqueConstraint("tenant_id", "price_list_id", "product_id", "unit_id"),
    feed="PRICE_LIST_ITEM",
)

bundle_items = tenant_table(
    "bundle_items",
    "bui",
    *reference("bundle_id", "products", nullable=False, info=SORTABLE),
    *reference("product_id", "products", nullable=False, info=SORTABLE),
    *reference("unit_id", "units", nullable=False),
    Column("quantity", Numeric, nullable=False),
    check_range("quantity", MAX_QUANTITY),
    Column("is_required", Boolean, nullable=False),
    version(),
    *stamps(),
    UniqueConstraint("tenant_id", "bundle_id", "product_id"),
    feed="BUNDLE_ITEM",
)

product_relationships = tenant_table(
    "product_relationships",
    "rel",
    *reference("product_id", "products", nullable=False, info=SORTABLE),
    *reference("related_product_id", "products", nullable=False, info=SORTABLE),
    CheckConstraint("product_id <> related_product_id", name="not_with_itself"),
    Column("type", Text, nullable=False, info=sorted_as(RelationshipType)),
    Column("direction", Text, nullable=False, info=sorted_as(RelationshipDirection)),
    version(),
    *stamps(),
    UniqueConstraint("tenant_id", "product_id", "related_product_id", "type"),
    feed="PRODUCT_RELATIONSHIP",
)

tenant_currencies = tenant_table(
    "tenant_currencies",
    "cur",
    Column("code", String(3), nullable=False, info=SORTABLE),
    Column("name", Text, nullable=False, info=SORTABLE),
    Column("symbol", Text),
    Column("precision", SmallInteger, nullable=False, info=SORTABLE),
    CheckConstraint("precision BETWEEN 0 AND 4", name="precision"),
    Column("exchange_rate", Numeric),
    CheckConstraint("exchange_rate BETWEEN 1e-12 AND 1e11", name="exchange_rate"),
    Column("is_active", Boolean, nullable=False),
    version(),
    *stamps(),
    UniqueConstraint("tenant_id", "code"),
    feed="CURRENCY",
)

for listed in (products, price_lists, discount_lists, unit_groups):
    tenant_index(listed, "created_at", "id")
    tenant_index(listed, "updated_at", "id")
    tenant_index(listed, "name", "id")
for child, parents in (
    (units, ("base_unit_id",)),
    (discount_tiers, ("discount_list_id",)),
    (products, ("parent_id", "default_price_list_id", "unit_group_id", "default_unit_id")),
    (price_list_items, ("product_id", "unit_id", "discount_list_id")),
    (bundle_items, ("product_id", "unit_id")),
    (product_relationships, ("related_product_id",)),
):
    for parent in parents:
        tenant_index(child, parent)
for ordered in (units, price_list_items, tax_codes, tenant_currencies):
    tenant_index(ordered, "created_at", "id")
