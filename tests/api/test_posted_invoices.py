"""Invoices that an external ERP has posted (I-3 to I-10, O-7, O-12 to O-15, O-17)."""

import asyncio
import itertools
from decimal import Decimal

import pytest

from tests.api.erp import INVOICE, amounts_of, invoice_of, order_of, posted, report, submitted
from tests.api.mutations import Json
from tests.api.sales import Sales

# What remains of 105.00, and the state that follows from it (I-9, I-10).
STATES: dict[str, tuple[Json, tuple[str, str, str, str]]] = {
    "open": ({"remainingAmount": "105.00"}, ("ACTIVE", "BILLED", "0.00", "105.00")),
    "part": ({"remainingAmount": "0.01"}, ("PAID", "PARTIAL", "104.99", "0.01")),
    "paid": ({"remainingAmount": "0"}, ("PAID", "COMPLETE", "105.00", "0.00")),
    "gone": (
        {"remainingAmount": "0", "status": "CANCELED"},
        ("CANCELED", "CANCELED", "0.00", "0.00"),
    ),
}


def state_of(invoice: Json) -> tuple[str, str, str, str]:
    """Return the status of an invoice, and what is paid and due."""
    paid, due = amounts_of(invoice, "amountPaid", "amountDue")
    return invoice["status"], invoice["statusReason"], paid, due


async def test_i_3_the_invoice_has_the_number_of_the_erp_and_the_rest_of_the_order(
    connected: Sales, program: Sales
) -> None:
    opportunity = await connected.opportunity()
    quote = await connected.quote(opportunity)
    order = (await connected.do("createOrderFromQuote", quoteId=quote["id"]))["order"]
    await connected.do("submitOrder", orderId=order["id"])

    invoice = await report(program, order)

    data = await connected.api("{ viewer { user { id } } }")
    assert invoice["number"] == "PS-103001"
    assert invoice["name"] == "Pumps"
    assert invoice["owner"]["id"] == data["viewer"]["user"]["id"]
    assert invoice["opportunity"]["id"] == opportunity["id"]
    assert invoice["account"]["id"] == await connected.customer()
    assert invoice["order"]["id"] == order["id"]
    assert (invoice["dueDate"], invoice["pricesLocked"]) == ("2026-12-02", True)
    assert invoice["erp"] == {
        "remoteId": "b2f7",
        "remoteNumber": "PS-103001",
        "invoiceDate": "2026-11-02",
        "needsAttention": False,
    }


async def test_i_6_i_7_o_7_amounts_are_the_erps_and_nothing_is_computed_from_them(
    connected: Sales, program: Sales
) -> None:
    """No amount here is what our engine would compute: the tax, the products and the sums."""
    order = await submitted(connected)
    lines = [
        {
            "orderLineId": order["lines"][0]["id"],
            "quantity": "2",
            "pricePerUnit": "39.99333",
            "manualDiscount": "3.33",
            "tax": "14.57",
            "extendedAmount": "91.22",
        },
        {
            "description": "8600 Freight.",
            "quantity": "1",
            "pricePerUnit": "12.5",
            "tax": "2.38",
            "extendedAmount": "14.87",
        },
    ]

    invoice = await report(
        program,
        order,
        totalAmount="104.08",
        totalTax="16.93",
        discountAmount="2.01",
        remainingAmount="104.08",
        lines=lines,
    )

    assert amounts_of(
        invoice,
        "totalAmount",
        "totalTax",
        "discountAmount",
        "preFreightAmount",
        "detailAmount",
        "lineDiscountAmount",
        "totalDiscountAmount",
    ) == ["104.08", "16.93", "2.01", "87.15", "89.16", "3.33", "5.34"]
    pump, freight = invoice["lines"]
    names = ("pricePerUnit", "manualDiscount", "tax", "baseAmount", "extendedAmount")
    assert amounts_of(pump, *names) == ["39.99333", "3.33", "14.57", "79.98", "91.22"]
    assert amounts_of(freight, *names) == ["12.50", "0.00", "2.38", "12.49", "14.87"]
    assert pump["isPriceOverridden"]
    assert pump["orderLine"]["id"] == order["lines"][0]["id"]
    assert (freight["writeIn"], freight["orderLine"]) == ("8600 Freight.", None)
    assert not invoice["erp"]["needsAttention"]
    rules = {each["step"]: each["rule"] for each in pump["priceBreakdown"]}
    posted_steps = ("PRICE_PER_UNIT", "BASE_AMOUNT", "TAX")
    assert {rules[step] for step in posted_steps} == {"As the ERP posted it."}
    assert rules["SOURCE"] == "The ERP posted the price; the catalog was not used."


