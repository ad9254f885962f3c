"""Documents in groups: what can be asked, and what is said of each group."""

from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from db.reads.groups import grouping
from db.reads.groups.sources import Amounts, ByCurrency, GroupCount, GroupRows, InBase, Measured
from domain.opportunity import ForecastCategory, Rating, Stage
from domain.order import FulfillmentStatus, InvoicingStatus
from domain.pricing_error import PricingError
from domain.terms import FreightTerms, PaymentTerms, ShippingMethod
from gql.fields import column, given, same, structure, to_one
from gql.scalars import CurrencyCode
from gql.types import filters
from gql.types.catalogue import Product
from gql.types.enums import DocumentStatus, DocumentStatusReason
from gql.types.group_inputs import inputs
from gql.types.interfaces import Money
from gql.types.parties import Account, Contact, User
from gql.types.sales import Opportunity

A = TypeVar("A")
G = TypeVar("G")


def measured(name: str, description: str) -> Any:
    """An amount of a group."""
    return given(Measured(name), description)


@structure
class DocumentKeys:
    """What the documents of a group have in common; null where they are not grouped by it."""

    status: DocumentStatus | None = column("The state.")
    status_reason: DocumentStatusReason | None = column("The finer state.")
    pricing_error: PricingError | None = column("What is wrong with their prices, or NONE.")
    currency_code: CurrencyCode | None = column("The currency.")
    owner: User | None = to_one("owner_id", "Who looks after them.")
    account: Account | None = to_one("account_id", "The customer, where it is an account.")
    contact: Contact | None = to_one("contact_id", "The customer, where it is a contact.")
    product_family: Product | None = to_one("family_id", "The family of products on their lines.")
    created_at: date | None = column("The first day of the span in which they were made.")
    updated_at: date | None = column("The first day of the span in which they last changed.")


@structure
class DeliveredKeys(DocumentKeys):
    """What quotes, orders and invoices can have in common besides."""

    payment_terms: PaymentTerms | None = column("When the customer pays.")
    freight_terms: FreightTerms | None = column("Who pays the freight.")
    shipping_method: ShippingMethod | None = column("How the goods travel.")


@structure
class OpportunityKeys(DocumentKeys):
    """What the opportunities of a group have in common; null where not grouped by it."""

    stage: Stage | None = column("How far the sale has come.")
    rating: Rating | None = column("The rating.")
    forecast_category: ForecastCategory | None = column("The forecast category.")
    estimated_close_date: date | None = column("The first day of the span of this date.")
    actual_close_date: date | None = column("The first day of the span of this date.")


@structure
class QuoteKeys(DeliveredKeys):
    """What the quotes of a group have in common; null where they are not grouped by it."""

    opportunity: Opportunity | None = to_one("opportunity_id", "The opportunity.")
    effective_from: date | None = column("The first day of the span of this date.")
    effective_to: date | None = column("The first day of the span of this date.")
    expires_on: date | None = column("The first day of the span of this date.")
    closed_on: date | None = column("The first day of the span of this date.")


@structure
class OrderKeys(DeliveredKeys):
    """What the orders of a group have in common; null where they are not grouped by it."""

    fulfillment_status: FulfillmentStatus | None = column("How much was delivered.")
    invoicing_status: InvoicingStatus | None = column("How much was invoiced.")
    opportunity: Opportunity | None = to_one("opportunity_id", "The opportunity.")
    request_delivery_by: date | None = column("The first day of the span of this date.")
    date_fulfilled: date | None = column("The first day of the span of this date.")


@structure
class InvoiceKeys(DeliveredKeys):
    """What the invoices of a group have in common; null where they are not grouped by it."""

    opportunity: Opportunity | None = to_one("opportunity_id", "The opportunity.")
    due_date: date | None = column("The first day of the span of this date.")


@structure
class DocumentAmounts:
    """Amounts of documents; null where none of the group has the amount.

    Grouped by product family, a document counts in each family of its lines, with the amounts of
    those lines only: then lineAmount is there, and the amounts of whole documents are null.
    """

    total_amount: Money | None = measured("total_amount", "The total amount.")
    line_amount: Money | None = measured(
        "line_amount", "The extended amounts of the family's lines; only by product family."
    )


