"""O-10: an order that is still a draft in Business Central is deleted there, and is open again."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.api.mutations import Json
from tests.api.sales import Sales
from tests.business_central.conftest import Deliver, Make, erp_of, submitted, there
from tests.simulator.running import Simulator
from tests.tenants import Tenant

Accepted = Callable[[], Awaitable[Json]]


@pytest.fixture
def accepted(linked: Sales, bc: Simulator, deliver: Deliver) -> Accepted:
    """Submit an order that Business Central has accepted."""

    async def accept() -> Json:
        order = await submitted(linked)
        await deliver(order)
        assert len(there(bc, order)) == 1
        return order

    return accept


async def refused(desk: Sales, order: Json) -> tuple[str, str]:
    """Try to recall an order; return the code and the message."""
    payload = await desk.attempt("recallOrder", orderId=order["id"])
    (error,) = payload["userErrors"]
    return error["code"], error["message"]


async def test_o_10_a_draft_is_deleted_there_and_can_be_submitted_again(
    linked: Sales, desk: Sales, bc: Simulator, deliver: Deliver, accepted: Accepted
) -> None:
    order = await accepted()

    payload = await desk.do("recallOrder", orderId=order["id"])

    assert payload["order"]["status"] == "ACTIVE"
    assert there(bc, order) == []
    assert (await erp_of(linked, order))["erpStatus"] == "RECALLED"
    await linked.do("updateOrder", id=order["id"], input={"name": "Corrected"})
    await linked.do("submitOrder", orderId=order["id"])
    assert await deliver(order) is None
    assert len(there(bc, order)) == 1
    assert (await erp_of(linked, order))["erpStatus"] == "ACCEPTED"


async def test_o_10_a_released_order_is_refused_with_the_reason(
    linked: Sales, desk: Sales, bc: Simulator, accepted: Accepted
) -> None:
    order = await accepted()
    bc.control("POST", f"orders/{order['number']}/release")

    code, message = await refused(desk, order)

    assert code == "ORDER_IN_PROGRESS_IN_ERP"
    assert "is `Released` in the ERP" in message
    assert len(there(bc, order)) == 1
    assert (await erp_of(linked, order))["erpStatus"] == "ACCEPTED"
    bc.control("POST", f"orders/{order['number']}/reopen")
    assert (await desk.do("recallOrder", orderId=order["id"]))["order"]["status"] == "ACTIVE"


async def test_o_10_a_partly_shipped_or_posted_order_is_refused(
    desk: Sales, bc: Simulator, accepted: Accepted
) -> None:
    shipped, posted = await accepted(), await accepted()
    number = shipped["number"]
    bc.control("POST", f"orders/{number}/ship", lines=[{"line": 0, "quantity": 1}])
    bc.control("POST", f"orders/{number}/reopen")
    bc.control("POST", f"orders/{posted['number']}/post")

    assert await refused(desk, shipped) == await refused(desk, shipped)
    for order, reason in ((shipped, "partly shipped"), (posted, "`invoiced`")):
        code, message = await refused(desk, order)
        assert code == "ORDER_IN_PROGRESS_IN_ERP"
        assert reason in message


async def test_o_10_what_changes_meanwhile_there_is_read_again(
    desk: Sales, bc: Simulator, accepted: Accepted
) -> None:
    order = await accepted()
    bc.control(
        "POST",
        "faults",
        method="DELETE",
        path="salesOrders",
        status=409,
        code="Request_EntityChanged",
    )

    assert (await desk.do("recallOrder", orderId=order["id"]))["order"]["status"] == "ACTIVE"
    assert there(bc, order) == []


@pytest.mark.parametrize("drop", ["BEFORE", "AFTER"])
async def test_o_10_a_lost_answer_changes_nothing_here_and_the_call_can_be_repeated(
    linked: Sales, desk: Sales, bc: Simulator, accepted: Accepted, drop: str
) -> None:
    order = await accepted()
    bc.control("POST", "faults", method="DELETE", path="salesOrders", drop=drop)

    code, _ = await refused(desk, order)
    between = await erp_of(linked, order)
    again = await desk.do("recallOrder", orderId=order["id"])

    assert code == "ERP_NOT_REACHED"
    assert (between["order"], between["erpStatus"]) == ("SUBMITTED", "ACCEPTED")
    assert again["order"]["status"] == "ACTIVE"
    assert there(bc, order) == []


async def test_o_10_an_erp_that_does_not_answer_refuses_in_time(
    make: Make, tenant: Tenant, bc: Simulator, accepted: Accepted
) -> None:
    desk, order = make(tenant, 0.5, ""), await accepted()
    bc.control("POST", "faults", method="GET", path=r"salesOrders\(", delaySeconds=5)

    code, message = await refused(desk, order)

    assert code == "ERP_NOT_REACHED"
    assert "did not answer within 0.5 seconds" in message
    assert len(there(bc, order)) == 1


async def test_o_10_two_at_once_recall_once(desk: Sales, bc: Simulator, accepted: Accepted) -> None:
    order = await accepted()

    answers: list[Any] = await asyncio.gather(
        *(desk.attempt("recallOrder", orderId=order["id"]) for _ in range(2))
    )

    codes = sorted(error["code"] for each in answers for error in each["userErrors"])
    assert codes in ([], ["ORDER_NOT_SUBMITTED"])
    assert any(each["order"] for each in answers)
    assert there(bc, order) == []


async def test_an_order_whose_document_is_known_is_not_recalled_without_deleting_it(
    linked: Sales, desk: Sales, bc: Simulator, deliver: Deliver
) -> None:
    order = await submitted(linked, discountAmount="5.00")
    bc.control("POST", "faults", method="PATCH", path="salesOrders", status=400, times=9)
    await deliver(order)
    erp = await erp_of(linked, order)
    assert (erp["status"], len(there(bc, order))) == ("REJECTED", 1)

    await desk.do("recallOrder", orderId=order["id"])

    assert there(bc, order) == []
