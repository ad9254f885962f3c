"""Queries for opportunities, quotes, orders, shipments and invoices."""

import strawberry

from gql.schema.fields import connection
from gql.schema.query_fields import by_id
from gql.types.pages import Connection
from gql.types.sales import Invoice, Opportunity, Order, Quote
from gql.types.shipments import Shipment


@strawberry.type
class SalesQueries:
    """Queries for documents and shipments."""

    opportunity: Opportunity | None = by_id(
        "Returns the opportunity with this ID; null if there is none."
    )
    opportunities: Connection[Opportunity] = connection(
        "Opportunity", "Lists opportunities, in the order of creation by default."
    )
    quote: Quote | None = by_id("Returns the quote with this ID; null if there is none.")
    quotes: Connection[Quote] = connection(
        "Quote", "Lists quotes, including all revisions, in the order of creation by default."
    )
    order: Order | None = by_id("Returns the order with this ID; null if there is none.")
    orders: Connection[Order] = connection(
        "Order", "Lists orders, in the order of creation by default."
    )
    shipment: Shipment | None = by_id("Returns the shipment with this ID; null if there is none.")
    shipments: Connection[Shipment] = connection(
        "Shipment",
        "Lists shipments, including canceled ones, in the order of creation by default.",
    )
    invoice: Invoice | None = by_id("Returns the invoice with this ID; null if there is none.")
    invoices: Connection[Invoice] = connection(
        "Invoice", "Lists invoices, in the order of creation by default."
    )
