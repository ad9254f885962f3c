"""An invoice as clients type it."""

from datetime import date

import strawberry
from strawberry import Maybe

from gql.inputs.documents import DeliveryChanges, NewDelivery


@strawberry.input(description="A new invoice.")
class CreateInvoiceInput(NewDelivery):
    """See `domain.invoice.Invoice`."""

    due_date: date | None = None


@strawberry.input(description="Changes of an invoice; absent fields stay as they are, null clears.")
class UpdateInvoiceInput(DeliveryChanges):
    """See `domain.invoice.Invoice`."""

    due_date: Maybe[date | None]
