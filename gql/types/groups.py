"""Types for groups of documents."""

from decimal import Decimal
from typing import Generic, TypeVar

from db.planner.aggregates.group_sources import (
    Amounts,
    ByCurrency,
    GroupCount,
    GroupRows,
    InBase,
)
from db.planner.aggregates.measures import OPPORTUNITY_OUTCOMES, QUOTE_OUTCOMES
from gql.scalars import CurrencyCode
from gql.schema.fields import column, field_from, structure
from gql.schema.groupings import grouping_of, measure, weighted
from gql.schema.page_fields import same_row
from gql.types.group_inputs import inputs
from gql.types.group_keys import InvoiceKeys, OpportunityKeys, OrderKeys, QuoteKeys
from gql.types.interfaces import Money
from gql.types.sales import Invoice, Opportunity, Order, Quote

A = TypeVar("A")
G = TypeVar("G")


@structure
class DocumentAmounts:
    """Amounts of documents. An amount is null if none of the documents has it.

    In groups by product family, a document counts in the family of each of its lines, with the
    amounts of those lines only: `lineAmount` is set, and the amounts of whole documents are null.
    """

    total_amount: Money | None = measure("Total amount, including freight and tax.")
    # By product family, whole documents would count several times (decision 28).
    line_amount: Money | None = measure(
        "Extended amounts of the lines; null unless grouped by product family.",
    )


@structure
class OpportunityAmounts(DocumentAmounts):
    """Amounts of opportunities. An amount is null if none of the opportunities has it."""

    estimated_value: Money | None = measure("Expected revenue of the opportunities.")
    weighted_value: Money | None = weighted(
        "estimated_value",
        "Estimated value times the probability; zero without a probability.",
    )
    actual_value: Money | None = measure("Revenue recorded when the opportunities were closed.")
    budget_amount: Money | None = measure("Budget that the customers have for the purchase.")
    weighted_line_amount: Money | None = weighted(
        "line_amount",
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

    amount_paid: Money | None = measure("Amount paid: payments less reversals.")
    amount_due: Money | None = measure("Amount still due; zero for canceled invoices.")


@structure
class InCurrency(Generic[A]):
    """Amounts of a group in one currency. Different currencies are never added up."""

    currency_code: CurrencyCode = column("Currency of these amounts as an ISO 4217 code.")
    count: int = column(
        "Number of documents in this currency. In the base currency, the number of documents"
        " with an exchange rate."
    )
    sum: A = field_from(Amounts("sum"), "Sum of each amount over the documents.")
    # A statistic that nobody owes, so the tenant's rounding mode does not apply (decision 28).
    average: A = field_from(
        Amounts("average"),
        "Averages of the amounts, rounded half up to the decimals of the currency.",
    )
    minimum: A = field_from(
        Amounts("minimum"), "Smallest value of each amount among the documents."
    )
    maximum: A = field_from(Amounts("maximum"), "Largest value of each amount among the documents.")


@structure
class OpportunityGroup:
    """Opportunities with the same values of the fields in `groupBy`."""

    keys: OpportunityKeys = same_row(
        "Values that the documents of the group share, one for each field in `groupBy`."
    )
    count: int = column("Number of opportunities in the group, in all currencies.")
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
    """Quotes with the same values of the fields in `groupBy`."""

    keys: QuoteKeys = same_row(
        "Values that the documents of the group share, one for each field in `groupBy`."
    )
    count: int = column("Number of quotes in the group, in all currencies.")
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
    """Orders with the same values of the fields in `groupBy`."""

    keys: OrderKeys = same_row(
        "Values that the documents of the group share, one for each field in `groupBy`."
    )
    count: int = column("Number of orders in the group, in all currencies.")
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
    """Invoices with the same values of the fields in `groupBy`."""

    keys: InvoiceKeys = same_row(
        "Values that the documents of the group share, one for each field in `groupBy`."
    )
    count: int = column("Number of invoices in the group, in all currencies.")
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
    """The first groups of a list, which has no cursors."""

    nodes: list[G] = field_from(GroupRows(), "Groups, up to the number given by `first`.")
    total_count: int = field_from(
        GroupCount(), "Total number of groups that match `having`, regardless of `first`."
    )


OPPORTUNITY_INPUTS = inputs(
    "Opportunity",
    grouping_of(Opportunity, OpportunityKeys, OpportunityAmounts, OPPORTUNITY_OUTCOMES),
)
QUOTE_INPUTS = inputs("Quote", grouping_of(Quote, QuoteKeys, QuoteAmounts, QUOTE_OUTCOMES))
ORDER_INPUTS = inputs("Order", grouping_of(Order, OrderKeys, OrderAmounts))
INVOICE_INPUTS = inputs("Invoice", grouping_of(Invoice, InvoiceKeys, InvoiceAmounts))
