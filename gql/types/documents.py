"""What opportunity, quote, order and invoice share, and the records that are added to them."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from db import tables
from db.reads.breakdown import DocumentBreakdown
from db.reads.outdated import PricesOutdated
from db.reads.suggestions import Suggestions
from domain.breakdown import DocumentStep
from domain.bundle import RelationshipType
from domain.pricing_error import PricingError
from gql.fields import (
    by_table,
    column,
    common,
    common_lines,
    entity,
    interface,
    money,
    one_of,
    structure,
    to_one,
)
from gql.scalars import CurrencyCode, ExchangeRate
from gql.types.catalogue import Product
from gql.types.enums import DocumentStatus, DocumentStatusReason
from gql.types.interfaces import AvailableAction, Customer, DocumentPriceStep, Money, Node
from gql.types.lines import DocumentLine
from gql.types.parties import Account, Competitor, Contact, User
from gql.types.prices import PriceList


@entity(tables.close_records)
class CloseRecord(Node):
    """How a document ended, once for each time that it did."""

    status: DocumentStatus = column("The coarse state that the document was given.")
    status_reason: DocumentStatusReason = column("The finer state that the document was given.")
    close_date: date = column("The day.")
    description: str | None = column("A note.")
    revenue: Money | None = money("What was earned, where it was said.")
    competitor: Competitor | None = to_one("competitor_id", "Who won instead.")
    created_at: datetime = column("When it was written.")
    created_by: User | None = to_one("created_by", "Who wrote it.")


@entity(tables.payments)
class Payment(Node):
    """A payment of an invoice, in full or in part, or the reversal of one."""

    amount: Money = money("What was paid; negative of what was taken back.")
    paid_on: date = column("The day.")
    reference: str | None = column("What the bank or the customer calls it.")
    reverses: "Payment | None" = to_one("reverses_payment_id", "The payment that it takes back.")
    reversed_by: "Payment | None" = to_one(
        "id", "The payment that takes it back.", foreign="reverses_payment_id"
    )
    created_at: datetime = column("When it was recorded.")
    created_by: User | None = to_one("created_by", "Who recorded it.")


@structure
class ProductSuggestion:
    """A product that goes well with one on the document."""

    product: Product = to_one("product_id", "The product to offer.")
    relationship: RelationshipType = column("Why it is offered.", of="type")
    because: Product = to_one("because_id", "The product on the document that it goes with.")


@interface
class SalesDocument(Node):
    """An opportunity, a quote, an order or an invoice."""

    number: str = column("The number that people know it by.")
    name: str = column("The name.")
    description: str | None = column("Notes.")
    status: DocumentStatus = column("The coarse state; it moves by mutations only.")
    status_reason: DocumentStatusReason = column("The finer state.")
    customer: Customer = one_of("Whom it is for.", Account="account_id", Contact="contact_id")
    account: Account | None = to_one("account_id", "The customer, where it is an account.")
    contact: Contact | None = to_one("contact_id", "The customer, where it is a contact.")
    owner: User = to_one("owner_id", "Who looks after it.")
    currency_code: CurrencyCode = column("The currency of all its amounts.")
    exchange_rate: ExchangeRate | None = column(
        "Units of its currency for one unit of the tenant's base currency, as they were when its"
        " amounts were last calculated; null where the tenant has no rate."
    )
    price_list: PriceList | None = to_one("price_list_id", "Where its prices come from.")
    pricing_error: PricingError = column("DETAIL_ERROR where a line has a pricing error.")
    lines: Sequence[DocumentLine] = common_lines("Its lines, by their number.")
    detail_amount: Money = money("The sum of the lines without their tax.")
    line_discount_amount: Money = money("The sum of what comes off the lines.")
    discount_percentage: Decimal | None = column("What comes off the document, in percent.")
    discount_amount: Money = money("What comes off the document, as an amount.")
    total_discount_amount: Money = money("Everything that comes off.")
    pre_freight_amount: Money = money("The detail amount, less the document's discounts.")
    freight_amount: Money = money("The freight.")
    total_tax: Money = money("The sum of the lines' taxes.")
    total_amount: Money = money("What the customer pays.")
    prices_outdated: bool = by_table(
        PricesOutdated,
        "Whether the price list items or discount tiers of its lines have changed since, so that"
        " `recalculate` would find other prices. Nothing changes by itself.",
        weight=10,
    )
    suggestions: list[ProductSuggestion] = by_table(
        Suggestions,
        "Products to offer with those on it: related to them, sellable, and not on it yet.",
        weight=10,
    )
    price_breakdown: list[DocumentPriceStep] = by_table(
        DocumentBreakdown, "How its totals came about, step by step.", size=len(DocumentStep)
    )
    available_actions: list[AvailableAction] = common(
        "What can be done with it, in a fixed order, and what forbids the rest."
    )
    close_records: list[CloseRecord] = common("How it ended, each time that it did.")
    version: int = column("Counts the changes; for `expectedVersion`.")
    created_at: datetime = column("When it was made.")
    created_by: User | None = to_one("created_by", "Who made it; null if the system did.")
    updated_at: datetime = column("When it last changed.")
    updated_by: User | None = to_one("updated_by", "Who changed it last; null if the system did.")
