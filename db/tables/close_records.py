"""Close records of documents, and payments of invoices."""

from sqlalchemy import CheckConstraint, Column, Date, Text, UniqueConstraint
from sqlalchemy.types import DateTime, Uuid

from db.tables.columns import currency, money, reference, tenant_index, tenant_table

__all__ = ["close_records", "payments"]

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
    *currency(),
    *reference("competitor_id", "competitors"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("created_by", Uuid, nullable=False),
)

payments = tenant_table(
    "payments",
    "pay",
    *reference("invoice_id", "invoices", nullable=False),
    *money("amount"),
    *currency(),
    Column("paid_on", Date, nullable=False),
    Column("reference", Text),
    *reference("reverses_payment_id", "payments"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("created_by", Uuid, nullable=False),
    UniqueConstraint("tenant_id", "reverses_payment_id"),
)

for parent in ("opportunity_id", "quote_id", "order_id", "invoice_id"):
    tenant_index(close_records, parent, "created_at", "id")
tenant_index(close_records, "competitor_id")
tenant_index(payments, "invoice_id", "created_at", "id")
