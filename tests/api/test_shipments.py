"""Shipments over the API: recorded, canceled and read, before and after invoices."""

from datetime import timedelta
from typing import Any

import pytest

from tests.api.desk import Desk, item
from tests.api.mutations import Json
from tests.api.sales import Sales
from tests.client import Api, present
from tests.feed import rest

LINES = """lines { id quantity quantityShipped quantityInvoiced quantityBackordered
  invoicedQuantity }"""
ORDER = f"""query ($id: ID!) {{ order(id: $id) {{ status statusReason fulfillmentStatus
  invoicingStatus dateFulfilled version {LINES} shipments(first: 10) {{ totalCount nodes {{
    id shippedOn trackingNumber canceledAt version
    lines {{ quantity orderLine {{ id }} }} }} }} }} }}"""


async def read(sales: Sales, id: str) -> Json:
    """Read an order with its shipments."""
    order: Json = (await sales.api(ORDER, id=id))["order"]
    return order


def part(order: Json, *quantities: str) -> list[Json]:
    """Name quantities of the first lines of an order; an empty one names none."""
    return [
        {"orderLineId": line["id"], "quantity": quantity}
        for line, quantity in zip(order["lines"], quantities, strict=False)
        if quantity
    ]


def quantities(order: Json, name: str) -> list[str]:
    return [line[name] for line in order["lines"]]


def state(order: Json) -> tuple[str, str, str]:
    return order["status"], order["statusReason"], order["fulfillmentStatus"]


async def test_parts_are_shipped_one_after_the_other(sales: Sales) -> None:
    id = (await sales.order())["id"]
    order = await read(sales, id)
    assert quantities(order, "quantityBackordered") == ["2", "4"]

    first = await sales.do(
        "recordShipment",
        orderId=id,
        lines=part(order, "0.5", "4"),
        date="2026-01-20",
        trackingNumber="1Z 999 AA1",
    )

    assert first["order"]["version"] == order["version"] + 1
    order = await read(sales, id)
    assert state(order) == ("FULFILLED", "PARTIAL", "PARTIAL")
    assert order["dateFulfilled"] == "2026-01-20"
    assert quantities(order, "quantityShipped") == ["0.5", "4"]
    assert quantities(order, "quantityBackordered") == ["1.5", "0"]
    (shipment,) = order["shipments"]["nodes"]
    assert shipment == {
        "id": first["shipment"]["id"],
        "shippedOn": "2026-01-20",
        "trackingNumber": "1Z 999 AA1",
        "canceledAt": None,
        "version": 1,
        "lines": [
            {"quantity": "0.5", "orderLine": {"id": order["lines"][0]["id"]}},
            {"quantity": "4", "orderLine": {"id": order["lines"][1]["id"]}},
        ],
    }

    await sales.do("recordShipment", orderId=id)

    order = await read(sales, id)
    assert state(order) == ("FULFILLED", "COMPLETE", "COMPLETE")
    assert quantities(order, "quantityShipped") == ["2", "4"]
    assert order["shipments"]["totalCount"] == 2
    assert order["dateFulfilled"] == present().date().isoformat()
    assert await sales.refusal("recordShipment", orderId=id) == "ORDER_NOTHING_TO_SHIP"


async def test_fulfilling_completes_what_was_shipped_in_part(sales: Sales) -> None:
    id = (await sales.order())["id"]

    for extent in ("PARTIAL", "PARTIAL", "COMPLETE"):
        payload = await sales.do("fulfillOrder", orderId=id, status=extent)
        assert payload["order"]["statusReason"] == extent

    order = await read(sales, id)
    assert state(order) == ("FULFILLED", "COMPLETE", "COMPLETE")
    lines = [len(each["lines"]) for each in order["shipments"]["nodes"]]
    assert (lines, quantities(order, "quantityShipped")) == ([0, 0, 2], ["2", "4"])
    assert len(payload["order"]["closeRecords"]) == 3
    for extent in ("PARTIAL", "COMPLETE"):
        assert await sales.refusal("fulfillOrder", orderId=id, status=extent) == "ORDER_NOT_ACTIVE"