async def test_o_12_a_5_a_6_the_order_follows_its_invoices(
    connected: Sales, program: Sales
) -> None:
    order = await submitted(connected)
    first, second = posted(order)["lines"]

    part = await report(program, order, totalAmount="85.00", remainingAmount="85.00", lines=[first])
    partly = await order_of(connected, order)
    rest = {"totalAmount": "20.00", "totalTax": "0", "remainingAmount": "20.00", "lines": [second]}
    await report(program, order, remoteId="b2f8", remoteNumber="PS-103002", **rest)
    fully = await order_of(connected, order)
    await report(
        program,
        order,
        totalAmount="85.00",
        remainingAmount="0",
        lines=[first],
        status="CANCELED",
    )
    reverted = await order_of(connected, order)

    def told(record: Json) -> list[str]:
        names = ("status", "statusReason", "erpStatus", "invoicingStatus")
        return [record[name] for name in names]

    assert told(partly) == ["SUBMITTED", "IN_PROGRESS", "ACCEPTED", "PARTIAL"]
    assert [line["invoicedQuantity"] for line in partly["lines"]] == ["2", "0"]
    assert told(fully) == ["INVOICED", "INVOICED", "INVOICED", "FULL"]
    assert fully["erp"]["status"] == "INVOICED"
    assert told(reverted) == ["SUBMITTED", "IN_PROGRESS", "ACCEPTED", "PARTIAL"]
    assert [line["invoicedQuantity"] for line in reverted["lines"]] == ["0", "4"]
    assert {each["id"] for each in reverted["invoices"]["nodes"]} >= {part["id"]}
    assert fully["totalAmount"] == order["totalAmount"]


async def test_o_12_a_canceled_invoice_brings_the_order_back(
    connected: Sales, program: Sales
) -> None:
    order = await submitted(connected)
    await report(program, order)

    invoice = await report(program, order, **STATES["gone"][0])
    found = await order_of(connected, order)

    assert invoice["status"] == "CANCELED"
    assert (found["status"], found["invoicingStatus"]) == ("SUBMITTED", "NONE")
    assert (found["erpStatus"], found["erp"]["status"]) == ("ACCEPTED", "ACCEPTED")


async def test_o_13_repeating_a_report_changes_nothing(connected: Sales, program: Sales) -> None:
    order = await submitted(connected)
    once = await report(program, order)
    before = await order_of(connected, order)

    again = await report(program, order)

    assert again == once
    assert await order_of(connected, order) == before


async def test_o_13_eight_reports_at_once_are_one_invoice(connected: Sales, program: Sales) -> None:
    order = await submitted(connected)

    found = await asyncio.gather(*(report(program, order) for _ in range(8)))

    assert len({invoice["id"] for invoice in found}) == 1
    nodes = (await order_of(connected, order))["invoices"]["nodes"]
    assert nodes == [{"id": found[0]["id"]}]
    assert found[0]["version"] == 1


