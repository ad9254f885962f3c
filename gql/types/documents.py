"""The interface of all documents, and types of records attached to documents."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from db import tables
from db.planner.fields.price_breakdown import DocumentBreakdown
from db.planner.fields.stale_prices import PricesOutdated
from db.planner.fields.suggestions import Suggestions
from domain.catalog.bundle import RelationshipType
from domain.pricing.breakdown_sentences import DocumentStep
from domain.pricing.pricing_error import PricingError
from gql.scalars import CurrencyCode, ExchangeRate
from gql.schema.cost_directives import GROWN
from gql.schema.field_uses import FIXED, ON_CREATION, REQUIRED, SETTABLE
from gql.schema.fields import (
    column,
    entity,
    interface,
    interface_field,
    interface_lines,
    money,
    one_of,
    structure,
    table_field,
    to_one,
)
from gql.types.catalog import Product
from gql.types.enums import DocumentStatus, DocumentStatusReason
from gql.types.interfaces import (
    VERSION_DESCRIPTION,
    AvailableAction,
    Customer,
    DocumentPriceStep,
    Money,
    Node,
)
from gql.types.lines import DocumentLine
from gql.types.parties import Account, Competitor, Contact, User
from gql.types.prices import PriceList

# Shared with `gql.types.sales`, where each type declares the source of these fields.
LINES_DESCRIPTION = "Lines of the document, in the order of their line numbers."
ACTIONS_DESCRIPTION = (
    "All actions for this type of document, in a fixed order. Actions that are currently"
    " not allowed have a `reason`."
)
CLOSE_RECORDS_DESCRIPTION = (
    "Close records of the document, one for each time it was closed, oldest first."
)


@entity(tables.close_records)
class CloseRecord(Node):
    """A record of how and when a document was closed. Each closing adds one."""

    status: DocumentStatus = column("Status of the document after the closing.")
    status_reason: DocumentStatusReason = column("Status reason of the document after the closing.")
    close_date: date = column("Date in UTC on which the document was closed.")
    description: str | None = column(
        "Notes about the closing; null if none were given. At most 2,000 characters."
    )
    revenue: Money | None = money("Revenue from the deal; null if none was recorded.")
    competitor: Competitor | None = to_one(
        "competitor_id", "Competitor that won the deal; null if none was named."
    )
    created_at: datetime = column("Time the record was created. Never changes.")
    created_by: User | None = to_one(
        "created_by", "User who closed the document; null if the system closed it."
    )


@entity(tables.payments)
class Payment(Node):
    """A full or partial payment of an invoice, or the reversal of a payment."""

    amount: Money = money(
        "Amount paid. A reversal has the opposite sign of the payment it reverses.",
        filter=True,
        input=FIXED,
    )
    paid_on: date = column("Date on which the payment was received.", filter=True)
    reference: str | None = column(
        "Reference of the payment, such as the one on a bank statement; null if none was"
        " given. At most 200 characters.",
        filter=True,
        input=ON_CREATION,
    )
    reverses: "Payment | None" = to_one(
        "reverses_payment_id", "Payment that this one reverses; null if this is not a reversal."
    )
    # A unique key allows one reversal per payment, so this is not a list.
    reversed_by: "Payment | None" = to_one(
        "id",
        "Reversal of this payment; null if the payment has not been reversed.",
        foreign="reverses_payment_id",
    )
    created_at: datetime = column("Time the payment was recorded. Never changes.", filter=True)
    created_by: User | None = to_one(
        "created_by", "User who recorded the payment; null if the system recorded it."
    )


@structure
class ProductSuggestion:
    """A product to suggest along with a product on the document."""

    product: Product = to_one("product_id", "Product that is suggested.")
    relationship: RelationshipType = column(
        "How the suggested product relates to the product on the document.", of="type"
    )
    because: Product = to_one(
        "because_id", "Product on the document that the suggestion is based on."
    )


@interface
class SalesDocument(Node):
    """An opportunity, a quote, an order or an invoice."""

    number: str = column(
        "Document number. All revisions of a quote have the same number.", filter=True
    )
    name: str = column("Name of the document. At most 300 characters.", filter=True, input=REQUIRED)
    description: str | None = column(
        "Notes about the document; null if there are none. At most 2,000 characters.",
        filter=True,
        input=SETTABLE,
    )
    # GraphQL does not let a type narrow the enum of its interface (decision 11).
    status: DocumentStatus = column(
        "Status of the document. Only mutations such as `activateQuote` change it.", filter=True
    )
    status_reason: DocumentStatusReason = column(
        "Status reason: the status in more detail, such as `ON_HOLD` or `REVISED`.", filter=True
    )
    customer: Customer = one_of(
        "The customer: an account or a contact.",
        Account="account_id",
        Contact="contact_id",
        filter=True,
        input=REQUIRED,
        sort=("name",),
    )
    account: Account | None = to_one(
        "account_id",
        "The customer, if it is an account; otherwise null.",
        filter=True,
        sort=("name",),
    )
    contact: Contact | None = to_one(
        "contact_id",
        "The customer, if it is a contact; otherwise null.",
        filter=True,
        sort=("name",),
    )
    owner: User = to_one(
        "owner_id",
        "The user responsible for the document.",
        filter=True,
        input=SETTABLE,
        sort=("name",),
    )
    currency_code: CurrencyCode = column(
        "Currency of all amounts on the document as an ISO 4217 code.", filter=True, input=REQUIRED
    )
    # The document's own rate, which a new rate of the currency leaves alone (I-49).
    exchange_rate: ExchangeRate | None = column(
        "Units of the document's currency per unit of the tenant's base currency when the"
        " document's amounts were last calculated; null if the tenant had no rate for the"
        " currency."
    )
    price_list: PriceList | None = to_one(
        "price_list_id",
        "Price list that the product prices come from; null if none is set.",
        filter=True,
        input=SETTABLE,
    )
    pricing_error: PricingError = column(
        "`DETAIL_ERROR` if a line has a pricing error; otherwise `NONE`.", filter=True
    )
    lines: Sequence[DocumentLine] = interface_lines(LINES_DESCRIPTION)
    detail_amount: Money = money("Subtotal of the lines, after line discounts and before tax.")
    line_discount_amount: Money = money(
        "Sum of the manual discounts on the lines, which `detailAmount` already deducts."
    )
    discount_percentage: Decimal | None = column(
        "Document discount as a percentage of `detailAmount`, 0 to 100; null if none is set.",
        input=SETTABLE,
    )
    discount_amount: Money = money(
        "Document discount as an amount in the document's currency, in addition to"
        " `discountPercentage`.",
        input=SETTABLE,
    )
    total_discount_amount: Money = money(
        "Total of all discounts: line discounts plus document discounts. Volume discounts"
        " are not included."
    )
    pre_freight_amount: Money = money(
        "Subtotal before freight and tax: `detailAmount` minus the document discounts."
    )
    freight_amount: Money = money("Freight, which is neither discounted nor taxed.", input=SETTABLE)
    total_tax: Money = money("Total tax: the sum of the tax on the lines.")
    total_amount: Money = money(
        "Amount that the customer pays, including freight and tax.", filter=True
    )
    # Costs more than a column, because it compares each line with the catalog (W20).
    prices_outdated: bool = table_field(
        PricesOutdated,
        "Whether `recalculate` would change prices because price list items or discount"
        " tiers have changed since the lines were last priced. False if the prices are"
        " locked or the document cannot be recalculated. Prices never change on their own.",
        weight=25,
    )
    suggestions: list[ProductSuggestion] = table_field(
        Suggestions,
        "Products to offer with the document: active products that are related to those on"
        " the document and are not on it yet.",
        weight=25,
        size=GROWN,
    )
    price_breakdown: list[DocumentPriceStep] = table_field(
        DocumentBreakdown,
        "Step-by-step calculation of the document's totals, from the lines to `totalAmount`.",
        size=len(DocumentStep),
    )
    # Each kind of document has a life cycle of its own (decision 5).
    available_actions: list[AvailableAction] = interface_field(ACTIONS_DESCRIPTION)
    close_records: list[CloseRecord] = interface_field(CLOSE_RECORDS_DESCRIPTION)
    version: int = column(VERSION_DESCRIPTION)
    created_at: datetime = column("Time the document was created. Never changes.", filter=True)
    created_by: User | None = to_one(
        "created_by", "User who created the document; null if the system created it."
    )
    updated_at: datetime = column(
        "Time the document was last changed. Equals `createdAt` until the first change.",
        filter=True,
    )
    updated_by: User | None = to_one(
        "updated_by", "User who last changed the document; null if the system changed it."
    )
