"""The four document types: shared columns, and the columns of each type."""

from enum import StrEnum

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import SchemaItem

from db.tables.columns import (
    SORTABLE,
    base_amount,
    currency,
    reference,
    sorted_as,
    stamps,
    tenant_index,
    tenant_table,
    version,
)
from domain.sales.forecast import ForecastCategory, Rating, Stage
from domain.sales.invoice_lifecycle import InvoiceStatus, InvoiceStatusReason
from domain.sales.opportunity_lifecycle import OpportunityStatus, OpportunityStatusReason
from domain.sales.order import FulfillmentStatus, InvoicingStatus
from domain.sales.order_lifecycle import OrderStatus, OrderStatusReason
from domain.sales.quote_lifecycle import QuoteStatus, QuoteStatusReason

__all__ = ["invoices", "opportunities", "orders", "quotes"]


def header(status: type[StrEnum], reason: type[StrEnum]) -> list[SchemaItem]:
    """The columns shared by opportunities, quotes, orders and invoices."""
    return [
        Column("number", Text, nullable=False, info=SORTABLE),
        Column("name", Text, nullable=False, info=SORTABLE),
        Column("status", Text, nullable=False, info=sorted_as(status)),
        Column("status_reason", Text, nullable=False, info=sorted_as(reason)),
        *reference("account_id", "accounts", info=SORTABLE),
        *reference("contact_id", "contacts", info=SORTABLE),
        CheckConstraint("num_nonnulls(account_id, contact_id) = 1", name="one_customer"),
        *reference("owner_id", "users", nullable=False, info=SORTABLE),
        Column("exchange_rate", Numeric),
        CheckConstraint("exchange_rate BETWEEN 1e-12 AND 1e11", name="exchange_rate"),
        *reference("price_list_id", "price_lists"),
        Column("pricing_error", Text, nullable=False),
        Column("description", Text),
        Column("discount_percentage", Numeric),
        CheckConstraint("discount_percentage BETWEEN 0 AND 100", name="discount_percentage"),
        *base_amount("discount_amount"),
        *base_amount("freight_amount"),
        *base_amount("detail_amount"),
        *base_amount("line_discount_amount"),
        *base_amount("total_discount_amount"),
        *base_amount("pre_freight_amount"),
        *base_amount("total_tax"),
        *base_amount("total_amount", info=SORTABLE),
        *currency(info=SORTABLE),
        version(),
        *stamps(),
    ]


def terms() -> list[SchemaItem]:
    """The columns for delivery and payment of quotes, orders and invoices."""
    return [
        Column("bill_to", JSONB(none_as_null=True)),
        Column("ship_to", JSONB(none_as_null=True)),
        Column("payment_terms", Text),
        Column("freight_terms", Text),
        Column("shipping_method", Text),
        Column("purchase_order_number", Text, info=SORTABLE),
    ]


opportunities = tenant_table(
    "opportunities",
    "opp",
    *header(OpportunityStatus, OpportunityStatusReason),
    Column("stage", Text, nullable=False, info=sorted_as(Stage)),
    Column("rating", Text, info=sorted_as(Rating)),
    Column("forecast_category", Text, nullable=False, info=sorted_as(ForecastCategory)),
    Column("probability", SmallInteger, info=SORTABLE),
    CheckConstraint("probability BETWEEN 0 AND 100", name="probability"),
    *base_amount("budget_amount", nullable=True),
    Column("is_revenue_system_calculated", Boolean, nullable=False, server_default=text("false")),
    *base_amount("estimated_value", nullable=True, info=SORTABLE),
    Column("estimated_close_date", Date, info=SORTABLE),
    *base_amount("actual_value", nullable=True, info=SORTABLE),
    Column("actual_close_date", Date, info=SORTABLE),
    Column("customer_need", Text),
    Column("current_situation", Text),
    Column("proposed_solution", Text),
    UniqueConstraint("tenant_id", "number"),
    feed="OPPORTUNITY",
)

quotes = tenant_table(
    "quotes",
    "quo",
    *header(QuoteStatus, QuoteStatusReason),
    *terms(),
    Column("revision", Integer, nullable=False, info=SORTABLE),
    *reference("opportunity_id", "opportunities", info=SORTABLE),
    Column("effective_from", Date, info=SORTABLE),
    Column("effective_to", Date, info=SORTABLE),
    Column("expires_on", Date, info=SORTABLE),
    Column("request_delivery_by", Date),
    Column("closed_on", Date, info=SORTABLE),
    UniqueConstraint("tenant_id", "number", "revision"),
    Index(
        "uq_quotes_live_revision",
        "tenant_id",
        "number",
        unique=True,
        postgresql_where=text("status IN ('DRAFT', 'ACTIVE')"),
    ),
    feed="QUOTE",
)

orders = tenant_table(
    "orders",
    "ord",
    *header(OrderStatus, OrderStatusReason),
    *terms(),
    *reference("opportunity_id", "opportunities", info=SORTABLE),
    *reference("quote_id", "quotes", info=SORTABLE),
    Column("prices_locked", Boolean, nullable=False),
    Column("fulfillment_status", Text, nullable=False, info=sorted_as(FulfillmentStatus)),
    Column("invoicing_status", Text, nullable=False, info=sorted_as(InvoicingStatus)),
    Column("request_delivery_by", Date, info=SORTABLE),
    Column("date_fulfilled", Date, info=SORTABLE),
    Column("returns_to", Text),
    Column("reason_before_invoicing", Text),  # of servers from before revision 0017; not used
    Column("erp_status", Text),
    UniqueConstraint("tenant_id", "number"),
    UniqueConstraint("tenant_id", "quote_id"),
    feed="ORDER",
)

invoices = tenant_table(
    "invoices",
    "inv",
    *header(InvoiceStatus, InvoiceStatusReason),
    *terms(),
    *reference("opportunity_id", "opportunities", info=SORTABLE),
    *reference("order_id", "orders", info=SORTABLE),
    Column("prices_locked", Boolean, nullable=False),
    Column("due_date", Date, info=SORTABLE),
    # The ERP posted the invoice (`posted_invoices`), so nobody changes it here.
    Column("owned_by_erp", Boolean, nullable=False, server_default=text("false")),
    *base_amount("amount_paid", info=SORTABLE),
    *base_amount("amount_due", info=SORTABLE),
    UniqueConstraint("tenant_id", "number"),
    feed="INVOICE",
)

DOCUMENT_TABLES: tuple[Table, ...] = (opportunities, quotes, orders, invoices)

for document in DOCUMENT_TABLES:
    tenant_index(document, "price_list_id")
    for column in ("created_at", "updated_at", "number"):
        tenant_index(document, column, "id")
    for column in ("status", "account_id", "contact_id", "owner_id"):
        tenant_index(document, column, "created_at", "id")
for document in (quotes, orders, invoices):
    tenant_index(document, "opportunity_id", "created_at", "id")
tenant_index(invoices, "order_id", "created_at", "id")
tenant_index(orders, "erp_status", "created_at", "id")  # external ERPs poll for pending orders
