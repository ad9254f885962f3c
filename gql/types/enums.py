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
    made = strawberry.enum(enum, name=name, description=description)
    definition: Any = made.__strawberry_definition__  # type: ignore[attr-defined]
    # Values without a description stay internal, such as actions that no user can choose.
    definition.values = [value for value in definition.values if value.name in values]
    for value in definition.values:
        value.description = values.pop(value.name)
    if values:
        raise LookupError(f"{enum.__name__} has no {', '.join(values)}")
    return made


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
    "DRAFT": "A quote that can be edited.",
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
    "IN_PROGRESS": "Work is in progress.",
    "ON_HOLD": "Work is on hold.",
    "OPEN": "The customer has received the quote and has not decided yet.",
    "WON": "The customer accepted.",
    "LOST": "The customer declined.",
    "OUT_SOLD": "A competitor won the deal.",
    "CANCELED": "The deal or the document was canceled.",
    "REVISED": "Replaced by a newer revision.",
    "NEW": "No work has been done yet.",
    "PENDING": "Waiting for something before work can continue.",
    # Dynamics has no other reason for canceled orders.
    "NO_MONEY": "Canceled for lack of money or for any other reason.",
    "COMPLETE": "Delivered or paid in full.",
    "PARTIAL": "Delivered or paid in part.",
    "INVOICED": "Invoiced in full.",
    "PARTIALLY_SHIPPED": "Some of the goods have been shipped.",
    "BILLED": "The invoice has been sent.",
    "BOOKED": "The invoice has been booked.",
    "INSTALLED": "The goods have been installed.",
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
_states(OpportunityStatusReason, _FINE, "Status reason of an opportunity.")
_states(QuoteStatusReason, _FINE, "Status reason of a quote.")
_states(OrderStatusReason, _FINE, "Status reason of an order.")
_states(InvoiceStatusReason, _FINE, "Status reason of an invoice.")
_states(QuoteCloseStatus, _FINE, "Outcome of a quote that is closed with `closeQuote`.")

publish_enum(
    Stage,
    "Sales stage of an opportunity. Independent of the status.",
    QUALIFY="Finding out whether there is a need and a budget.",
    DEVELOP="Developing a solution.",
    PROPOSE="Making an offer.",
    CLOSE="Waiting for the customer's decision.",
)
publish_enum(
    Rating,
    "The seller's assessment of whether an opportunity will be won.",
    HOT="Likely to be won.",
    WARM="May be won.",
    COLD="Unlikely to be won.",
)
publish_enum(
    ForecastCategory,
    "How an opportunity is counted in forecasts.",
    PIPELINE="A possible sale.",
    BEST_CASE="Counted if everything goes well.",
    COMMITTED="Committed to by the seller.",
    OMITTED="Not counted.",
    WON="Closed as won.",
    LOST="Closed as lost.",
)
publish_enum(
    FulfillmentStatus,
    "How much of an order has been delivered.",
    NONE="Nothing has been delivered.",
    PARTIAL="Part of the order has been delivered.",
    COMPLETE="The whole order has been delivered.",
)
publish_enum(
    InvoicingStatus,
    "How much of an order has been invoiced. Canceled invoices do not count.",
    NONE="Nothing has been invoiced.",
    PARTIAL="Part of the order has been invoiced.",
    FULL="The whole order has been invoiced.",
)
publish_enum(
    PaymentTerms,
    "When the customer pays.",
    NET_30="Payment is due within 30 days.",
    TWO_PERCENT_10_NET_30="Payment is due within 30 days, with a discount of 2 percent for"
    " payment within 10 days.",
    NET_45="Payment is due within 45 days.",
    NET_60="Payment is due within 60 days.",
)
publish_enum(
    FreightTerms,
    "Who pays the freight.",
    FOB="The customer pays the freight from the place of shipment (free on board).",
    NO_CHARGE="The seller pays the freight.",
)
publish_enum(
    ShippingMethod,
    "How the goods are shipped.",
    AIRBORNE="Shipped by Airborne Express.",
    DHL="Shipped by DHL.",
    FEDEX="Shipped by FedEx.",
    UPS="Shipped by UPS.",
    POSTAL_MAIL="Sent by mail.",
    FULL_LOAD="Shipped as a full truckload.",
    WILL_CALL="The customer picks up the goods.",
)
publish_enum(
    TakeMode,
    "What happens to the existing lines of a document when lines are copied to it.",
    APPEND="Existing lines stay, and all lines are added.",
    REPLACE="Existing lines are removed first.",
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
    step.action.name
    for life in (opportunity_lifecycle, quote_lifecycle, order_lifecycle, invoice_lifecycle)
    for step in life.LIFECYCLE.steps.values()
    if step.offered
}

publish_enum(
    Action,
    "An action on a document, named after the mutation that performs it.",
    name="DocumentAction",
    **{action.name: _mutation(action) for action in Action if action.name in _OFFERED}
    | {"EDIT_LINES": _EDIT_LINES},
)
