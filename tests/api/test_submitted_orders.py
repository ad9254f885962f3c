"""Submit Order: the connection to an ERP, the lock, and the way back (F-1 to F-4, O-1 to O-11)."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from db import tables
from db.database import Database
from db.unit_of_work import open_unit_of_work
from tests.api.mutations import Json
from tests.api.sales import Sales
from tests.tenants import Tenant

ERP = """{ id version status statusReason erpStatus totalAmount { amount } name
  erp { status remoteId remoteNumber problem attempts lastAttemptAt nextAttemptAt acceptedAt
        submittedBy { name } }
  availableActions { action allowed code } }"""

BUSINESS_CENTRAL = {
    "mode": "BUSINESS_CENTRAL",
    "directoryId": "contoso.example",
    "environment": "production",
    "companyId": "9c9f8a3e-0d4a-4b0e-8f0e-3a1f5f1d2c4b",
    "clientId": "app-1",
    "clientSecret": "top secret",
}


async def order_of(sales: Sales, id: str) -> Json:
    """Read what the ERP means for an order."""
    data = await sales.api(f"query ($id: ID!) {{ order(id: $id) {ERP} }}", id=id)
    order: Json = data["order"]
    return order


async def submitted(sales: Sales, **more: Any) -> Json:
    """Submit a new order."""
    order = await sales.order(**more)
    await sales.do("submitOrder", orderId=order["id"])
    return order


async def error_of(sales: Sales, mutation: str, **arguments: Any) -> Json:
    """Send a mutation that must be refused, and return its only error."""
    (error,) = (await sales.attempt(mutation, **arguments))["userErrors"]
    found: Json = error
    return found


def refusal_of(order: Json, action: str) -> str | None:
    """Return the code that keeps an action from being available."""
    (found,) = (each for each in order["availableActions"] if each["action"] == action)
    code: str | None = found["code"]
    return code


async def test_o_1_without_an_erp_orders_are_invoiced_here(sales: Sales) -> None:
    order = await sales.order()

    assert await sales.refusal("submitOrder", orderId=order["id"]) == "SOP_DISABLED"
    assert refusal_of(await order_of(sales, order["id"]), "SUBMIT_ORDER") == "SOP_DISABLED"
    await sales.do("createInvoiceFromOrder", orderId=order["id"])


async def test_o_1_with_an_erp_orders_are_submitted_instead(connected: Sales) -> None:
    order = await connected.order()

    code = await connected.refusal("createInvoiceFromOrder", orderId=order["id"])
    available = await order_of(connected, order["id"])

    assert code == "ERP_OWNS_INVOICING"
    assert refusal_of(available, "CREATE_INVOICE_FROM_ORDER") == "ERP_OWNS_INVOICING"
    assert refusal_of(available, "SUBMIT_ORDER") is None


async def test_s_1_o_3_submitting_moves_the_order_and_begins_a_delivery(connected: Sales) -> None:
    order = await connected.order()

    payload = await connected.do("submitOrder", orderId=order["id"])

    after = await order_of(connected, order["id"])
    assert payload["order"]["status"] == "SUBMITTED"
    assert (after["statusReason"], after["erpStatus"]) == ("IN_PROGRESS", "PENDING")
    assert after["version"] == order["version"] + 1
    erp = after["erp"]
    assert (erp["status"], erp["attempts"], erp["remoteId"]) == ("PENDING", 0, None)
    assert erp["submittedBy"]["name"] == "Ada Test"


async def test_o_4_an_order_needs_lines(connected: Sales) -> None:
    empty = (await connected.do("createOrder", input=await connected.header()))["order"]

    assert await connected.refusal("submitOrder", orderId=empty["id"]) == "EMPTY_DOCUMENT"


async def test_o_5_submitting_twice_is_submitting_once(connected: Sales) -> None:
    order = await connected.order()
    once = await connected.do("submitOrder", orderId=order["id"], expectedVersion=order["version"])

    again = await connected.do("submitOrder", orderId=order["id"], expectedVersion=order["version"])

    assert again == once


async def test_o_5_submitting_at_once_is_submitting_once(connected: Sales) -> None:
    order = await connected.order()

    payloads = await asyncio.gather(
        *(connected.do("submitOrder", orderId=order["id"]) for _ in range(8))
    )

    assert {payload["order"]["version"] for payload in payloads} == {order["version"] + 1}


async def test_submissions_do_not_wait_for_each_other(
    connected: Sales, tenant: Tenant, database: Database
) -> None:
    order = await connected.order()

    async with open_unit_of_work(database, tenant_id=tenant.id, user_id=tenant.user_id) as other:
        await other.lookups.share_erp_connection()
        async with asyncio.timeout(2):
            await connected.do("submitOrder", orderId=order["id"])


LOCKED: list[tuple[str, Json]] = [
    ("updateOrder", {"id": "order", "input": {"name": "Other"}}),
    ("updateOrder", {"id": "order", "input": {"discountAmount": "1.00"}}),
    (
        "addLines",
        {
            "documentId": "order",
            "lines": [{"writeIn": "Bolt", "quantity": "1", "pricePerUnit": "1.00"}],
        },
    ),
    ("updateLine", {"lineId": "line", "input": {"quantity": "9"}}),
    ("removeLine", {"lineId": "line"}),
    ("recalculate", {"documentId": "order"}),
    ("lockPricing", {"documentId": "order"}),
    ("unlockPricing", {"documentId": "order"}),
    ("setOrderStatusReason", {"orderId": "order", "statusReason": "PENDING"}),
    ("fulfillOrder", {"orderId": "order"}),
    ("recordShipment", {"orderId": "order"}),
    ("cancelOrder", {"orderId": "order"}),
    ("deleteOrder", {"orderId": "order"}),
    ("createInvoiceFromOrder", {"orderId": "order"}),
]


@pytest.mark.parametrize(("mutation", "arguments"), LOCKED)
async def test_o_6_a_submitted_order_is_locked(
    connected: Sales, mutation: str, arguments: Json
) -> None:
    order = await submitted(connected)
    named = {"order": order["id"], "line": order["lines"][0]["id"]}
    given = {
        name: named.get(value, value) if isinstance(value, str) else value
        for name, value in arguments.items()
    }
    before = await connected.read("order", order["id"])

    assert await connected.refusal(mutation, **given) == "ORDER_LOCKED_BY_ERP"
    assert await connected.read("order", order["id"]) == before


async def test_o_6_available_actions_say_that_the_order_is_locked(connected: Sales) -> None:
    order = await submitted(connected)

    actions = (await order_of(connected, order["id"]))["availableActions"]

    allowed = {each["action"] for each in actions if each["allowed"]}
    codes = {each["code"] for each in actions if not each["allowed"]}
    assert allowed == {"SEND_ORDER", "RECALL_ORDER"}
    assert codes == {
        "ORDER_LOCKED_BY_ERP",
        "ORDER_NOT_SUBMITTABLE",
        "ORDER_HAS_NO_SHIPMENTS",
    }


async def test_s_2_integration_users_may_write(connected: Sales, program: Sales) -> None:
    order = await submitted(connected)

    await program.do("updateOrder", id=order["id"], input={"name": "As in the ERP"})

    seen = await order_of(program, order["id"])
    assert seen["name"] == "As in the ERP"
    assert refusal_of(seen, "UPDATE_ORDER") is None
    assert refusal_of(seen, "EDIT_LINES") is None
    assert refusal_of(seen, "CANCEL_ORDER") == "ORDER_LOCKED_BY_ERP"


async def test_f_4_o_7_totals_of_a_submitted_order_are_not_recalculated(
    connected: Sales, program: Sales
) -> None:
    order = await submitted(connected)

    await program.do("updateOrder", id=order["id"], input={"discountAmount": "5.00"})
    await program.do("updateLine", lineId=order["lines"][0]["id"], input={"quantity": "9"})

    after = await connected.read("order", order["id"])
    assert after["totalAmount"] == order["totalAmount"]
    assert after["lines"][0]["quantity"] == "9"


async def test_o_8_an_external_erp_acknowledges_an_order(connected: Sales, program: Sales) -> None:
    order = await submitted(connected)
    given = {"orderId": order["id"], "remoteId": "42", "remoteNumber": "SO-42"}

    once = await program.do("acknowledgeSubmission", **given)
    again = await program.do("acknowledgeSubmission", **given)
    other = await program.refusal("acknowledgeSubmission", orderId=order["id"], remoteId="43")

    erp = (await order_of(connected, order["id"]))["erp"]
    assert once["order"]["status"] == "SUBMITTED"
    assert again == once
    assert other == "ERP_DOCUMENT_CONFLICT"
    assert (erp["status"], erp["remoteNumber"]) == ("ACCEPTED", "SO-42")
    assert erp["acceptedAt"]


async def test_o_9_a_rejected_order_stays_locked_and_can_be_retried(
    connected: Sales, program: Sales
) -> None:
    order = await submitted(connected)
    await program.do("rejectSubmission", orderId=order["id"], problem="Customer 7 is blocked.")

    rejected = await order_of(connected, order["id"])
    locked = await connected.refusal("updateOrder", id=order["id"], input={"name": "Other"})
    await connected.do("retryErpDelivery", orderId=order["id"])
    retried = await order_of(connected, order["id"])

    assert rejected["erp"]["status"] == rejected["erpStatus"] == "REJECTED"
    assert rejected["erp"]["problem"] == "Customer 7 is blocked."
    assert locked == "ORDER_LOCKED_BY_ERP"
    assert (retried["erpStatus"], retried["erp"]["problem"]) == ("PENDING", None)


async def test_o_10_a_recalled_order_can_be_edited_and_submitted_again(connected: Sales) -> None:
    order = await submitted(connected)

    await connected.do("recallOrder", orderId=order["id"])
    recalled = await order_of(connected, order["id"])
    await connected.do("updateOrder", id=order["id"], input={"name": "Corrected"})
    await connected.do("submitOrder", orderId=order["id"])
    again = await order_of(connected, order["id"])

    assert (recalled["status"], recalled["statusReason"]) == ("ACTIVE", "PENDING")
    assert recalled["erp"]["status"] == "RECALLED"
    assert (again["status"], again["erp"]["status"]) == ("SUBMITTED", "PENDING")


async def test_o_10_an_order_in_the_erp_is_not_recalled(connected: Sales, program: Sales) -> None:
    order = await submitted(connected)
    await program.do("acknowledgeSubmission", orderId=order["id"], remoteId="42")

    assert await connected.refusal("recallOrder", orderId=order["id"]) == (
        "ORDER_IN_PROGRESS_IN_ERP"
    )


async def test_a_delivery_can_be_given_up_and_linked_by_hand(connected: Sales) -> None:
    order = await submitted(connected)

    await connected.do("discardErpDelivery", orderId=order["id"], reason="Entered by hand.")
    discarded = await order_of(connected, order["id"])
    await connected.do("linkErpDocument", orderId=order["id"], remoteId="9", remoteNumber="SO-9")
    linked = await order_of(connected, order["id"])

    assert discarded["erp"]["status"] == "FAILED"
    assert discarded["erp"]["problem"] == "Discarded: Entered by hand."
    assert (linked["erpStatus"], linked["erp"]["remoteNumber"]) == ("ACCEPTED", "SO-9")
    for mutation in ("retryErpDelivery", "discardErpDelivery"):
        code = await connected.refusal(mutation, orderId=order["id"])
        assert code.startswith("ERP_DELIVERY_NOT_")


async def test_o_17_only_integration_users_answer_for_the_erp(connected: Sales) -> None:
    order = await submitted(connected)

    codes = {
        await connected.refusal("acknowledgeSubmission", orderId=order["id"], remoteId="1"),
        await connected.refusal("rejectSubmission", orderId=order["id"], problem="No."),
    }

    assert codes == {"INTEGRATION_USER_REQUIRED"}


async def test_what_needs_a_submitted_order_refuses_others(connected: Sales) -> None:
    order = await connected.order()

    codes = {
        await connected.refusal("recallOrder", orderId=order["id"]),
        await connected.refusal("retryErpDelivery", orderId=order["id"]),
        await connected.refusal("discardErpDelivery", orderId=order["id"]),
        await connected.refusal("linkErpDocument", orderId=order["id"], remoteId="1"),
    }

    assert codes == {"ORDER_NOT_SUBMITTED"}
    assert (await order_of(connected, order["id"]))["erp"] is None


async def test_o_2_f_3_an_erp_with_orders_is_not_disconnected(connected: Sales) -> None:
    order = await submitted(connected)

    errors = [
        await error_of(connected, "disconnectErp"),
        await error_of(connected, "connectErp", input=BUSINESS_CENTRAL),
    ]

    assert {error["code"] for error in errors} == {"ORDERS_STILL_SUBMITTED"}
    assert all(order["number"] in error["message"] for error in errors)
    await connected.do("recallOrder", orderId=order["id"])
    await connected.do("disconnectErp")
    assert await connected.refusal("submitOrder", orderId=order["id"]) == "SOP_DISABLED"


async def test_o_2_disconnecting_and_submitting_exclude_each_other(connected: Sales) -> None:
    order = await connected.order()

    async def submit() -> Json:
        return await connected.attempt("submitOrder", orderId=order["id"])

    submission, disconnection = await asyncio.gather(submit(), connected.attempt("disconnectErp"))

    refused = [bool(payload["userErrors"]) for payload in (submission, disconnection)]
    assert sorted(refused) == [False, True]


async def test_pending_orders_are_found_by_their_erp_status(connected: Sales) -> None:
    order = await submitted(connected)
    await connected.order()

    data = await connected.api(
        "{ orders(filter: { erpStatus: { eq: PENDING } }) { nodes { id } } }"
    )

    assert data["orders"]["nodes"] == [{"id": order["id"]}]


async def test_an_order_that_was_submitted_stays(connected: Sales) -> None:
    order = (await connected.do("createOrder", input=await connected.header()))["order"]
    line = {"writeIn": "Bolt", "quantity": "1", "pricePerUnit": "1.00"}
    await connected.do("addLines", documentId=order["id"], lines=[line])
    await connected.do("submitOrder", orderId=order["id"])
    await connected.do("recallOrder", orderId=order["id"])
    await connected.do("setOrderStatusReason", orderId=order["id"], statusReason="NEW")

    assert await connected.refusal("deleteOrder", orderId=order["id"]) == "ORDER_WAS_SUBMITTED"


async def test_business_central_needs_all_of_its_settings(sales: Sales) -> None:
    for name in BUSINESS_CENTRAL.keys() - {"mode"}:
        given = {key: value for key, value in BUSINESS_CENTRAL.items() if key != name}

        error = await error_of(sales, "connectErp", input=given)

        assert (error["code"], error["path"]) == ("ERP_SETTING_REQUIRED", ["input", name])


async def test_the_client_secret_is_stored_encrypted(
    sales: Sales, tenant: Tenant, database: Any
) -> None:
    await sales.do("connectErp", input=BUSINESS_CENTRAL)

    async with database.writing(tenant.id) as connection:
        table = tables.erp_connections
        statement = select(table.c.client_secret).where(table.c.tenant_id == tenant.id)
        secret = await connection.scalar(statement)

    assert secret
    assert BUSINESS_CENTRAL["clientSecret"] not in secret


async def test_a_wrong_connection_is_refused_by_name(sales: Sales) -> None:
    errors = [
        await error_of(sales, "connectErp", input={}),
        await error_of(sales, "connectErp", input={"mode": "NONE"}),
        await error_of(sales, "connectErp", input={**BUSINESS_CENTRAL, "companyId": "CRONUS"}),
        await error_of(sales, "connectErp", input={"mode": "EXTERNAL", "clientId": "app"}),
        await error_of(sales, "disconnectErp"),
    ]

    assert [error["code"] for error in errors] == [
        "ERP_MODE_REQUIRED",
        "ERP_MODE_REQUIRED",
        "ERP_COMPANY_INVALID",
        "ERP_SETTING_UNUSED",
        "ERP_CONNECTION_NOT_FOUND",
    ]
