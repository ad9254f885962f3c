"""Enums, described for clients. The words are the domain's; here stands what they mean."""

from enum import Enum, StrEnum
from typing import Any, TypeVar

import strawberry

from domain import invoice, opportunity, order, quote
from domain.action import Action
from domain.breakdown import DocumentStep, LineStep
from domain.deal import OpportunityOutcome
from domain.editing import TakeMode
from domain.invoice import InvoiceStatus, InvoiceStatusReason
from domain.line import LineType
from domain.money import RoundingMode
from domain.opportunity import (
    ForecastCategory,
    OpportunityStatus,
    OpportunityStatusReason,
    Rating,
    Stage,
)
from domain.order import FulfillmentStatus, InvoicingStatus, OrderStatus, OrderStatusReason
from domain.pricing import DiscountMethod
from domain.pricing_error import PricingError
from domain.quote import QuoteCloseStatus, QuoteStatus, QuoteStatusReason
from domain.terms import FreightTerms, PaymentTerms, ShippingMethod
from domain.text import camel

E = TypeVar("E", bound=Enum)


def described(
    enum: type[E], description: str, *, name: str | None = None, **values: str
) -> type[E]:
    """Publish those values of an enum that are described here."""
    made = strawberry.enum(enum, name=name, description=description)
    definition: Any = made.__strawberry_definition__  # type: ignore[attr-defined]
    definition.values = [value for value in definition.values if value.name in values]
    for value in definition.values:
        value.description = values.pop(value.name)
    if values:
        raise LookupError(f"{enum.__name__} has no {', '.join(values)}")
    return made


class DocumentStatus(StrEnum):
    """The coarse states of all four documents."""

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
    "OPEN": "An opportunity that may still be won.",
    "DRAFT": "A quote that can be edited.",
    "ACTIVE": "A quote that binds, an order to be delivered, an invoice to be paid.",
    "SUBMITTED": "An order handed over to the ERP.",
    "FULFILLED": "An order that was delivered.",
    "INVOICED": "An order that was invoiced in full.",
    "PAID": "An invoice that was paid, in full or in part.",
    "WON": "An opportunity that was won, a quote that was ordered.",
    "LOST": "An opportunity that was lost or given up.",
    "CLOSED": "A quote that was lost, canceled or revised.",
    "CANCELED": "An order or an invoice that no longer counts.",
}


class DocumentStatusReason(StrEnum):
    """The finer states of all four documents."""

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
    "IN_PROGRESS": "Somebody works on it.",
    "ON_HOLD": "It rests for a while.",
    "OPEN": "The customer has it and has not decided.",
    "WON": "The customer said yes.",
    "LOST": "The customer said no.",
    "OUT_SOLD": "A competitor won.",
    "CANCELED": "It was given up.",
    "REVISED": "Another revision has replaced it.",
    "NEW": "Nothing has been done with it yet.",
    "PENDING": "It waits for something.",
    "NO_MONEY": "It was given up for want of money, or for any other reason.",
    "COMPLETE": "All of it was delivered, or paid.",
    "PARTIAL": "A part of it was delivered, or paid.",
    "INVOICED": "All of it is on invoices.",
    "PARTIALLY_SHIPPED": "A part of the goods has left.",
    "BILLED": "The invoice was sent.",
    "BOOKED": "The invoice was booked.",
    "INSTALLED": "The goods were installed.",
}


def _states(enum: type[StrEnum], texts: dict[str, str], description: str) -> None:
    described(enum, description, **{member.name: texts[member.name] for member in enum})


def _each(**known: type[StrEnum]) -> str:
    """Which of the states each kind of document can have."""
    kinds = [f"{kind}: {', '.join(state.value for state in enum)}" for kind, enum in known.items()]
    return ". ".join(kinds) + "."


_states(
    DocumentStatus,
    _COARSE,
    "The coarse state of a document. Each type of document has some of them. "
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
    "The finer state of a document. Each type of document has some of them. "
    + _each(
        Opportunities=OpportunityStatusReason,
        Quotes=QuoteStatusReason,
        Orders=OrderStatusReason,
        Invoices=InvoiceStatusReason,
    ),
)
_states(OpportunityStatusReason, _FINE, "The finer states of an opportunity.")
_states(QuoteStatusReason, _FINE, "The finer states of a quote.")
_states(OrderStatusReason, _FINE, "The finer states of an order.")
_states(InvoiceStatusReason, _FINE, "The finer states of an invoice.")
_states(QuoteCloseStatus, _FINE, "How closeQuote ends a quote.")

