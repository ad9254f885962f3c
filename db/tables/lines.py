"""The line tables of the four document types: shared columns, and references to source lines."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Integer,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import SchemaItem

from db.tables.columns import (
    base_amount,
    check_range,
    currency,
    money,
    reference,
    tenant_index,
    tenant_table,
)
from domain.pricing.line import MAX_QUANTITY

__all__ = ["invoice_lines", "opportunity_lines", "order_lines", "quote_lines"]


def line_table(name: str, prefix: str, parent: str, parents: str, *items: SchemaItem) -> Table:
    """The table of lines of one type of document."""
    return tenant_table(
        name,
        prefix,
        *reference(parent, parents, nullable=False),
        Column("line_number", Integer, nullable=False),
        *reference("product_id", "products"),
        Column("write_in", Text),
        CheckConstraint("num_nonnulls(product_id, write_in) = 1", name="product_or_write_in"),
        Column("line_type", Text, nullable=False),
        *reference("bundle_line_id", name),
        *reference("unit_id", "units"),
        Column("description", Text),
        *currency(),
        Column("quantity", Numeric, nullable=False),
        check_range("quantity", MAX_QUANTITY),
        *_price_and_amounts(),
        *items,
        UniqueConstraint("tenant_id", parent, "line_number", deferrable=True, initially="DEFERRED"),
    )


def _price_and_amounts() -> list[SchemaItem]:
    """The columns that pricing writes, and the ones that clients enter for it."""
    return [
        *base_amount("price_per_unit"),
        Column("is_price_overridden", Boolean, nullable=False),
        Column("price_basis", JSONB(none_as_null=True)),
        Column("pricing_error", Text, nullable=False),
        *base_amount("volume_discount"),
        *money("manual_discount_amount"),
        Column("manual_discount_percent", Numeric),
        CheckConstraint("manual_discount_percent BETWEEN 0 AND 100", name="manual_percent"),
        *base_amount("manual_discount"),
        *base_amount("base_amount"),
        *base_amount("tax"),
        *reference("tax_code_id", "tax_codes"),
        Column("tax_rate", Numeric),
        CheckConstraint("tax_rate BETWEEN 0 AND 100", name="tax_rate"),
        *base_amount("extended_amount"),
    ]


opportunity_lines = line_table("opportunity_lines", "opl", "opportunity_id", "opportunities")

quote_lines = line_table(
    "quote_lines",
    "qul",
    "quote_id",
    "quotes",
    Column("lineage_id", Uuid, nullable=False),  # the same in all revisions of the line
)

order_lines = line_table(
    "order_lines",
    "orl",
    "order_id",
    "orders",
    *reference("quote_line_id", "quote_lines"),
    Column("invoiced_quantity", Numeric, nullable=False),
    CheckConstraint(
        "invoiced_quantity = 0 OR (sign(invoiced_quantity) = sign(quantity)"
        " AND abs(invoiced_quantity) <= abs(quantity))",
        name="invoiced_within_ordered",
    ),
    # The default is for servers from before revision 0017 that still run.
    Column("shipped_quantity", Numeric, nullable=False, server_default=text("0")),
    CheckConstraint(
        "shipped_quantity = 0 OR (sign(shipped_quantity) = sign(quantity)"
        " AND abs(shipped_quantity) <= abs(quantity))",
        name="shipped_within_ordered",
    ),
)

invoice_lines = line_table(
    "invoice_lines",
    "inl",
    "invoice_id",
    "invoices",
    *reference("order_line_id", "order_lines"),
)

for lines in (opportunity_lines, quote_lines, order_lines, invoice_lines):
    tenant_index(lines, "product_id")
    tenant_index(lines, "bundle_line_id")
tenant_index(order_lines, "quote_line_id")
tenant_index(invoice_lines, "order_line_id")
