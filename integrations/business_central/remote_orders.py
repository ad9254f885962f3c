"""Finds, reads and completes an order in Business Central, and the invoices posted from it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.actions.deliveries import Delivery
from integrations.business_central.client import BusinessCentral
from integrations.business_central.invoice_mapping import is_posted
from integrations.business_central.order_mapping import (
    Links,
    customer_id,
    document_discount,
    external_number,
)
from integrations.business_central.outcomes import BusinessCentralError, Outcome
from integrations.business_central.values import Json, decimal_of, enum_of, id_of, quoted

MOST = 20  # documents with one number that are looked at
STALE_TRIES = 3


class DeliveryConflict(Exception):
    """Business Central has documents that cannot be told from ours; a person must decide."""


class DocumentDeleted(Exception):
    """Somebody deleted the order in Business Central, and no invoice was posted from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Business Central's order; `is_posted` if it is shipped and invoiced, and so is gone."""

    id: str
    number: str
    total: Decimal  # including tax
    is_posted: bool = False


def to_document(order: Json) -> Document:
    """Return what is needed of an order."""
    return Document(
        id=str(order["id"]),
        number=str(order["number"]),
        total=decimal_of(order, "totalAmountIncludingTax"),
    )


async def list_orders(client: BusinessCentral, delivery: Delivery) -> list[Json]:
    """Return all orders with our number, with their lines."""
    answer = await client.get(
        "salesOrders", filter=_with_number(delivery), expand="salesOrderLines", top=str(MOST)
    )
    return list(answer.get("value", ()))


async def list_invoices(client: BusinessCentral, delivery: Delivery) -> list[Json]:
    """Return all invoices with our number, with their lines."""
    answer = await client.get(
        "salesInvoices", filter=_with_number(delivery), expand="salesInvoiceLines", top=str(MOST)
    )
    return list(answer.get("value", ()))


def find_posted(invoices: Sequence[Json], delivery: Delivery, links: Links) -> Document | None:
    """Return our order if it has been posted already. Raises DeliveryConflict."""
    if not invoices:
        return None
    stands = [
        each for each in invoices if is_posted(each) and enum_of(each, "status") != "Canceled"
    ]
    orders = {id_of(each, "orderId") for each in stands}
    if len(orders) != 1 or None in orders or not are_ours(stands, delivery, links):
        number = external_number(delivery.content, delivery.connection)
        raise DeliveryConflict(
            f"Business Central has already posted an invoice with the number {number}. Link the"
            " order with `linkErpDocument`."
        )
    return _posted(stands)


async def read_document(client: BusinessCentral, delivery: Delivery, remote_id: str) -> Document:
    """Return the order, or what was posted from it. Raises DocumentDeleted."""
    try:
        return to_document(await read_order(client, remote_id))
    except BusinessCentralError as error:
        if error.outcome is not Outcome.GONE:
            raise
    posted = await list_posted(client, delivery, remote_id)
    if not posted:
        raise DocumentDeleted
    return _posted(posted)


async def list_posted(client: BusinessCentral, delivery: Delivery, remote_id: str) -> list[Json]:
    """Return the invoices that were posted from an order."""
    found = await list_invoices(client, delivery)
    return [each for each in found if is_posted(each) and id_of(each, "orderId") == remote_id]


async def read_order(client: BusinessCentral, remote_id: str) -> Json:
    """Return an order as it is now, with its lines."""
    return await client.get(f"salesOrders({remote_id})", expand="salesOrderLines")


async def set_discount(client: BusinessCentral, delivery: Delivery, remote_id: str) -> Document:
    """Set the discount of the document, unless it is set; returns the order as it is then (L-8)."""
    discount = document_discount(delivery.content)
    for attempt in range(STALE_TRIES):
        order = await read_order(client, remote_id)
        if decimal_of(order, "discountAmount") == discount:
            return to_document(order)
        try:
            etag = str(order["@odata.etag"])
            await client.patch(f"salesOrders({remote_id})", etag, {"discountAmount": discount})
        except BusinessCentralError as error:
            if error.outcome is not Outcome.STALE or attempt == STALE_TRIES - 1:
                raise
    return to_document(await read_order(client, remote_id))


def are_ours(documents: Iterable[Json], delivery: Delivery, links: Links) -> bool:
    """Whether customer, quantities and prices are together those of our order."""
    content, customers = delivery.content, set[str]()
    try:
        customer = customer_id(content, links).lower()
    except KeyError:  # not linked any more, so nobody can tell
        return False
    ours, theirs = (defaultdict[Decimal, Decimal](Decimal) for _ in range(2))
    for document in documents:
        customers.add(str(document.get("customerId")).lower())
        for line in (*document.get("salesOrderLines", ()), *document.get("salesInvoiceLines", ())):
            if enum_of(line, "lineType") == "Item":
                theirs[decimal_of(line, "unitPrice")] += decimal_of(line, "quantity")
    for line in content["lines"]:
        if line["line_type"] != "BUNDLE" or Decimal(line["base_amount"]):
            ours[Decimal(line["price_per_unit"])] += Decimal(line["quantity"])
    return customers == {customer} and theirs == ours


def _with_number(delivery: Delivery) -> str:
    number = external_number(delivery.content, delivery.connection)
    return f"externalDocumentNumber eq {quoted(number)}"


def _posted(invoices: Sequence[Json]) -> Document:
    first = invoices[0]
    return Document(
        id=str(first["orderId"]),
        number=str(first.get("orderNumber") or first["number"]),
        total=sum((decimal_of(each, "totalAmountIncludingTax") for each in invoices), Decimal(0)),
        is_posted=True,
    )
