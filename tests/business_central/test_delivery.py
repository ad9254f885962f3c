"""An order reaches Business Central exactly once, whatever happens (C-1 to C-9, C-20)."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from db.database import Database
from db.erp_circuit import ErpCircuit
from integrations.business_central.connections import Connections
from integrations.business_central.deliver_order import OrderDelivery
from integrations.business_central.values import to_code
from tests.api.mutations import Json
from tests.api.sales import LINES, Sales
from tests.business_central.conftest import (
    Deliver,
    Shifting,
    erp_of,
    order_id,
    submitted,
    there,
)
from tests.simulator.running import SECRET, Simulator
from tests.tenants import Tenant

SETTLED = timedelta(minutes=12)


async def test_o_8_a_submitted_order_is_accepted(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    order = await submitted(linked)

    assert await deliver(order) is None

    (created,) = there(bc, order)
    erp = await erp_of(linked, order)
    assert (erp["order"], erp["status"], erp["erpStatus"]) == ("SUBMITTED", "ACCEPTED", "ACCEPTED")
    assert (erp["remoteId"], erp["remoteNumber"]) == (created["id"], created["number"])
    assert [each["succeeded"] for each in erp["deliveries"]] == [True]
    quantities = [(line["quantity"], line["unitPrice"]) for line in created["salesOrderLines"]]
    assert quantities == [(Decimal(2), Decimal(40)), (Decimal(4), Decimal(5))]


async def test_l_7_l_8_freight_is_a_line_and_the_discount_is_set_afterwards(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    order = await submitted(linked, discountAmount="7.50", freightAmount="12.25")

    await deliver(order)

    (created,) = there(bc, order)
    freight = created["salesOrderLines"][-1]
    assert created["discountAmount"] == Decimal("7.50")
    assert (freight["lineType"], freight["unitPrice"]) == ("Account", Decimal("12.25"))
    assert created["totalAmountExcludingTax"] == Decimal(100) - Decimal("7.50") + Decimal("12.25")


async def test_l_6_long_texts_go_on_in_comment_lines(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    text = "x" * 150 + "y" * 100
    line = {"writeIn": text, "quantity": "1", "pricePerUnit": "1.00"}
    order = await submitted(linked, lines=[line])

    await deliver(order)

    (created,) = there(bc, order)
    lines = created["salesOrderLines"]
    assert [line["lineType"] for line in lines] == ["Item", "Comment", "Comment"]
    assert "".join(line["description"] for line in lines) == text


async def test_c_1_a_token_that_expires_is_replaced(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    first, second = await submitted(linked), await submitted(linked)
    await deliver(first)
    bc.control("POST", "tokens/revoke")

    assert await deliver(second) is None


async def test_c_2_one_401_is_answered_with_a_new_token(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    order = await submitted(linked)
    bc.control("POST", "faults", path="salesOrders", status=401)

    assert await deliver(order) is None
    assert len(there(bc, order)) == 1


async def test_wrong_credentials_burn_no_attempt(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    order = await submitted(linked)
    await linked.do("connectErp", input={"clientSecret": "wrong"})

    delay = await deliver(order)

    erp = await erp_of(linked, order)
    assert delay == timedelta(minutes=15)
    assert (erp["status"], erp["attempts"]) == ("PENDING", 0)
    assert "connectErp" in erp["problem"]


async def test_c_3_throttled_without_a_delay_burns_no_attempt(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    order = await submitted(linked)
    bc.control("POST", "faults", method="GET", path="salesOrders", status=429)

    assert await deliver(order) is not None

    erp = await erp_of(linked, order)
    assert (erp["status"], erp["attempts"]) == ("PENDING", 0)
    assert there(bc, order) == []


async def test_c_4_retry_after_is_respected(linked: Sales, bc: Simulator, deliver: Deliver) -> None:
    order = await submitted(linked)
    fault = {"method": "GET", "path": "salesOrders", "status": 503, "retryAfter": 77}
    bc.control("POST", "faults", **fault)

    delay = await deliver(order)

    assert delay is not None
    assert delay >= timedelta(seconds=77)


@pytest.mark.parametrize(("drop", "created"), [("AFTER", 1), ("BEFORE", 0)])
async def test_c_5_c_6_an_answer_that_was_lost_doubles_nothing(  # noqa: PLR0917 - fixtures
    linked: Sales, bc: Simulator, deliver: Deliver, clock: Shifting, drop: str, created: int
) -> None:
    order = await submitted(linked)
    bc.control("POST", "faults", method="POST", path="salesOrders$", drop=drop)

    assert await deliver(order) is not None
    assert len(there(bc, order)) == created
    await now_due(linked, order)
    waits = await deliver(order)
    if not created:
        # Nothing proves that the request has ended: none is sent for 11 minutes.
        assert waits is not None
        assert there(bc, order) == []
        clock.ahead += SETTLED
        await now_due(linked, order)
        assert await deliver(order) is None

    assert len(there(bc, order)) == 1
    assert (await erp_of(linked, order))["status"] == "ACCEPTED"


async def test_a_refused_question_does_not_settle_whether_the_order_was_created(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    order = await submitted(linked)
    late = {"method": "POST", "path": "salesOrders$", "drop": "BEFORE"}
    bc.control("POST", "faults", **late)
    assert await deliver(order) is not None
    refused = {"method": "GET", "path": "salesOrders", "status": 400, "code": "BadRequest_Unknown"}
    bc.control("POST", "faults", **refused)
    await now_due(linked, order)

    assert await deliver(order) is None
    assert (await erp_of(linked, order))["status"] == "REJECTED"
    await now_due(linked, order)

    assert await deliver(order) is not None
    assert there(bc, order) == [], "created although an earlier attempt may still create it"


async def test_c_4_a_tenant_that_is_unavailable_for_a_while_may_have_created_the_order(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    order = await submitted(linked)
    fault = {"method": "POST", "path": "salesOrders$", "status": 503, "afterCommit": True}
    bc.control("POST", "faults", **fault, code="Internal_TenantUnavailable")

    delay = await deliver(order)

    assert delay is not None
    assert delay < timedelta(minutes=1)  # the connection is not misconfigured
    await now_due(linked, order)
    assert await deliver(order) is None
    assert len(there(bc, order)) == 1
    erp = await erp_of(linked, order)
    assert [each["number"] for each in erp["deliveries"]] == [1, 1]


async def now_due(sales: Sales, order: Json) -> None:
    """Let a person ask for the next attempt at once."""
    await sales.do("retryErpDelivery", orderId=order["id"])


async def test_c_7_two_workers_create_one_order(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    order = await submitted(linked)

    waits = await asyncio.gather(*(deliver(order) for _ in range(4)))

    assert waits.count(None) >= 1
    assert len(there(bc, order)) == 1


async def test_c_8_a_stale_order_is_read_again(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    order = await submitted(linked, discountAmount="5.00")
    fault = {"method": "PATCH", "path": "salesOrders", "status": 409}
    bc.control("POST", "faults", **fault, code="Request_EntityChanged")

    assert await deliver(order) is None

    (created,) = there(bc, order)
    assert created["discountAmount"] == Decimal(5)


async def test_c_9_refused_data_is_reported_and_not_repeated(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    order = await submitted(linked)
    await linked.do("connectErp", input={"writeInItem": "UNKNOWN"})

    assert await deliver(order) is None

    erp = await erp_of(linked, order)
    assert (erp["order"], erp["status"]) == ("SUBMITTED", "REJECTED")
    assert erp["problem"]
    assert erp["deliveries"][0]["httpStatus"] == 400
    assert there(bc, order) == []
    await linked.do("recallOrder", orderId=order["id"])


async def test_giving_up_does_not_close_the_circuit(
    linked: Sales, bc: Simulator, connections: Connections, database: Database, tenant: Tenant
) -> None:
    """The circuit opens although each failure is the last one of its order."""
    circuit = ErpCircuit(database)
    last = OrderDelivery(connections=connections, circuit=circuit)
    orders = [await submitted(linked) for _ in range(5)]
    bc.control("POST", "faults", path="salesOrders", status=500, times=50)
    await _age(database, tenant)

    for order in orders:
        await last.deliver(tenant.id, order_id(order))

    assert [(await erp_of(linked, each))["status"] for each in orders] == ["FAILED"] * 5
    assert await circuit.admit(tenant.id) is not None


async def _age(database: Database, tenant: Tenant) -> None:
    """Let the next attempt of each order be the last one."""
    statement = text(
        "UPDATE submissions SET attempts = 12, submitted_at = submitted_at - interval '25 hours'"
    )
    async with database.writing(tenant.id) as connection:
        await connection.execute(statement)


async def test_an_order_of_somebody_else_with_the_number_is_not_adopted(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    order = await submitted(linked)
    bc.order(order["number"])

    assert await deliver(order) is None

    erp = await erp_of(linked, order)
    assert erp["status"] == "FAILED"
    assert "another order" in erp["problem"]
    assert len(there(bc, order)) == 1


async def test_c_20_numbers_are_found_as_the_erp_writes_them(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    await linked.do("connectErp", input={"orderNumber": "NAME"})
    name = "größe 'o'neil' & söhne 35 zeichen ab"[:35]
    order = await submitted(linked, name=name)

    await deliver(order)

    orders: Any = bc.get("salesOrders").json["value"]
    assert [each["externalDocumentNumber"] for each in orders] == [to_code(name)]
    assert (await erp_of(linked, order))["status"] == "ACCEPTED"


async def test_five_failures_in_a_row_open_the_circuit(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    orders = [await submitted(linked) for _ in range(6)]
    bc.control("POST", "faults", path="salesOrders", status=500, times=50)
    for order in orders[:5]:
        assert await deliver(order) is not None
    before = len(bc.control("GET", "requests")["log"])

    delay = await deliver(orders[5])

    assert delay is not None
    assert delay > timedelta(seconds=15)
    assert len(bc.control("GET", "requests")["log"]) == before
    assert (await erp_of(linked, orders[5]))["attempts"] == 0
    bc.control("DELETE", "faults")
    await now_due(linked, orders[5])
    assert await deliver(orders[5]) is None


async def test_corrected_credentials_are_used_at_once(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    order = await submitted(linked)
    await linked.do("connectErp", input={"clientSecret": "wrong"})
    await deliver(order)

    await linked.do("connectErp", input={"clientSecret": SECRET})
    await now_due(linked, order)

    assert await deliver(order) is None
    assert len(there(bc, order)) == 1


async def test_o_4_every_problem_is_named_at_once(sales: Sales, bc: Simulator) -> None:
    await sales.do(
        "connectErp",
        input={
            "mode": "BUSINESS_CENTRAL",
            "directoryId": "d",
            "environment": "production",
            "companyId": bc.company,
            "clientId": "c",
            "clientSecret": "s",
        },
    )
    order = await sales.order(freightAmount="1.00", lines=LINES)

    payload = await sales.attempt("submitOrder", orderId=order["id"])

    assert [error["code"] for error in payload["userErrors"]] == [
        "ORDER_CUSTOMER_NOT_LINKED",
        "ORDER_CURRENCY_NOT_LINKED",
        "ORDER_WRITE_IN_ITEM_MISSING",
        "ORDER_FREIGHT_ACCOUNT_MISSING",
    ]
    assert (await sales.read("order", order["id"]))["status"] == "ACTIVE"
