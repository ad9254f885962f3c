"""Payments as records: several, partial and reversed."""

import asyncio

from tests.api.mutations import Json
from tests.api.sales import Sales


async def paid(sales: Sales, *amounts: str) -> Json:
    """Create an invoice of 105.00 with these payments."""
    invoice = await sales.invoice()
    for amount in amounts:
        given = {"amount": amount, "reference": f"Transfer of {amount}"}
        await sales.do("recordPayment", invoiceId=invoice["id"], input=given)
    return await sales.read("invoice", invoice["id"])


def money(invoice: Json) -> list[str]:
    return [invoice[name]["amount"] for name in ("amountPaid", "amountDue", "creditAmount")]


async def test_several_payments_complete_an_invoice(sales: Sales) -> None:
    part = await paid(sales, "5.00", "40.00")
    assert (part["status"], part["statusReason"]) == ("PAID", "PARTIAL")
    assert money(part) == ["45.00", "60.00", "0.00"]

    given = {"amount": "60.00"}
    whole = (await sales.do("recordPayment", invoiceId=part["id"], input=given))["invoice"]

    assert whole["statusReason"] == "COMPLETE"
    assert money(whole) == ["105.00", "0.00", "0.00"]


async def test_a_reversed_payment_is_due_again(sales: Sales) -> None:
    whole = await paid(sales, "5.00", "100.00")
    first, second = whole["payments"]

    payload = await sales.do("reversePayment", paymentId=first["id"], reason="Bounced")

    reversal = payload["payment"]
    assert (reversal["amount"]["amount"], reversal["reference"]) == ("-5.00", "Bounced")
    assert reversal["reverses"] == {"id": first["id"]}
    assert payload["invoice"]["statusReason"] == "PARTIAL"
    assert money(payload["invoice"]) == ["100.00", "5.00", "0.00"]

    last = (await sales.do("reversePayment", paymentId=second["id"]))["invoice"]
    assert (last["status"], last["statusReason"]) == ("ACTIVE", "NEW")
    assert money(last) == ["0.00", "105.00", "0.00"]
    assert [one["reversedBy"] is not None for one in last["payments"]] == [True, True, False, False]

    again = await sales.do("payInvoice", invoiceId=whole["id"], status="COMPLETE")
    assert again["invoice"]["statusReason"] == "COMPLETE"


async def test_a_payment_is_reversed_once_and_a_reversal_never(sales: Sales) -> None:
    invoice = await paid(sales, "5.00", "6.00")
    payment = invoice["payments"][0]["id"]
    reversal = (await sales.do("reversePayment", paymentId=payment))["payment"]["id"]

    assert await sales.refusal("reversePayment", paymentId=payment) == "PAYMENT_ALREADY_REVERSED"
    assert await sales.refusal("reversePayment", paymentId=reversal) == "PAYMENT_IS_REVERSAL"
    nobody = "pay_" + "0" * 32
    assert await sales.refusal("reversePayment", paymentId=nobody) == "PAYMENT_NOT_FOUND"


async def test_two_clients_reverse_a_payment_once(sales: Sales) -> None:
    invoice = await paid(sales, "5.00", "6.00")
    payment = invoice["payments"][0]["id"]

    both = await asyncio.gather(
        *(sales.attempt("reversePayment", paymentId=payment) for _ in range(2))
    )

    codes = sorted(error["code"] for one in both for error in one["userErrors"])
    assert codes == ["PAYMENT_ALREADY_REVERSED"]
    assert money(await sales.read("invoice", invoice["id"])) == ["6.00", "99.00", "0.00"]


async def test_i_59_what_was_paid_of_a_canceled_invoice_is_owed_to_the_customer(
    sales: Sales,
) -> None:
    invoice = await paid(sales, "5.00")

    payload = await sales.do("cancelInvoice", invoiceId=invoice["id"], description="Returned.")
    canceled = payload["invoice"]

    assert money(canceled) == ["5.00", "0.00", "5.00"]
    payment = invoice["payments"][0]["id"]
    assert await sales.refusal("reversePayment", paymentId=payment) == "INVOICE_CANCELED"


async def test_a_pending_order_is_pending_again_when_its_invoice_is_canceled(
    sales: Sales,
) -> None:
    order = await sales.order()
    await sales.do("setOrderStatusReason", orderId=order["id"], statusReason="PENDING")
    made = await sales.do("createInvoiceFromOrder", orderId=order["id"])
    assert made["order"]["status"] == "INVOICED"

    await sales.do("cancelInvoice", invoiceId=made["invoice"]["id"])

    assert (await sales.read("order", order["id"]))["statusReason"] == "PENDING"


async def test_due_dates_follow_the_terms_of_payment(sales: Sales) -> None:
    customer = await sales.customer()
    given = {
        "name": "Pumps",
        "customerId": customer,
        "currencyCode": "EUR",
        "paymentTerms": "NET_60",
    }
    sixty = (await sales.do("createInvoice", input=given))["invoice"]["dueDate"]
    named = (await sales.do("createInvoice", input={**given, "dueDate": "2031-01-02"}))["invoice"]

    plain = {name: value for name, value in given.items() if name != "paymentTerms"}
    thirty = (await sales.do("createInvoice", input=plain))["invoice"]["dueDate"]
    assert named["dueDate"] == "2031-01-02"
    assert thirty < sixty
