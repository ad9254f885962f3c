"""How documents ended: close records, and the payments of invoices."""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKeyConstraint, String, Text
from sqlalchemy.types import DateTime, Uuid

from db.tables.metadata import money, reference, tenant_index, tenant_table

close_records = tenant_table(
    "close_records",
    "clo",
    *reference("opportunity_id", "opportunities"),
    *reference("quote_id", "quotes"),
    *reference("order_id", "orders"),
    *reference("invoice_id", "invoices"),
    CheckConstraint(
        "num_nonnulls(opportunity_id, quote_id, order_id, invoice_id) = 1", name="one_document"
    ),
    Column("status", Text, nullable=False),
    Column("status_reason", Text, nullable=False),
    Column("close_date", Date, nullable=False),
    Column("description", Text),
    *money("revenue", nullable=True),
    Column("currency_code", String(3), nullable=False),
    ForeignKeyConstraint(["currency_code"], ["currencies.code"]),
    *reference("competitor_id", "competitors"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("created_by", Uuid, nullable=False),
)

payments = tenant_table(
    "payments",
    "pay",
    *reference("invoice_id", "invoices", nullable=False),
    *money("amount"),
    Column("currency_code", String(3), nullable=False),
    ForeignKeyConstraint(["currency_code"], ["currencies.code"]),
    Column("paid_on", Date, nullable=False),
    Column("reference", Text),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("created_by", Uuid, nullable=False),
)

for parent in ("opportunity_id", "quote_id", "order_id", "invoice_id"):
    tenant_index(close_records, parent, "created_at", "id")
tenant_index(close_records, "competitor_id")
tenant_index(payments, "invoice_id", "created_at", "id")