async def test_o_13_an_invoice_of_the_erp_bills_one_order(connected: Sales, program: Sales) -> None:
    orders = [await submitted(connected), await submitted(connected)]

    payloads = await asyncio.gather(
        *(
            program.attempt("upsertPostedInvoice", orderId=order["id"], input=posted(order))
            for order in orders
        )
    )

    codes = [error["code"] for payload in payloads for error in payload["userErrors"]]
    later = [
        await program.attempt("upsertPostedInvoice", orderId=order["id"], input=posted(order))
        for order in orders
    ]
    assert codes in (["POSTED_INVOICE_CONFLICT"], ["RECORD_BUSY"])
    assert [e["code"] for p in later for e in p["userErrors"]] == ["POSTED_INVOICE_CONFLICT"]


LOCKED: list[tuple[str, Json]] = [
    ("updateInvoice", {"id": "invoice", "input": {"name": "Other"}}),
    ("updateInvoice", {"id": "invoice", "input": {"discountAmount": "1.00"}}),
    (
        "addLines",
        {
            "documentId": "invoice",
            "lines": [{"writeIn": "Bolt", "quantity": "1", "pricePerUnit": "1.00"}],
        },
    ),
    ("getProductsFromOpportunity", {"documentId": "invoice", "opportunityId": "opportunity"}),
    ("updateLine", {"lineId": "line", "input": {"quantity": "9"}}),
    ("updateLine", {"lineId": "line", "input": {"description": "Other"}}),
    ("removeLine", {"lineId": "line"}),
    ("recalculate", {"documentId": "invoice"}),
    ("lockPricing", {"documentId": "invoice"}),
    ("unlockPricing", {"documentId": "invoice"}),
    ("setInvoiceStatusReason", {"invoiceId": "invoice", "statusReason": "BOOKED"}),
    ("payInvoice", {"invoiceId": "invoice"}),
    ("recordPayment", {"invoiceId": "invoice", "input": {"amount": "1.00"}}),
    ("cancelInvoice", {"invoiceId": "invoice", "description": "No."}),
]


@pytest.mark.parametrize("state", STATES)
async def test_o_13_nobody_changes_an_invoice_of_the_erp(
    connected: Sales, program: Sales, state: str
) -> None:
    opportunity = await connected.opportunity()
    order = await submitted(connected)
    invoice = await report(program, order, **STATES[state][0])
    named = {
        "invoice": invoice["id"],
        "line": invoice["lines"][0]["id"],
        "opportunity": opportunity["id"],
    }

    for mutation, arguments in LOCKED:
        given = {
            name: named.get(value, value) if isinstance(value, str) else value
            for name, value in arguments.items()
        }
        for who in (connected, program):
            assert await who.refusal(mutation, **given) == "INVOICE_OWNED_BY_ERP", mutation

    after = await invoice_of(connected, invoice["id"])
    assert after == invoice
    refused = {each["action"]: each["code"] for each in after["availableActions"]}
    sending = refused.pop("SEND_INVOICE")
    assert set(refused.values()) == {"INVOICE_OWNED_BY_ERP"}
    assert sending == ("INVOICE_CANCELED" if state == "gone" else None)


async def test_i_9_i_10_o_14_the_status_follows_every_sequence_of_payments(
    connected: Sales, program: Sales
) -> None:
    """Every step from each state to each, so also back: a payment can be unapplied."""
    order = await submitted(connected)
    sequence = [name for pair in itertools.product(STATES, repeat=2) for name in pair]
    ids = set()

    for name in sequence:
        changes, expected = STATES[name]
        invoice = await report(program, order, **changes)
        found = await order_of(connected, order)
        ids.add(invoice["id"])

        assert state_of(invoice) == expected, name
        assert invoice["creditAmount"]["amount"] == "0.00"
        assert found["status"] == ("SUBMITTED" if name == "gone" else "INVOICED")

    assert len(ids) == 1


