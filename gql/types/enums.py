"""Enums with their descriptions. The domain defines the values."""

from enum import Enum, StrEnum
from typing import Any, TypeVar

import strawberry

from domain.core.action import Action
from domain.core.payment_terms import FreightTerms, PaymentTerms, ShippingMethod
from domain.core.text import camel
from domain.sales import invoice_lifecycle, opportunity_lifecycle, order_lifecycle, quote_lifecycle
from domain.sales.forecast import ForecastCategory, Rating, Stage
from domain.sales.invoice_lifecycle import InvoiceStatus, InvoiceStatusReason
from domain.sales.line_editing import TakeMode
from domain.sales.opportunity_lifecycle import OpportunityStatus, OpportunityStatusReason
from domain.sales.order import FulfillmentStatus, InvoicingStatus
from domain.sales.order_lifecycle import OrderStatus, OrderStatusReason
from domain.sales.quote import QuoteCloseStatus
from domain.sales.quote_aggregate import OpportunityOutcome
from domain.sales.quote_lifecycle import QuoteStatus, QuoteStatusReason

E = TypeVar("E", bound=Enum)


def publish_enum(
    enum: type[E], description: str, *, name: str | None = None, **values: str
) -> type[E]:
    """Add an enum to the schema, with the values that are described here."""
    published = strawberry.enum(enum, name=name, description=description)
    definition: Any = published.__strawberry_definition__  # type: ignore[attr-defined]
    # Values without a description stay internal, such as actions that no user can choose.
    definition.values = [value for value in definition.values if value.name in values]
    for value in definition.values:
        value.description = values.pop(value.name)
    if values:
        raise LookupError(f"{enum.__name__} has no {', '.join(values)}")
    return published


# The interface needs one enum for all documents (decision 11), and filters use it, too (decision
# 42).
class DocumentStatus(StrEnum):
    """Statuses of all four types of documents."""

    OPEN = "OPEN"
    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    SUBMITTED = "SUBMITTED"
    FULFILLED = "FULFILLED"
    INVOICED = "INVOICED"
    PAID = "PAID"
    WON = "WON"
    LOST = "LOST"
    CLOSED = "CLOSED"
    CANCELED = "CANCELED"


_COARSE = {
    "OPEN": "An opportunity that can still be won.",
    "DRAFT": "A quote that is not binding yet. It can be edited and deleted.",
    "ACTIVE": "A binding quote, an order to be delivered or an invoice to be paid.",
    "SUBMITTED": "An order that was handed over to the ERP system.",
    "FULFILLED": "An order that was delivered in full or in part.",
    "INVOICED": "An order that was invoiced in full.",
    "PAID": "An invoice that was paid in full or in part.",
    "WON": "An opportunity that was won, or a quote that was ordered.",
    "LOST": "An opportunity that was lost or canceled.",
    "CLOSED": "A quote that was lost, canceled or revised.",
    "CANCELED": "An order or invoice that was canceled.",
}


class DocumentStatusReason(StrEnum):
    """Status reasons of all four types of documents."""

    IN_PROGRESS = "IN_PROGRESS"
    ON_HOLD = "ON_HOLD"
    OPEN = "OPEN"
    WON = "WON"
    LOST = "LOST"
    OUT_SOLD = "OUT_SOLD"
    CANCELED = "CANCELED"
    REVISED = "REVISED"
    NEW = "NEW"
    PENDING = "PENDING"
    NO_MONEY = "NO_MONEY"
    COMPLETE = "COMPLETE"
    PARTIAL = "PARTIAL"
    INVOICED = "INVOICED"
    PARTIALLY_SHIPPED = "PARTIALLY_SHIPPED"
    BILLED = "BILLED"
    BOOKED = "BOOKED"
    INSTALLED = "INSTALLED"


_FINE = {
    "IN_PROGRESS": "Work is in progress: new opportunities and quotes, and submitted orders.",
    "ON_HOLD": "The opportunity is on hold, set by `holdOpportunity`.",
    "OPEN": "The customer has received the quote and has not decided yet.",
    "WON": "The customer accepted. Set when a quote is ordered or an opportunity is won.",
    "LOST": "The customer declined the quote. Set by `closeQuote`.",
    "OUT_SOLD": "The opportunity was lost to a competitor.",
    "CANCELED": "The deal or the document was canceled.",
    "REVISED": "The quote was replaced by a newer revision, or closed so that it can be.",
    "NEW": "No work has been done yet. New orders and invoices begin here.",
    "PENDING": "The order waits for something before work can continue.",
    # Dynamics has no other reason for canceled orders.
    "NO_MONEY": "Canceled for lack of money or for any other reason.",
    "COMPLETE": "The order was delivered in full, or the invoice was paid in full.",
    "PARTIAL": "A part of the order was delivered, or a part of the invoice was paid.",
    "INVOICED": "All quantities of the order have been invoiced.",
    "PARTIALLY_SHIPPED": "Some of the goods on the invoice have been shipped.",
    "BILLED": "The invoice has been sent to the customer.",
    "BOOKED": "The invoice has been entered in the accounts.",
    "INSTALLED": "The goods on the invoice have been installed at the customer's site.",
}


# A value has one text, whichever enums have it, so that the schema does not contradict itself.
def _states(enum: type[StrEnum], texts: dict[str, str], description: str) -> None:
    publish_enum(enum, description, **{member.name: texts[member.name] for member in enum})


def _each(**known: type[StrEnum]) -> str:
    """Return a description of the values that each type of document can have."""
    kinds = [f"{kind}: {', '.join(f'`{one}`' for one in enum)}" for kind, enum in known.items()]
    return ". ".join(kinds) + "."


