"""Shipments that an external ERP reports (O-12, O-17)."""

import asyncio
from typing import Any

from tests.api.erp import report, submitted
from tests.api.mutations import Json
from tests.api.sales import Sales

SHIPPED = """{ status erpStatus fulfillmentStatus version
  lines { quantityShipped } shipments { nodes { trackingNumber lines { quantity } } } }"""


def shipped(order: Json, *totals: str) -> Json:
    """Return the arguments of a report of what was shipped of each line in total."""
    lines = [
        {"orderLineId": line["id"], "quantityShipped": total}
        for line, total in zip(order["lines"], totals, strict=False)
    ]
    return {"orderId": order["id"], "lines": lines}


async def shipments_of(sales: Sales, order: Json) -> Json:
    """Read what is shipped of an order."""
    data = await sales.api(f"query ($id: ID!) {{ order(id: $id) {SHIPPED} }}", id=order["id"])
    found: Json = data["order"]
    return found


async def test_o_12_each_report_is_a_shipment_of_what_is_new(
    connected: Sales, program: Sales
) -> None:
    order = await submitted(connected)

    await program.do("updateErpFulfilment", **shipped(order, "1"), trackingNumber="T1")
    partly = await shipments_of(connected, order)
    await program.do("updateErpFulfilment", **shipped(order, "2", "4"))
    fully = await shipments_of(connected, order)

    assert (partly["status"], partly["fulfillmentStatus"]) == ("SUBMITTED", "PARTIAL")
    assert [line["quantityShipped"] for line in partly["lines"]] == ["1", "0"]
    assert (fully["status"], fully["fulfillmentStatus"]) == ("SUBMITTED", "COMPLETE")
    quantities = [
        [line["quantity"] for line in each["lines"]] for each in fully["shipments"]["nodes"]
    ]
    assert sorted(quantities) == [["1"], ["1", "4"]]
    assert {each["trackingNumber"] for each in fully["shipments"]["nodes"]} == {"T1", None}


async def test_o_17_repeated_and_concurrent_reports_are_one_shipment(
    connected: Sales, program: Sales
) -> None:
    order = await submitted(connected)
    given = shipped(order, "2", "1")

    await asyncio.gather(*(program.do("updateErpFulfilment", **given) for _ in range(8)))
    once = await shipments_of(connected, order)
    await program.do("updateErpFulfilment", **given)

    assert len(once["shipments"]["nodes"]) == 1
    assert await shipments_of(connected, order) == once


async def test_an_invoiced_order_can_still_be_shipped(connected: Sales, program: Sales) -> None:
    order = await submitted(connected)
    await report(program, order)

    await program.do("updateErpFulfilment", **shipped(order, "99", "4"))

    after = await shipments_of(connected, order)
    assert (after["status"], after["fulfillmentStatus"]) == ("INVOICED", "COMPLETE")
    assert [line["quantityShipped"] for line in after["lines"]] == ["2", "4"]


async def test_an_order_that_is_not_in_the_erp_is_not_shipped_by_it(
    connected: Sales, program: Sales
) -> None:
    order = await submitted(connected)
    await connected.do("recallOrder", orderId=order["id"])

    payload = await program.attempt("updateErpFulfilment", **shipped(order, "1"))

    (error,) = payload["userErrors"]
    assert error["code"] == "ORDER_NOT_SUBMITTED"
    assert error["message"].startswith(f"Order {order['number']} is `ACTIVE`.")


async def test_o_17_what_is_wrong_is_refused_and_changes_nothing(
    connected: Sales, program: Sales
) -> None:
    order, other = await submitted(connected), await connected.order()
    await program.do("updateErpFulfilment", **shipped(order, "2"))
    before = await shipments_of(connected, order)
    twice: Any = {"orderId": order["id"], "lines": shipped(order, "2")["lines"] * 2}
    foreign: Any = {"orderId": order["id"], "lines": shipped(other, "1")["lines"]}

    found = [
        await connected.refused("updateErpFulfilment", **shipped(order, "2", "4")),
        await program.refused("updateErpFulfilment", **shipped(order, "1")),
        await program.refused("updateErpFulfilment", **twice),
        await program.refused("updateErpFulfilment", **foreign),
        await program.refused("updateErpFulfilment", **shipped(other, "1")),
        await program.refused("updateErpFulfilment", **shipped(order, "2", "4"), date="2199-01-01"),
    ]

    assert found == [
        ("INTEGRATION_USER_REQUIRED", ""),
        ("SHIPPED_QUANTITY_REDUCED", "lines.0.quantityShipped"),
        ("SHIPMENT_LINE_REPEATED", "lines.1.orderLineId"),
        ("LINE_NOT_FOUND", "lines.0.orderLineId"),
        ("ORDER_NOT_SUBMITTED", ""),
        ("SHIPMENT_DATE_IN_FUTURE", "date"),
    ]
    assert await shipments_of(connected, order) == before
