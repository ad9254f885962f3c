"""What all documents take, and what those that are delivered take besides."""

from decimal import Decimal

import strawberry
from strawberry import ID, Maybe

from domain.terms import FreightTerms, PaymentTerms, ShippingMethod
from gql.inputs.addresses import AddressInput
from gql.inputs.lines import LineInput
from gql.scalars import CurrencyCode


@strawberry.input
class NewDocument:
    """The header and the lines of a new document; see `domain.document.Document`."""

    name: str
    customer_id: ID
    currency_code: CurrencyCode
    price_list_id: ID | None = None
    owner_id: ID | None = None
    description: str | None = None
    discount_percentage: Decimal | None = None
    discount_amount: Decimal | None = None
    freight_amount: Decimal | None = None
    lines: list[LineInput] | None = None


@strawberry.input
class NewDelivery(NewDocument):
    """What a new quote, order or invoice takes besides; see `domain.terms`."""

    opportunity_id: ID | None = None
    bill_to: AddressInput | None = None
    ship_to: AddressInput | None = None
    payment_terms: PaymentTerms | None = None
    freight_terms: FreightTerms | None = None
    shipping_method: ShippingMethod | None = None


@strawberry.input
class DocumentChanges:
    """Changes of a header; absent fields stay as they are, null clears."""

    name: Maybe[str | None]
    customer_id: Maybe[ID | None]
    price_list_id: Maybe[ID | None]
    owner_id: Maybe[ID | None]
    description: Maybe[str | None]
    discount_percentage: Maybe[Decimal | None]
    discount_amount: Maybe[Decimal | None]
    freight_amount: Maybe[Decimal | None]


@strawberry.input
class DeliveryChanges(DocumentChanges):
    """Changes of a quote, an order or an invoice."""

    bill_to: Maybe[AddressInput | None]
    ship_to: Maybe[AddressInput | None]
    payment_terms: Maybe[PaymentTerms | None]
    freight_terms: Maybe[FreightTerms | None]
    shipping_method: Maybe[ShippingMethod | None]