@pytest.mark.parametrize("extent", ["PARTIAL", "COMPLETE"])
async def test_prepaid_goods_are_marked_as_delivered(sales: Sales, extent: str) -> None:
    id = (await sales.order())["id"]
    await sales.do("createInvoiceFromOrder", orderId=id)

    payload = await sales.do("fulfillOrder", orderId=id, status=extent)

    assert state(payload["order"]) == ("INVOICED", "INVOICED", extent)
    assert payload["order"]["invoicingStatus"] == "FULL"
    assert [each["status"] for each in payload["order"]["closeRecords"]] == ["INVOICED"]


async def test_delivery_and_invoicing_do_not_disturb_each_other(sales: Sales) -> None:
    order = await sales.order()
    id = order["id"]

    await sales.do("recordShipment", orderId=id, lines=part(order, "1"))
    bill = (await sales.do("createInvoiceFromOrder", orderId=id))["invoice"]
    shipped = await sales.do("recordShipment", orderId=id, lines=part(order, "", "1.25"))
    assert state(shipped["order"]) == ("INVOICED", "INVOICED", "PARTIAL")

    await sales.do("cancelInvoice", invoiceId=bill["id"])
    after = await read(sales, id)
    assert state(after) == ("FULFILLED", "PARTIAL", "PARTIAL")
    assert (after["invoicingStatus"], quantities(after, "quantityInvoiced")) == ("NONE", ["0", "0"])
    await sales.do("createInvoiceFromOrder", orderId=id, lines=part(order, "2"))
    await sales.do("recordShipment", orderId=id)
    after = await read(sales, id)

    assert state(after) == ("FULFILLED", "COMPLETE", "COMPLETE")
    assert after["invoicingStatus"] == "PARTIAL"
    assert quantities(after, "quantityInvoiced") == quantities(after, "invoicedQuantity")
    assert quantities(after, "quantityInvoiced") == ["2", "0"]
    await sales.do("createInvoiceFromOrder", orderId=id)
    after = await read(sales, id)
    assert state(after) == ("INVOICED", "INVOICED", "COMPLETE")


async def test_a_canceled_shipment_stays_and_gives_its_quantities_back(sales: Sales) -> None:
    order = await sales.order()
    id = order["id"]
    await sales.do("setOrderStatusReason", orderId=id, statusReason="PENDING")
    made = [
        (await sales.do("recordShipment", orderId=id, lines=part(order, *each), date=day))[
            "shipment"
        ]
        for each, day in ((("1",), "2026-01-05"), (("", "4"), "2026-01-09"))
    ]

    payload = await sales.do("cancelShipment", shipmentId=made[1]["id"])
    after = await read(sales, id)

    assert payload["order"]["id"] == id
    assert state(after) == ("FULFILLED", "PARTIAL", "PARTIAL")
    assert (after["dateFulfilled"], quantities(after, "quantityShipped")) == (
        "2026-01-05",
        ["1", "0"],
    )
    canceled = after["shipments"]["nodes"][1]
    assert canceled["canceledAt"] is not None
    assert (canceled["version"], [each["quantity"] for each in canceled["lines"]]) == (2, ["4"])
    again = await sales.refused("cancelShipment", shipmentId=made[1]["id"])
    assert again == ("SHIPMENT_ALREADY_CANCELED", "shipmentId")
    await sales.do("cancelShipment", shipmentId=made[0]["id"])
    after = await read(sales, id)
    assert state(after) == ("ACTIVE", "PENDING", "NONE")
    assert (after["dateFulfilled"], quantities(after, "quantityBackordered")) == (None, ["2", "4"])
    await sales.do("updateLine", lineId=order["lines"][0]["id"], input={"quantity": "1"})


