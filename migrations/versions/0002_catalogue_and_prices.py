"""The catalogue, prices, currencies of a tenant and taxes; what lines and documents keep of them."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ROLE = "salesgraph_app"
NEW_TABLES = (
    "tenant_currencies",
    "tax_codes",
    "unit_groups",
    "units",
    "discount_lists",
    "discount_tiers",
    "price_lists",
    "bundle_items",
    "price_list_items",
    "product_relationships",
)
DOCUMENTS = ("opportunities", "quotes", "orders", "invoices")
LINES = ("opportunity_lines", "quote_lines", "order_lines", "invoice_lines")
CHANGED = (*DOCUMENTS, *LINES, "accounts", "contacts", "close_records", "payments", "products",
           "tenant_settings")  # fmt: skip
IN_CURRENCY = (*DOCUMENTS, *LINES, "close_records", "payments")
TOTALS = ("discount_amount", "freight_amount", "detail_amount", "line_discount_amount",
          "total_discount_amount", "pre_freight_amount", "total_tax", "total_amount")  # fmt: skip
AMOUNTS = {
    **dict.fromkeys(DOCUMENTS, TOTALS),
    "opportunities": (*TOTALS, "budget_amount", "estimated_value", "actual_value"),
    "invoices": (*TOTALS, "amount_paid", "amount_due"),
    **dict.fromkeys(
        LINES,
        ("price_per_unit", "volume_discount", "manual_discount", "base_amount", "tax",
         "extended_amount"),
    ),
}  # fmt: skip
SETTINGS = {
    "price_list_optional": "true",
    "round_unit_price_first": "false",
    "inactive_discount_lists_apply": "true",
    "products_born_active": "true",
}
STAMPS = ("created_at", "created_by", "updated_at", "updated_by")


def upgrade() -> None:
    """Make the tables, give every tenant its currencies and one unit, fill the new columns."""
    _force_walls("NO FORCE")
    _create_tables()
    _raise_walls()
    _give_tenants_currencies_and_units()
    _extend_settings()
    _extend_products()
    _extend_parties()
    for document in DOCUMENTS:
        _extend_document(document)
    for lines in LINES:
        _extend_lines(lines)
    _extend_payments()
    op.add_column("orders", sa.Column("reason_before_invoicing", sa.Text(), nullable=True))
    for table in IN_CURRENCY:
        op.drop_constraint(op.f(f"fk_{table}_currency_code"), table, type_="foreignkey")
        _refer(table, "currency_code", "tenant_currencies", "code")
    _force_walls("FORCE", *NEW_TABLES)


def _refer(table: str, column: str, other: str, key: str = "id") -> None:
    op.create_foreign_key(
        op.f(f"fk_{table}_tenant_id_{column}"), table, other,
        ["tenant_id", column], ["tenant_id", key],
    )  # fmt: skip


def _reference(table: str, column: str, other: str) -> None:
    op.add_column(table, sa.Column(column, sa.Uuid(), nullable=True))
    _refer(table, column, other)


def _index(table: str, *columns: str) -> None:
    names = ("tenant_id", *columns)
    op.create_index(op.f(f"ix_{table}_{'_'.join(names)}"), table, list(names), unique=False)


def _check(table: str, name: str, condition: str) -> None:
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition)


def _money(table: str, column: str) -> None:
    op.add_column(table, sa.Column(column, sa.Numeric(), nullable=True))
    limit = "1000000000000000"
    _check(table, f"{column}_bounded", f"{column} BETWEEN -{limit} AND {limit}")


def _filled(table: str, column: str, kind: Any, expression: str) -> None:
    """A column that is never null, filled for the rows that are there."""
    op.add_column(table, sa.Column(column, kind, nullable=True))
    op.execute(f"UPDATE {table} SET {column} = {expression}")
    op.alter_column(table, column, nullable=False)


def _force_walls(word: str, *new: str) -> None:
    """The owner must see all rows to fill columns; the walls stand again at the end."""
    for table in (*CHANGED, "users", *new):
        op.execute(f"ALTER TABLE {table} {word} ROW LEVEL SECURITY")


def _raise_walls() -> None:
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(NEW_TABLES)} TO {ROLE}")
    mine = "tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid"
    for table in NEW_TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON {table} USING ({mine}) WITH CHECK ({mine})")


def _give_tenants_currencies_and_units() -> None:
    nobody = "'00000000-0000-0000-0000-000000000000'::uuid"
    stamps = f"1, now(), {nobody}, now(), {nobody}"
    columns = "version, created_at, created_by, updated_at, updated_by"
    op.execute(
        "INSERT INTO tenant_currencies (tenant_id, id, code, name, precision, exchange_rate,"
        f" is_active, {columns}) SELECT tenants.id, gen_random_uuid(), code, currencies.name,"
        f" precision, CASE code WHEN 'USD' THEN 1 END, true, {stamps} FROM tenants, currencies"
    )
    op.execute(
        f"INSERT INTO unit_groups (tenant_id, id, name, {columns})"
        f" SELECT id, gen_random_uuid(), 'Default Unit', {stamps} FROM tenants"
    )
    op.execute(
        f"INSERT INTO units (tenant_id, id, unit_group_id, name, quantity, {columns})"
        f" SELECT tenant_id, gen_random_uuid(), id, 'Primary Unit', 1, {stamps} FROM unit_groups"
    )


def _extend_settings() -> None:
    """Tenants who sold without price lists go on so; a new tenant begins with them."""
    table, moment = "tenant_settings", sa.DateTime(timezone=True)
    nobody = "'00000000-0000-0000-0000-000000000000'::uuid"
    _filled(table, "id", sa.Uuid(), "tenant_id")
    for column, value in SETTINGS.items():
        _filled(table, column, sa.Boolean(), value)
    _filled(table, "base_currency_code", sa.String(3), "'USD'")
    op.add_column(table, sa.Column("default_unit_group_id", sa.Uuid(), nullable=True))
    op.execute(
        "UPDATE tenant_settings SET default_unit_group_id = unit_groups.id FROM unit_groups"
        " WHERE unit_groups.tenant_id = tenant_settings.tenant_id"
    )
    _filled(table, "version", sa.Integer(), "1")
    for column, kind, value in zip(
        STAMPS, (moment, sa.Uuid(), moment, sa.Uuid()), ("now()", nobody) * 2, strict=True
    ):
        _filled(table, column, kind, value)
    _refer(table, "base_currency_code", "tenant_currencies", "code")
    _refer(table, "default_unit_group_id", "unit_groups")


def _extend_products() -> None:
    table = "products"
    _filled(table, "structure", sa.Text(), "'PRODUCT'")
    _filled(table, "status", sa.Text(), "CASE WHEN is_active THEN 'ACTIVE' ELSE 'RETIRED' END")
    op.drop_column(table, "is_active")
    op.add_column(
        table,
        sa.Column(
            "is_active",
            sa.Boolean(),
            sa.Computed(
                "status = ANY (ARRAY['ACTIVE'::text, 'UNDER_REVISION'::text])", persisted=True
            ),
            nullable=False,
        ),
    )
    op.add_column(table, sa.Column("type", sa.Text(), nullable=True))
    _reference(table, "parent_id", "products")
    _filled(
        table, "unit_group_id", sa.Uuid(),
        "(SELECT default_unit_group_id FROM tenant_settings s WHERE s.tenant_id = products.tenant_id)",
    )  # fmt: skip
    _filled(
        table, "default_unit_id", sa.Uuid(),
        "(SELECT id FROM units u WHERE u.tenant_id = products.tenant_id)",
    )  # fmt: skip
    _filled(table, "quantity_decimals", sa.SmallInteger(), "5")
    _check(table, "quantity_decimals", "quantity_decimals BETWEEN 0 AND 5")
    _filled(
        table, "currency_code", sa.String(3),
        "(SELECT base_currency_code FROM tenant_settings s WHERE s.tenant_id = products.tenant_id)",
    )  # fmt: skip
    for column in ("list_price", "current_cost", "standard_cost"):
        _money(table, column)
    _reference(table, "default_price_list_id", "price_lists")
    for column in ("valid_from", "valid_to"):
        op.add_column(table, sa.Column(column, sa.Date(), nullable=True))
    op.add_column(table, sa.Column("published", postgresql.JSONB(), nullable=True))
    for column in ("unit_group_id", "default_unit_id", "parent_id", "default_price_list_id"):
        _index(table, column)
    _refer(table, "unit_group_id", "unit_groups")
    _refer(table, "default_unit_id", "units")
    _refer(table, "currency_code", "tenant_currencies", "code")


def _extend_parties() -> None:
    for table in ("accounts", "contacts"):
        _reference(table, "default_price_list_id", "price_lists")
        _index(table, "default_price_list_id")


def _extend_document(table: str) -> None:
    op.add_column(table, sa.Column("exchange_rate", sa.Numeric(), nullable=True))
    _check(table, "exchange_rate", "exchange_rate BETWEEN 1e-12 AND 1e11")
    _reference(table, "price_list_id", "price_lists")
    _index(table, "price_list_id")
    _filled(table, "pricing_error", sa.Text(), "'NONE'")
    for column in AMOUNTS[table]:
        _money(table, f"{column}_in_base")
    amounts = ", ".join(f"{column}_in_base = {column}" for column in AMOUNTS[table])
    op.execute(f"UPDATE {table} SET exchange_rate = 1, {amounts} WHERE currency_code = 'USD'")


def _extend_lines(table: str) -> None:
    write_in = "CASE WHEN product_id IS NULL THEN 'WRITE_IN' ELSE 'PRODUCT' END"
    _filled(table, "line_type", sa.Text(), write_in)
    _reference(table, "bundle_line_id", table)
    _index(table, "bundle_line_id")
    _reference(table, "unit_id", "units")
    op.execute(
        f"UPDATE {table} SET unit_id = products.default_unit_id FROM products"
        f" WHERE products.tenant_id = {table}.tenant_id AND products.id = {table}.product_id"
    )
    op.add_column(table, sa.Column("price_basis", postgresql.JSONB(), nullable=True))
    _filled(table, "pricing_error", sa.Text(), "'NONE'")
    for column in AMOUNTS[table]:
        _money(table, f"{column}_in_base")
    _reference(table, "tax_code_id", "tax_codes")
    op.add_column(table, sa.Column("tax_rate", sa.Numeric(), nullable=True))
    _check(table, "tax_rate", "tax_rate BETWEEN 0 AND 100")
    amounts = ", ".join(f"{column}_in_base = {column}" for column in AMOUNTS[table])
    op.execute(f"UPDATE {table} SET {amounts} WHERE currency_code = 'USD'")
    if table == "quote_lines":
        _extend_quote_lines()


def _extend_quote_lines() -> None:
    """Revisions made before keep the places of their lines: the first at a place is the origin."""
    _filled(
        "quote_lines", "lineage_id", sa.Uuid(),
        "(SELECT first.id FROM quote_lines first"
        " JOIN quotes q ON q.tenant_id = first.tenant_id AND q.id = first.quote_id"
        " JOIN quotes own ON own.tenant_id = q.tenant_id AND own.number = q.number"
        " WHERE own.tenant_id = quote_lines.tenant_id AND own.id = quote_lines.quote_id"
        " AND first.line_number = quote_lines.line_number ORDER BY q.revision LIMIT 1)",
    )  # fmt: skip


def _extend_payments() -> None:
    _reference("payments", "reverses_payment_id", "payments")
    op.create_unique_constraint(
        op.f("uq_payments_tenant_id_reverses_payment_id"),
        "payments",
        ["tenant_id", "reverses_payment_id"],
    )


def downgrade() -> None:
    """Back to typed prices. What only the catalogue knew is lost."""
    _force_walls("NO FORCE")
    for table in IN_CURRENCY:
        op.drop_constraint(op.f(f"fk_{table}_tenant_id_currency_code"), table, type_="foreignkey")
        op.create_foreign_key(
            op.f(f"fk_{table}_currency_code"), table, "currencies", ["currency_code"], ["code"]
        )
    op.drop_column("payments", "reverses_payment_id")
    op.drop_column("orders", "reason_before_invoicing")
    op.drop_column("quote_lines", "lineage_id")
    _shrink_documents_and_lines()
    for table in ("accounts", "contacts"):
        op.drop_column(table, "default_price_list_id")
    _shrink_products()
    for column in (*SETTINGS, "id", "base_currency_code", "default_unit_group_id"):
        op.drop_column("tenant_settings", column)
    for column in ("version", *STAMPS):
        op.drop_column("tenant_settings", column)
    for table in reversed(NEW_TABLES):
        op.drop_table(table)
    _force_walls("FORCE")


def _shrink_documents_and_lines() -> None:
    for table in (*DOCUMENTS, *LINES):
        for column in AMOUNTS[table]:
            op.drop_column(table, f"{column}_in_base")
        op.drop_column(table, "pricing_error")
    for table in DOCUMENTS:
        for column in ("price_list_id", "exchange_rate"):
            op.drop_column(table, column)
    for table in LINES:
        for column in ("line_type", "bundle_line_id", "unit_id", "price_basis", "tax_code_id",
                       "tax_rate"):  # fmt: skip
            op.drop_column(table, column)


def _shrink_products() -> None:
    table = "products"
    op.drop_column(table, "is_active")
    op.add_column(
        table, sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False)
    )
    op.execute("UPDATE products SET is_active = status IN ('ACTIVE', 'UNDER_REVISION')")
    for column in ("structure", "status", "type", "parent_id", "unit_group_id", "default_unit_id",
                   "quantity_decimals", "currency_code", "list_price", "current_cost",
                   "standard_cost", "default_price_list_id", "valid_from", "valid_to",
                   "published"):  # fmt: skip
        op.drop_column(table, column)


def _create_tables() -> None:
    op.create_table(
        "tax_codes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rate", sa.Numeric(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("rate BETWEEN 0 AND 100", name=op.f("ck_tax_codes_rate")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_tax_codes_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_tax_codes")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_tax_codes_tenant_id_code")),
        info={"prefix": "tax", "tenant": True},
    )
    op.create_index(
        op.f("ix_tax_codes_tenant_id_created_at_id"),
        "tax_codes",
        ["tenant_id", "created_at", "id"],
        unique=False,
    )
    op.create_table(
        "tenant_currencies",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("symbol", sa.Text(), nullable=True),
        sa.Column("precision", sa.SmallInteger(), nullable=False),
        sa.Column("exchange_rate", sa.Numeric(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "exchange_rate BETWEEN 1e-12 AND 1e11", name=op.f("ck_tenant_currencies_exchange_rate")
        ),
        sa.CheckConstraint(
            "precision BETWEEN 0 AND 4", name=op.f("ck_tenant_currencies_precision")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_tenant_currencies_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_tenant_currencies")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_tenant_currencies_tenant_id_code")),
        info={"prefix": "cur", "tenant": True},
    )
    op.create_index(
        op.f("ix_tenant_currencies_tenant_id_created_at_id"),
        "tenant_currencies",
        ["tenant_id", "created_at", "id"],
        unique=False,
    )
    op.create_table(
        "unit_groups",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_unit_groups_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_unit_groups")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("uq_unit_groups_tenant_id_name")),
        info={"prefix": "ugr", "tenant": True},
    )
    op.create_index(
        op.f("ix_unit_groups_tenant_id_created_at_id"),
        "unit_groups",
        ["tenant_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_unit_groups_tenant_id_name_id"),
        "unit_groups",
        ["tenant_id", "name", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_unit_groups_tenant_id_updated_at_id"),
        "unit_groups",
        ["tenant_id", "updated_at", "id"],
        unique=False,
    )
    op.create_table(
        "discount_lists",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("currency_code", sa.String(length=3), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "currency_code"],
            ["tenant_currencies.tenant_id", "tenant_currencies.code"],
            name=op.f("fk_discount_lists_tenant_id_currency_code"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_discount_lists_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_discount_lists")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("uq_discount_lists_tenant_id_name")),
        info={"prefix": "dil", "tenant": True},
    )
    op.create_index(
        op.f("ix_discount_lists_tenant_id_created_at_id"),
        "discount_lists",
        ["tenant_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_discount_lists_tenant_id_name_id"),
        "discount_lists",
        ["tenant_id", "name", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_discount_lists_tenant_id_updated_at_id"),
        "discount_lists",
        ["tenant_id", "updated_at", "id"],
        unique=False,
    )
    op.create_table(
        "price_lists",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("currency_code", sa.String(length=3), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("begins_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "currency_code"],
            ["tenant_currencies.tenant_id", "tenant_currencies.code"],
            name=op.f("fk_price_lists_tenant_id_currency_code"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_price_lists_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_price_lists")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("uq_price_lists_tenant_id_name")),
        info={"prefix": "prl", "tenant": True},
    )
    op.create_index(
        op.f("ix_price_lists_tenant_id_created_at_id"),
        "price_lists",
        ["tenant_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_price_lists_tenant_id_name_id"),
        "price_lists",
        ["tenant_id", "name", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_price_lists_tenant_id_updated_at_id"),
        "price_lists",
        ["tenant_id", "updated_at", "id"],
        unique=False,
    )
    op.create_table(
        "units",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_group_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(), nullable=False),
        sa.Column("base_unit_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "quantity BETWEEN -100000000000 AND 100000000000",
            name=op.f("ck_units_quantity_bounded"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "base_unit_id"],
            ["units.tenant_id", "units.id"],
            name=op.f("fk_units_tenant_id_base_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_group_id"],
            ["unit_groups.tenant_id", "unit_groups.id"],
            name=op.f("fk_units_tenant_id_unit_group_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_units_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_units")),
        sa.UniqueConstraint(
            "tenant_id", "unit_group_id", "name", name=op.f("uq_units_tenant_id_unit_group_id_name")
        ),
        info={"prefix": "uni", "tenant": True},
    )
    op.create_index(
        op.f("ix_units_tenant_id_base_unit_id"),
        "units",
        ["tenant_id", "base_unit_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_units_tenant_id_created_at_id"),
        "units",
        ["tenant_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        "uq_units_primary",
        "units",
        ["tenant_id", "unit_group_id"],
        unique=True,
        postgresql_where=sa.text("base_unit_id IS NULL"),
    )
    op.create_table(
        "discount_tiers",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("discount_list_id", sa.Uuid(), nullable=False),
        sa.Column("low_quantity", sa.Numeric(), nullable=False),
        sa.Column("high_quantity", sa.Numeric(), nullable=False),
        sa.Column("percentage", sa.Numeric(), nullable=True),
        sa.Column("amount", sa.Numeric(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "0 < low_quantity AND low_quantity < high_quantity",
            name=op.f("ck_discount_tiers_tier_range"),
        ),
        sa.CheckConstraint(
            "amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_discount_tiers_amount_bounded"),
        ),
        sa.CheckConstraint(
            "low_quantity BETWEEN -100000000000 AND 100000000000",
            name=op.f("ck_discount_tiers_low_quantity_bounded"),
        ),
        sa.CheckConstraint(
            "high_quantity BETWEEN -100000000000 AND 100000000000",
            name=op.f("ck_discount_tiers_high_quantity_bounded"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(percentage, amount) = 1",
            name=op.f("ck_discount_tiers_percentage_or_amount"),
        ),
        sa.CheckConstraint(
            "percentage BETWEEN 0 AND 100", name=op.f("ck_discount_tiers_percentage")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "discount_list_id"],
            ["discount_lists.tenant_id", "discount_lists.id"],
            name=op.f("fk_discount_tiers_tenant_id_discount_list_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_discount_tiers_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_discount_tiers")),
        info={"prefix": "dit", "tenant": True},
    )
    op.create_index(
        op.f("ix_discount_tiers_tenant_id_discount_list_id"),
        "discount_tiers",
        ["tenant_id", "discount_list_id"],
        unique=False,
    )
    op.create_table(
        "bundle_items",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bundle_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "quantity BETWEEN -100000000000 AND 100000000000",
            name=op.f("ck_bundle_items_quantity_bounded"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bundle_id"],
            ["products.tenant_id", "products.id"],
            name=op.f("fk_bundle_items_tenant_id_bundle_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["products.tenant_id", "products.id"],
            name=op.f("fk_bundle_items_tenant_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["units.tenant_id", "units.id"],
            name=op.f("fk_bundle_items_tenant_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_bundle_items_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_bundle_items")),
        sa.UniqueConstraint(
            "tenant_id",
            "bundle_id",
            "product_id",
            name=op.f("uq_bundle_items_tenant_id_bundle_id_product_id"),
        ),
        info={"prefix": "bui", "tenant": True},
    )
    op.create_index(
        op.f("ix_bundle_items_tenant_id_product_id"),
        "bundle_items",
        ["tenant_id", "product_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_bundle_items_tenant_id_unit_id"),
        "bundle_items",
        ["tenant_id", "unit_id"],
        unique=False,
    )
    op.create_table(
        "price_list_items",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("price_list_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("currency_code", sa.String(length=3), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=True),
        sa.Column("percentage", sa.Numeric(), nullable=True),
        sa.Column("rounding_policy", sa.Text(), nullable=False),
        sa.Column("rounding_option", sa.Text(), nullable=True),
        sa.Column("rounding_amount", sa.Numeric(), nullable=True),
        sa.Column("discount_list_id", sa.Uuid(), nullable=True),
        sa.Column("quantity_selling", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_price_list_items_amount_bounded"),
        ),
        sa.CheckConstraint(
            "percentage BETWEEN 0 AND 99999.99", name=op.f("ck_price_list_items_percentage")
        ),
        sa.CheckConstraint(
            "rounding_amount BETWEEN -1000000000000000 AND 1000000000000000",
            name=op.f("ck_price_list_items_rounding_amount_bounded"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "currency_code"],
            ["tenant_currencies.tenant_id", "tenant_currencies.code"],
            name=op.f("fk_price_list_items_tenant_id_currency_code"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "discount_list_id"],
            ["discount_lists.tenant_id", "discount_lists.id"],
            name=op.f("fk_price_list_items_tenant_id_discount_list_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "price_list_id"],
            ["price_lists.tenant_id", "price_lists.id"],
            name=op.f("fk_price_list_items_tenant_id_price_list_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["products.tenant_id", "products.id"],
            name=op.f("fk_price_list_items_tenant_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["units.tenant_id", "units.id"],
            name=op.f("fk_price_list_items_tenant_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_price_list_items_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_price_list_items")),
        sa.UniqueConstraint(
            "tenant_id",
            "price_list_id",
            "product_id",
            "unit_id",
            name=op.f("uq_price_list_items_tenant_id_price_list_id_product_id_unit_id"),
        ),
        info={"prefix": "pli", "tenant": True},
    )
    op.create_index(
        op.f("ix_price_list_items_tenant_id_created_at_id"),
        "price_list_items",
        ["tenant_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_price_list_items_tenant_id_discount_list_id"),
        "price_list_items",
        ["tenant_id", "discount_list_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_price_list_items_tenant_id_product_id"),
        "price_list_items",
        ["tenant_id", "product_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_price_list_items_tenant_id_unit_id"),
        "price_list_items",
        ["tenant_id", "unit_id"],
        unique=False,
    )
    op.create_table(
        "product_relationships",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("related_product_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "product_id <> related_product_id",
            name=op.f("ck_product_relationships_not_with_itself"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["products.tenant_id", "products.id"],
            name=op.f("fk_product_relationships_tenant_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "related_product_id"],
            ["products.tenant_id", "products.id"],
            name=op.f("fk_product_relationships_tenant_id_related_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_product_relationships_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_product_relationships")),
        sa.UniqueConstraint(
            "tenant_id",
            "product_id",
            "related_product_id",
            "type",
            name=op.f("uq_product_relationships_tenant_id_product_id_related_product_id_type"),
        ),
        info={"prefix": "rel", "tenant": True},
    )
    op.create_index(
        op.f("ix_product_relationships_tenant_id_related_product_id"),
        "product_relationships",
        ["tenant_id", "related_product_id"],
        unique=False,
    )
