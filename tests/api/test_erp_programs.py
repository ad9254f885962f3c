"""What integration users may do with a submitted order, and nobody else (S-2, O-6)."""

from tests.api.erp import submitted
from tests.api.sales import LINES, Sales


async def test_s_2_integration_users_change_the_lines_of_a_submitted_order(
    connected: Sales, program: Sales
) -> None:
    opportunity = await connected.opportunity()
    input = await connected.header(lines=LINES)
    order = (await connected.do("createOrder", input=input))["order"]  # its prices are not locked
    await connected.do("submitOrder", orderId=order["id"])
    bolt = {"writeIn": "Bolt", "quantity": "1", "pricePerUnit": "1.00"}
    both = {"documentId": order["id"], "opportunityId": opportunity["id"]}

    await program.do("addLines", documentId=order["id"], lines=[bolt])
    await program.do("getProductsFromOpportunity", **both)
    await program.do("removeLine", lineId=order["lines"][1]["id"])
    await program.do("updateLine", lineId=order["lines"][0]["id"], input={"quantity": "3"})

    after = await connected.read("order", order["id"])
    assert after["status"] == "SUBMITTED"
    assert [line["quantity"] for line in after["lines"]] == ["3", "1", "2", "4"]


async def test_s_2_integration_users_ship_a_submitted_order(
    connected: Sales, program: Sales
) -> None:
    order = await submitted(connected)

    recorded = await program.do("recordShipment", orderId=order["id"])
    await program.do("cancelShipment", shipmentId=recorded["shipment"]["id"])
    await program.do("fulfillOrder", orderId=order["id"], status="PARTIAL")

    after = await connected.read("order", order["id"])
    assert (after["status"], after["fulfillmentStatus"]) == ("SUBMITTED", "PARTIAL")