@structure
class OpportunityAmounts(DocumentAmounts):
    """Amounts of opportunities; null where none of the group has the amount."""

    estimated_value: Money | None = measured("estimated_value", "The estimated value.")
    weighted_value: Money | None = measured(
        "weighted_value",
        "The estimated value times the probability; without a probability it is zero.",
    )
    actual_value: Money | None = measured("actual_value", "The actual value.")
    budget_amount: Money | None = measured("budget_amount", "The customer's budget.")
    weighted_line_amount: Money | None = measured(
        "weighted_line_amount", "The lineAmount times the probability; only by product family."
    )


@structure
class QuoteAmounts(DocumentAmounts):
    """Amounts of quotes; null where none of the group has the amount."""


@structure
class OrderAmounts(DocumentAmounts):
    """Amounts of orders; null where none of the group has the amount."""


@structure
class InvoiceAmounts(DocumentAmounts):
    """Amounts of invoices; null where none of the group has the amount."""

    amount_paid: Money | None = measured("amount_paid", "What was paid.")
    amount_due: Money | None = measured("amount_due", "What is still to be paid.")


@structure
class InCurrency(Generic[A]):
    """The amounts of a group in one currency. Currencies are never added to each other."""

    currency_code: CurrencyCode = column("The currency.")
    count: int = column(
        "How many documents are in this currency; in the base currency, how many have a rate."
    )
    sum: A = given(Amounts("sum"), "The sums.")
    average: A = given(
        Amounts("average"), "The means, rounded half up to the decimals of the currency."
    )
    minimum: A = given(Amounts("minimum"), "The smallest.")
    maximum: A = given(Amounts("maximum"), "The largest.")


@structure
class OpportunityGroup:
    """Opportunities that have something in common."""

    keys: OpportunityKeys = same("What they have in common.")
    count: int = column("How many there are.")
    by_currency: list[InCurrency[OpportunityAmounts]] = given(
        ByCurrency(), "Their amounts, for each currency by itself."
    )
    in_base_currency: InCurrency[OpportunityAmounts] = given(
        InBase(), "Their amounts in the base currency, by the rates of the documents."
    )
    win_rate: Decimal | None = column(
        "The won ones among the won and lost ones, from 0 to 1; null where none is decided."
    )
    average_days_to_close: Decimal | None = column(
        "The mean of the days from creation to close of those that are closed."
    )


@structure
class QuoteGroup:
    """Quotes that have something in common."""

    keys: QuoteKeys = same("What they have in common.")
    count: int = column("How many there are.")
    by_currency: list[InCurrency[QuoteAmounts]] = given(
        ByCurrency(), "Their amounts, for each currency by itself."
    )
    in_base_currency: InCurrency[QuoteAmounts] = given(
        InBase(), "Their amounts in the base currency, by the rates of the documents."
    )
    win_rate: Decimal | None = column(
        "The won ones among those that were won, lost or canceled, from 0 to 1; revised ones do"
        " not count; null where none is decided."
    )


@structure
class OrderGroup:
    """Orders that have something in common."""

    keys: OrderKeys = same("What they have in common.")
    count: int = column("How many there are.")
    by_currency: list[InCurrency[OrderAmounts]] = given(
        ByCurrency(), "Their amounts, for each currency by itself."
    )
    in_base_currency: InCurrency[OrderAmounts] = given(
        InBase(), "Their amounts in the base currency, by the rates of the documents."
    )


@structure
class InvoiceGroup:
    """Invoices that have something in common."""

    keys: InvoiceKeys = same("What they have in common.")
    count: int = column("How many there are.")
    by_currency: list[InCurrency[InvoiceAmounts]] = given(
        ByCurrency(), "Their amounts, for each currency by itself."
    )
    in_base_currency: InCurrency[InvoiceAmounts] = given(
        InBase(), "Their amounts in the base currency, by the rates of the documents."
    )


@structure
class Page(Generic[G]):
    """Groups, at most as many as were asked for."""

    nodes: list[G] = given(GroupRows(), "The groups.")
    total_count: int = given(GroupCount(), "How many groups there are in all.")


OPPORTUNITIES = inputs("Opportunity", grouping.OPPORTUNITIES, filters.OpportunityFilter)
QUOTES = inputs("Quote", grouping.QUOTES, filters.QuoteFilter)
ORDERS = inputs("Order", grouping.ORDERS, filters.OrderFilter)
INVOICES = inputs("Invoice", grouping.INVOICES, filters.InvoiceFilter)
