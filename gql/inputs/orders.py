"""An order as clients type it."""

from datetime import date

import strawberry
from strawberry import Maybe

from gql.inputs.documents import DeliveryChanges, NewDelivery


@strawberry.input(description="A new order.")
class CreateOrderInput(NewDelivery):
    """See `domain.order.Order`."""

    request_delivery_by: date | None = None


@strawberry.input(description="Changes of an order; absent fields stay as they are, null clears.")
class UpdateOrderInput(DeliveryChanges):
    """See `domain.order.Order`."""

    request_delivery_by: Maybe[date | None]
