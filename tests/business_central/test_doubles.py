"""One order in Business Central, even if a request that seemed lost is done late (C-5 to C-7)."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Any

from db.database import Database
from db.erp_circuit import ErpCircuit
from integrations.business_central.connections import Connections
from integrations.business_central.deliver_order import OrderDelivery
from integrations.worker import RetryLater
from tests.api.mutations import Json
from tests.api.sales import Sales
from tests.business_central.conftest import Deliver, erp_of, order_id, submitted, there
from tests.simulator.running import Simulator
from tests.tenants import Tenant


async def late(
    database: Database, connections: Connections, tenant: Tenant, bc: Simulator, order: Json
) -> None:
    """Let a worker create the order so slowly that it is killed, and another one creates it, too.

    The second one is interrupted before it has looked for doubles; the first order appears now.
    """
    delivery = OrderDelivery(
        connections=connections,
        circuit=ErpCircuit(database),
        lease=timedelta(0),
        settled_after=timedelta(0),
    )
    bc.control("POST", "clock", frozen=True)
    fault = {"method": "POST", "path": "salesOrders$", "commitAfterSeconds": 1_000}
    bc.control("POST", "faults", **fault)
    killed = asyncio.create_task(delivery.deliver(tenant.id, order_id(order)))
    while bc.state()["faults"]:  # noqa: ASYNC110 - in another process
        await asyncio.sleep(0.05)
    killed.cancel()
    with suppress(asyncio.CancelledError, RetryLater):
        await killed
    bc.control("POST", "faults", method="GET", path=r"salesOrders\(", status=503)
    with suppress(RetryLater):
        await delivery.deliver(tenant.id, order_id(order))
    assert len(there(bc, order)) == 1
    bc.control("POST", "clock", advanceSeconds=1_000, frozen=False)
    async with asyncio.timeout(20):
        while len(there(bc, order)) < 2:  # noqa: ASYNC110 - in another process
            await asyncio.sleep(0.05)


def lines_of(order: Any) -> list[Any]:
    """Return lines that can be sent to create the same order."""
    names = ("lineType", "lineObjectNumber", "description", "quantity", "unitPrice")
    return [{name: line[name] for name in names} for line in order["salesOrderLines"]]


def copy_of(bc: Simulator, order: Any) -> Any:
    """Create an order with the same number and lines."""
    return bc.order(order["externalDocumentNumber"], *lines_of(order), currencyCode="EUR")


async def test_c_5_a_double_that_was_created_late_is_deleted(  # noqa: PLR0917 - fixtures
    linked: Sales,
    bc: Simulator,
    database: Database,
    connections: Connections,
    tenant: Tenant,
    deliver: Deliver,
) -> None:
    order = await submitted(linked, discountAmount="5.00")
    await late(database, connections, tenant, bc, order)
    oldest = min(each["number"] for each in there(bc, order))

    await linked.do("retryErpDelivery", orderId=order["id"])
    assert await deliver(order) is None

    (kept,) = there(bc, order)
    erp = await erp_of(linked, order)
    assert (erp["status"], erp["problem"]) == ("ACCEPTED", None)
    assert (erp["remoteId"], kept["number"]) == (kept["id"], oldest)
    assert kept["discountAmount"] == 5


async def test_c_6_doubles_that_are_found_before_the_order_is_created_are_deleted(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    order = await submitted(linked)
    await interrupted(linked, bc, deliver, order)
    copy_of(bc, there(bc, order)[0])

    assert await deliver(order) is None

    (kept,) = there(bc, order)
    assert (await erp_of(linked, order))["remoteId"] == kept["id"]


async def test_c_7_a_double_that_people_work_on_is_kept(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    order = await submitted(linked)
    await interrupted(linked, bc, deliver, order)
    second = copy_of(bc, there(bc, order)[0])
    bc.control("POST", f"orders/{second['id']}/release")

    assert await deliver(order) is None

    (kept,) = there(bc, order)
    assert kept["id"] == second["id"]
    assert (await erp_of(linked, order))["remoteId"] == second["id"]


async def test_a_double_that_cannot_be_deleted_is_reported_to_people(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    order = await submitted(linked)
    await interrupted(linked, bc, deliver, order)
    second = copy_of(bc, there(bc, order)[0])
    for each in there(bc, order):
        bc.control("POST", f"orders/{each['id']}/release")

    assert await deliver(order) is None

    erp = await erp_of(linked, order)
    assert (erp["status"], len(there(bc, order))) == ("ACCEPTED", 2)
    assert second["number"] in erp["problem"]
    assert erp["deliveries"][-1]["succeeded"] is True
    assert erp["deliveries"][-1]["message"] == erp["problem"]


async def test_a_double_that_changes_meanwhile_is_read_again(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    order = await submitted(linked)
    await interrupted(linked, bc, deliver, order)
    copy_of(bc, there(bc, order)[0])
    fault = {"method": "DELETE", "path": "salesOrders", "status": 409}
    bc.control("POST", "faults", **fault, code="Request_EntityChanged")

    assert await deliver(order) is None

    assert len(there(bc, order)) == 1


async def test_an_order_of_ours_with_the_same_name_is_not_a_double(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    await linked.do("connectErp", input={"orderNumber": "NAME"})
    first, second = [await submitted(linked, name="Two of a kind") for _ in range(2)]

    assert await deliver(first) is None
    assert await deliver(second) is None

    ids = [(await erp_of(linked, each))["remoteId"] for each in (first, second)]
    orders: Any = bc.get("salesOrders").json["value"]
    assert sorted(ids) == sorted(each["id"] for each in orders)
    assert len(set(ids)) == 2


async def test_an_order_that_was_posted_before_the_answer_came_is_adopted(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    order = await submitted(linked)
    bc.control("POST", "faults", method="POST", path="salesOrders$", drop="AFTER")
    assert await deliver(order) is not None
    (created,) = there(bc, order)
    bc.control("POST", f"orders/{created['id']}/post")
    await linked.do("retryErpDelivery", orderId=order["id"])

    assert await deliver(order) is None

    erp = await erp_of(linked, order)
    assert (erp["status"], erp["remoteId"]) == ("ACCEPTED", created["id"])
    assert erp["remoteNumber"] == created["number"]
    assert there(bc, order) == []


async def test_an_order_that_is_there_stays_known_while_its_customer_is_not_linked(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    order = await submitted(linked)
    bc.control("POST", "faults", method="POST", path="salesOrders$", drop="AFTER")
    assert await deliver(order) is not None
    customer = bc.get("customers", {"$filter": "number eq '10000'"}).json["value"][0]
    link = {"type": "ACCOUNT", "recordId": await linked.customer(), "remoteNumber": "10000"}
    linked_again = await linked.do("linkErpRecord", **link, remoteId=customer["id"])
    await linked.do("unlinkErpRecord", linkId=linked_again["erpLink"]["id"])
    await linked.do("retryErpDelivery", orderId=order["id"])

    assert await deliver(order) is None

    assert (await erp_of(linked, order))["status"] == "FAILED"
    assert await linked.refusal("recallOrder", orderId=order["id"]) == "ORDER_IN_PROGRESS_IN_ERP"
    await linked.do("linkErpRecord", **link, remoteId=customer["id"])
    await linked.do("retryErpDelivery", orderId=order["id"])
    assert await deliver(order) is None
    assert (await erp_of(linked, order))["status"] == "ACCEPTED"
    assert len(there(bc, order)) == 1


async def test_c_10_o_11_an_order_deleted_before_it_was_accepted_is_taken_back(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    order = await submitted(linked)
    await interrupted(linked, bc, deliver, order)
    bc.control("DELETE", f"orders/{order['number']}")

    assert await deliver(order) is None

    erp = await erp_of(linked, order)
    assert (erp["order"], erp["status"]) == ("ACTIVE", "RECALLED")
    assert "deleted" in erp["problem"]
    await linked.do("submitOrder", orderId=order["id"])
    assert await deliver(order) is None
    assert len(there(bc, order)) == 1


async def interrupted(sales: Sales, bc: Simulator, deliver: Deliver, order: Json) -> None:
    """Create the order, but fail before it is completed; the next attempt is due at once."""
    bc.control("POST", "faults", method="GET", path=r"salesOrders\(", status=503)
    assert await deliver(order) is not None
    await sales.do("retryErpDelivery", orderId=order["id"])
