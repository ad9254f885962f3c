"""What a tenant sells. Price lists, units and bundles come with the pricing issue."""

from sqlalchemy import Boolean, Column, Text, UniqueConstraint, text

from db.tables.metadata import stamps, tenant_index, tenant_table, version

products = tenant_table(
    "products",
    "prd",
    Column("number", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("description", Text),
    Column("is_active", Boolean, nullable=False, server_default=text("true")),
    version(),
    *stamps(),
    UniqueConstraint("tenant_id", "number"),
)

tenant_index(products, "created_at", "id")
tenant_index(products, "updated_at", "id")
tenant_index(products, "name", "id")
