"""An order as clients type it."""

from datetime import date

import strawberry
from strawberry import Maybe

from gql.inputs.documents import DeliveryChanges, NewDelivery


@strawberry.input(description="Fields for creating an order.")
class CreateOrderInput(NewDelivery):
    """See `domain.order.Order`."""

    request_delivery_by: date | None = None


@strawberry.input(
    description="Fields to change on an order; omitted fields stay as they are,"
    " and null clears a field."
)
class UpdateOrderInput(DeliveryChanges):
    """See `domain.order.Order`."""

    request_delivery_by: Maybe[date | None]
