"""Tenants, users, ISO 4217 currencies, tenant settings and number series."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from db.tables.columns import (
    SORTABLE,
    metadata,
    reference,
    stamps,
    tenant_index,
    tenant_table,
    version,
)

__all__ = ["currencies", "number_series", "tenant_settings", "tenants", "users"]

tenants = Table(
    "tenants",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

currencies = Table(
    "currencies",
    metadata,
    Column("code", String(3), primary_key=True),
    Column("name", Text, nullable=False),
    Column("precision", SmallInteger, nullable=False),
    CheckConstraint("precision BETWEEN 0 AND 4", name="precision"),
)

users = tenant_table(
    "users",
    "usr",
    Column("name", Text, nullable=False, info=SORTABLE),
    Column("email", Text, nullable=False, info=SORTABLE),
    Column("created_at", DateTime(timezone=True), nullable=False, info=SORTABLE),
    Column("deactivated_at", DateTime(timezone=True)),  # null while the user can sign in
    Column("is_integration", Boolean, nullable=False, server_default=text("false")),
    UniqueConstraint("tenant_id", "email"),
    feed="USER",
)

tenant_settings = Table(
    "tenant_settings",
    metadata,
    Column("tenant_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),  # the tenant's own id: settings are a record like others
    Column("rounding_mode", Text, nullable=False),
    Column("discount_method", Text, nullable=False),
    Column("pricing_precision", SmallInteger, nullable=False),
    Column("price_list_optional", Boolean, nullable=False),
    Column("round_unit_price_first", Boolean, nullable=False),
    Column("inactive_discount_lists_apply", Boolean, nullable=False),
    Column("create_products_as_active", Boolean, nullable=False),
    Column("max_lines_per_document", SmallInteger, nullable=False),
    Column("base_currency_code", String(3), nullable=False),
    ForeignKeyConstraint(
        ["tenant_id", "base_currency_code"],
        ["tenant_currencies.tenant_id", "tenant_currencies.code"],
    ),
    *reference("default_unit_group_id", "unit_groups"),
    version(),
    *stamps(info=None),  # a tenant has one: there is no list
    PrimaryKeyConstraint("tenant_id"),
    ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
    CheckConstraint("pricing_precision BETWEEN 0 AND 4", name="pricing_precision"),
    CheckConstraint("max_lines_per_document BETWEEN 1000 AND 5000", name="max_lines_per_document"),
    info={"prefix": "set", "tenant": True},
)

number_series = Table(
    "number_series",
    metadata,
    Column("tenant_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("last", BigInteger, nullable=False),
    PrimaryKeyConstraint("tenant_id", "kind"),
    ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
    info={"tenant": True},
)

tenant_index(users, "created_at", "id")
