"""An ERP that does not name order lines names products, and is told what bills no line."""

from typing import Any

from tests.api.erp import order_of, posted
from tests.api.mutations import Json
from tests.api.sales import Sales


async def ordered(sales: Sales, *names: str) -> tuple[Json, dict[str, str]]:
    """Submit an order with a line for each name; the same name is the same product."""
    await sales.do("updateTenantSettings", input={"priceListOptional": True})
    products = {}
    for name in dict.fromkeys(names):
        given = {"number": name, "name": name}
        created = await sales.do("createProduct", input=given)
        products[name] = created["product"]["id"]
    lines = [
        {"productId": products[name], "quantity": "1", "pricePerUnit": "10.00"} for name in names
    ]
    order = await sales.order(lines=lines)
    await sales.do("submitOrder", orderId=order["id"])
    return order, products


async def billed(program: Sales, order: Json, *lines: Json) -> Any:
    """Report an invoice with these lines of 10.00."""
    total = f"{10 * len(lines)}.00"
    amounts = {"quantity": "1", "pricePerUnit": "10.00", "extendedAmount": "10.00"}
    report = {
        **posted({"lines": [{"id": ""}, {"id": ""}]}),
        "totalAmount": total,
        "totalTax": "0.00",
        "remainingAmount": total,
        "lines": [{**amounts, **line} for line in lines],
    }
    return await program.do("upsertPostedInvoice", orderId=order["id"], input=report)


async def test_products_find_their_lines_and_complete_the_order(
    connected: Sales, program: Sales
) -> None:
    order, products = await ordered(connected, "A-1", "B-1")

    payload = await billed(
        program, order, {"productId": products["B-1"]}, {"productId": products["A-1"]}
    )

    assert payload["linesWithoutOrderLine"] == []
    assert (await order_of(connected, order))["status"] == "INVOICED"


async def test_a_product_on_two_lines_is_not_guessed(connected: Sales, program: Sales) -> None:
    order, products = await ordered(connected, "A-2", "A-2")
    product = {"productId": products["A-2"]}

    both = await billed(program, order, product, product)
    # The one that is named leaves a single line for the other.
    named = await billed(program, order, {"orderLineId": order["lines"][1]["id"]}, product)

    assert both["linesWithoutOrderLine"] == [0, 1]
    assert both["order"]["status"] == "SUBMITTED"
    assert named["linesWithoutOrderLine"] == []
    assert named["order"]["status"] == "INVOICED"


async def test_an_unknown_product_and_a_fee_bill_no_line(connected: Sales, program: Sales) -> None:
    order, _ = await ordered(connected, "A-3")
    other = await connected.do("createProduct", input={"number": "C-3", "name": "C"})

    payload = await billed(
        program, order, {"description": "Fee"}, {"productId": other["product"]["id"]}
    )

    assert payload["linesWithoutOrderLine"] == [0, 1]
    assert payload["order"]["status"] == "SUBMITTED"
