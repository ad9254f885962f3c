"""Columns of words that have an order of their own: as a sale goes, not as the alphabet does.

A list that is ordered by such a column follows the place of its word (db.tables.ordering). A word
that joins one of these enums therefore needs a migration that makes the places anew.
"""

from enum import StrEnum

from sqlalchemy import Table

from db.tables.catalogue import product_relationships, products
from db.tables.sales import invoices, opportunities, orders, quotes
from domain.bundle import RelationshipDirection, RelationshipType
from domain.invoice import InvoiceStatus, InvoiceStatusReason
from domain.opportunity import (
    ForecastCategory,
    OpportunityStatus,
    OpportunityStatusReason,
    Rating,
    Stage,
)
from domain.order import FulfillmentStatus, InvoicingStatus, OrderStatus, OrderStatusReason
from domain.product import ProductStatus, ProductStructure, ProductType
from domain.quote import QuoteStatus, QuoteStatusReason

_ENUMS: dict[Table, dict[str, type[StrEnum]]] = {
    opportunities: {
        "status": OpportunityStatus,
        "status_reason": OpportunityStatusReason,
        "stage": Stage,
        "rating": Rating,
        "forecast_category": ForecastCategory,
    },
    quotes: {"status": QuoteStatus, "status_reason": QuoteStatusReason},
    orders: {
        "status": OrderStatus,
        "status_reason": OrderStatusReason,
        "fulfillment_status": FulfillmentStatus,
        "invoicing_status": InvoicingStatus,
    },
    invoices: {"status": InvoiceStatus, "status_reason": InvoiceStatusReason},
    products: {"structure": ProductStructure, "type": ProductType, "status": ProductStatus},
    product_relationships: {"type": RelationshipType, "direction": RelationshipDirection},
}

WORDS: dict[tuple[Table, str], tuple[str, ...]] = {
    (table, column): tuple(word.value for word in words)
    for table, columns in _ENUMS.items()
    for column, words in columns.items()
}
