"""Types for the four kinds of documents."""

from datetime import date

from db import tables
from db.planner.fields.field_sources import credit, is_expired
from domain.sales import invoice_lifecycle, opportunity_lifecycle, order_lifecycle, quote_lifecycle
from domain.sales.forecast import ForecastCategory, Rating, Stage
from domain.sales.order import FulfillmentStatus, InvoicingStatus
from domain.sales.submission import ErpStatus
from gql.schema.field_uses import ON_CREATION, SETTABLE
from gql.schema.fields import (
    actions,
    changes,
    column,
    computed,
    computed_money,
    connection,
    entity,
    lines_of,
    money,
    to_many,
    to_one,
)
from gql.types.delivered import DeliveredDocument
from gql.types.documents import (
    ACTIONS_DESCRIPTION,
    CLOSE_RECORDS_DESCRIPTION,
    LINES_DESCRIPTION,
    CloseRecord,
    Payment,
    SalesDocument,
)
from gql.types.erp import ErpSubmission, PostedInvoice
from gql.types.interfaces import AvailableAction, Money
from gql.types.lines import InvoiceLine, OpportunityLine, OrderLine, QuoteLine
from gql.types.pages import Connection
from gql.types.revisions import QuoteChanges
from gql.types.shipments import Shipment

# Records of one transaction have the same time; their IDs are in the order of creation.
_BY_TIME = ("created_at", "id")


@entity(tables.opportunities)
class Opportunity(SalesDocument):
    """A potential sale: its value, sales stage and outcome."""

    stage: Stage = column("Sales stage. Independent of the status.", filter=True, input=SETTABLE)
    probability: int | None = column(
        "Probability of winning the opportunity, 0 to 100 percent; null if not estimated.",
        filter=True,
        input=SETTABLE,
    )
    rating: Rating | None = column(
        "Seller's rating of the opportunity; null if not rated.", filter=True, input=SETTABLE
    )
    forecast_category: ForecastCategory = column(
        "How the opportunity is counted in forecasts. Closing sets `WON` or `LOST`;"
        " reopening sets `PIPELINE`.",
        filter=True,
        input=SETTABLE,
    )
    budget_amount: Money | None = money(
        "The customer's budget; null if not known.", filter=True, input=SETTABLE
    )
    is_revenue_system_calculated: bool = column(
        "Whether `estimatedValue` follows `totalAmount`. If false, it is entered manually.",
        input=SETTABLE,
    )
    estimated_value: Money | None = money(
        "Expected revenue; null if not estimated.", filter=True, input=SETTABLE
    )
    estimated_close_date: date | None = column(
        "Date on which the seller expects the opportunity to be closed; null if not estimated.",
        filter=True,
        input=SETTABLE,
    )
    actual_value: Money | None = money(
        "Revenue recorded when the opportunity was closed; null while it is open or if no"
        " revenue was recorded.",
        filter=True,
    )
    actual_close_date: date | None = column(
        "Date the opportunity was closed; null while it is open.", filter=True
    )
    customer_need: str | None = column(
        "What the customer needs, as free text; null if not given. At most 2,000 characters.",
        input=SETTABLE,
    )
    current_situation: str | None = column(
        "The customer's current situation, as free text; null if not given. At most 2,000"
        " characters.",
        input=SETTABLE,
    )
    proposed_solution: str | None = column(
        "The solution that the seller proposes, as free text; null if not given. At most"
        " 2,000 characters.",
        input=SETTABLE,
    )
    lines: list[OpportunityLine] = lines_of("opportunity_id", LINES_DESCRIPTION, filter=True)
    close_records: list[CloseRecord] = to_many(
        "opportunity_id", CLOSE_RECORDS_DESCRIPTION, order=_BY_TIME
    )
    # From the table that the mutations obey, so the two cannot disagree (decision 5).
    available_actions: list[AvailableAction] = actions(
        opportunity_lifecycle.LIFECYCLE, ACTIONS_DESCRIPTION
    )
    quotes: "Connection[Quote]" = connection(
        "Quote",
        "Quotes of the opportunity, including all revisions.",
        by="opportunity_id",
        filter=True,
    )
    orders: "Connection[Order]" = connection(
        "Order",
        "Orders that belong to the opportunity, with or without a quote.",
        by="opportunity_id",
        filter=True,
    )
    invoices: "Connection[Invoice]" = connection(
        "Invoice",
        "Invoices that belong to the opportunity, with or without an order.",
        by="opportunity_id",
        filter=True,
    )


