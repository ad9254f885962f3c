"""What lists can be filtered by: operators for each kind of value, conditions for each type.

The conditions are named after columns (db.reads.filters); all that are given must hold.
"""

import inspect
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

import strawberry

from domain.invoice import InvoiceStatus, InvoiceStatusReason
from domain.opportunity import (
    ForecastCategory,
    OpportunityStatus,
    OpportunityStatusReason,
    Rating,
    Stage,
)
from domain.order import FulfillmentStatus, InvoicingStatus, OrderStatus, OrderStatusReason
from domain.quote import QuoteStatus, QuoteStatusReason
from gql.scalars import CurrencyCode

T = TypeVar("T")
ABSENT: Any = strawberry.UNSET


def wanted(cls: type[T]) -> type[T]:
    """An input of conditions. Its docstring describes it to clients."""
    return strawberry.input(cls, description=inspect.getdoc(cls))


def word(name: str) -> Any:
    """A member that is named with a word of Python."""
    return strawberry.field(name=name, default=ABSENT)


@wanted
class IDFilter:
    """Conditions on an id. An id of another kind of record matches nothing."""

    eq: strawberry.ID | None = ABSENT
    ne: strawberry.ID | None = ABSENT
    in_: list[strawberry.ID] | None = word("in")
    is_null: bool | None = ABSENT


@wanted
class TextFilter:
    """Conditions on a text; contains and startsWith do not tell capitals from small letters."""

    eq: str | None = ABSENT
    ne: str | None = ABSENT
    in_: list[str] | None = word("in")
    gt: str | None = ABSENT
    gte: str | None = ABSENT
    lt: str | None = ABSENT
    lte: str | None = ABSENT
    contains: str | None = ABSENT
    starts_with: str | None = ABSENT
    is_null: bool | None = ABSENT


@wanted
class BooleanFilter:
    """A condition on a yes or no."""

    eq: bool | None = ABSENT


@strawberry.input(name="Filter", description="Conditions on one word of several.")
class OneOf(Generic[T]):
    """Conditions on one word of several."""

    eq: T | None = ABSENT
    ne: T | None = ABSENT
    in_: list[T] | None = word("in")
    is_null: bool | None = ABSENT


@strawberry.input(name="Filter", description="Conditions on a value that has an order.")
class Range(Generic[T]):
    """Conditions on a value that has an order."""

    eq: T | None = ABSENT
    ne: T | None = ABSENT
    in_: list[T] | None = word("in")
    gt: T | None = ABSENT
    gte: T | None = ABSENT
    lt: T | None = ABSENT
    lte: T | None = ABSENT
    is_null: bool | None = ABSENT


@wanted
class AccountFilter:
    """Which accounts are wanted."""

    and_: "list[AccountFilter] | None" = word("and")
    or_: "list[AccountFilter] | None" = word("or")
    not_: "AccountFilter | None" = word("not")
    id: IDFilter | None = ABSENT
    name: TextFilter | None = ABSENT
    email: TextFilter | None = ABSENT
    industry: TextFilter | None = ABSENT
    description: TextFilter | None = ABSENT
    is_active: BooleanFilter | None = ABSENT
    default_price_list_id: IDFilter | None = ABSENT
    owner_id: IDFilter | None = ABSENT
    created_at: Range[datetime] | None = ABSENT
    updated_at: Range[datetime] | None = ABSENT


@wanted
class ContactFilter:
    """Which contacts are wanted."""

    and_: "list[ContactFilter] | None" = word("and")
    or_: "list[ContactFilter] | None" = word("or")
    not_: "ContactFilter | None" = word("not")
    id: IDFilter | None = ABSENT
    name: TextFilter | None = ABSENT
    email: TextFilter | None = ABSENT
    description: TextFilter | None = ABSENT
    is_active: BooleanFilter | None = ABSENT
    default_price_list_id: IDFilter | None = ABSENT
    account_id: IDFilter | None = ABSENT
    owner_id: IDFilter | None = ABSENT
    created_at: Range[datetime] | None = ABSENT
    updated_at: Range[datetime] | None = ABSENT


@wanted
class CompetitorFilter:
    """Which competitors are wanted."""

    and_: "list[CompetitorFilter] | None" = word("and")
    or_: "list[CompetitorFilter] | None" = word("or")
    not_: "CompetitorFilter | None" = word("not")
    id: IDFilter | None = ABSENT
    name: TextFilter | None = ABSENT
    website: TextFilter | None = ABSENT
    strengths: TextFilter | None = ABSENT
    weaknesses: TextFilter | None = ABSENT
    created_at: Range[datetime] | None = ABSENT
    updated_at: Range[datetime] | None = ABSENT


