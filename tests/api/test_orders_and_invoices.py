"""Orders and invoices over the API: fulfill, cancel, invoice, pay, lock, and their refusals."""

import pytest

from tests.api.sales import Sales


@pytest.mark.parametrize("extent", ["COMPLETE", "PARTIAL"])
async def test_i_51_a_fulfilled_order_is_read_only(sales: Sales, extent: str) -> None:
    order = await sales.order()

    payload = await sales.do(
        "fulfillOrder", orderId=order["id"], status=extent, dateFulfilled="2026-01-20"
    )

    fulfilled = payload["order"]
    assert (fulfilled["status"], fulfilled["statusReason"]) == ("FULFILLED", extent)
    assert fulfilled["fulfillmentStatus"] == extent
    assert fulfilled["dateFulfilled"] == "2026-01-20"
    assert len(fulfilled["closeRecords"]) == 1
    line = order["lines"][0]["id"]
    codes = [
        await sales.refusal("updateOrder", id=order["id"], input={"name": "Other"}),
        await sales.refusal("updateLine", lineId=line, input={"quantity": "1"}),
        await sales.refusal("lockPricing", documentId=order["id"]),
    ]
    assert codes == ["RECORD_READ_ONLY", "PARENT_READ_ONLY", "RECORD_READ_ONLY"]
    assert await sales.read("order", order["id"]) == fulfilled


async def test_i_52_nothing_can_be_done_with_a_canceled_order(sales: Sales) -> None:
    order = await sales.order()
    id = order["id"]
    canceled = (await sales.do("cancelOrder", orderId=id, description="No budget."))["order"]

    codes = {
        await sales.refusal("fulfillOrder", orderId=id),
        await sales.refusal("cancelOrder", orderId=id),
        await sales.refusal("createInvoiceFromOrder", orderId=id),
        await sales.refusal("setOrderStatusReason", orderId=id, statusReason="PENDING"),
        await sales.refusal("unlockPricing", documentId=id),
    }

    assert (canceled["status"], canceled["statusReason"]) == ("CANCELED", "NO_MONEY")
    assert canceled["closeRecords"][0]["description"] == "No budget."
    assert codes == {
        "ORDER_NOT_ACTIVE",
        "ORDER_NOT_CANCELABLE",
        "ORDER_NOT_INVOICEABLE",
        "RECORD_READ_ONLY",
    }
    data = await sales.api(
        "query ($id: ID!) { order(id: $id) { availableActions { allowed reason } } }", id=id
    )
    actions = data["order"]["availableActions"]
    assert actions
    assert not any(action["allowed"] for action in actions)
    assert all(action["reason"] for action in actions)


async def test_a_fulfilled_order_can_be_canceled_while_it_has_no_invoice(sales: Sales) -> None:
    free, billed = await sales.order(), await sales.order()
    for order in (free, billed):
        await sales.do("fulfillOrder", orderId=order["id"])
    line = {"orderLineId": billed["lines"][0]["id"], "quantity": "1"}
    await sales.do("createInvoiceFromOrder", orderId=billed["id"], lines=[line])

    payload = await sales.do("cancelOrder", orderId=free["id"])
    code = await sales.refusal("cancelOrder", orderId=billed["id"])

    assert payload["order"]["status"] == "CANCELED"
    assert code == "ORDER_HAS_INVOICES"


async def test_an_order_is_new_or_pending(sales: Sales) -> None:
    order = await sales.order()

    pending = await sales.do("setOrderStatusReason", orderId=order["id"], statusReason="PENDING")

    assert (pending["order"]["status"], pending["order"]["statusReason"]) == ("ACTIVE", "PENDING")


@pytest.mark.parametrize("reason", ["PARTIALLY_SHIPPED", "BILLED", "BOOKED", "INSTALLED"])
async def test_i_21_an_active_invoice_has_the_reason_that_it_is_given(
    sales: Sales, reason: str
) -> None:
    invoice = await sales.invoice()

    payload = await sales.do("setInvoiceStatusReason", invoiceId=invoice["id"], statusReason=reason)

    assert (payload["invoice"]["status"], payload["invoice"]["statusReason"]) == ("ACTIVE", reason)


