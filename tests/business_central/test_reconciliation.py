"""What polling cannot see is found once a day (C-10, C-12, C-13, O-11)."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

import pytest

from db.database import Database
from db.erp_inbox import ErpChange, ErpInbox
from domain.core.job import JobKind
from integrations.worker import Handler, RetryLater
from tests.api.sales import Sales
from tests.business_central.conftest import (
    Deliver,
    Read,
    accepted,
    erp_of,
    invoiced,
    submitted,
    there,
)
from tests.simulator.running import Simulator
from tests.tenants import Tenant

Handlers = Mapping[JobKind, Handler]


@pytest.fixture
def compare(handlers: Handlers, tenant: Tenant) -> Read:
    """Compare everything with Business Central."""

    async def once() -> None:
        await handlers[JobKind.RECONCILE_ERP](tenant.id, tenant.id)

    return once


async def test_c_10_o_11_a_deleted_order_is_recalled_with_the_reason_and_can_be_submitted_again(
    linked: Sales, bc: Simulator, deliver: Deliver, read: Read, compare: Read
) -> None:
    order, other = [await accepted(linked, deliver) for _ in range(2)]
    bc.control("DELETE", f"orders/{order['number']}")
    await read()
    polled = await erp_of(linked, order)

    await compare()

    found = await erp_of(linked, order)
    assert (polled["order"], polled["status"]) == ("SUBMITTED", "ACCEPTED")
    assert (found["order"], found["status"]) == ("ACTIVE", "RECALLED")
    assert "deleted it there" in found["problem"]
    assert (await erp_of(linked, other))["status"] == "ACCEPTED"
    await linked.do("submitOrder", orderId=order["id"])
    assert await deliver(order) is None
    again = await erp_of(linked, order)
    assert (again["status"], again["problem"], len(there(bc, order))) == ("ACCEPTED", None, 1)


async def test_o_11_an_order_that_was_invoiced_is_not_recalled(
    linked: Sales, bc: Simulator, deliver: Deliver, compare: Read
) -> None:
    order = await accepted(linked, deliver)
    bc.control("POST", f"orders/{order['number']}/post")

    await compare()

    here = await invoiced(linked, order)
    assert (here["status"], len(here["invoices"])) == ("INVOICED", 1)


async def test_c_14_an_order_in_a_combined_invoice_is_not_recalled_when_it_disappears(
    linked: Sales, bc: Simulator, deliver: Deliver, compare: Read
) -> None:
    orders = [await accepted(linked, deliver) for _ in range(2)]
    numbers = [order["number"] for order in orders]
    bc.control("POST", "combined-invoices", orders=numbers, deleteOrders=True)

    await compare()

    for order in orders:
        found = await erp_of(linked, order)
        assert (found["order"], found["status"]) == ("SUBMITTED", "ACCEPTED")
        assert "combined invoice" in found["problem"]


async def test_c_12_partial_payments_are_found_forth_and_back(
    linked: Sales, bc: Simulator, deliver: Deliver, read: Read, compare: Read
) -> None:
    order = await accepted(linked, deliver)
    bc.control("POST", f"orders/{order['number']}/post")
    await read()
    number, reasons = bc.invoices()[0]["number"], list[str]()

    for path, body in (("payments", {"amount": Decimal(20)}), ("unapply", {}), ("payments", {})):
        bc.control("POST", f"invoices/{number}/{path}", **body)
        await compare()
        reasons.append((await invoiced(linked, order))["invoices"][0]["statusReason"])

    assert reasons == ["PARTIAL", "BILLED", "COMPLETE"]


async def test_c_13_a_cancellation_that_polling_missed_is_found(
    linked: Sales, bc: Simulator, deliver: Deliver, read: Read, compare: Read
) -> None:
    order = await accepted(linked, deliver)
    bc.control("POST", f"orders/{order['number']}/post")
    await read()
    number = bc.invoices()[0]["number"]
    # Committed so late that each reading has gone past its time of change.
    bc.control("POST", "clock", advanceSeconds=-timedelta(hours=2).total_seconds())
    bc.control("POST", f"invoices/{number}/cancel")
    bc.control("POST", "clock", advanceSeconds=timedelta(hours=2).total_seconds())
    await read()
    polled = await invoiced(linked, order)

    await compare()

    assert polled["invoices"][0]["status"] == "ACTIVE"
    assert (await invoiced(linked, order))["invoices"][0]["status"] == "CANCELED"


async def test_o_11_nothing_is_recalled_while_business_central_cannot_be_asked(
    linked: Sales, bc: Simulator, deliver: Deliver, compare: Read
) -> None:
    order = await accepted(linked, deliver)
    bc.control("DELETE", f"orders/{order['number']}")
    bc.control("POST", "faults", path="salesShipments", status=500)

    with pytest.raises(RetryLater):
        await compare()
    waiting = await erp_of(linked, order)
    await compare()

    assert waiting["status"] == "ACCEPTED"
    assert (await erp_of(linked, order))["status"] == "RECALLED"


async def test_o_11_an_order_that_was_linked_by_hand_to_no_id_is_left_alone(
    linked: Sales, compare: Read
) -> None:
    order = await submitted(linked)
    await linked.do("linkErpDocument", orderId=order["id"], remoteId="a(b)/c?d", remoteNumber="1")

    await compare()

    assert (await erp_of(linked, order))["status"] == "ACCEPTED"


async def test_c_10_a_deleted_order_is_recalled_at_once_when_it_is_told(  # noqa: PLR0917 - fixtures
    linked: Sales,
    bc: Simulator,
    deliver: Deliver,
    database: Database,
    handlers: Handlers,
    tenant: Tenant,
) -> None:
    order = await accepted(linked, deliver)
    remote_id = (await erp_of(linked, order))["remoteId"]
    bc.control("DELETE", f"orders/{order['number']}")
    told = ErpChange(bc.company, "salesOrders", remote_id)
    await ErpInbox(database).add(tenant.id, [told])

    await handlers[JobKind.READ_ERP_NOTIFICATIONS](tenant.id, tenant.id)

    assert (await erp_of(linked, order))["order"] == "ACTIVE"
