"""Orders are shipped and invoiced at once if the connection says so, each exactly once (2.6)."""

from typing import Any

import pytest

from tests.api.mutations import Json
from tests.api.sales import Sales
from tests.business_central.conftest import Deliver, Shifting, erp_of, submitted, there
from tests.business_central.test_delivery import SETTLED, now_due
from tests.simulator.running import Simulator

ACTION = r"shipAndInvoice$"


async def posting(sales: Sales, **more: Any) -> Json:
    """Submit an order to a connection that posts."""
    await sales.do("connectErp", input={"postOrders": True})
    return await submitted(sales, **more)


def sent(bc: Simulator) -> int:
    """Return how often the action was requested."""
    log = bc.control("GET", "requests")["log"]
    return sum(each["path"].endswith("shipAndInvoice") for each in log)


async def test_an_order_is_posted_when_it_is_complete(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    order = await posting(linked, discountAmount="5.00")

    assert await deliver(order) is None

    (invoice,) = bc.invoices()
    erp = await erp_of(linked, order)
    assert (erp["status"], erp["problem"]) == ("ACCEPTED", None)
    assert (invoice["orderId"], invoice["discountAmount"]) == (erp["remoteId"], 5)
    assert there(bc, order) == []


async def test_no_order_is_posted_unless_that_is_wanted(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    order = await submitted(linked)

    assert await deliver(order) is None

    assert (sent(bc), bc.invoices()) == (0, [])


@pytest.mark.parametrize(("drop", "posted"), [("AFTER", 1), ("BEFORE", 0)])
async def test_c_5_c_6_an_answer_about_posting_that_was_lost_doubles_no_invoice(  # noqa: PLR0917 - fixtures
    linked: Sales, bc: Simulator, deliver: Deliver, clock: Shifting, drop: str, posted: int
) -> None:
    order = await posting(linked)
    bc.control("POST", "faults", path=ACTION, drop=drop)

    assert await deliver(order) is not None
    assert len(bc.invoices()) == posted
    await now_due(linked, order)
    waits = await deliver(order)
    if not posted:
        # Nothing proves that the request has ended: none is sent for 11 minutes.
        assert waits is not None
        assert (sent(bc), bc.invoices()) == (1, [])
        clock.ahead += SETTLED
        await now_due(linked, order)
        assert await deliver(order) is None

    assert len(bc.invoices()) == 1
    erp = await erp_of(linked, order)
    assert (erp["status"], erp["remoteId"]) == ("ACCEPTED", bc.invoices()[0]["orderId"])


async def test_what_could_not_be_posted_is_not_posted_by_a_repetition(
    linked: Sales, bc: Simulator, deliver: Deliver, clock: Shifting
) -> None:
    order = await posting(linked)
    bc.control("POST", "faults", path=ACTION, drop="BEFORE")
    assert await deliver(order) is not None
    part = [{"line": 0, "ship": 1, "invoice": 1}]
    bc.control("POST", f"orders/{order['number']}/post", lines=part)
    clock.ahead += SETTLED
    await now_due(linked, order)

    assert await deliver(order) is None

    assert (len(bc.invoices()), sent(bc)) == (1, 1)
    assert (await erp_of(linked, order))["status"] == "ACCEPTED"


async def test_an_order_that_is_not_posted_is_accepted_and_says_why(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    order = await posting(linked)
    refused = {"code": "Application_DialogException", "message": "Posting dates are closed."}
    bc.control("POST", "faults", path=ACTION, status=400, **refused)

    assert await deliver(order) is None

    erp = await erp_of(linked, order)
    assert erp["status"] == "ACCEPTED"
    assert "did not post it: Posting dates are closed." in erp["problem"]
    assert len(there(bc, order)) == 1


async def test_c_8_an_order_that_changes_before_it_is_posted_is_read_again(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    order = await posting(linked)
    bc.control("POST", "faults", path=ACTION, status=409, code="Request_EntityChanged")

    assert await deliver(order) is None

    assert len(bc.invoices()) == 1


async def test_posting_is_never_part_of_a_batch(
    linked: Sales, bc: Simulator, deliver: Deliver
) -> None:
    assert await deliver(await posting(linked)) is None

    log = bc.control("GET", "requests")["log"]
    assert sent(bc) == 1
    assert not any("shipAndInvoice" in each["body"] for each in log)
