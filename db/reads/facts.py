"""The facts of life cycles as SQL: the same questions that the domain answers for its verbs."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Table, literal_column, or_

from db import tables
from db.reads.selection import Row
from db.reads.written import spelled
from db.scope import Scoped, scoped
from domain.invoice import InvoiceStatus
from domain.lifecycle import Fact
from domain.opportunity import OpportunityStatus
from domain.pricing_error import PricingError
from domain.quote import LIVE

Expression = ColumnElement[bool]


def text(word: str) -> ColumnElement[str]:
    """One of our own words as a text."""
    return literal_column(f"{spelled(word)}::text")


def _any(table: Table, which: Callable[[Scoped], Expression]) -> Expression:
    rows = scoped(table)
    return rows.select(literal_column("1")).where(which(rows)).exists()


def _live(rows: Scoped) -> Expression:
    return rows.c.status.in_([text(status.value) for status in sorted(LIVE)])


def _has_lines(table: Table, row: Row) -> Expression:
    lines, parent = LINES[table]
    return _any(lines, lambda line: line.c[parent] == row["id"])


def _has_open_quotes(_: Table, row: Row) -> Expression:
    return _any(tables.quotes, lambda quote: (quote.c.opportunity_id == row["id"]) & _live(quote))


def _has_documents(_: Table, row: Row) -> Expression:
    kinds = (tables.quotes, tables.orders, tables.invoices)
    return or_(*(_any(kind, lambda rows: rows.c.opportunity_id == row["id"]) for kind in kinds))


def _has_invoices(_: Table, row: Row) -> Expression:
    canceled = text(InvoiceStatus.CANCELED.value)
    return _any(
        tables.invoices,
        lambda invoice: (invoice.c.order_id == row["id"]) & (invoice.c.status != canceled),
    )


def _has_live_revision(_: Table, row: Row) -> Expression:
    return _any(
        tables.quotes,
        lambda quote: (quote.c.number == row["number"]) & (quote.c.id != row["id"]) & _live(quote),
    )


def _opportunity_is_lost(_: Table, row: Row) -> Expression:
    lost = text(OpportunityStatus.LOST.value)
    return _any(
        tables.opportunities,
        lambda deal: (deal.c.id == row["opportunity_id"]) & (deal.c.status == lost),
    )


LINES: dict[Table, tuple[Table, str]] = {
    tables.opportunities: (tables.opportunity_lines, "opportunity_id"),
    tables.quotes: (tables.quote_lines, "quote_id"),
    tables.orders: (tables.order_lines, "order_id"),
    tables.invoices: (tables.invoice_lines, "invoice_id"),
}

FACTS: dict[Fact, Callable[[Table, Row], Any]] = {
    Fact.FROM_ORDER: lambda _, row: row["order_id"].is_not(None),
    Fact.FROM_QUOTE: lambda _, row: row["quote_id"].is_not(None),
    Fact.HAS_DOCUMENTS: _has_documents,
    Fact.HAS_INVOICES: _has_invoices,
    Fact.HAS_LINES: _has_lines,
    Fact.HAS_LIVE_REVISION: _has_live_revision,
    Fact.HAS_PRICING_ERRORS: lambda _, row: row["pricing_error"] != text(PricingError.NONE.value),
    Fact.HAS_OPEN_QUOTES: _has_open_quotes,
    Fact.OPPORTUNITY_IS_LOST: _opportunity_is_lost,
    Fact.PRICES_ARE_LOCKED: lambda _, row: row["prices_locked"],
}
