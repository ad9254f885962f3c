"""The table of lines for each type of document."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Table

from db import tables


class DocumentLines(NamedTuple):
    """A table of lines, and the name of its column with the document's id."""

    table: Table
    parent: str


LINE_TABLES: Mapping[Table, DocumentLines] = {
    tables.opportunities: DocumentLines(tables.opportunity_lines, "opportunity_id"),
    tables.quotes: DocumentLines(tables.quote_lines, "quote_id"),
    tables.orders: DocumentLines(tables.order_lines, "order_id"),
    tables.invoices: DocumentLines(tables.invoice_lines, "invoice_id"),
}
