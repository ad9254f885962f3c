"""Opportunities, quotes, orders and invoices."""

import strawberry

from gql.fields import by_id, connection
from gql.types.listings import INVOICES, OPPORTUNITIES, ORDERS, QUOTES, Connection
from gql.types.sales import Invoice, Opportunity, Order, Quote


@strawberry.type
class SalesQueries:
    """Questions about documents."""

    opportunity: Opportunity | None = by_id(
        "The opportunity with this id; null where there is none."
    )
    opportunities: Connection[Opportunity] = connection(OPPORTUNITIES, "All opportunities.")
    quote: Quote | None = by_id("The quote with this id; null where there is none.")
    quotes: Connection[Quote] = connection(QUOTES, "All quotes.")
    order: Order | None = by_id("The order with this id; null where there is none.")
    orders: Connection[Order] = connection(ORDERS, "All orders.")
    invoice: Invoice | None = by_id("The invoice with this id; null where there is none.")
    invoices: Connection[Invoice] = connection(INVOICES, "All invoices.")
