"""The four documents."""

from datetime import date, datetime

from db import tables
from db.reads.printed import Mailed, Printed, SentAt, SentTo
from db.reads.sources import credit, is_expired
from domain import invoice, opportunity, order, quote
from domain.opportunity import ForecastCategory, Rating, Stage
from domain.order import FulfillmentStatus, InvoicingStatus
from domain.terms import FreightTerms, PaymentTerms, ShippingMethod
from gql.fields import (
    actions,
    by_table,
    changes,
    column,
    computed,
    computed_money,
    connection,
    document,
    entity,
    interface,
    lines_of,
    money,
    to_many,
    to_one,
)
from gql.types.documents import CloseRecord, Payment, SalesDocument
from gql.types.interfaces import Address, AvailableAction, Money
from gql.types.lines import InvoiceLine, OpportunityLine, OrderLine, QuoteLine
from gql.types.listings import INVOICES, ORDERS, QUOTES, Connection
from gql.types.mailings import Mailing, PrintedDocument
from gql.types.revisions import QuoteChanges

_LINES = "Its lines, by their number."
_ACTIONS = "What can be done with it, in a fixed order, and what forbids the rest."
_CLOSED = "How it ended, each time that it did, the earliest first."
_BY_TIME = ("created_at", "id")


@interface
class DeliveredDocument(SalesDocument):
    """A document that says how goods are delivered and paid: a quote, an order, an invoice."""

    bill_to: Address | None = document("Where the invoice goes.")
    ship_to: Address | None = document("Where the goods go.")
    payment_terms: PaymentTerms | None = column("When the customer pays.")
    freight_terms: FreightTerms | None = column("Who pays the freight.")
    shipping_method: ShippingMethod | None = column("How the goods travel.")
    pdf: PrintedDocument = by_table(Printed, "The document as a PDF for the customer.", weight=5)
    mailings: list[Mailing] = by_table(Mailed, "The mails that carried it, the earliest first.")
    sent_at: datetime | None = by_table(
        SentAt, "When it was last sent; null while it was not.", weight=2
    )
    sent_to: list[str] = by_table(SentTo, "To whom it was last sent.", weight=2)


@entity(tables.opportunities)
class Opportunity(SalesDocument):
    """A possible sale, its value, its stage, and how it ended."""

    stage: Stage = column("How far the sale has come.")
    probability: int | None = column("How likely it is to be won, in percent.")
    rating: Rating | None = column("The seller's feeling.")
    forecast_category: ForecastCategory = column("Where it counts in a forecast.")
    budget_amount: Money | None = money("What the customer can spend.")
    is_revenue_system_calculated: bool = column(
        "Whether the estimated value follows the total of the lines."
    )
    estimated_value: Money | None = money("What it is expected to bring.")
    estimated_close_date: date | None = column("When it is expected to close.")
    actual_value: Money | None = money("What it brought.")
    actual_close_date: date | None = column("When it closed.")
    customer_need: str | None = column("What the customer needs.")
    current_situation: str | None = column("How the customer does without.")
    proposed_solution: str | None = column("What is proposed.")
    lines: list[OpportunityLine] = lines_of("opportunity_id", _LINES)
    close_records: list[CloseRecord] = to_many("opportunity_id", _CLOSED, order=_BY_TIME)
    available_actions: list[AvailableAction] = actions(opportunity.LIFECYCLE, _ACTIONS)
    quotes: "Connection[Quote]" = connection(QUOTES, "Its quotes.", by="opportunity_id")
    orders: "Connection[Order]" = connection(ORDERS, "Its orders.", by="opportunity_id")
    invoices: "Connection[Invoice]" = connection(INVOICES, "Its invoices.", by="opportunity_id")


@entity(tables.quotes)
class Quote(DeliveredDocument):
    """An offer: editable while DRAFT, binding once ACTIVE, history afterwards."""

    revision: int = column("0 for the first offer, one more for each revision.")
    opportunity: Opportunity | None = to_one("opportunity_id", "The opportunity it is made for.")
    order: "Order | None" = to_one("id", "The order that it became.", foreign="quote_id")
    revisions: "list[Quote]" = to_many(
        "number",
        "All revisions of its number, itself among them.",
        local="number",
        order=("revision",),
    )
    changes: QuoteChanges | None = changes(
        "What differs from another revision of its number: the one before it, unless another is"
        " named; null where there is none."
    )
    effective_from: date | None = column("The first day on which it holds.")
    effective_to: date | None = column("The last day on which it holds.")
    expires_on: date | None = column("The last day on which it can be accepted.")
    is_expired: bool = computed(
        is_expired, "Whether effectiveTo or expiresOn is over. It forbids nothing by itself."
    )
    request_delivery_by: date | None = column("When the customer wants the goods.")
    closed_on: date | None = column("When it was won or closed.")
    lines: list[QuoteLine] = lines_of("quote_id", _LINES)
    close_records: list[CloseRecord] = to_many("quote_id", _CLOSED, order=_BY_TIME)
    available_actions: list[AvailableAction] = actions(quote.LIFECYCLE, _ACTIONS)


@entity(tables.orders)
class Order(DeliveredDocument):
    """What was agreed, to be delivered and invoiced."""

    opportunity: Opportunity | None = to_one("opportunity_id", "The opportunity it came from.")
    quote: Quote | None = to_one("quote_id", "The quote it came from.")
    invoices: "Connection[Invoice]" = connection(INVOICES, "Its invoices.", by="order_id")
    prices_locked: bool = column("Whether its prices are kept whatever the catalogue does.")
    request_delivery_by: date | None = column("When the customer wants the goods.")
    date_fulfilled: date | None = column("When it was delivered.")
    fulfillment_status: FulfillmentStatus = column("How much has been delivered.")
    invoicing_status: InvoicingStatus = column("How much is on invoices that are not canceled.")
    lines: list[OrderLine] = lines_of("order_id", _LINES)
    close_records: list[CloseRecord] = to_many("order_id", _CLOSED, order=_BY_TIME)
    available_actions: list[AvailableAction] = actions(order.LIFECYCLE, _ACTIONS)


@entity(tables.invoices)
class Invoice(DeliveredDocument):
    """What the customer owes, what was paid, what is due."""

    opportunity: Opportunity | None = to_one("opportunity_id", "The opportunity it came from.")
    order: Order | None = to_one("order_id", "The order that it bills.")
    prices_locked: bool = column("Whether its prices are kept whatever the catalogue does.")
    due_date: date | None = column("When it is to be paid.")
    amount_paid: Money = money("What has been paid.")
    amount_due: Money = money("What is still to be paid.")
    credit_amount: Money = computed_money(
        credit, "What was paid of an invoice that was canceled: it is owed to the customer."
    )
    payments: list[Payment] = to_many(
        "invoice_id", "Its payments, the earliest first.", order=_BY_TIME
    )
    lines: list[InvoiceLine] = lines_of("invoice_id", _LINES)
    close_records: list[CloseRecord] = to_many("invoice_id", _CLOSED, order=_BY_TIME)
    available_actions: list[AvailableAction] = actions(invoice.LIFECYCLE, _ACTIONS)
