"""Types for groups of documents."""

from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from db.planner.aggregates import measures
from db.planner.aggregates.group_sources import (
    Amounts,
    ByCurrency,
    GroupCount,
    GroupRows,
    InBase,
    Measured,
)
from domain.core.payment_terms import FreightTerms, PaymentTerms, ShippingMethod
from domain.pricing.pricing_error import PricingError
from domain.sales.forecast import ForecastCategory, Rating, Stage
from domain.sales.order import FulfillmentStatus, InvoicingStatus
from gql.scalars import CurrencyCode
from gql.schema.fields import column, field_from, same_row, structure, to_one
from gql.types.catalog import Product
from gql.types.enums import DocumentStatus, DocumentStatusReason
from gql.types.group_inputs import inputs
from gql.types.interfaces import Money
from gql.types.parties import Account, Contact, User
from gql.types.sales import Opportunity

A = TypeVar("A")
G = TypeVar("G")


def measure_field(name: str, description: str) -> Any:
    """Declare an amount of a group."""
    return field_from(Measured(name), description)


@structure
class DocumentKeys:
    """Values that the documents of a group have in common."""

    # All keys are nullable, because a query groups by some of them only.
    status: DocumentStatus | None = column("Status of the documents.")
    status_reason: DocumentStatusReason | None = column("Status reason of the documents.")
    pricing_error: PricingError | None = column(
        "`DETAIL_ERROR` if the documents have a pricing error; otherwise `NONE`."
    )
    currency_code: CurrencyCode | None = column("Currency of the documents.")
    owner: User | None = to_one("owner_id", "The user responsible for the documents.")
    account: Account | None = to_one("account_id", "The customer, if it is an account.")
    contact: Contact | None = to_one("contact_id", "The customer, if it is a contact.")
    product_family: Product | None = to_one("family_id", "Family of the products on the lines.")
    created_at: date | None = column("First day of the period that contains `createdAt`.")
    updated_at: date | None = column("First day of the period that contains `updatedAt`.")


@structure
class DeliveredKeys(DocumentKeys):
    """Values that quotes, orders and invoices can have in common."""

    payment_terms: PaymentTerms | None = column("Payment terms: when the customer pays.")
    freight_terms: FreightTerms | None = column("Freight terms: who pays the freight.")
    shipping_method: ShippingMethod | None = column("Shipping method: how the goods are shipped.")


@structure
class OpportunityKeys(DocumentKeys):
    """Values that the opportunities of a group have in common; null unless grouped by them."""

    stage: Stage | None = column("Sales stage of the opportunities.")
    rating: Rating | None = column("Rating of the opportunities.")
    forecast_category: ForecastCategory | None = column("Forecast category of the opportunities.")
    estimated_close_date: date | None = column(
        "First day of the period that contains `estimatedCloseDate`."
    )
    actual_close_date: date | None = column(
        "First day of the period that contains `actualCloseDate`."
    )


@structure
class QuoteKeys(DeliveredKeys):
    """Values that the quotes of a group have in common; null unless grouped by them."""

    opportunity: Opportunity | None = to_one(
        "opportunity_id", "Opportunity that the quotes belong to."
    )
    effective_from: date | None = column("First day of the period that contains `effectiveFrom`.")
    effective_to: date | None = column("First day of the period that contains `effectiveTo`.")
    expires_on: date | None = column("First day of the period that contains `expiresOn`.")
    closed_on: date | None = column("First day of the period that contains `closedOn`.")


@structure
class OrderKeys(DeliveredKeys):
    """Values that the orders of a group have in common; null unless grouped by them."""

    fulfillment_status: FulfillmentStatus | None = column(
        "How much of the orders has been delivered."
    )
    invoicing_status: InvoicingStatus | None = column("How much of the orders has been invoiced.")
    opportunity: Opportunity | None = to_one(
        "opportunity_id", "Opportunity that the orders belong to."
    )
    request_delivery_by: date | None = column(
        "First day of the period that contains `requestDeliveryBy`."
    )
    date_fulfilled: date | None = column("First day of the period that contains `dateFulfilled`.")


@structure
class InvoiceKeys(DeliveredKeys):
    """Values that the invoices of a group have in common; null unless grouped by them."""

    opportunity: Opportunity | None = to_one(
        "opportunity_id", "Opportunity that the invoices belong to."
    )
    due_date: date | None = column("First day of the period that contains `dueDate`.")


@structure
class DocumentAmounts:
    """Amounts of documents. An amount is null if none of the documents has it.

    In groups by product family, a document counts in the family of each of its lines, with the
    amounts of those lines only: `lineAmount` is set, and the amounts of whole documents are null.
    """

    total_amount: Money | None = measure_field("total_amount", "Total amount of the documents.")
    # By product family, whole documents would count several times (decision 28).
    line_amount: Money | None = measure_field(
        "line_amount", "Extended amounts of the lines; null unless grouped by product family."
    )