async def test_i_53_an_invoice_of_everything_equals_the_order(sales: Sales) -> None:
    order = await sales.order(discountPercentage="3.5", discountAmount="1.27", freightAmount="5")

    payload = await sales.do("createInvoiceFromOrder", orderId=order["id"])

    invoice = payload["invoice"]
    assert (invoice["status"], invoice["statusReason"]) == ("ACTIVE", "NEW")
    assert invoice["pricesLocked"] is True
    amounts = [name for name in order if name.endswith(("Amount", "Tax", "Percentage"))]
    assert {name: invoice[name] for name in amounts} == {name: order[name] for name in amounts}
    assert invoice["amountDue"] == order["totalAmount"]
    assert [line["orderLine"]["id"] for line in invoice["lines"]] == [
        line["id"] for line in order["lines"]
    ]
    assert (payload["order"]["status"], payload["order"]["invoicingStatus"]) == ("INVOICED", "FULL")
    again = await sales.refusal("createInvoiceFromOrder", orderId=order["id"])
    assert again == "ORDER_NOT_INVOICEABLE"


async def test_i_54_parts_add_up_to_the_order(sales: Sales) -> None:
    order = await sales.order(discountPercentage="3.5", discountAmount="1.27", freightAmount="5")
    pump, hose = (line["id"] for line in order["lines"])

    first = await sales.do(
        "createInvoiceFromOrder",
        orderId=order["id"],
        lines=[{"orderLineId": pump, "quantity": "1"}, {"orderLineId": hose, "quantity": "3"}],
    )
    too_much = await sales.refusal(
        "createInvoiceFromOrder",
        orderId=order["id"],
        lines=[{"orderLineId": hose, "quantity": "2"}],
    )
    rest = await sales.do("createInvoiceFromOrder", orderId=order["id"])

    assert (first["order"]["status"], first["order"]["invoicingStatus"]) == ("ACTIVE", "PARTIAL")
    assert too_much == "INVOICE_QUANTITY_EXCEEDS_ORDER"
    assert rest["order"]["status"] == "INVOICED"
    for name in ("detailAmount", "preFreightAmount", "freightAmount", "totalTax", "totalAmount"):
        parts = [part["invoice"][name]["amount"] for part in (first, rest)]
        cents = [round(float(part) * 100) for part in parts]
        assert sum(cents) == round(float(order[name]["amount"]) * 100), name


async def test_canceling_an_invoice_gives_its_quantities_back(sales: Sales) -> None:
    order = await sales.order()
    invoice = (await sales.do("createInvoiceFromOrder", orderId=order["id"]))["invoice"]

    payload = await sales.do("cancelInvoice", invoiceId=invoice["id"], description="Wrong.")

    assert (payload["invoice"]["status"], payload["invoice"]["amountDue"]) == (
        "CANCELED",
        {"amount": "0.00"},
    )
    back = await sales.read("order", order["id"])
    assert (back["status"], back["invoicingStatus"]) == ("ACTIVE", "NONE")
    again = await sales.do("createInvoiceFromOrder", orderId=order["id"])
    assert again["order"]["status"] == "INVOICED"


async def test_an_order_with_invoices_keeps_its_lines(sales: Sales) -> None:
    order = await sales.order()
    line = order["lines"][0]["id"]
    await sales.do(
        "createInvoiceFromOrder",
        orderId=order["id"],
        lines=[{"orderLineId": line, "quantity": "1"}],
    )

    codes = {
        await sales.refusal("updateLine", lineId=line, input={"quantity": "9"}),
        await sales.refusal("removeLine", lineId=line),
        await sales.refusal("updateOrder", id=order["id"], input={"discountAmount": "1"}),
    }

    assert codes == {"ORDER_HAS_INVOICES"}


async def test_i_59_paying_and_canceling(sales: Sales) -> None:
    invoice = await sales.invoice()
    id = invoice["id"]

    partly = await sales.do("payInvoice", invoiceId=id, status="PARTIAL")
    twice = await sales.refusal("payInvoice", invoiceId=id, status="PARTIAL")
    paid = await sales.do("payInvoice", invoiceId=id, status="COMPLETE", date="2026-01-30")
    again = await sales.refusal("payInvoice", invoiceId=id, status="COMPLETE")
    unexplained = {
        await sales.refusal("cancelInvoice", invoiceId=id),
        await sales.refusal("cancelInvoice", invoiceId=id, description="\u200b\u2060"),
    }
    canceled = await sales.do("cancelInvoice", invoiceId=id, description="Returned.")
    codes = {
        await sales.refusal("payInvoice", invoiceId=id, status="COMPLETE"),
        await sales.refusal("cancelInvoice", invoiceId=id),
        await sales.refusal("recordPayment", invoiceId=id, input={"amount": "1.00"}),
    }

    assert (partly["invoice"]["status"], partly["invoice"]["statusReason"]) == ("PAID", "PARTIAL")
    assert (paid["invoice"]["status"], paid["invoice"]["statusReason"]) == ("PAID", "COMPLETE")
    assert paid["invoice"]["amountPaid"] == invoice["totalAmount"]
    assert paid["invoice"]["amountDue"] == {"amount": "0.00"}
    assert [p["paidOn"] for p in paid["invoice"]["payments"]] == ["2026-01-30"]
    assert (twice, again) == ("INVALID_STATE", "INVOICE_ALREADY_PAID")
    assert unexplained == {"CANCELLATION_REASON_REQUIRED"}
    assert canceled["invoice"]["status"] == "CANCELED"
    assert codes == {"INVOICE_CANCELED"}


