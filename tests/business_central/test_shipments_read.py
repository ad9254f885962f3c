"""What Business Central has shipped comes back as shipments, line by line (O-12, C-11)."""

from decimal import Decimal
from typing import Any

from tests.api.mutations import Json
from tests.api.sales import Sales
from tests.business_central.conftest import Deliver, Read, accepted
from tests.simulator.running import Simulator


async def shipped(sales: Sales, order: Json) -> Json:
    """Read what was shipped of an order."""
    data = await sales.api(
        """query ($id: ID!) { order(id: $id) { status fulfillmentStatus invoicingStatus
        erp { problem } lines { id quantityShipped } shipments { nodes { shippedOn
        lines { quantity } } } } }""",
        id=order["id"],
    )
    found: Json = data["order"]
    quantities = [Decimal(line["quantityShipped"]) for line in found["lines"]]
    return found | {"quantities": quantities, "shipments": found["shipments"]["nodes"]}


def ship(bc: Simulator, order: Json, *lines: Any) -> None:
    """Ship quantities by line, or all that is left."""
    body = [{"line": line, "quantity": quantity} for line, quantity in lines]
    bc.control("POST", f"orders/{order['number']}/ship", **({"lines": body} if lines else {}))


async def test_o_12_shipments_come_one_by_one_and_the_order_stays_submitted(
    linked: Sales, bc: Simulator, deliver: Deliver, read: Read
) -> None:
    order = await accepted(linked, deliver)
    ship(bc, order, (0, 1))
    await read()
    await read()
    partly = await shipped(linked, order)
    ship(bc, order, (1, 3))
    ship(bc, order)

    await read()

    wholly = await shipped(linked, order)
    assert (partly["status"], partly["fulfillmentStatus"]) == ("SUBMITTED", "PARTIAL")
    assert (partly["quantities"], len(partly["shipments"])) == ([1, 0], 1)
    assert (wholly["status"], wholly["fulfillmentStatus"]) == ("SUBMITTED", "COMPLETE")
    assert (wholly["quantities"], len(wholly["shipments"])) == ([2, 4], 3)


async def test_c_11_the_last_shipment_is_known_although_the_order_is_gone(
    linked: Sales, bc: Simulator, deliver: Deliver, read: Read
) -> None:
    order = await accepted(linked, deliver)
    bc.control(
        "POST", f"orders/{order['number']}/post", lines=[{"line": 0, "ship": 2, "invoice": 1}]
    )
    await read()
    partly = await shipped(linked, order)
    bc.control("POST", f"orders/{order['number']}/post")

    await read()

    wholly = await shipped(linked, order)
    assert (partly["status"], partly["invoicingStatus"]) == ("SUBMITTED", "PARTIAL")
    assert (partly["quantities"], partly["fulfillmentStatus"]) == ([2, 0], "PARTIAL")
    assert (wholly["status"], wholly["fulfillmentStatus"]) == ("INVOICED", "COMPLETE")
    assert (wholly["quantities"], len(wholly["shipments"])) == ([2, 4], 2)


async def test_o_12_less_than_is_recorded_here_is_left_to_a_person(
    linked: Sales, program: Sales, bc: Simulator, deliver: Deliver, read: Read
) -> None:
    order = await accepted(linked, deliver)
    ship(bc, order, (0, 1))
    await read()
    await program.do("recordShipment", orderId=order["id"], date="2026-11-01")
    ship(bc, order, (1, 1))

    await read()

    found = await shipped(linked, order)
    assert found["quantities"] == [2, 4]
    assert "cancelShipment" in found["erp"]["problem"]
