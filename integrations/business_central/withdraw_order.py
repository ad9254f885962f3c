"""Deletes an order of Business Central that is still a draft, so that it can be recalled (O-10)."""

from domain.sales.submission import OrderInProgressInErp
from integrations.business_central.client import BusinessCentral
from integrations.business_central.outcomes import BusinessCentralError, Outcome
from integrations.business_central.remote_orders import STALE_TRIES, read_order
from integrations.business_central.values import Json, decimal_of, enum_of, quoted

# What Business Central's pages call the statuses that the API names otherwise.
_WORDS = {"Open": "Released", "In Review": "Pending Approval"}


async def withdraw_order(
    client: BusinessCentral, label: str, external_number: str, remote_id: str
) -> None:
    """Make sure that Business Central has neither the order nor an invoice for it.

    Raises ORDER_IN_PROGRESS_IN_ERP with the reason, BusinessCentralError.
    """
    for attempt in range(STALE_TRIES):
        order = await _read(client, remote_id)
        if order is None:
            await _check_not_invoiced(client, label, external_number)
            return
        _check_draft(order, label)
        try:
            await client.delete(f"salesOrders({remote_id})", str(order["@odata.etag"]))
        except BusinessCentralError as error:
            if error.outcome is Outcome.GONE:
                continue  # somebody else has deleted or posted it
            if error.outcome is Outcome.REFUSED:
                raise OrderInProgressInErp(record=label, status=str(error)) from error
            if error.outcome is not Outcome.STALE or attempt == STALE_TRIES - 1:
                raise
        else:
            return
    raise OrderInProgressInErp(record=label, status="changing")


async def _read(client: BusinessCentral, remote_id: str) -> Json | None:
    try:
        return await read_order(client, remote_id)
    except BusinessCentralError as error:
        if error.outcome is Outcome.GONE:
            return None
        raise


async def _check_not_invoiced(client: BusinessCentral, label: str, external_number: str) -> None:
    wanted = f"externalDocumentNumber eq {quoted(external_number)}"
    invoices = await client.get("salesInvoices", filter=wanted, top="1")
    if invoices.get("value"):
        raise OrderInProgressInErp(record=label, status="invoiced")


def _check_draft(order: Json, label: str) -> None:
    status = enum_of(order, "status")
    if status != "Draft":
        raise OrderInProgressInErp(record=label, status=_WORDS.get(status, status))
    for line in order.get("salesOrderLines", ()):
        if decimal_of(line, "shippedQuantity") or decimal_of(line, "invoicedQuantity"):
            raise OrderInProgressInErp(record=label, status="partly shipped or invoiced")
