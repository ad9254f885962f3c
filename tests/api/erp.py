"""Orders in an external ERP, and the invoices that the ERP posts for them."""

from typing import Any

from tests.api.mutations import Json
from tests.api.sales import Sales

INVOICE = """{ id number name status statusReason version dueDate pricesLocked
  owner { id } opportunity { id } account { id } currencyCode order { id }
  detailAmount { amount } lineDiscountAmount { amount } totalDiscountAmount { amount }
  discountAmount { amount } discountPercentage preFreightAmount { amount }
  freightAmount { amount } totalTax { amount } totalAmount { amount }
  amountPaid { amount } amountDue { amount } creditAmount { amount }
  erp { remoteId remoteNumber invoiceDate needsAttention }
  lines { id lineNumber writeIn description quantity pricePerUnit { amount }
          isPriceOverridden manualDiscount { amount } tax { amount } baseAmount { amount }
          extendedAmount { amount } orderLine { id } priceBreakdown { step value rule } }
  availableActions { action allowed code } }"""
ORDER = """{ id status statusReason erpStatus invoicingStatus version totalAmount { amount }
  erp { status problem } lines { id invoicedQuantity }
  invoices { nodes { id } } }"""


async def submitted(sales: Sales, **more: Any) -> Json:
    """Submit a new order with two lines and a total of 105.00."""
    order = await sales.order(**more)
    await sales.do("submitOrder", orderId=order["id"])
    return order


def posted(order: Json, **more: Any) -> Json:
    """Return the report of an invoice of everything, 105.00, of which nothing is paid."""
    pump, hose = order["lines"]
    return {
        "remoteId": "b2f7",
        "remoteNumber": "PS-103001",
        "invoiceDate": "2026-11-02",
        "dueDate": "2026-12-02",
        "totalAmount": "105.00",
        "totalTax": "5.00",
        "remainingAmount": "105.00",
        "lines": [
            {
                "orderLineId": pump["id"],
                "quantity": "2",
                "pricePerUnit": "40.00",
                "tax": "5.00",
                "extendedAmount": "85.00",
            },
            {
                "orderLineId": hose["id"],
                "quantity": "4",
                "pricePerUnit": "5.00",
                "extendedAmount": "20.00",
            },
        ],
        **more,
    }


async def report(program: Sales, order: Json, **more: Any) -> Json:
    """Report an invoice as the ERP, and read it."""
    payload = await program.do(
        "upsertPostedInvoice", orderId=order["id"], input=posted(order, **more)
    )
    return await invoice_of(program, payload["invoice"]["id"])


async def invoice_of(sales: Sales, id: str) -> Json:
    """Read an invoice."""
    data = await sales.api(f"query ($id: ID!) {{ invoice(id: $id) {INVOICE} }}", id=id)
    invoice: Json = data["invoice"]
    return invoice


async def order_of(sales: Sales, order: Json) -> Json:
    """Read what an order says about its invoices."""
    data = await sales.api(f"query ($id: ID!) {{ order(id: $id) {ORDER} }}", id=order["id"])
    found: Json = data["order"]
    return found


def amounts_of(record: Json, *names: str) -> list[str]:
    """Return amounts of a record."""
    return [record[name]["amount"] for name in names]