async def test_the_shipments_of_a_canceled_order_stay(sales: Sales) -> None:
    order = await sales.order()
    shipped = await sales.do("recordShipment", orderId=order["id"], lines=part(order, "1"))
    await sales.do("cancelOrder", orderId=order["id"])

    codes = [
        await sales.refusal("recordShipment", orderId=order["id"]),
        await sales.refusal("cancelShipment", shipmentId=shipped["shipment"]["id"]),
        await sales.refusal("fulfillOrder", orderId=order["id"]),
    ]

    after = await read(sales, order["id"])
    assert state(after) == ("CANCELED", "NO_MONEY", "PARTIAL")
    assert codes == ["ORDER_CANCELED", "ORDER_CANCELED", "ORDER_NOT_ACTIVE"]
    assert quantities(after, "quantityShipped") == ["1", "0"]


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        (["0"], ("SHIPMENT_QUANTITY_INVALID", "lines.0.quantity")),
        (["-1"], ("SHIPMENT_QUANTITY_INVALID", "lines.0.quantity")),
        (["1", "4.00001"], ("SHIPMENT_QUANTITY_EXCEEDS_ORDER", "lines.1.quantity")),
        (["100000000001"], ("LINE_QUANTITY_INVALID", "lines.0.quantity")),
        ([], ("SHIPMENT_LINES_REQUIRED", "lines")),
    ],
)
async def test_quantities_that_cannot_be_shipped(
    sales: Sales, given: list[str], refused: tuple[str, str]
) -> None:
    order = await sales.order()
    before = await read(sales, order["id"])

    found = await sales.refused("recordShipment", orderId=order["id"], lines=part(order, *given))

    assert found == refused
    assert await read(sales, order["id"]) == before


async def test_a_line_of_another_order_a_repeated_line_and_a_long_text(sales: Sales) -> None:
    order, other = await sales.order(), await sales.order()
    id = order["id"]
    tomorrow, later = (present().date() + timedelta(days=days) for days in (1, 2))

    async def refused(**given: Any) -> tuple[str, str]:
        return await sales.refused("recordShipment", orderId=id, **given)

    assert [
        await refused(lines=part(other, "1")),
        await refused(lines=part(order, "1") * 2),
        await refused(trackingNumber="x" * 101),
        await refused(date=later.isoformat()),
        await refused(expectedVersion=99),
    ] == [
        ("LINE_NOT_FOUND", "lines.0.orderLineId"),
        ("SHIPMENT_LINE_REPEATED", "lines.1.orderLineId"),
        ("TEXT_TOO_LONG", "trackingNumber"),
        ("SHIPMENT_DATE_IN_FUTURE", "date"),
        ("VERSION_CONFLICT", ""),
    ]
    empty = (await sales.do("createOrder", input=await sales.header()))["order"]
    for mutation in ("recordShipment", "fulfillOrder"):
        assert await sales.refusal(mutation, orderId=empty["id"]) == "EMPTY_DOCUMENT"
    await sales.do("recordShipment", orderId=id, date=tomorrow.isoformat())


async def test_a_bundle_is_shipped_as_its_items(desk: Desk) -> None:
    (pump, prices), (hose, _) = await desk.sold("10.00"), await desk.sold("5.00")
    kit = await desk.bundle((pump, "1", True), (hose, "2", True))
    await desk.payload("addPriceListItems", priceListId=prices, items=[item(kit, "90")])
    line = {"productId": kit, "quantity": "3"}
    order = await desk.document(line, kind="order", priceListId=prices)

    await desk.do("recordShipment", orderId=order["id"], lines=part(order, "1"))
    await desk.do("recordShipment", orderId=order["id"], lines=part(order, "", "2"))

    data = await desk.api(ORDER, id=order["id"])
    assert quantities(data["order"], "quantityShipped") == ["1", "3", "2"]
    assert quantities(data["order"], "quantityBackordered") == ["2", "0", "4"]
    lines = [each["lines"] for each in data["order"]["shipments"]["nodes"]]
    assert [[part["quantity"] for part in each] for each in lines] == [["1", "2"], ["2"]]


async def test_what_a_canceled_record_refers_to_is_kept(sales: Sales) -> None:
    """Until now, PostgreSQL refused to delete it, and the client was told of a failure."""
    for record, cancel, noun in (
        ("createInvoiceFromOrder", "cancelInvoice", "invoice"),
        ("recordShipment", "cancelShipment", "shipment"),
    ):
        lines = [{"writeIn": "Valve", "quantity": "3", "pricePerUnit": "7.75"}] * 2
        order = (await sales.do("createOrder", input=await sales.header(lines=lines)))["order"]
        made = await sales.do(record, orderId=order["id"], lines=part(order, "1"))
        await sales.do(cancel, **{f"{noun}Id": made[noun]["id"]})

        first, second = (line["id"] for line in order["lines"])
        assert await sales.refusal("removeLine", lineId=first) == "ORDER_LINE_IN_USE"
        assert await sales.refusal("deleteOrder", orderId=order["id"]) == "ORDER_IN_USE"
        await sales.do("updateLine", lineId=first, input={"quantity": "0"})
        await sales.do("removeLine", lineId=second)