@pytest.mark.parametrize(
    ("total", "remaining", "reason"),
    [("-105.00", "-105.00", "BILLED"), ("-105.00", "-5.00", "PARTIAL"), ("0.00", "0", "COMPLETE")],
)
async def test_i_9_of_negative_and_empty_invoices(
    connected: Sales, program: Sales, total: str, remaining: str, reason: str
) -> None:
    order = await submitted(connected)

    invoice = await report(program, order, totalAmount=total, remainingAmount=remaining)

    assert invoice["statusReason"] == reason
    paid, due = (Decimal(each) for each in amounts_of(invoice, "amountPaid", "amountDue"))
    assert paid + due == Decimal(total)


async def test_o_15_unknown_lines_and_another_customer_need_attention(
    connected: Sales, program: Sales
) -> None:
    order, other = await submitted(connected), await connected.order()
    stranger = (await connected.do("createAccount", input={"name": "Other"}))["account"]["id"]
    line = {"quantity": "1", "pricePerUnit": "105.00", "extendedAmount": "105.00"}
    unknown = [
        {**line, "orderLineId": other["lines"][0]["id"], "description": "Pump"},
        {**line, "orderLineId": "nonsense"},
    ]

    strange = await report(program, order, lines=unknown)
    theirs = await report(
        program, order, remoteId="c1", remoteNumber="PS-9", customerId=stranger, lines=[line]
    )
    known = await report(program, order, customerId=await connected.customer())

    assert [each["orderLine"] for each in strange["lines"]] == [None, None]
    assert [each["writeIn"] for each in strange["lines"]] == ["Pump", "Line 2"]
    assert strange["erp"]["needsAttention"]
    assert theirs["erp"]["needsAttention"]
    assert theirs["account"]["id"] == await connected.customer()
    assert not known["erp"]["needsAttention"]
    data = await connected.api(
        "{ invoices(filter: { erp: { needsAttention: { eq: true } } }) { nodes { id } } }"
    )
    assert data["invoices"]["nodes"] == [{"id": theirs["id"]}]


async def test_an_erp_may_bill_more_than_was_ordered(connected: Sales, program: Sales) -> None:
    order = await submitted(connected)
    lines = [{**line, "quantity": "99"} for line in posted(order)["lines"]]

    await report(program, order, lines=lines)

    found = await order_of(connected, order)
    assert found["status"] == "INVOICED"
    assert [line["invoicedQuantity"] for line in found["lines"]] == ["2", "4"]


@pytest.mark.parametrize("number", ["PS-103001", "INV-01001"])
async def test_i_3_a_number_that_is_taken_or_ours_loses_no_invoice(
    connected: Sales, program: Sales, number: str
) -> None:
    order = await submitted(connected)
    await report(program, await submitted(connected), remoteId="a1")

    invoice = await report(program, order, remoteNumber=number)
    ours = (await connected.do("createInvoice", input=await connected.header()))["invoice"]

    assert invoice["erp"]["remoteNumber"] == number
    assert len({invoice["number"], ours["number"], "PS-103001"}) == 3
    assert invoice["number"].startswith("INV-")


async def test_the_same_number_at_once_loses_no_invoice(connected: Sales, program: Sales) -> None:
    orders = [await submitted(connected) for _ in range(3)]

    async def post(at: int) -> Json:
        given = posted(orders[at], remoteId=f"r{at}")
        return await program.attempt("upsertPostedInvoice", orderId=orders[at]["id"], input=given)

    first = await asyncio.gather(*map(post, range(3)))
    again = [await post(at) for at in range(3)]

    assert {e["code"] for p in first for e in p["userErrors"]} <= {"RECORD_BUSY"}
    assert not [e for p in again for e in p["userErrors"]]
    assert len({payload["invoice"]["number"] for payload in again}) == 3


async def test_an_invoice_without_an_erp_has_none(sales: Sales) -> None:
    invoice = await sales.invoice()

    assert (await invoice_of(sales, invoice["id"]))["erp"] is None
    assert "erp {" in INVOICE