_states(
    DocumentStatus,
    _COARSE,
    "Status of a document. Each type of document uses some of these values. "
    + _each(
        Opportunities=OpportunityStatus,
        Quotes=QuoteStatus,
        Orders=OrderStatus,
        Invoices=InvoiceStatus,
    ),
)
_states(
    DocumentStatusReason,
    _FINE,
    "Status reason of a document: the status in more detail. Each type of document uses some of"
    " these values. "
    + _each(
        Opportunities=OpportunityStatusReason,
        Quotes=QuoteStatusReason,
        Orders=OrderStatusReason,
        Invoices=InvoiceStatusReason,
    ),
)
_states(
    OpportunityStatusReason, _FINE, "Status reason of an opportunity: its status in more detail."
)
_states(QuoteStatusReason, _FINE, "Status reason of a quote: its status in more detail.")
_states(OrderStatusReason, _FINE, "Status reason of an order: its status in more detail.")
_states(InvoiceStatusReason, _FINE, "Status reason of an invoice: its status in more detail.")
_states(QuoteCloseStatus, _FINE, "Outcome of a quote that is closed with `closeQuote`.")

publish_enum(
    Stage,
    "Sales stage of an opportunity. Independent of the status.",
    QUALIFY="Finding out whether there is a need and a budget.",
    DEVELOP="Developing a solution for the customer's need.",
    PROPOSE="Making the customer an offer, usually with a quote.",
    CLOSE="Waiting for the customer's decision.",
)
publish_enum(
    Rating,
    "The seller's assessment of whether an opportunity will be won.",
    HOT="The seller expects to win the opportunity.",
    WARM="The seller may win the opportunity or lose it.",
    COLD="The seller does not expect to win the opportunity.",
)
publish_enum(
    ForecastCategory,
    "How an opportunity is counted in forecasts.",
    PIPELINE="A possible sale that nobody has committed to. Reopened opportunities return here.",
    BEST_CASE="A sale that is expected if everything goes well.",
    COMMITTED="A sale that the seller has committed to.",
    OMITTED="Left out of forecasts.",
    WON="Set when the opportunity is won.",
    LOST="Set when the opportunity is lost.",
)
publish_enum(
    FulfillmentStatus,
    "How much of an order has been delivered.",
    NONE="Nothing has been delivered yet.",
    PARTIAL="Part of the order has been delivered.",
    COMPLETE="The whole order has been delivered.",
)
publish_enum(
    InvoicingStatus,
    "How much of an order has been invoiced. Canceled invoices do not count.",
    NONE="Nothing has been invoiced, or all invoices were canceled.",
    PARTIAL="Part of the order has been invoiced.",
    FULL="The whole order has been invoiced.",
)
publish_enum(
    PaymentTerms,
    "When the customer pays: the due date of an invoice is derived from it.",
    NET_30="Payment is due 30 days after the invoice is created.",
    TWO_PERCENT_10_NET_30="Payment is due 30 days after the invoice is created, with a discount"
    " of 2 percent for payment within 10 days.",
    NET_45="Payment is due 45 days after the invoice is created.",
    NET_60="Payment is due 60 days after the invoice is created.",
)
publish_enum(
    FreightTerms,
    "Who pays the freight. Printed on documents; has no effect on amounts.",
    FOB="The customer pays the freight from the place of shipment (free on board).",
    NO_CHARGE="The seller pays the freight to the customer.",
)
publish_enum(
    ShippingMethod,
    "How the goods are shipped. Printed on documents; has no effect on amounts.",
    AIRBORNE="The goods are shipped by Airborne Express.",
    DHL="The goods are shipped by DHL.",
    FEDEX="The goods are shipped by FedEx.",
    UPS="The goods are shipped by UPS.",
    POSTAL_MAIL="The goods are sent by mail.",
    FULL_LOAD="The goods are shipped as a full truckload.",
    WILL_CALL="The customer picks up the goods from the seller.",
)
publish_enum(
    TakeMode,
    "What happens to the existing lines of a document when lines are copied to it.",
    APPEND="Existing lines stay, and all lines are added.",
    REPLACE="All existing lines are removed before the lines are copied.",
    SKIP_EXISTING="Existing lines stay; products and write-ins that the document already has are"
    " not added again.",
)
publish_enum(
    OpportunityOutcome,
    "What happened to an opportunity when one of its quotes was ordered.",
    WON="The opportunity was won because it had no other active quote.",
    KEPT_OPEN_AS_ASKED="The opportunity stays open because `closeOpportunity` was false.",
    KEPT_OPEN_OTHER_ACTIVE_QUOTES="The opportunity stays open because it has other active quotes.",
    ALREADY_CLOSED="The opportunity was already closed.",
    NO_OPPORTUNITY="The quote does not belong to an opportunity.",
)


def _mutation(action: Action) -> str:
    return f"Performed by the `{camel(action.value.lower())}` mutation."


_EDIT_LINES = (
    "Performed by the `addLines`, `updateLine`, `removeLine` and `getProductsFromOpportunity`"
    " mutations."
)
# Actions that follow from changes of other records are not public (`Transition.offered`).
_OFFERED = {
    transition.action.name
    for life in (opportunity_lifecycle, quote_lifecycle, order_lifecycle, invoice_lifecycle)
    for transition in life.LIFECYCLE.by_action.values()
    if transition.offered
}

publish_enum(
    Action,
    "An action on a document, named after the mutation that performs it.",
    name="DocumentAction",
    **{action.name: _mutation(action) for action in Action if action.name in _OFFERED}
    | {"EDIT_LINES": _EDIT_LINES},
)
