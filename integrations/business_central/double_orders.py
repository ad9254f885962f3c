"""Leaves one order in Business Central if a request that seemed lost was done late after all.

Business Central accepts a second order with the same number. Whoever looks finds the same one to
keep, because the choice depends on nothing but the orders there.
"""

from collections.abc import Sequence

from domain.actions.deliveries import Delivery
from integrations.business_central.client import BusinessCentral
from integrations.business_central.order_mapping import external_number
from integrations.business_central.outcomes import BusinessCentralError, Outcome
from integrations.business_central.remote_orders import STALE_TRIES, read_order
from integrations.business_central.values import Json, decimal_of, enum_of

_UNTOUCHED = "Draft"  # what API v2.0 calls an open order, which nobody has released


def choose_order(orders: Sequence[Json]) -> Json:
    """Return the order to keep: one that people work on before others, then the oldest.

    Numbers of a series grow, so the shortest and smallest one is the oldest.
    """
    return min(
        orders,
        key=lambda order: (not _is_worked_on(order), len(str(order["number"])), order["number"]),
    )


async def delete_doubles(
    client: BusinessCentral, delivery: Delivery, doubles: Sequence[Json]
) -> str | None:
    """Delete doubles of our order; returns what people must do about those that stay.

    Raises BusinessCentralError if it is not known whether one was deleted.
    """
    left = [str(each["number"]) for each in doubles if not await _is_deleted(client, each)]
    if not left:
        return None
    number = external_number(delivery.content, delivery.connection)
    return (
        f"Business Central has another order for {number}: {', '.join(sorted(left))}. It cannot be"
        " deleted from here. Delete it there, so that the order is not shipped twice."
    )


async def _is_deleted(client: BusinessCentral, order: Json) -> bool:
    """Delete an order; returns whether it is gone."""
    try:
        return await _delete(client, order)
    except BusinessCentralError as error:
        if error.outcome not in {Outcome.GONE, Outcome.REFUSED}:
            raise
        return error.outcome is Outcome.GONE


async def _delete(client: BusinessCentral, order: Json) -> bool:
    remote_id = str(order["id"])
    for _ in range(STALE_TRIES):
        if _is_worked_on(order):
            return False
        try:
            await client.delete(f"salesOrders({remote_id})", str(order["@odata.etag"]))
        except BusinessCentralError as error:
            if error.outcome is not Outcome.STALE:
                raise
        else:
            return True
        order = await read_order(client, remote_id)
    return False


def _is_worked_on(order: Json) -> bool:
    """Whether somebody has released the order, or shipped or invoiced a part of it."""
    return enum_of(order, "status") != _UNTOUCHED or any(
        decimal_of(line, "shippedQuantity") or decimal_of(line, "invoicedQuantity")
        for line in order.get("salesOrderLines", ())
    )
