"""O-12, O-16: what the ERP has shipped, and whether its total differs from ours."""

from decimal import Decimal
from typing import Any

import pytest

from tests.api.erp import submitted
from tests.api.mutations import Json
from tests.api.sales import Sales

ERP = "fulfilment totalsMismatch remoteTotal { amount currencyCode inBaseCurrency }"


async def erp_of(sales: Sales, order: Json) -> Any:
    """Read what the ERP says about an order."""
    query = f"query ($id: ID!) {{ order(id: $id) {{ erp {{ {ERP} }} }} }}"
    return (await sales.api(query, id=order["id"]))["order"]["erp"]


@pytest.mark.parametrize(
    ("total", "differs"),
    [("105.00", False), ("105.02", False), ("104.98", False), ("105.03", True), ("0", True)],
)
async def test_o_16_totals_may_differ_by_a_cent_for_each_line(
    connected: Sales, program: Sales, total: str, differs: object
) -> None:
    order = await submitted(connected)  # two lines, 105.00

    await program.do("acknowledgeSubmission", orderId=order["id"], remoteId="42", totalAmount=total)

    erp = await erp_of(connected, order)
    assert erp["totalsMismatch"] is differs
    assert erp["remoteTotal"] == {
        "amount": f"{Decimal(total):.2f}",
        "currencyCode": "EUR",
        "inBaseCurrency": None,
    }


async def test_o_16_orders_whose_totals_differ_are_found_and_go_on(
    connected: Sales, program: Sales
) -> None:
    same, other, unknown = [await submitted(connected) for _ in range(3)]
    for order, total in ((same, "105.00"), (other, "99.00"), (unknown, None)):
        given = {"orderId": order["id"], "remoteId": order["id"], "totalAmount": total}
        await program.do("acknowledgeSubmission", **given)

    query = """{ orders(filter: { erp: { totalsMismatch: { eq: true } } }) {
      nodes { id status erp { totalsMismatch } } } }"""
    found = (await connected.api(query))["orders"]["nodes"]

    assert [order["id"] for order in found] == [other["id"]]
    assert found[0]["status"] == "SUBMITTED"  # nothing is blocked
    assert (await erp_of(connected, unknown))["remoteTotal"] is None
    numbers = "query ($id: String!) { orders(filter: { erp: { remoteId: { eq: $id } } })"
    by_id = await connected.api(numbers + " { nodes { id } } }", id=same["id"])
    assert by_id["orders"]["nodes"] == [{"id": same["id"]}]


async def test_an_order_that_is_submitted_again_has_no_difference_yet(
    connected: Sales, program: Sales
) -> None:
    order = await submitted(connected)
    await program.do("rejectSubmission", orderId=order["id"], problem="No.")
    await connected.do("recallOrder", orderId=order["id"])
    await connected.do("submitOrder", orderId=order["id"])

    erp = await erp_of(connected, order)

    assert (erp["totalsMismatch"], erp["remoteTotal"]) == (False, None)


async def test_a_total_with_too_many_decimals_is_refused(connected: Sales, program: Sales) -> None:
    order = await submitted(connected)

    code, path = await program.refused(
        "acknowledgeSubmission", orderId=order["id"], remoteId="42", totalAmount="105.001"
    )

    assert (code, path) == ("TOO_MANY_DECIMALS", "totalAmount")


async def test_o_12_fulfilment_follows_what_the_erp_ships(connected: Sales, program: Sales) -> None:
    order = await submitted(connected)
    pump, hose = order["lines"]
    seen = [(await erp_of(connected, order))["fulfilment"]]
    steps = (
        ({"orderLineId": pump["id"], "quantityShipped": "2"},),
        ({"orderLineId": hose["id"], "quantityShipped": "4"},),
    )

    for lines in steps:
        await program.do("updateErpFulfilment", orderId=order["id"], lines=list(lines))
        seen.append((await erp_of(connected, order))["fulfilment"])

    assert seen == ["NONE", "PARTIAL", "FULL"]
