"""The facts that life cycles depend on, as SQL conditions; the domain checks the same facts.

The tables in these conditions have the alias `fact`, which no other part of a statement uses.
"""

from collections.abc import Callable

from sqlalchemy import Table

from db import tables
from db.planner.selection import Row
from db.scope import TenantRows, tenant_rows
from db.sql.expressions import ONE, Expression, constant, or_
from db.tables.document_lines import LINE_TABLES
from domain.core.lifecycle import Fact
from domain.pricing.pricing_error import PricingError
from domain.sales.invoice_lifecycle import InvoiceStatus
from domain.sales.opportunity_lifecycle import OpportunityStatus
from domain.sales.order import FulfillmentStatus
from domain.sales.order_lifecycle import OrderStatus
from domain.sales.quote_lifecycle import LIVE
from domain.tenant.erp_connection import ErpMode


def _any(table: Table, which: Callable[[TenantRows], Expression]) -> Expression:
    rows = tenant_rows(table, "fact")
    return rows.select(ONE).where(which(rows)).exists()


def _live(rows: TenantRows) -> Expression:
    return rows.c.status.in_([constant(status.value) for status in sorted(LIVE)])


def _has_lines(table: Table, row: Row) -> Expression:
    lines, parent = LINE_TABLES[table]
    return _any(lines, lambda line: line[parent] == row["id"])


def _has_open_quotes(_: Table, row: Row) -> Expression:
    return _any(tables.quotes, lambda quote: (quote.c.opportunity_id == row["id"]) & _live(quote))


def _has_documents(_: Table, row: Row) -> Expression:
    kinds = (tables.quotes, tables.orders, tables.invoices)
    return or_(*(_any(kind, lambda rows: rows.c.opportunity_id == row["id"]) for kind in kinds))


def _has_invoices(_: Table, row: Row) -> Expression:
    # Canceled invoices free the order's lines and amounts (decision 10).
    canceled = constant(InvoiceStatus.CANCELED.value)
    return _any(
        tables.invoices,
        lambda invoice: (invoice.c.order_id == row["id"]) & (invoice.c.status != canceled),
    )


def _has_been_invoiced_or_shipped(_: Table, row: Row) -> Expression:
    kinds = (tables.invoices, tables.shipments)
    return or_(*(_any(kind, lambda rows: rows.c.order_id == row["id"]) for kind in kinds))


def _has_live_revision(_: Table, row: Row) -> Expression:
    # All revisions of a quote share its number.
    return _any(
        tables.quotes,
        lambda quote: (quote.c.number == row["number"]) & (quote.c.id != row["id"]) & _live(quote),
    )


def _opportunity_is_lost(_: Table, row: Row) -> Expression:
    lost = constant(OpportunityStatus.LOST.value)
    return _any(
        tables.opportunities,
        lambda deal: (deal.c.id == row["opportunity_id"]) & (deal.c.status == lost),
    )


def _erp_is_connected(*_: object) -> Expression:
    none = constant(ErpMode.NONE.value)
    return _any(tables.erp_connections, lambda connection: connection.c.mode != none)


# The conditions are part of a template per table (see `db.sql.rows.Template`), which is why their
# alias is fixed instead of drawn from a builder.
FACTS: dict[Fact, Callable[[Table, Row], Expression]] = {
    Fact.ERP_IS_CONNECTED: _erp_is_connected,
    Fact.FROM_ORDER: lambda _, row: row["order_id"].is_not_null(),
    Fact.FROM_QUOTE: lambda _, row: row["quote_id"].is_not_null(),
    Fact.HAS_DOCUMENTS: _has_documents,
    Fact.HAS_INVOICES: _has_invoices,
    Fact.HAS_LINES: _has_lines,
    Fact.HAS_LIVE_REVISION: _has_live_revision,
    Fact.HAS_PRICING_ERRORS: lambda _, row: (
        row["pricing_error"] != constant(PricingError.NONE.value)
    ),
    Fact.HAS_OPEN_QUOTES: _has_open_quotes,
    Fact.HAS_SHIPMENTS: lambda _, row: (
        row["fulfillment_status"] != constant(FulfillmentStatus.NONE.value)
    ),
    Fact.IS_DELIVERED: lambda _, row: (
        row["fulfillment_status"] == constant(FulfillmentStatus.COMPLETE.value)
    ),
    Fact.IS_USED: _has_been_invoiced_or_shipped,  # of an order
    # Without regard to the caller, see `db.planner.fields.actions`.
    Fact.LOCKED_BY_ERP: lambda _, row: row["status"] == constant(OrderStatus.SUBMITTED.value),
    Fact.OPPORTUNITY_IS_LOST: _opportunity_is_lost,
    Fact.OWNED_BY_ERP: lambda _, row: row["owned_by_erp"],
    Fact.PRICES_ARE_LOCKED: lambda _, row: row["prices_locked"],
    Fact.WAS_SUBMITTED: lambda _, row: row["erp_status"].is_not_null(),
}