described(
    Stage,
    "How far a sale has come. It describes; it is tied to no state.",
    QUALIFY="Whether there is a need and a budget is being found out.",
    DEVELOP="A solution is being worked out.",
    PROPOSE="An offer is being made.",
    CLOSE="The customer is deciding.",
)
described(
    Rating,
    "The seller's feeling about an opportunity.",
    HOT="It will probably be won.",
    WARM="It may be won.",
    COLD="It will probably not be won.",
)
described(
    ForecastCategory,
    "Where an opportunity counts in a forecast.",
    PIPELINE="Possible.",
    BEST_CASE="Counted when all goes well.",
    COMMITTED="Promised by the seller.",
    OMITTED="Not counted.",
    WON="Closed as won.",
    LOST="Closed as lost.",
)
described(
    FulfillmentStatus,
    "How much of an order has been delivered.",
    NONE="Nothing.",
    PARTIAL="A part.",
    COMPLETE="All of it.",
)
described(
    InvoicingStatus,
    "How much of an order is on invoices that are not canceled.",
    NONE="Nothing.",
    PARTIAL="A part.",
    FULL="All of it.",
)
described(
    PaymentTerms,
    "When the customer pays.",
    NET_30="Within 30 days.",
    TWO_PERCENT_10_NET_30="Within 30 days, with 2 percent off within 10 days.",
    NET_45="Within 45 days.",
    NET_60="Within 60 days.",
)
described(
    FreightTerms,
    "Who pays the freight.",
    FOB="The customer, from the place of shipment on.",
    NO_CHARGE="The seller.",
)
described(
    ShippingMethod,
    "How the goods travel.",
    AIRBORNE="By Airborne Express.",
    DHL="By DHL.",
    FEDEX="By FedEx.",
    UPS="By UPS.",
    POSTAL_MAIL="By mail.",
    FULL_LOAD="As a full truck load.",
    WILL_CALL="The customer fetches them.",
)
described(
    LineType,
    "What a line stands for; it follows from what is sold.",
    PRODUCT="A product.",
    BUNDLE="A bundle, with the price of the whole.",
    REQUIRED_BUNDLE_PRODUCT="A product that belongs to a bundle and is in its price.",
    OPTIONAL_BUNDLE_PRODUCT="A product chosen with a bundle, at its own price.",
    WRITE_IN="Something that is no product.",
)
described(
    PricingError,
    "Why a price could not be found: the codes of Dynamics 365 Sales by name. On a document,"
    " DETAIL_ERROR means that a line has an error.",
    NONE="Nothing is wrong.",
    DETAIL_ERROR="A line of the document has an error.",
    MISSING_PRICE_LIST="The document has no price list.",
    INACTIVE_PRICE_LIST="The price list is inactive.",
    MISSING_QUANTITY="The line has no quantity.",
    MISSING_UNIT_PRICE="The line has no price per unit.",
    MISSING_PRODUCT="The line has no product.",
    INVALID_PRODUCT="The product is not there any more.",
    MISSING_PRICING_METHOD="The price list item has no pricing method.",
    INVALID_PRICING_METHOD="The pricing method is not known.",
    MISSING_UNIT="The line has no unit.",
    PRODUCT_NOT_IN_PRICE_LIST="The price list has no item for the product in this unit.",
    MISSING_PRICE_LIST_AMOUNT="The price list item has no amount.",
    MISSING_PRICE_LIST_PERCENTAGE="The price list item has no percentage.",
    MISSING_PRICE="The product has no list price.",
    MISSING_CURRENT_COST="The product has no current cost.",
    MISSING_STANDARD_COST="The product has no standard cost.",
    INVALID_PRICE_LIST_AMOUNT="The amount of the price list item makes no sense.",
    INVALID_PRICE_LIST_PERCENTAGE="The percentage of the price list item makes no sense.",
    INVALID_PRICE="The list price of the product makes no sense.",
    INVALID_CURRENT_COST="The current cost of the product makes no sense.",
    INVALID_STANDARD_COST="The standard cost of the product makes no sense.",
    INVALID_ROUNDING_POLICY="The rounding policy makes no sense.",
    INVALID_ROUNDING_OPTION="The rounding option makes no sense.",
    INVALID_ROUNDING_AMOUNT="The rounding amount makes no sense.",
    PRICE_CALCULATION_ERROR="The price could not be calculated.",
    INVALID_DISCOUNT_LIST="The discount list makes no sense.",
    INVALID_DISCOUNT_LIST_STATE="The discount list is in a state that makes no sense.",
    INVALID_DISCOUNT="A discount makes no sense.",
    INVALID_QUANTITY="The quantity cannot be sold so.",
    INVALID_PRICING_PRECISION="The number of price decimals makes no sense.",
    MISSING_DEFAULT_UNIT="The product has no default unit.",
    MISSING_UNIT_GROUP="The product has no unit group.",
    INACTIVE_DISCOUNT_LIST="The discount list is inactive, and such lists do not apply.",
    INVALID_PRICE_LIST_CURRENCY="Product and price list have different currencies.",
    PRICE_OUT_OF_RANGE="The price is too large.",
    BASE_CURRENCY_OVERFLOW="An amount is too large in the base currency.",
    BASE_CURRENCY_UNDERFLOW="An amount is too small in the base currency.",
    MISSING_PRICE_LIST_CURRENCY="The price list has no currency.",
)
described(
    LineStep,
    "The steps of priceBreakdown of a line, in their order.",
    SOURCE="The amount, list price or cost that the price is made from.",
    METHOD="What the pricing method makes of it.",
    ROUNDING_POLICY="The price after the rounding policy of the price list item.",
    PRICE_PER_UNIT="The price per unit, with the tenant's price decimals.",
    VOLUME_DISCOUNT="What comes off each unit for its quantity, unrounded.",
    BASE_AMOUNT="The quantity times the price after the volume discount.",
    MANUAL_DISCOUNT="What comes off the line by hand.",
    TAX="The tax of the line.",
    EXTENDED_AMOUNT="What the line costs.",
)
described(
    DocumentStep,
    "The steps of priceBreakdown of a document, in their order.",
    DETAIL_AMOUNT="The sum of the lines without their tax.",
    LINE_DISCOUNT_AMOUNT="The sum of what comes off the lines by hand.",
    PERCENT_DISCOUNT="What the document's percentage takes off.",
    DISCOUNT_AMOUNT="The absolute discount of the document.",
    TOTAL_DISCOUNT_AMOUNT="Everything that comes off but volume discounts.",
    PRE_FREIGHT_AMOUNT="The detail amount, less the document's discounts.",
    FREIGHT_AMOUNT="The freight.",
    TOTAL_TAX="The sum of the lines' taxes.",
    TOTAL_AMOUNT="What the customer pays.",
)
described(
    RoundingMode,
    "What happens to a half that is rounded.",
    HALF_EVEN="It goes to the even digit: 0.125 to 0.12, 0.135 to 0.14.",
    HALF_UP="It goes away from zero: 0.125 to 0.13.",
)
described(
    DiscountMethod,
    "What a manual discount of a line counts for.",
    LINE_ITEM="The line, once.",
    PER_UNIT="Each unit of it.",
)
described(
    TakeMode,
    "What happens to lines that are there when others are taken over.",
    APPEND="They stay; all others are added.",
    REPLACE="They are removed first.",
    SKIP_EXISTING="They stay; products and write-ins that are there are not added again.",
)
described(
    OpportunityOutcome,
    "What an order meant for the opportunity of its quote.",
    WON="The quote was its only active one, so the opportunity was won.",
    KEPT_OPEN_AS_ASKED="It stays open because closeOpportunity was false.",
    KEPT_OPEN_OTHER_ACTIVE_QUOTES="It stays open because it has other active quotes.",
    ALREADY_CLOSED="It was closed before.",
    NO_OPPORTUNITY="The quote belongs to no opportunity.",
)


def _mutation(action: Action) -> str:
    return f"The mutation {camel(action.value.lower())}."


_OFFERED = {
    step.action.name
    for cycle in (opportunity.LIFECYCLE, quote.LIFECYCLE, order.LIFECYCLE, invoice.LIFECYCLE)
    for step in cycle.steps.values()
    if step.offered
}

described(
    Action,
    "What can be done with a document; each is named after the mutation that does it.",
    name="DocumentAction",
    **{action.name: _mutation(action) for action in Action if action.name in _OFFERED}
    | {"EDIT_LINES": "The mutations addLines, updateLine and removeLine."},
)
