"""Finds, reads and completes an order in Business Central."""

from decimal import Decimal
from typing import Any

from domain.actions.deliveries import Delivery
from integrations.business_central.client import BusinessCentral
from integrations.business_central.order_mapping import document_discount, external_number
from integrations.business_central.outcomes import BusinessCentralError, Outcome
from integrations.business_central.values import Json, decimal_of, enum_of, quoted

_STALE_TRIES = 3


class DeliveryConflict(Exception):
    """Business Central has orders that cannot be told from ours; a person must decide."""


async def find_order(client: BusinessCentral, delivery: Delivery) -> Json | None:
    """Return the order that Business Central has already. Raises DeliveryConflict."""
    number = external_number(delivery.content, delivery.connection)
    wanted = f"externalDocumentNumber eq {quoted(number)}"
    answer = await client.get("salesOrders", filter=wanted, expand="salesOrderLines", top="2")
    found = list(answer.get("value", ()))
    if len(found) > 1:
        raise DeliveryConflict(
            f"Business Central has several orders with the number {number}. Delete those that are"
            " wrong, or link the right one with `linkErpDocument`."
        )
    if found and not _is_ours(found[0], delivery.content):
        raise DeliveryConflict(
            f"Business Central has another order with the number {number}. Delete it, or link it"
            " with `linkErpDocument`."
        )
    if found:
        return dict(found[0])
    posted = await client.get("salesInvoices", filter=wanted, top="1")
    if posted.get("value"):
        raise DeliveryConflict(
            f"Business Central has already posted an invoice with the number {number}. Link the"
            " order with `linkErpDocument`."
        )
    return None


def _is_ours(order: Json, content: dict[str, Any]) -> bool:
    """Whether quantities and prices of the lines are those of our order."""
    theirs = [
        (decimal_of(line, "quantity"), decimal_of(line, "unitPrice"))
        for line in order.get("salesOrderLines", ())
        if enum_of(line, "lineType") == "Item"
    ]
    ours = [
        (Decimal(line["quantity"]), Decimal(line["price_per_unit"]))
        for line in content["lines"]
        if line["line_type"] != "BUNDLE" or Decimal(line["base_amount"])
    ]
    return theirs == ours


async def read_order(client: BusinessCentral, remote_id: str) -> Json:
    return await client.get(f"salesOrders({remote_id})", expand="salesOrderLines")


async def set_discount(client: BusinessCentral, delivery: Delivery, order: Json) -> Json:
    """Set the discount of the document, unless it is set; returns the order as it is then (L-8)."""
    discount = document_discount(delivery.content)
    remote_id = str(order["id"])
    for attempt in range(_STALE_TRIES):
        order = await read_order(client, remote_id)
        if decimal_of(order, "discountAmount") == discount:
            return order
        try:
            etag = str(order["@odata.etag"])
            await client.patch(f"salesOrders({remote_id})", etag, {"discountAmount": discount})
        except BusinessCentralError as error:
            if error.outcome is not Outcome.STALE or attempt == _STALE_TRIES - 1:
                raise
    return await read_order(client, remote_id)