async def test_payments_drive_the_state(sales: Sales) -> None:
    invoice = await sales.invoice()
    id = invoice["id"]

    half = await sales.do("recordPayment", invoiceId=id, input={"amount": "50.00"})
    codes = [
        await sales.refusal("recordPayment", invoiceId=id, input={"amount": amount})
        for amount in ("0.00", "-5.00", "1.001", "55.01")
    ]
    rest = await sales.do(
        "recordPayment",
        invoiceId=id,
        input={"amount": "55.00", "date": "2026-02-01", "reference": "Wire 7"},
    )

    assert (half["invoice"]["statusReason"], half["invoice"]["amountDue"]) == (
        "PARTIAL",
        {"amount": "55.00"},
    )
    assert codes == [
        "PAYMENT_AMOUNT_INVALID",
        "PAYMENT_AMOUNT_INVALID",
        "TOO_MANY_DECIMALS",
        "PAYMENT_EXCEEDS_AMOUNT_DUE",
    ]
    assert rest["invoice"]["statusReason"] == "COMPLETE"
    assert rest["payment"] | {"id": ""} == {
        "id": "",
        "amount": {"amount": "55.00", "currencyCode": "EUR"},
        "paidOn": "2026-02-01",
        "reference": "Wire 7",
        "reverses": None,
        "reversedBy": None,
    }


async def test_prices_are_locked_and_unlocked(sales: Sales) -> None:
    order = await sales.order()
    line = {"writeIn": "Valve", "quantity": "1", "pricePerUnit": "9.00"}
    first = order["lines"][0]["id"]

    locked = [
        await sales.refusal("lockPricing", documentId=order["id"]),
        await sales.refusal("addLines", documentId=order["id"], lines=[line]),
        await sales.refusal("updateLine", lineId=first, input={"pricePerUnit": "1.00"}),
    ]
    await sales.do("updateLine", lineId=first, input={"quantity": "3"})
    await sales.do("unlockPricing", documentId=order["id"])
    await sales.do("addLines", documentId=order["id"], lines=[line])
    again = await sales.refusal("unlockPricing", documentId=order["id"])

    assert locked == ["PRICING_ALREADY_LOCKED", "PRICES_LOCKED", "PRICES_LOCKED"]
    assert again == "PRICING_ALREADY_UNLOCKED"
    now = await sales.read("order", order["id"])
    assert (now["totalAmount"], now["pricesLocked"]) == ({"amount": "154.00"}, False)
    quote = await sales.draft()
    assert await sales.refusal("lockPricing", documentId=quote["id"]) == "PRICING_NOT_LOCKABLE"


async def test_orders_and_invoices_can_begin_by_hand(sales: Sales) -> None:
    lines = [{"writeIn": "Valve", "quantity": "3", "pricePerUnit": "7.75"}]
    given = await sales.header(lines=lines)

    order = (await sales.do("createOrder", input=given))["order"]
    invoice = (await sales.do("createInvoice", input={**given, "paymentTerms": "NET_45"}))[
        "invoice"
    ]

    for document in (order, invoice):
        assert document["pricesLocked"] is False
        assert document["totalAmount"] == {"amount": "23.25"}
    assert (order["quote"], invoice["order"]) == (None, None)
    deleted = await sales.do("deleteOrder", orderId=order["id"])
    assert deleted["deletedOrderId"] == order["id"]
    from_quote = await sales.order()
    assert await sales.refusal("deleteOrder", orderId=from_quote["id"]) == "ORDER_FROM_QUOTE"


async def test_a_line_that_bills_an_order_keeps_its_quantity(sales: Sales) -> None:
    invoice = await sales.invoice()
    line = invoice["lines"][0]["id"]

    codes = {
        await sales.refusal("updateLine", lineId=line, input={"quantity": "1"}),
        await sales.refusal("removeLine", lineId=line),
    }

    assert codes == {"INVOICE_LINE_FROM_ORDER"}


async def test_i_44_an_empty_order_cannot_be_invoiced(sales: Sales) -> None:
    empty = (await sales.do("createOrder", input=await sales.header()))["order"]

    assert await sales.refusal("createInvoiceFromOrder", orderId=empty["id"]) == "EMPTY_DOCUMENT"
