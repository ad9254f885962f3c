"""The sales process: parties, products, the four documents, and the wall between tenants."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.currencies import CURRENCIES

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROLE = "salesgraph_app"
SHARED = ("tenants", "currencies")
TENANT_TABLES = (
    "users",
    "tenant_settings",
    "number_series",
    "accounts",
    "contacts",
    "competitors",
    "products",
    "opportunities",
    "opportunity_lines",
    "quotes",
    "quote_lines",
    "orders",
    "order_lines",
    "invoices",
    "invoice_lines",
    "close_records",
    "payments",
)


def upgrade() -> None:
    """Create everything."""
    op.create_table(
        "currencies",
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("precision", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("precision BETWEEN 0 AND 4", name=op.f("ck_currencies_precision")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_currencies")),
    )
    op.create_table(
        "tenants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenants")),
        sa.UniqueConstraint("slug", name=op.f("uq_tenants_slug")),
    )
    op.create_table(
        "competitors",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("strengths", sa.Text(), nullable=True),
        sa.Column("weaknesses", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_competitors_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_competitors")),
        info={"prefix": "cmp", "tenant": True},
    )
    op.create_index(
        op.f("ix_competitors_tenant_id_created_at_id"),
        "competitors",
        ["tenant_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_competitors_tenant_id_name_id"),
        "competitors",
        ["tenant_id", "name", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_competitors_tenant_id_updated_at_id"),
        "competitors",
        ["tenant_id", "updated_at", "id"],
        unique=False,
    )
    op.create_table(
        "number_series",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_number_series_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "kind", name=op.f("pk_number_series")),
        info={"tenant": True},
    )
    op.create_table(
        "products",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_products_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_products")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_products_tenant_id_number")),
        info={"prefix": "prd", "tenant": True},
    )
    op.create_index(
        op.f("ix_products_tenant_id_created_at_id"),
        "products",
        ["tenant_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_products_tenant_id_name_id"), "products", ["tenant_id", "name", "id"], unique=False
    )
    op.create_index(
        op.f("ix_products_tenant_id_updated_at_id"),
        "products",
        ["tenant_id", "updated_at", "id"],
        unique=False,
    )
    op.create_table(
        "tenant_settings",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("rounding_mode", sa.Text(), nullable=False),
        sa.Column("discount_method", sa.Text(), nullable=False),
        sa.Column("pricing_precision", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint(
            "pricing_precision BETWEEN 0 AND 4", name=op.f("ck_tenant_settings_pricing_precision")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_tenant_settings_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_tenant_settings")),
        info={"tenant": True},
    )
    op.create_table(
        "users",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_users_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_users")),
        sa.UniqueConstraint("tenant_id", "email", name=op.f("uq_users_tenant_id_email")),
        info={"prefix": "usr", "tenant": True},
    )
    op.create_table(
        "accounts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("industry", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column(
            "address", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "owner_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_accounts_tenant_id_owner_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_accounts_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_accounts")),
        info={"prefix": "acc", "tenant": True},
    )
    op.create_index(
        op.f("ix_users_tenant_id_created_at_id"),
        "users",
        ["tenant_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_accounts_tenant_id_created_at_id"),
        "accounts",
        ["tenant_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_accounts_tenant_id_name_id"), "accounts", ["tenant_id", "name", "id"], unique=False
    )
    op.create_index(
        op.f("ix_accounts_tenant_id_owner_id_created_at_id"),
        "accounts",
        ["tenant_id", "owner_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_accounts_tenant_id_updated_at_id"),
        "accounts",
        ["tenant_id", "updated_at", "id"],
        unique=False,
    )
    op.create_table(
        "contacts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=True),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("job_title", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column(
            "address", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["accounts.tenant_id", "accounts.id"],
            name=op.f("fk_contacts_tenant_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "owner_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_contacts_tenant_id_owner_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_contacts_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_contacts")),
        info={"prefix": "con", "tenant": True},
    )
    op.create_index(
        op.f("ix_contacts_tenant_id_account_id_created_at_id"),
        "contacts",
        ["tenant_id", "account_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_contacts_tenant_id_created_at_id"),
        "contacts",
        ["tenant_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_contacts_tenant_id_name_id"), "contacts", ["tenant_id", "name", "id"], unique=False
    )
    op.create_index(
        op.f("ix_contacts_tenant_id_updated_at_id"),
        "contacts",
        ["tenant_id", "updated_at", "id"],
        unique=False,
    )
    op.create_table(
        "opportunities",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("status_reason", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("currency_code", sa.String(length=3), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("discount_percentage", sa.Numeric(), nullable=True),
        sa.Column("discount_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("freight_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("detail_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "line_discount_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column(
            "total_discount_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column("pre_freight_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("total_tax", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("total_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("probability", sa.SmallInteger(), nullable=True),
        sa.Column("rating", sa.Text(), nullable=True),
        sa.Column("forecast_category", sa.Text(), nullable=False),
        sa.Column("budget_amount", sa.Numeric(), nullable=True),
        sa.Column(
            "is_revenue_system_calculated",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
        ),
        sa.Column("estimated_value", sa.Numeric(), nullable=True),
        sa.Column("estimated_close_date", sa.Date(), nullable=True),
        sa.Column("actual_value", sa.Numeric(), nullable=True),
        sa.Column("actual_close_date", sa.Date(), nullable=True),
        sa.Column("customer_need", sa.Text(), nullable=True),
        sa.Column("current_situation", sa.Text(), nullable=True),
        sa.Column("proposed_solution", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "actual_value BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_opportunities_actual_value_bounded"),
        ),
        sa.CheckConstraint(
            "budget_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_opportunities_budget_amount_bounded"),
        ),
        sa.CheckConstraint(
            "detail_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_opportunities_detail_amount_bounded"),
        ),
        sa.CheckConstraint(
            "discount_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_opportunities_discount_amount_bounded"),
        ),
        sa.CheckConstraint(
            "discount_percentage BETWEEN 0 AND 100",
            name=op.f("ck_opportunities_discount_percentage"),
        ),
        sa.CheckConstraint(
            "estimated_value BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_opportunities_estimated_value_bounded"),
        ),
        sa.CheckConstraint(
            "freight_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_opportunities_freight_amount_bounded"),
        ),
        sa.CheckConstraint(
            "line_discount_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_opportunities_line_discount_amount_bounded"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(account_id, contact_id) = 1", name=op.f("ck_opportunities_one_customer")
        ),
        sa.CheckConstraint(
            "pre_freight_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_opportunities_pre_freight_amount_bounded"),
        ),
        sa.CheckConstraint(
            "probability BETWEEN 0 AND 100", name=op.f("ck_opportunities_probability")
        ),
        sa.CheckConstraint(
            "total_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_opportunities_total_amount_bounded"),
        ),
        sa.CheckConstraint(
            "total_discount_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_opportunities_total_discount_amount_bounded"),
        ),
        sa.CheckConstraint(
            "total_tax BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_opportunities_total_tax_bounded"),
        ),
        sa.ForeignKeyConstraint(
            ["currency_code"], ["currencies.code"], name=op.f("fk_opportunities_currency_code")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["accounts.tenant_id", "accounts.id"],
            name=op.f("fk_opportunities_tenant_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contact_id"],
            ["contacts.tenant_id", "contacts.id"],
            name=op.f("fk_opportunities_tenant_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "owner_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_opportunities_tenant_id_owner_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_opportunities_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_opportunities")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_opportunities_tenant_id_number")),
        info={"prefix": "opp", "tenant": True},
    )
    op.create_index(
        op.f("ix_opportunities_tenant_id_account_id_created_at_id"),
        "opportunities",
        ["tenant_id", "account_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_opportunities_tenant_id_contact_id_created_at_id"),
        "opportunities",
        ["tenant_id", "contact_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_opportunities_tenant_id_created_at_id"),
        "opportunities",
        ["tenant_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_opportunities_tenant_id_number_id"),
        "opportunities",
        ["tenant_id", "number", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_opportunities_tenant_id_owner_id_created_at_id"),
        "opportunities",
        ["tenant_id", "owner_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_opportunities_tenant_id_status_created_at_id"),
        "opportunities",
        ["tenant_id", "status", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_opportunities_tenant_id_total_amount_id"),
        "opportunities",
        ["tenant_id", "total_amount", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_opportunities_tenant_id_updated_at_id"),
        "opportunities",
        ["tenant_id", "updated_at", "id"],
        unique=False,
    )
    op.create_table(
        "opportunity_lines",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("write_in", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("currency_code", sa.String(length=3), nullable=False),
        sa.Column("quantity", sa.Numeric(), nullable=False),
        sa.Column("price_per_unit", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("is_price_overridden", sa.Boolean(), nullable=False),
        sa.Column("volume_discount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "manual_discount_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column("manual_discount_percent", sa.Numeric(), nullable=True),
        sa.Column("manual_discount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("base_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("tax", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("extended_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint(
            "base_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_opportunity_lines_base_amount_bounded"),
        ),
        sa.CheckConstraint(
            "extended_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_opportunity_lines_extended_amount_bounded"),
        ),
        sa.CheckConstraint(
            "manual_discount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_opportunity_lines_manual_discount_bounded"),
        ),
        sa.CheckConstraint(
            "manual_discount_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_opportunity_lines_manual_discount_amount_bounded"),
        ),
        sa.CheckConstraint(
            "manual_discount_percent BETWEEN 0 AND 100",
            name=op.f("ck_opportunity_lines_manual_percent"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(product_id, write_in) = 1",
            name=op.f("ck_opportunity_lines_product_or_write_in"),
        ),
        sa.CheckConstraint(
            "price_per_unit BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_opportunity_lines_price_per_unit_bounded"),
        ),
        sa.CheckConstraint(
            "quantity BETWEEN -100000000000 AND 100000000000",
            name=op.f("ck_opportunity_lines_quantity_bounded"),
        ),
        sa.CheckConstraint(
            "tax BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_opportunity_lines_tax_bounded"),
        ),
        sa.CheckConstraint(
            "volume_discount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_opportunity_lines_volume_discount_bounded"),
        ),
        sa.ForeignKeyConstraint(
            ["currency_code"], ["currencies.code"], name=op.f("fk_opportunity_lines_currency_code")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "opportunity_id"],
            ["opportunities.tenant_id", "opportunities.id"],
            name=op.f("fk_opportunity_lines_tenant_id_opportunity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["products.tenant_id", "products.id"],
            name=op.f("fk_opportunity_lines_tenant_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_opportunity_lines_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_opportunity_lines")),
        sa.UniqueConstraint(
            "tenant_id",
            "opportunity_id",
            "line_number",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_opportunity_lines_tenant_id_opportunity_id_line_number"),
        ),
        info={"prefix": "opl", "tenant": True},
    )
    op.create_index(
        op.f("ix_opportunity_lines_tenant_id_product_id"),
        "opportunity_lines",
        ["tenant_id", "product_id"],
        unique=False,
    )
    op.create_table(
        "quotes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("status_reason", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("currency_code", sa.String(length=3), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("discount_percentage", sa.Numeric(), nullable=True),
        sa.Column("discount_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("freight_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("detail_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "line_discount_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column(
            "total_discount_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column("pre_freight_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("total_tax", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("total_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column(
            "bill_to", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column(
            "ship_to", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("payment_terms", sa.Text(), nullable=True),
        sa.Column("freight_terms", sa.Text(), nullable=True),
        sa.Column("shipping_method", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Uuid(), nullable=True),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("request_delivery_by", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "detail_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_quotes_detail_amount_bounded"),
        ),
        sa.CheckConstraint(
            "discount_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_quotes_discount_amount_bounded"),
        ),
        sa.CheckConstraint(
            "discount_percentage BETWEEN 0 AND 100", name=op.f("ck_quotes_discount_percentage")
        ),
        sa.CheckConstraint(
            "freight_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_quotes_freight_amount_bounded"),
        ),
        sa.CheckConstraint(
            "line_discount_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_quotes_line_discount_amount_bounded"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(account_id, contact_id) = 1", name=op.f("ck_quotes_one_customer")
        ),
        sa.CheckConstraint(
            "pre_freight_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_quotes_pre_freight_amount_bounded"),
        ),
        sa.CheckConstraint(
            "total_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_quotes_total_amount_bounded"),
        ),
        sa.CheckConstraint(
            "total_discount_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_quotes_total_discount_amount_bounded"),
        ),
        sa.CheckConstraint(
            "total_tax BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_quotes_total_tax_bounded"),
        ),
        sa.ForeignKeyConstraint(
            ["currency_code"], ["currencies.code"], name=op.f("fk_quotes_currency_code")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["accounts.tenant_id", "accounts.id"],
            name=op.f("fk_quotes_tenant_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contact_id"],
            ["contacts.tenant_id", "contacts.id"],
            name=op.f("fk_quotes_tenant_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "opportunity_id"],
            ["opportunities.tenant_id", "opportunities.id"],
            name=op.f("fk_quotes_tenant_id_opportunity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "owner_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_quotes_tenant_id_owner_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_quotes_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_quotes")),
        sa.UniqueConstraint(
            "tenant_id", "number", "revision", name=op.f("uq_quotes_tenant_id_number_revision")
        ),
        info={"prefix": "quo", "tenant": True},
    )
    op.create_index(
        op.f("ix_quotes_tenant_id_account_id_created_at_id"),
        "quotes",
        ["tenant_id", "account_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_quotes_tenant_id_contact_id_created_at_id"),
        "quotes",
        ["tenant_id", "contact_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_quotes_tenant_id_created_at_id"),
        "quotes",
        ["tenant_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_quotes_tenant_id_number_id"), "quotes", ["tenant_id", "number", "id"], unique=False
    )
    op.create_index(
        op.f("ix_quotes_tenant_id_opportunity_id_created_at_id"),
        "quotes",
        ["tenant_id", "opportunity_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_quotes_tenant_id_owner_id_created_at_id"),
        "quotes",
        ["tenant_id", "owner_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_quotes_tenant_id_status_created_at_id"),
        "quotes",
        ["tenant_id", "status", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_quotes_tenant_id_total_amount_id"),
        "quotes",
        ["tenant_id", "total_amount", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_quotes_tenant_id_updated_at_id"),
        "quotes",
        ["tenant_id", "updated_at", "id"],
        unique=False,
    )
    op.create_index(
        "uq_quotes_live_revision",
        "quotes",
        ["tenant_id", "number"],
        unique=True,
        postgresql_where=sa.text("status IN ('DRAFT', 'ACTIVE')"),
    )
    op.create_table(
        "orders",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("status_reason", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("currency_code", sa.String(length=3), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("discount_percentage", sa.Numeric(), nullable=True),
        sa.Column("discount_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("freight_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("detail_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "line_discount_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column(
            "total_discount_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column("pre_freight_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("total_tax", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("total_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column(
            "bill_to", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column(
            "ship_to", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("payment_terms", sa.Text(), nullable=True),
        sa.Column("freight_terms", sa.Text(), nullable=True),
        sa.Column("shipping_method", sa.Text(), nullable=True),
        sa.Column("opportunity_id", sa.Uuid(), nullable=True),
        sa.Column("quote_id", sa.Uuid(), nullable=True),
        sa.Column("prices_locked", sa.Boolean(), nullable=False),
        sa.Column("request_delivery_by", sa.Date(), nullable=True),
        sa.Column("date_fulfilled", sa.Date(), nullable=True),
        sa.Column("fulfillment_status", sa.Text(), nullable=False),
        sa.Column("invoicing_status", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "detail_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_orders_detail_amount_bounded"),
        ),
        sa.CheckConstraint(
            "discount_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_orders_discount_amount_bounded"),
        ),
        sa.CheckConstraint(
            "discount_percentage BETWEEN 0 AND 100", name=op.f("ck_orders_discount_percentage")
        ),
        sa.CheckConstraint(
            "freight_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_orders_freight_amount_bounded"),
        ),
        sa.CheckConstraint(
            "line_discount_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_orders_line_discount_amount_bounded"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(account_id, contact_id) = 1", name=op.f("ck_orders_one_customer")
        ),
        sa.CheckConstraint(
            "pre_freight_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_orders_pre_freight_amount_bounded"),
        ),
        sa.CheckConstraint(
            "total_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_orders_total_amount_bounded"),
        ),
        sa.CheckConstraint(
            "total_discount_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_orders_total_discount_amount_bounded"),
        ),
        sa.CheckConstraint(
            "total_tax BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_orders_total_tax_bounded"),
        ),
        sa.ForeignKeyConstraint(
            ["currency_code"], ["currencies.code"], name=op.f("fk_orders_currency_code")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["accounts.tenant_id", "accounts.id"],
            name=op.f("fk_orders_tenant_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contact_id"],
            ["contacts.tenant_id", "contacts.id"],
            name=op.f("fk_orders_tenant_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "opportunity_id"],
            ["opportunities.tenant_id", "opportunities.id"],
            name=op.f("fk_orders_tenant_id_opportunity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "owner_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_orders_tenant_id_owner_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "quote_id"],
            ["quotes.tenant_id", "quotes.id"],
            name=op.f("fk_orders_tenant_id_quote_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_orders_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_orders")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_orders_tenant_id_number")),
        sa.UniqueConstraint("tenant_id", "quote_id", name=op.f("uq_orders_tenant_id_quote_id")),
        info={"prefix": "ord", "tenant": True},
    )
    op.create_index(
        op.f("ix_orders_tenant_id_account_id_created_at_id"),
        "orders",
        ["tenant_id", "account_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_orders_tenant_id_contact_id_created_at_id"),
        "orders",
        ["tenant_id", "contact_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_orders_tenant_id_created_at_id"),
        "orders",
        ["tenant_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_orders_tenant_id_number_id"), "orders", ["tenant_id", "number", "id"], unique=False
    )
    op.create_index(
        op.f("ix_orders_tenant_id_opportunity_id_created_at_id"),
        "orders",
        ["tenant_id", "opportunity_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_orders_tenant_id_owner_id_created_at_id"),
        "orders",
        ["tenant_id", "owner_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_orders_tenant_id_status_created_at_id"),
        "orders",
        ["tenant_id", "status", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_orders_tenant_id_total_amount_id"),
        "orders",
        ["tenant_id", "total_amount", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_orders_tenant_id_updated_at_id"),
        "orders",
        ["tenant_id", "updated_at", "id"],
        unique=False,
    )
    op.create_table(
        "quote_lines",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("quote_id", sa.Uuid(), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("write_in", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("currency_code", sa.String(length=3), nullable=False),
        sa.Column("quantity", sa.Numeric(), nullable=False),
        sa.Column("price_per_unit", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("is_price_overridden", sa.Boolean(), nullable=False),
        sa.Column("volume_discount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "manual_discount_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column("manual_discount_percent", sa.Numeric(), nullable=True),
        sa.Column("manual_discount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("base_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("tax", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("extended_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint(
            "base_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_quote_lines_base_amount_bounded"),
        ),
        sa.CheckConstraint(
            "extended_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_quote_lines_extended_amount_bounded"),
        ),
        sa.CheckConstraint(
            "manual_discount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_quote_lines_manual_discount_bounded"),
        ),
        sa.CheckConstraint(
            "manual_discount_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_quote_lines_manual_discount_amount_bounded"),
        ),
        sa.CheckConstraint(
            "manual_discount_percent BETWEEN 0 AND 100", name=op.f("ck_quote_lines_manual_percent")
        ),
        sa.CheckConstraint(
            "num_nonnulls(product_id, write_in) = 1",
            name=op.f("ck_quote_lines_product_or_write_in"),
        ),
        sa.CheckConstraint(
            "price_per_unit BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_quote_lines_price_per_unit_bounded"),
        ),
        sa.CheckConstraint(
            "quantity BETWEEN -100000000000 AND 100000000000",
            name=op.f("ck_quote_lines_quantity_bounded"),
        ),
        sa.CheckConstraint(
            "tax BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_quote_lines_tax_bounded"),
        ),
        sa.CheckConstraint(
            "volume_discount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_quote_lines_volume_discount_bounded"),
        ),
        sa.ForeignKeyConstraint(
            ["currency_code"], ["currencies.code"], name=op.f("fk_quote_lines_currency_code")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["products.tenant_id", "products.id"],
            name=op.f("fk_quote_lines_tenant_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "quote_id"],
            ["quotes.tenant_id", "quotes.id"],
            name=op.f("fk_quote_lines_tenant_id_quote_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_quote_lines_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_quote_lines")),
        sa.UniqueConstraint(
            "tenant_id",
            "quote_id",
            "line_number",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_quote_lines_tenant_id_quote_id_line_number"),
        ),
        info={"prefix": "qul", "tenant": True},
    )
    op.create_index(
        op.f("ix_quote_lines_tenant_id_product_id"),
        "quote_lines",
        ["tenant_id", "product_id"],
        unique=False,
    )
    op.create_table(
        "invoices",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("status_reason", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("currency_code", sa.String(length=3), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("discount_percentage", sa.Numeric(), nullable=True),
        sa.Column("discount_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("freight_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("detail_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "line_discount_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column(
            "total_discount_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column("pre_freight_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("total_tax", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("total_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column(
            "bill_to", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column(
            "ship_to", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("payment_terms", sa.Text(), nullable=True),
        sa.Column("freight_terms", sa.Text(), nullable=True),
        sa.Column("shipping_method", sa.Text(), nullable=True),
        sa.Column("opportunity_id", sa.Uuid(), nullable=True),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("prices_locked", sa.Boolean(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("amount_paid", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("amount_due", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint(
            "amount_due BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_invoices_amount_due_bounded"),
        ),
        sa.CheckConstraint(
            "amount_paid BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_invoices_amount_paid_bounded"),
        ),
        sa.CheckConstraint(
            "detail_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_invoices_detail_amount_bounded"),
        ),
        sa.CheckConstraint(
            "discount_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_invoices_discount_amount_bounded"),
        ),
        sa.CheckConstraint(
            "discount_percentage BETWEEN 0 AND 100", name=op.f("ck_invoices_discount_percentage")
        ),
        sa.CheckConstraint(
            "freight_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_invoices_freight_amount_bounded"),
        ),
        sa.CheckConstraint(
            "line_discount_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_invoices_line_discount_amount_bounded"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(account_id, contact_id) = 1", name=op.f("ck_invoices_one_customer")
        ),
        sa.CheckConstraint(
            "pre_freight_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_invoices_pre_freight_amount_bounded"),
        ),
        sa.CheckConstraint(
            "total_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_invoices_total_amount_bounded"),
        ),
        sa.CheckConstraint(
            "total_discount_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_invoices_total_discount_amount_bounded"),
        ),
        sa.CheckConstraint(
            "total_tax BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_invoices_total_tax_bounded"),
        ),
        sa.ForeignKeyConstraint(
            ["currency_code"], ["currencies.code"], name=op.f("fk_invoices_currency_code")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["accounts.tenant_id", "accounts.id"],
            name=op.f("fk_invoices_tenant_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contact_id"],
            ["contacts.tenant_id", "contacts.id"],
            name=op.f("fk_invoices_tenant_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "opportunity_id"],
            ["opportunities.tenant_id", "opportunities.id"],
            name=op.f("fk_invoices_tenant_id_opportunity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["orders.tenant_id", "orders.id"],
            name=op.f("fk_invoices_tenant_id_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "owner_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_invoices_tenant_id_owner_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_invoices_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_invoices")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_invoices_tenant_id_number")),
        info={"prefix": "inv", "tenant": True},
    )
    op.create_index(
        op.f("ix_invoices_tenant_id_account_id_created_at_id"),
        "invoices",
        ["tenant_id", "account_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_invoices_tenant_id_contact_id_created_at_id"),
        "invoices",
        ["tenant_id", "contact_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_invoices_tenant_id_created_at_id"),
        "invoices",
        ["tenant_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_invoices_tenant_id_number_id"),
        "invoices",
        ["tenant_id", "number", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_invoices_tenant_id_opportunity_id_created_at_id"),
        "invoices",
        ["tenant_id", "opportunity_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_invoices_tenant_id_order_id_created_at_id"),
        "invoices",
        ["tenant_id", "order_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_invoices_tenant_id_owner_id_created_at_id"),
        "invoices",
        ["tenant_id", "owner_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_invoices_tenant_id_status_created_at_id"),
        "invoices",
        ["tenant_id", "status", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_invoices_tenant_id_total_amount_id"),
        "invoices",
        ["tenant_id", "total_amount", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_invoices_tenant_id_updated_at_id"),
        "invoices",
        ["tenant_id", "updated_at", "id"],
        unique=False,
    )
    op.create_table(
        "order_lines",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("write_in", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("currency_code", sa.String(length=3), nullable=False),
        sa.Column("quantity", sa.Numeric(), nullable=False),
        sa.Column("price_per_unit", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("is_price_overridden", sa.Boolean(), nullable=False),
        sa.Column("volume_discount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "manual_discount_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column("manual_discount_percent", sa.Numeric(), nullable=True),
        sa.Column("manual_discount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("base_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("tax", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("extended_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("quote_line_id", sa.Uuid(), nullable=True),
        sa.Column("invoiced_quantity", sa.Numeric(), nullable=False),
        sa.CheckConstraint(
            "base_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_order_lines_base_amount_bounded"),
        ),
        sa.CheckConstraint(
            "extended_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_order_lines_extended_amount_bounded"),
        ),
        sa.CheckConstraint(
            "invoiced_quantity = 0 OR (sign(invoiced_quantity) = sign(quantity) AND abs(invoiced_quantity) <= abs(quantity))",
            name=op.f("ck_order_lines_invoiced_within_ordered"),
        ),
        sa.CheckConstraint(
            "manual_discount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_order_lines_manual_discount_bounded"),
        ),
        sa.CheckConstraint(
            "manual_discount_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_order_lines_manual_discount_amount_bounded"),
        ),
        sa.CheckConstraint(
            "manual_discount_percent BETWEEN 0 AND 100", name=op.f("ck_order_lines_manual_percent")
        ),
        sa.CheckConstraint(
            "num_nonnulls(product_id, write_in) = 1",
            name=op.f("ck_order_lines_product_or_write_in"),
        ),
        sa.CheckConstraint(
            "price_per_unit BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_order_lines_price_per_unit_bounded"),
        ),
        sa.CheckConstraint(
            "quantity BETWEEN -100000000000 AND 100000000000",
            name=op.f("ck_order_lines_quantity_bounded"),
        ),
        sa.CheckConstraint(
            "tax BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_order_lines_tax_bounded"),
        ),
        sa.CheckConstraint(
            "volume_discount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_order_lines_volume_discount_bounded"),
        ),
        sa.ForeignKeyConstraint(
            ["currency_code"], ["currencies.code"], name=op.f("fk_order_lines_currency_code")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["orders.tenant_id", "orders.id"],
            name=op.f("fk_order_lines_tenant_id_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["products.tenant_id", "products.id"],
            name=op.f("fk_order_lines_tenant_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "quote_line_id"],
            ["quote_lines.tenant_id", "quote_lines.id"],
            name=op.f("fk_order_lines_tenant_id_quote_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_order_lines_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_order_lines")),
        sa.UniqueConstraint(
            "tenant_id",
            "order_id",
            "line_number",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_order_lines_tenant_id_order_id_line_number"),
        ),
        info={"prefix": "orl", "tenant": True},
    )
    op.create_index(
        op.f("ix_order_lines_tenant_id_product_id"),
        "order_lines",
        ["tenant_id", "product_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_order_lines_tenant_id_quote_line_id"),
        "order_lines",
        ["tenant_id", "quote_line_id"],
        unique=False,
    )
    op.create_table(
        "close_records",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("opportunity_id", sa.Uuid(), nullable=True),
        sa.Column("quote_id", sa.Uuid(), nullable=True),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("invoice_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("status_reason", sa.Text(), nullable=False),
        sa.Column("close_date", sa.Date(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("revenue", sa.Numeric(), nullable=True),
        sa.Column("currency_code", sa.String(length=3), nullable=False),
        sa.Column("competitor_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(opportunity_id, quote_id, order_id, invoice_id) = 1",
            name=op.f("ck_close_records_one_document"),
        ),
        sa.CheckConstraint(
            "revenue BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_close_records_revenue_bounded"),
        ),
        sa.ForeignKeyConstraint(
            ["currency_code"], ["currencies.code"], name=op.f("fk_close_records_currency_code")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "competitor_id"],
            ["competitors.tenant_id", "competitors.id"],
            name=op.f("fk_close_records_tenant_id_competitor_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "invoice_id"],
            ["invoices.tenant_id", "invoices.id"],
            name=op.f("fk_close_records_tenant_id_invoice_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "opportunity_id"],
            ["opportunities.tenant_id", "opportunities.id"],
            name=op.f("fk_close_records_tenant_id_opportunity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["orders.tenant_id", "orders.id"],
            name=op.f("fk_close_records_tenant_id_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "quote_id"],
            ["quotes.tenant_id", "quotes.id"],
            name=op.f("fk_close_records_tenant_id_quote_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_close_records_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_close_records")),
        info={"prefix": "clo", "tenant": True},
    )
    op.create_index(
        op.f("ix_close_records_tenant_id_competitor_id"),
        "close_records",
        ["tenant_id", "competitor_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_close_records_tenant_id_invoice_id_created_at_id"),
        "close_records",
        ["tenant_id", "invoice_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_close_records_tenant_id_opportunity_id_created_at_id"),
        "close_records",
        ["tenant_id", "opportunity_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_close_records_tenant_id_order_id_created_at_id"),
        "close_records",
        ["tenant_id", "order_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_close_records_tenant_id_quote_id_created_at_id"),
        "close_records",
        ["tenant_id", "quote_id", "created_at", "id"],
        unique=False,
    )
    op.create_table(
        "invoice_lines",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("write_in", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("currency_code", sa.String(length=3), nullable=False),
        sa.Column("quantity", sa.Numeric(), nullable=False),
        sa.Column("price_per_unit", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("is_price_overridden", sa.Boolean(), nullable=False),
        sa.Column("volume_discount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "manual_discount_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column("manual_discount_percent", sa.Numeric(), nullable=True),
        sa.Column("manual_discount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("base_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("tax", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("extended_amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("order_line_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "base_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_invoice_lines_base_amount_bounded"),
        ),
        sa.CheckConstraint(
            "extended_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_invoice_lines_extended_amount_bounded"),
        ),
        sa.CheckConstraint(
            "manual_discount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_invoice_lines_manual_discount_bounded"),
        ),
        sa.CheckConstraint(
            "manual_discount_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_invoice_lines_manual_discount_amount_bounded"),
        ),
        sa.CheckConstraint(
            "manual_discount_percent BETWEEN 0 AND 100",
            name=op.f("ck_invoice_lines_manual_percent"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(product_id, write_in) = 1",
            name=op.f("ck_invoice_lines_product_or_write_in"),
        ),
        sa.CheckConstraint(
            "price_per_unit BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_invoice_lines_price_per_unit_bounded"),
        ),
        sa.CheckConstraint(
            "quantity BETWEEN -100000000000 AND 100000000000",
            name=op.f("ck_invoice_lines_quantity_bounded"),
        ),
        sa.CheckConstraint(
            "tax BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_invoice_lines_tax_bounded"),
        ),
        sa.CheckConstraint(
            "volume_discount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_invoice_lines_volume_discount_bounded"),
        ),
        sa.ForeignKeyConstraint(
            ["currency_code"], ["currencies.code"], name=op.f("fk_invoice_lines_currency_code")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "invoice_id"],
            ["invoices.tenant_id", "invoices.id"],
            name=op.f("fk_invoice_lines_tenant_id_invoice_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_line_id"],
            ["order_lines.tenant_id", "order_lines.id"],
            name=op.f("fk_invoice_lines_tenant_id_order_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["products.tenant_id", "products.id"],
            name=op.f("fk_invoice_lines_tenant_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_invoice_lines_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_invoice_lines")),
        sa.UniqueConstraint(
            "tenant_id",
            "invoice_id",
            "line_number",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_invoice_lines_tenant_id_invoice_id_line_number"),
        ),
        info={"prefix": "inl", "tenant": True},
    )
    op.create_index(
        op.f("ix_invoice_lines_tenant_id_order_line_id"),
        "invoice_lines",
        ["tenant_id", "order_line_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_invoice_lines_tenant_id_product_id"),
        "invoice_lines",
        ["tenant_id", "product_id"],
        unique=False,
    )
    op.create_table(
        "payments",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("currency_code", sa.String(length=3), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_payments_amount_bounded"),
        ),
        sa.ForeignKeyConstraint(
            ["currency_code"], ["currencies.code"], name=op.f("fk_payments_currency_code")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "invoice_id"],
            ["invoices.tenant_id", "invoices.id"],
            name=op.f("fk_payments_tenant_id_invoice_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_payments_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_payments")),
        info={"prefix": "pay", "tenant": True},
    )
    op.create_index(
        op.f("ix_payments_tenant_id_invoice_id_created_at_id"),
        "payments",
        ["tenant_id", "invoice_id", "created_at", "id"],
        unique=False,
    )
    _seed_currencies()
    _raise_walls()


def _seed_currencies() -> None:
    table = sa.table("currencies", *(sa.column(name) for name in ("code", "name", "precision")))
    names = ("code", "name", "precision")
    op.bulk_insert(table, [dict(zip(names, currency, strict=True)) for currency in CURRENCIES])


def _raise_walls() -> None:
    """The role of the application, what it may do, and whose rows it sees."""
    op.execute(f"GRANT USAGE ON SCHEMA public TO {ROLE}")
    op.execute(f"GRANT SELECT ON {', '.join(SHARED)} TO {ROLE}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(TENANT_TABLES)} TO {ROLE}")
    mine = "tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid"
    for table in TENANT_TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON {table} USING ({mine}) WITH CHECK ({mine})")


def downgrade() -> None:
    """Drop everything but the role, which other databases of the server may use."""
    for table in reversed((*SHARED, *TENANT_TABLES)):
        op.drop_table(table)
