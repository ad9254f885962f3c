"""A quote as clients type it."""

from datetime import date
from decimal import Decimal

import strawberry
from strawberry import ID, Maybe

from domain.terms import FreightTerms, PaymentTerms, ShippingMethod
from gql.inputs.addresses import AddressInput
from gql.inputs.lines import LineInput


@strawberry.input(description="A new quote.")
class CreateQuoteInput:
    """See `domain.quote.Quote`."""

    name: str
    customer_id: ID
    currency_code: str
    owner_id: ID | None = None
    description: str | None = None
    discount_percentage: Decimal | None = None
    discount_amount: Decimal | None = None
    freight_amount: Decimal | None = None
    opportunity_id: ID | None = None
    bill_to: AddressInput | None = None
    ship_to: AddressInput | None = None
    payment_terms: PaymentTerms | None = None
    freight_terms: FreightTerms | None = None
    shipping_method: ShippingMethod | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    expires_on: date | None = None
    request_delivery_by: date | None = None
    lines: list[LineInput] | None = None


@strawberry.input(description="Changes of a quote; absent fields stay as they are, null clears.")
class UpdateQuoteInput:
    """See `domain.quote.Quote`."""

    name: Maybe[str | None]
    customer_id: Maybe[ID | None]
    owner_id: Maybe[ID | None]
    description: Maybe[str | None]
    discount_percentage: Maybe[Decimal | None]
    discount_amount: Maybe[Decimal | None]
    freight_amount: Maybe[Decimal | None]
    bill_to: Maybe[AddressInput | None]
    ship_to: Maybe[AddressInput | None]
    payment_terms: Maybe[PaymentTerms | None]
    freight_terms: Maybe[FreightTerms | None]
    shipping_method: Maybe[ShippingMethod | None]
    effective_from: Maybe[date | None]
    effective_to: Maybe[date | None]
    expires_on: Maybe[date | None]
    request_delivery_by: Maybe[date | None]