async def test_a_line_that_was_shipped_is_neither_changed_nor_removed(sales: Sales) -> None:
    order = await sales.order()
    line = order["lines"][0]["id"]
    await sales.do("recordShipment", orderId=order["id"], lines=part(order, "1"))

    codes = {
        await sales.refusal("updateLine", lineId=line, input={"quantity": "9"}),
        await sales.refusal("removeLine", lineId=line),
    }

    assert codes == {"PARENT_READ_ONLY"}
    assert await sales.refusal("recalculate", documentId=order["id"]) == "RECORD_READ_ONLY"
    assert await sales.refusal("unlockPricing", documentId=order["id"]) == "RECORD_READ_ONLY"


async def test_o_12_an_erp_ships_a_submitted_order(connected: Sales, program: Sales) -> None:
    order = await connected.order()
    id, line = order["id"], order["lines"][0]["id"]
    await connected.do("submitOrder", orderId=id)

    first = await program.do("recordShipment", orderId=id, lines=part(order, "1"))
    locked = await connected.refusal("cancelShipment", shipmentId=first["shipment"]["id"])
    less = await program.refused("updateLine", lineId=line, input={"quantity": "0.5"})
    gone = await program.refusal("removeLine", lineId=line)
    await program.do("recordShipment", orderId=id)
    await program.do("updateLine", lineId=line, input={"quantity": "5"})
    after = await read(connected, id)

    assert state(first["order"]) == ("SUBMITTED", "IN_PROGRESS", "PARTIAL")
    assert locked == "ORDER_LOCKED_BY_ERP"
    assert (less, gone) == (("ORDER_LINE_SHIPPED", "input.quantity"), "ORDER_LINE_SHIPPED")
    assert state(after) == ("SUBMITTED", "IN_PROGRESS", "PARTIAL")
    assert quantities(after, "quantityBackordered") == ["3", "0"]
    await program.do("fulfillOrder", orderId=id)
    assert state(await read(connected, id)) == ("SUBMITTED", "IN_PROGRESS", "COMPLETE")
    await connected.do("recallOrder", orderId=id)
    assert state(await read(connected, id)) == ("FULFILLED", "COMPLETE", "COMPLETE")


async def test_shipments_are_found_listed_and_told_of(sales: Sales, api: Api) -> None:
    order, _ = await sales.order(), await sales.order()
    _, now = await rest(api)
    made = (
        await sales.do(
            "recordShipment", orderId=order["id"], trackingNumber="ab-7", date="2026-01-02"
        )
    )["shipment"]
    await sales.do("cancelShipment", shipmentId=made["id"])

    changes, _ = await rest(api, now)
    found = await api(
        """query ($id: ID!, $order: ID!) {
          shipment(id: $id) { order { id } createdBy { name } canceledBy { name } }
          node(id: $id) { id }
          shipments(orderBy: { field: SHIPPED_ON }, filter: { trackingNumber: { eq: "ab-7" },
            orderId: { eq: $order }, canceledAt: { isNull: false } }) { nodes { id } }
          orders(filter: { shipments: { some: { trackingNumber: { startsWith: "ab" } } } })
            { nodes { id } }
          delivered: orders(filter: { fulfillmentStatus: { ne: NONE } }) { totalCount } }""",
        id=made["id"],
        order=order["id"],
    )

    assert [(each["type"], each["operation"]) for each in changes] == [
        ("ORDER", "UPDATED"),
        ("SHIPMENT", "CREATED"),
        ("ORDER", "UPDATED"),
        ("SHIPMENT", "UPDATED"),
    ]
    assert found == {
        "shipment": {
            "order": {"id": order["id"]},
            "createdBy": {"name": "Ada Test"},
            "canceledBy": {"name": "Ada Test"},
        },
        "node": {"id": made["id"]},
        "shipments": {"nodes": [{"id": made["id"]}]},
        "orders": {"nodes": [{"id": order["id"]}]},
        "delivered": {"totalCount": 0},
    }