@structure
class OpportunityAmounts(DocumentAmounts):
    """Amounts of opportunities. An amount is null if none of the opportunities has it."""

    estimated_value: Money | None = measure_field("estimated_value", "Estimated value.")
    weighted_value: Money | None = measure_field(
        "weighted_value",
        "Estimated value times the probability; zero without a probability.",
    )
    actual_value: Money | None = measure_field("actual_value", "Actual value.")
    budget_amount: Money | None = measure_field("budget_amount", "The customer's budget.")
    weighted_line_amount: Money | None = measure_field(
        "weighted_line_amount",
        "`lineAmount` times the probability; null unless grouped by product family.",
    )


@structure
class QuoteAmounts(DocumentAmounts):
    """Amounts of quotes. An amount is null if none of the quotes has it."""


@structure
class OrderAmounts(DocumentAmounts):
    """Amounts of orders. An amount is null if none of the orders has it."""


@structure
class InvoiceAmounts(DocumentAmounts):
    """Amounts of invoices. An amount is null if none of the invoices has it."""

    amount_paid: Money | None = measure_field("amount_paid", "Amount paid.")
    amount_due: Money | None = measure_field("amount_due", "Amount still to be paid.")


@structure
class InCurrency(Generic[A]):
    """Amounts of a group in one currency. Different currencies are never added up."""

    currency_code: CurrencyCode = column("Currency of the amounts.")
    count: int = column(
        "Number of documents in this currency. In the base currency, the number of documents"
        " with an exchange rate."
    )
    sum: A = field_from(Amounts("sum"), "Sums of the amounts.")
    # A statistic that nobody owes, so the tenant's rounding mode does not apply (decision 28).
    average: A = field_from(
        Amounts("average"),
        "Averages of the amounts, rounded half up to the decimals of the currency.",
    )
    minimum: A = field_from(Amounts("minimum"), "Smallest amounts.")
    maximum: A = field_from(Amounts("maximum"), "Largest amounts.")


@structure
class OpportunityGroup:
    """A group of opportunities."""

    keys: OpportunityKeys = same_row("Values that the group was formed by.")
    count: int = column("Number of opportunities in the group.")
    # Different currencies are never added up (decision 28).
    by_currency: list[InCurrency[OpportunityAmounts]] = field_from(
        ByCurrency(), "Amounts of the group, separately for each currency."
    )
    in_base_currency: InCurrency[OpportunityAmounts] = field_from(
        InBase(),
        "Amounts of the group in the base currency, converted at the exchange rates of the"
        " documents.",
    )
    win_rate: Decimal | None = column(
        "Share of won opportunities among those that were won or lost, from 0 to 1; null if"
        " there are none."
    )
    average_days_to_close: Decimal | None = column(
        "Average number of days from creation to close; null if no opportunity is closed."
    )


@structure
class QuoteGroup:
    """A group of quotes."""

    keys: QuoteKeys = same_row("Values that the group was formed by.")
    count: int = column("Number of quotes in the group.")
    by_currency: list[InCurrency[QuoteAmounts]] = field_from(
        ByCurrency(), "Amounts of the group, separately for each currency."
    )
    in_base_currency: InCurrency[QuoteAmounts] = field_from(
        InBase(),
        "Amounts of the group in the base currency, converted at the exchange rates of the"
        " documents.",
    )
    win_rate: Decimal | None = column(
        "Share of won quotes among those that were won, lost or canceled, from 0 to 1; null"
        " if there are none. Revised quotes do not count."
    )


@structure
class OrderGroup:
    """A group of orders."""

    keys: OrderKeys = same_row("Values that the group was formed by.")
    count: int = column("Number of orders in the group.")
    by_currency: list[InCurrency[OrderAmounts]] = field_from(
        ByCurrency(), "Amounts of the group, separately for each currency."
    )
    in_base_currency: InCurrency[OrderAmounts] = field_from(
        InBase(),
        "Amounts of the group in the base currency, converted at the exchange rates of the"
        " documents.",
    )


@structure
class InvoiceGroup:
    """A group of invoices."""

    keys: InvoiceKeys = same_row("Values that the group was formed by.")
    count: int = column("Number of invoices in the group.")
    by_currency: list[InCurrency[InvoiceAmounts]] = field_from(
        ByCurrency(), "Amounts of the group, separately for each currency."
    )
    in_base_currency: InCurrency[InvoiceAmounts] = field_from(
        InBase(),
        "Amounts of the group in the base currency, converted at the exchange rates of the"
        " documents.",
    )


@structure
class Page(Generic[G]):
    """A list of groups."""

    nodes: list[G] = field_from(GroupRows(), "Groups, up to the number given by `first`.")
    total_count: int = field_from(GroupCount(), "Total number of groups.")


OPPORTUNITIES = inputs("Opportunity", measures.OPPORTUNITIES)
QUOTES = inputs("Quote", measures.QUOTES)
ORDERS = inputs("Order", measures.ORDERS)
INVOICES = inputs("Invoice", measures.INVOICES)
