"""The details of closes and payments are kept; their dates default to the day of the request."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.api.mutations import Json
from tests.api.sales import Sales

LATER = "2031-03-04"
ENDINGS: list[tuple[str, str, str, Json]] = [
    ("opportunity", "winOpportunity", "closeDate", {}),
    ("opportunity", "loseOpportunity", "closeDate", {"statusReason": "OUT_SOLD"}),
    ("quote", "createOrderFromQuote", "dateWon", {}),
    ("quote", "closeQuote", "closeDate", {"status": "LOST"}),
    ("order", "fulfillOrder", "dateFulfilled", {"status": "COMPLETE"}),
    ("order", "cancelOrder", "cancelDate", {}),
    ("invoice", "payInvoice", "date", {"status": "COMPLETE"}),
    ("invoice", "cancelInvoice", "cancelDate", {}),
]
each_ending = pytest.mark.parametrize(("noun", "mutation", "day", "given"), ENDINGS)


def today() -> date:
    """Return the server's current date, in UTC."""
    return datetime.now(UTC).date()  # noqa: TID251 - the server's clock is the one that counts


def after(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


@each_ending
async def test_what_is_said_about_an_ending_is_kept(
    sales: Sales, noun: str, mutation: str, day: str, given: Json
) -> None:
    document = await getattr(sales, noun)()
    said = {f"{noun}Id": document["id"], day: LATER, "description": "As agreed.", **given}

    payload = await sales.do(mutation, **said)

    (record,) = payload[noun]["closeRecords"]
    assert (record["closeDate"], record["description"]) == (LATER, "As agreed.")


@each_ending
async def test_an_ending_is_today_where_no_day_is_named(
    sales: Sales, noun: str, mutation: str, day: str, given: Json
) -> None:
    document = await getattr(sales, noun)()

    payload = await sales.do(mutation, **{f"{noun}Id": document["id"], **given})

    (record,) = payload[noun]["closeRecords"]
    assert (record["closeDate"], record["description"]) == (after(0), None)


async def test_the_invoice_of_nothing_but_itself_is_canceled_with_what_is_said(
    sales: Sales,
) -> None:
    invoice = (await sales.do("createInvoice", input=await sales.header()))["invoice"]

    payload = await sales.do(
        "cancelInvoice", invoiceId=invoice["id"], cancelDate=LATER, description="Twice."
    )

    (record,) = payload["invoice"]["closeRecords"]
    assert (record["closeDate"], record["description"]) == (LATER, "Twice.")


async def test_a_payment_keeps_its_day_and_reference_and_a_reversal_its_reason(
    sales: Sales,
) -> None:
    invoice = await sales.invoice()
    paid = {"amount": "1.00", "date": "2030-01-02", "reference": "Bank 7"}

    received = await sales.do("recordPayment", invoiceId=invoice["id"], input=paid)
    back = await sales.do(
        "reversePayment", paymentId=received["payment"]["id"], date=LATER, reason="Bounced"
    )
    plain = await sales.do("recordPayment", invoiceId=invoice["id"], input={"amount": "1.00"})
    again = await sales.attempt("reversePayment", paymentId=received["payment"]["id"])
    undone = await sales.do("reversePayment", paymentId=plain["payment"]["id"])

    (error,) = again["userErrors"]
    assert (error["code"], error["path"]) == ("PAYMENT_ALREADY_REVERSED", ["paymentId"])
    kept = [_kept(each["payment"]) for each in (received, back, plain, undone)]
    assert kept == [
        ("2030-01-02", "Bank 7"),
        (LATER, "Bounced"),
        (after(0), None),
        (after(0), None),
    ]


def _kept(payment: Json) -> tuple[Any, Any]:
    return payment["paidOn"], payment["reference"]


@pytest.mark.parametrize(
    ("terms", "days"),
    [(None, 30), ("NET_30", 30), ("TWO_PERCENT_10_NET_30", 30), ("NET_45", 45), ("NET_60", 60)],
)
async def test_an_invoice_is_due_as_many_days_from_today_as_its_terms_say(
    sales: Sales, terms: str | None, days: int
) -> None:
    agreed = {} if terms is None else {"paymentTerms": terms}
    made = await sales.do("createInvoice", input=await sales.header(**agreed))
    order = await sales.order(**agreed)

    billed = await sales.do("createInvoiceFromOrder", orderId=order["id"])

    assert made["invoice"]["dueDate"] == billed["invoice"]["dueDate"] == after(days)


async def test_the_day_that_is_named_is_the_day_on_which_an_invoice_is_due(sales: Sales) -> None:
    order, opportunity = await sales.order(), await sales.opportunity()

    billed = await sales.do("createInvoiceFromOrder", orderId=order["id"], dueDate=LATER)
    straight = await sales.do("createInvoiceFromOpportunity", opportunityId=opportunity["id"])

    assert billed["invoice"]["dueDate"] == LATER
    assert straight["invoice"]["dueDate"] == after(30)