@wanted
class UserFilter:
    """Which users are wanted."""

    and_: "list[UserFilter] | None" = word("and")
    or_: "list[UserFilter] | None" = word("or")
    not_: "UserFilter | None" = word("not")
    id: IDFilter | None = ABSENT
    name: TextFilter | None = ABSENT
    email: TextFilter | None = ABSENT
    created_at: Range[datetime] | None = ABSENT


@wanted
class DocumentFilter:
    """The conditions that the four documents share."""

    id: IDFilter | None = ABSENT
    number: TextFilter | None = ABSENT
    name: TextFilter | None = ABSENT
    customer_id: IDFilter | None = ABSENT
    account_id: IDFilter | None = ABSENT
    contact_id: IDFilter | None = ABSENT
    owner_id: IDFilter | None = ABSENT
    currency_code: OneOf[CurrencyCode] | None = ABSENT
    total_amount: Range[Decimal] | None = ABSENT
    created_at: Range[datetime] | None = ABSENT
    updated_at: Range[datetime] | None = ABSENT


@wanted
class OpportunityFilter(DocumentFilter):
    """Which opportunities are wanted."""

    and_: "list[OpportunityFilter] | None" = word("and")
    or_: "list[OpportunityFilter] | None" = word("or")
    not_: "OpportunityFilter | None" = word("not")
    status: OneOf[OpportunityStatus] | None = ABSENT
    status_reason: OneOf[OpportunityStatusReason] | None = ABSENT
    stage: OneOf[Stage] | None = ABSENT
    rating: OneOf[Rating] | None = ABSENT
    forecast_category: OneOf[ForecastCategory] | None = ABSENT
    probability: Range[int] | None = ABSENT
    estimated_value: Range[Decimal] | None = ABSENT
    estimated_close_date: Range[date] | None = ABSENT
    actual_value: Range[Decimal] | None = ABSENT
    actual_close_date: Range[date] | None = ABSENT


@wanted
class QuoteFilter(DocumentFilter):
    """Which quotes are wanted."""

    and_: "list[QuoteFilter] | None" = word("and")
    or_: "list[QuoteFilter] | None" = word("or")
    not_: "QuoteFilter | None" = word("not")
    status: OneOf[QuoteStatus] | None = ABSENT
    status_reason: OneOf[QuoteStatusReason] | None = ABSENT
    revision: Range[int] | None = ABSENT
    opportunity_id: IDFilter | None = ABSENT
    effective_from: Range[date] | None = ABSENT
    effective_to: Range[date] | None = ABSENT
    expires_on: Range[date] | None = ABSENT
    closed_on: Range[date] | None = ABSENT


@wanted
class OrderFilter(DocumentFilter):
    """Which orders are wanted."""

    and_: "list[OrderFilter] | None" = word("and")
    or_: "list[OrderFilter] | None" = word("or")
    not_: "OrderFilter | None" = word("not")
    status: OneOf[OrderStatus] | None = ABSENT
    status_reason: OneOf[OrderStatusReason] | None = ABSENT
    fulfillment_status: OneOf[FulfillmentStatus] | None = ABSENT
    invoicing_status: OneOf[InvoicingStatus] | None = ABSENT
    opportunity_id: IDFilter | None = ABSENT
    quote_id: IDFilter | None = ABSENT
    prices_locked: BooleanFilter | None = ABSENT
    request_delivery_by: Range[date] | None = ABSENT
    date_fulfilled: Range[date] | None = ABSENT


@wanted
class InvoiceFilter(DocumentFilter):
    """Which invoices are wanted."""

    and_: "list[InvoiceFilter] | None" = word("and")
    or_: "list[InvoiceFilter] | None" = word("or")
    not_: "InvoiceFilter | None" = word("not")
    status: OneOf[InvoiceStatus] | None = ABSENT
    status_reason: OneOf[InvoiceStatusReason] | None = ABSENT
    opportunity_id: IDFilter | None = ABSENT
    order_id: IDFilter | None = ABSENT
    due_date: Range[date] | None = ABSENT
    amount_paid: Range[Decimal] | None = ABSENT
    amount_due: Range[Decimal] | None = ABSENT
