"""An invoice as clients type it."""

from datetime import date

import strawberry
from strawberry import Maybe

from gql.inputs.documents import DeliveryChanges, NewDelivery


@strawberry.input(description="Fields for creating an invoice.")
class CreateInvoiceInput(NewDelivery):
    """See `domain.invoice.Invoice`."""

    due_date: date | None = None


@strawberry.input(
    description="Fields to change on an invoice; omitted fields stay as they are,"
    " and null clears a field."
)
class UpdateInvoiceInput(DeliveryChanges):
    """See `domain.invoice.Invoice`."""

    due_date: Maybe[date | None]