@entity(tables.quotes)
class Quote(DeliveredDocument):
    """An offer to a customer: editable as a draft, binding and read-only once active."""

    revision: int = column(
        "Revision number: 0 for the first version of the quote, incremented by each revision.",
        filter=True,
    )
    # Fixed on creation, when customer and currency are compared with the opportunity's (I-48).
    opportunity: Opportunity | None = to_one(
        "opportunity_id",
        "Opportunity that the quote belongs to; null if none.",
        filter=True,
        input=ON_CREATION,
        sort=("name", "number"),
    )
    # A quote is ordered once (I-13), so this is not a list.
    order: "Order | None" = to_one(
        "id", "Order created from the quote; null if none.", foreign="quote_id", filter=True
    )
    revisions: "list[Quote]" = to_many(
        "number",
        "All revisions with the same quote number, including this one, oldest first.",
        # All revisions share the number (1.2).
        local="number",
        order=("revision",),
    )
    changes: QuoteChanges | None = changes(
        "Differences from another revision of the quote, by default the previous one; null"
        " if there is no such revision."
    )
    effective_from: date | None = column(
        "First day on which the quote is valid; null if not limited.", filter=True, input=SETTABLE
    )
    effective_to: date | None = column(
        "Last day on which the quote is valid; null if not limited.", filter=True, input=SETTABLE
    )
    expires_on: date | None = column(
        "Last day on which the customer can accept the quote; null if not limited.",
        filter=True,
        input=SETTABLE,
    )
    # Computed when read, because nothing happens to an expired quote by itself (I-64).
    is_expired: bool = computed(
        is_expired,
        "Whether `effectiveTo` or `expiresOn` is in the past. For information only; it does"
        " not prevent any action.",
    )
    request_delivery_by: date | None = column(
        "Delivery date requested by the customer; null if none was requested.", input=SETTABLE
    )
    closed_on: date | None = column(
        "Date the quote was won or closed; null before that.", filter=True
    )
    lines: list[QuoteLine] = lines_of("quote_id", LINES_DESCRIPTION, filter=True)
    close_records: list[CloseRecord] = to_many(
        "quote_id", CLOSE_RECORDS_DESCRIPTION, order=_BY_TIME
    )
    available_actions: list[AvailableAction] = actions(
        quote_lifecycle.LIFECYCLE, ACTIONS_DESCRIPTION
    )


@entity(tables.orders)
class Order(DeliveredDocument):
    """A confirmed sale, to be delivered and invoiced."""

    opportunity: Opportunity | None = to_one(
        "opportunity_id",
        "Opportunity that the order belongs to; null if none.",
        filter=True,
        input=ON_CREATION,
        sort=("name", "number"),
    )
    quote: Quote | None = to_one(
        "quote_id",
        "Quote that the order was created from; null if none.",
        filter=True,
        sort=("number",),
    )
    invoices: "Connection[Invoice]" = connection(
        "Invoice",
        "Invoices created from the order, including canceled ones.",
        by="order_id",
        filter=True,
    )
    prices_locked: bool = column(
        "Whether prices are locked against changes to the catalog.", filter=True
    )
    request_delivery_by: date | None = column(
        "Delivery date requested by the customer; null if none was requested.",
        filter=True,
        input=SETTABLE,
    )
    date_fulfilled: date | None = column(
        "Date of the latest shipment; null until one is recorded. Canceled shipments do not count.",
        filter=True,
    )
    # Delivery and invoicing do not depend on each other (W6).
    fulfillment_status: FulfillmentStatus = column(
        "How much of the order has been shipped. Canceled shipments do not count.", filter=True
    )
    invoicing_status: InvoicingStatus = column(
        "How much of the order has been invoiced. Canceled invoices do not count.", filter=True
    )
    shipments: Connection[Shipment] = connection(
        "Shipment",
        "Shipments of the order, including canceled ones.",
        by="order_id",
        filter=True,
    )
    lines: list[OrderLine] = lines_of("order_id", LINES_DESCRIPTION, filter=True)
    close_records: list[CloseRecord] = to_many(
        "order_id", CLOSE_RECORDS_DESCRIPTION, order=_BY_TIME
    )
    available_actions: list[AvailableAction] = actions(
        order_lifecycle.LIFECYCLE, ACTIONS_DESCRIPTION
    )
    erp_status: ErpStatus | None = column(
        "How far the order has come on its way through the ERP; null until it is submitted.",
        filter=True,
    )
    erp: ErpSubmission | None = to_one(
        "id", "Handover of the order to the ERP; null until it is submitted.", filter=True
    )


@entity(tables.invoices)
class Invoice(DeliveredDocument):
    """A bill to a customer, with its payments and the amount due."""

    opportunity: Opportunity | None = to_one(
        "opportunity_id",
        "Opportunity that the invoice belongs to; null if none.",
        filter=True,
        input=ON_CREATION,
        sort=("name", "number"),
    )
    order: Order | None = to_one(
        "order_id", "Order that the invoice bills; null if none.", filter=True, sort=("number",)
    )
    prices_locked: bool = column("Whether prices are locked against changes to the catalog.")
    due_date: date | None = column(
        "Last day on which the payment is on time; null if not set.", filter=True, input=SETTABLE
    )
    amount_paid: Money = money("Amount paid: all payments less reversals.", filter=True)
    amount_due: Money = money("Amount still due; zero if the invoice is canceled.", filter=True)
    credit_amount: Money = computed_money(
        credit,
        "Amount owed to the customer because the invoice was canceled after a payment; zero"
        " if it is not canceled.",
    )
    # Payments are records (W18): a reversal adds one instead of removing one.
    payments: list[Payment] = to_many(
        "invoice_id", "Payments and reversals, oldest first.", order=_BY_TIME, filter=True
    )
    lines: list[InvoiceLine] = lines_of("invoice_id", LINES_DESCRIPTION, filter=True)
    close_records: list[CloseRecord] = to_many(
        "invoice_id", CLOSE_RECORDS_DESCRIPTION, order=_BY_TIME
    )
    available_actions: list[AvailableAction] = actions(
        invoice_lifecycle.LIFECYCLE, ACTIONS_DESCRIPTION
    )
    erp: PostedInvoice | None = to_one(
        "id", "The ERP's invoice, if the ERP posted this one; otherwise null.", filter=True
    )
