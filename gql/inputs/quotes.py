"""A quote as clients type it."""

from datetime import date

import strawberry
from strawberry import Maybe

from gql.inputs.documents import DeliveryChanges, NewDelivery
from gql.scalars import CurrencyCode


@strawberry.input(description="Fields for creating a quote.")
class CreateQuoteInput(NewDelivery):
    """See `domain.quote.Quote`."""

    effective_from: date | None = None
    effective_to: date | None = None
    expires_on: date | None = None
    request_delivery_by: date | None = None


@strawberry.input(
    description="Fields to change on a quote; omitted fields stay as they are,"
    " and null clears a field."
)
class UpdateQuoteInput(DeliveryChanges):
    """See `domain.quote.Quote`."""

    currency_code: Maybe[CurrencyCode | None]
    effective_from: Maybe[date | None]
    effective_to: Maybe[date | None]
    expires_on: Maybe[date | None]
    request_delivery_by: Maybe[date | None]
