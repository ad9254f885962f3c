"""What lists of documents can be filtered by; all conditions that are given must hold.

The conditions are named after columns and relations (db.reads.filters, db.reads.relations).
"""

from datetime import date, datetime
from decimal import Decimal

from domain.line import LineType
from domain.opportunity import ForecastCategory, Rating, Stage
from domain.order import FulfillmentStatus, InvoicingStatus
from domain.pricing_error import PricingError
from domain.terms import FreightTerms, PaymentTerms, ShippingMethod
from gql.scalars import CurrencyCode
from gql.types.catalogue_filters import PriceListFilter, ProductFilter
from gql.types.enums import DocumentStatus, DocumentStatusReason
from gql.types.operators import (
    ABSENT,
    BooleanFilter,
    IDFilter,
    Many,
    OneOf,
    Range,
    TextFilter,
    wanted,
    word,
)
from gql.types.party_filters import AccountFilter, ContactFilter, UserFilter


@wanted
class LineFilter:
    """Filter for lines: all conditions must match."""

    and_: "list[LineFilter] | None" = word("and")
    or_: "list[LineFilter] | None" = word("or")
    not_: "LineFilter | None" = word("not")
    id: IDFilter | None = ABSENT
    line_number: Range[int] | None = ABSENT
    line_type: OneOf[LineType] | None = ABSENT
    product_id: IDFilter | None = ABSENT
    product: ProductFilter | None = ABSENT
    write_in: TextFilter | None = ABSENT
    description: TextFilter | None = ABSENT
    quantity: Range[Decimal] | None = ABSENT
    price_per_unit: Range[Decimal] | None = ABSENT
    extended_amount: Range[Decimal] | None = ABSENT
    pricing_error: OneOf[PricingError] | None = ABSENT


@wanted
class PaymentFilter:
    """Filter for payments: all conditions must match."""

    and_: "list[PaymentFilter] | None" = word("and")
    or_: "list[PaymentFilter] | None" = word("or")
    not_: "PaymentFilter | None" = word("not")
    id: IDFilter | None = ABSENT
    amount: Range[Decimal] | None = ABSENT
    paid_on: Range[date] | None = ABSENT
    reference: TextFilter | None = ABSENT
    created_at: Range[datetime] | None = ABSENT


@wanted
class DocumentFilter:
    """Conditions that the filters of all four documents have in common."""

    id: IDFilter | None = ABSENT
    number: TextFilter | None = ABSENT
    name: TextFilter | None = ABSENT
    description: TextFilter | None = ABSENT
    status: OneOf[DocumentStatus] | None = ABSENT
    status_reason: OneOf[DocumentStatusReason] | None = ABSENT
    customer_id: IDFilter | None = ABSENT
    account_id: IDFilter | None = ABSENT
    contact_id: IDFilter | None = ABSENT
    owner_id: IDFilter | None = ABSENT
    price_list_id: IDFilter | None = ABSENT
    account: AccountFilter | None = ABSENT
    contact: ContactFilter | None = ABSENT
    owner: UserFilter | None = ABSENT
    price_list: PriceListFilter | None = ABSENT
    pricing_error: OneOf[PricingError] | None = ABSENT
    currency_code: OneOf[CurrencyCode] | None = ABSENT
    total_amount: Range[Decimal] | None = ABSENT
    created_at: Range[datetime] | None = ABSENT
    updated_at: Range[datetime] | None = ABSENT
    lines: Many[LineFilter] | None = ABSENT


@wanted
class DeliveredFilter(DocumentFilter):
    """Conditions that the filters of quotes, orders and invoices share."""

    payment_terms: OneOf[PaymentTerms] | None = ABSENT
    freight_terms: OneOf[FreightTerms] | None = ABSENT
    shipping_method: OneOf[ShippingMethod] | None = ABSENT


@wanted
class OpportunityFilter(DocumentFilter):
    """Filter for opportunities: all conditions must match."""

    and_: "list[OpportunityFilter] | None" = word("and")
    or_: "list[OpportunityFilter] | None" = word("or")
    not_: "OpportunityFilter | None" = word("not")
    stage: OneOf[Stage] | None = ABSENT
    rating: OneOf[Rating] | None = ABSENT
    forecast_category: OneOf[ForecastCategory] | None = ABSENT
    probability: Range[int] | None = ABSENT
    estimated_value: Range[Decimal] | None = ABSENT
    estimated_close_date: Range[date] | None = ABSENT
    actual_value: Range[Decimal] | None = ABSENT
    actual_close_date: Range[date] | None = ABSENT
    budget_amount: Range[Decimal] | None = ABSENT
    quotes: "Many[QuoteFilter] | None" = ABSENT
    orders: "Many[OrderFilter] | None" = ABSENT
    invoices: "Many[InvoiceFilter] | None" = ABSENT


@wanted
class QuoteFilter(DeliveredFilter):
    """Filter for quotes: all conditions must match."""

    and_: "list[QuoteFilter] | None" = word("and")
    or_: "list[QuoteFilter] | None" = word("or")
    not_: "QuoteFilter | None" = word("not")
    revision: Range[int] | None = ABSENT
    opportunity_id: IDFilter | None = ABSENT
    opportunity: OpportunityFilter | None = ABSENT
    order: "OrderFilter | None" = ABSENT
    effective_from: Range[date] | None = ABSENT
    effective_to: Range[date] | None = ABSENT
    expires_on: Range[date] | None = ABSENT
    closed_on: Range[date] | None = ABSENT


@wanted
class OrderFilter(DeliveredFilter):
    """Filter for orders: all conditions must match."""

    and_: "list[OrderFilter] | None" = word("and")
    or_: "list[OrderFilter] | None" = word("or")
    not_: "OrderFilter | None" = word("not")
    fulfillment_status: OneOf[FulfillmentStatus] | None = ABSENT
    invoicing_status: OneOf[InvoicingStatus] | None = ABSENT
    opportunity_id: IDFilter | None = ABSENT
    quote_id: IDFilter | None = ABSENT
    opportunity: OpportunityFilter | None = ABSENT
    quote: QuoteFilter | None = ABSENT
    invoices: "Many[InvoiceFilter] | None" = ABSENT
    prices_locked: BooleanFilter | None = ABSENT
    request_delivery_by: Range[date] | None = ABSENT
    date_fulfilled: Range[date] | None = ABSENT


@wanted
class InvoiceFilter(DeliveredFilter):
    """Filter for invoices: all conditions must match."""

    and_: "list[InvoiceFilter] | None" = word("and")
    or_: "list[InvoiceFilter] | None" = word("or")
    not_: "InvoiceFilter | None" = word("not")
    opportunity_id: IDFilter | None = ABSENT
    order_id: IDFilter | None = ABSENT
    opportunity: OpportunityFilter | None = ABSENT
    order: OrderFilter | None = ABSENT
    payments: Many[PaymentFilter] | None = ABSENT
    due_date: Range[date] | None = ABSENT
    amount_paid: Range[Decimal] | None = ABSENT
    amount_due: Range[Decimal] | None = ABSENT
