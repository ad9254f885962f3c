"""`availableActions` is accurate: allowed actions succeed, and others are refused as stated."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from domain.core.text import camel
from tests.api.mutations import Json
from tests.api.sales import Sales

Make = Callable[[Sales], Awaitable[tuple[str, str]]]  # the noun and the id of a document

ACTIONS = """query ($id: ID!) { node(id: $id) { ... on SalesDocument {
  lines { id } availableActions { action allowed reason code } } } }"""

SHIPMENTS = "query ($id: ID!) { order(id: $id) { shipments { nodes { id canceledAt } } } }"

NAMED = {"input": {"name": "Other"}}
CALLS: dict[str, tuple[str, Json]] = {
    "EDIT_LINES": ("updateLine", {"input": {"description": "Other"}}),
    "UPDATE_OPPORTUNITY": ("updateOpportunity", NAMED),
    "UPDATE_QUOTE": ("updateQuote", NAMED),
    "UPDATE_ORDER": ("updateOrder", NAMED),
    "UPDATE_INVOICE": ("updateInvoice", NAMED),
    "SET_QUOTE_STATUS_REASON": ("setQuoteStatusReason", {"statusReason": "OPEN"}),
    "SET_ORDER_STATUS_REASON": ("setOrderStatusReason", {"statusReason": "PENDING"}),
    "SET_INVOICE_STATUS_REASON": ("setInvoiceStatusReason", {"statusReason": "BILLED"}),
    "SEND_QUOTE": ("sendQuote", {"to": ["a@example.com"]}),
    "SEND_ORDER": ("sendOrder", {"to": ["a@example.com"]}),
    "SEND_INVOICE": ("sendInvoice", {"to": ["a@example.com"]}),
    "CLOSE_QUOTE": ("closeQuote", {"status": "LOST"}),
    "CANCEL_INVOICE": ("cancelInvoice", {"description": "Returned."}),
    "RECORD_PAYMENT": ("recordPayment", {"input": {"amount": "1.00"}}),
}


def call(action: str, noun: str, id: str, line: str) -> tuple[str, Json]:
    """Return the mutation that an action is named after, and its arguments."""
    mutation, given = CALLS.get(action, (camel(action.lower()), {}))
    if action == "EDIT_LINES":
        return mutation, {"lineId": line, **given}
    if mutation.startswith("update"):
        return mutation, {"id": id, **given}
    shared = mutation in {"recalculate", "lockPricing", "unlockPricing"}
    return mutation, {"documentId" if shared else f"{noun}Id": id, **given}


def opportunity(*acts: tuple[str, Json], quotes: str = "") -> Make:
    async def make(sales: Sales) -> tuple[str, str]:
        record = await sales.opportunity()
        if quotes:
            await (sales.draft(record) if quotes == "draft" else sales.quote(record))
        for mutation, given in acts:
            await sales.do(mutation, opportunityId=record["id"], **given)
        return "opportunity", record["id"]

    return make


def quote(*acts: tuple[str, Json], lines: bool = True) -> Make:
    async def make(sales: Sales) -> tuple[str, str]:
        record = await (sales.draft() if lines else sales.draft(lines=[]))
        for mutation, given in acts:
            await sales.do(mutation, quoteId=record["id"], **given)
        return "quote", record["id"]

    return make


def order(
    *acts: tuple[str, Json], part: bool = False, shipped: str = "", taken_back: bool = False
) -> Make:
    async def make(sales: Sales) -> tuple[str, str]:
        record = await sales.order()
        for mutation, given in acts:
            await sales.do(mutation, orderId=record["id"], **given)
        if part:
            line = {"orderLineId": record["lines"][0]["id"], "quantity": "1"}
            await sales.do("createInvoiceFromOrder", orderId=record["id"], lines=[line])
        if shipped:
            line = {"orderLineId": record["lines"][0]["id"], "quantity": shipped}
            made = await sales.do("recordShipment", orderId=record["id"], lines=[line])
            if taken_back:
                await sales.do("cancelShipment", shipmentId=made["shipment"]["id"])
        return "order", record["id"]

    return make


def invoice(*acts: tuple[str, Json]) -> Make:
    async def make(sales: Sales) -> tuple[str, str]:
        record = await sales.invoice()
        for mutation, given in acts:
            await sales.do(mutation, invoiceId=record["id"], **given)
        return "invoice", record["id"]

    return make


async def by_hand(sales: Sales) -> tuple[str, str]:
    lines = [{"writeIn": "Valve", "quantity": "1", "pricePerUnit": "9.00"}]
    created = await sales.do("createOrder", input=await sales.header(lines=lines))
    return "order", created["order"]["id"]


ACTIVE: Any = ("activateQuote", {})
STATES: dict[str, Make] = {
    "opportunity in progress": opportunity(),
    "opportunity on hold": opportunity(("holdOpportunity", {})),
    "opportunity with a draft": opportunity(quotes="draft"),
    "opportunity with an active quote": opportunity(quotes="active"),
    "opportunity won": opportunity(("winOpportunity", {})),
    "opportunity lost": opportunity(("loseOpportunity", {})),
    "quote draft": quote(),
    "quote empty": quote(lines=False),
    "quote active": quote(ACTIVE),
    "quote won": quote(ACTIVE, ("createOrderFromQuote", {})),
    "quote lost": quote(ACTIVE, ("closeQuote", {"status": "LOST"})),
    "quote revised": quote(ACTIVE, ("reviseQuote", {})),
    "order new": order(),
    "order by hand": by_hand,
    "order with a part invoiced": order(part=True),
    "order fulfilled": order(("fulfillOrder", {})),
    "order fulfilled with a part invoiced": order(("fulfillOrder", {}), part=True),
    "order shipped in part": order(shipped="1"),
    "order invoiced and shipped in part": order(("createInvoiceFromOrder", {}), shipped="1"),
    "order invoiced and shipped": order(("createInvoiceFromOrder", {}), ("fulfillOrder", {})),
    "order with a canceled shipment": order(shipped="1", taken_back=True),
    "order invoiced": order(("createInvoiceFromOrder", {})),
    "order canceled": order(("cancelOrder", {})),
    "invoice new": invoice(),
    "invoice partly paid": invoice(("payInvoice", {"status": "PARTIAL"})),
    "invoice paid": invoice(("payInvoice", {"status": "COMPLETE"})),
    "invoice canceled": invoice(("cancelInvoice", {})),
}


@pytest.mark.parametrize("state", STATES)
async def test_what_is_allowed_succeeds_and_what_is_not_is_refused_as_told(
    sales: Sales, state: str
) -> None:
    _, id = await STATES[state](sales)
    offered = (await sales.api(ACTIONS, id=id))["node"]["availableActions"]
    assert offered

    for told in offered:
        noun, id = await STATES[state](sales)
        document = (await sales.api(ACTIONS, id=id))["node"]
        line = document["lines"][0]["id"] if document["lines"] else ""
        if told["action"] == "EDIT_LINES" and not line:
            continue
        mutation, given = call(told["action"], noun, id, line)
        if told["action"] == "REVERSE_PAYMENT":
            payments = (await sales.read(noun, id))["payments"]
            if not payments:
                continue
            given = {"paymentId": payments[0]["id"]}
        if told["action"] == "CANCEL_SHIPMENT":
            shipments = (await sales.api(SHIPMENTS, id=id))["order"]["shipments"]["nodes"]
            if not shipments or shipments[0]["canceledAt"]:
                assert not told["allowed"]
                continue
            given = {"shipmentId": shipments[0]["id"]}
        errors = (await sales.attempt(mutation, **given))["userErrors"]
        settled = (told["action"], state) == ("ACTIVATE_QUOTE", "quote active")
        if told["allowed"] or settled:
            assert errors == [], (told["action"], errors)
        else:
            assert [error["code"] for error in errors] == [told["code"]], told["action"]
            assert told["reason"]
