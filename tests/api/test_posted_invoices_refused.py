"""Reports of posted invoices that are refused, with the reason and the place (O-17)."""

import pytest

from tests.api.erp import order_of, posted, submitted
from tests.api.mutations import Json
from tests.api.sales import Sales


async def test_o_17_only_integration_users_report_invoices(connected: Sales) -> None:
    order = await submitted(connected)

    code = await connected.refusal("upsertPostedInvoice", orderId=order["id"], input=posted(order))

    assert code == "INTEGRATION_USER_REQUIRED"


async def test_an_order_that_was_not_submitted_has_no_posted_invoice(
    connected: Sales, program: Sales
) -> None:
    order, recalled = await connected.order(), await submitted(connected)
    await connected.do("recallOrder", orderId=recalled["id"])

    for each in (order, recalled):
        found = await program.refused("upsertPostedInvoice", orderId=each["id"], input=posted(each))
        assert found[0] == "ORDER_NOT_SUBMITTED"


REFUSED: list[tuple[Json, str, str]] = [
    ({"totalAmount": "105.005"}, "TOO_MANY_DECIMALS", "input.totalAmount"),
    ({"totalTax": "5.001"}, "TOO_MANY_DECIMALS", "input.totalTax"),
    ({"discountAmount": "0.001"}, "TOO_MANY_DECIMALS", "input.discountAmount"),
    ({"freightAmount": "0.001"}, "TOO_MANY_DECIMALS", "input.freightAmount"),
    ({"remainingAmount": "0.001"}, "TOO_MANY_DECIMALS", "input.remainingAmount"),
    ({"totalAmount": "2000000000000"}, "VALUE_OUT_OF_RANGE", "input.totalAmount"),
    ({"remainingAmount": "105.01"}, "REMAINING_AMOUNT_INVALID", "input.remainingAmount"),
    ({"remainingAmount": "-0.01"}, "REMAINING_AMOUNT_INVALID", "input.remainingAmount"),
    ({"currencyCode": "USD"}, "CURRENCY_MISMATCH", "input.currencyCode"),
    ({"remoteId": " "}, "TEXT_REQUIRED", "input.remoteId"),
    ({"remoteNumber": "9" * 51}, "TEXT_TOO_LONG", "input.remoteNumber"),
]


@pytest.mark.parametrize(("changes", "code", "path"), REFUSED)
async def test_what_cannot_be_stored_as_reported_is_refused(
    connected: Sales, program: Sales, changes: Json, code: str, path: str
) -> None:
    order = await submitted(connected)

    refused = await program.refused(
        "upsertPostedInvoice", orderId=order["id"], input=posted(order, **changes)
    )

    assert refused == (code, path)
    assert (await order_of(connected, order))["status"] == "SUBMITTED"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("quantity", "200000000000", "LINE_QUANTITY_INVALID"),
        ("manualDiscount", "0.001", "TOO_MANY_DECIMALS"),
        ("tax", "0.001", "TOO_MANY_DECIMALS"),
        ("extendedAmount", "0.001", "TOO_MANY_DECIMALS"),
        ("pricePerUnit", "2000000000000", "VALUE_OUT_OF_RANGE"),
        ("description", "x" * 2001, "TEXT_TOO_LONG"),
    ],
)
async def test_a_line_that_cannot_be_stored_as_reported_is_refused(
    connected: Sales, program: Sales, field: str, value: str, code: str
) -> None:
    order = await submitted(connected)
    lines = posted(order)["lines"]
    lines[1][field] = value

    refused = await program.refused(
        "upsertPostedInvoice", orderId=order["id"], input=posted(order, lines=lines)
    )

    assert refused == (code, f"input.lines.1.{field}")
