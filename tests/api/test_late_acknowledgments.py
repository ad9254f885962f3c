"""An ERP may acknowledge an order after it has invoiced it, and can no longer reject it."""

from tests.api.erp import order_of, report, submitted
from tests.api.mutations import Json
from tests.api.sales import Sales


async def test_an_acknowledgment_after_the_invoice_links_the_document(
    connected: Sales, program: Sales
) -> None:
    order = await submitted(connected)
    await report(program, order)
    invoiced = await order_of(connected, order)

    late = await program.do("acknowledgeSubmission", orderId=order["id"], remoteId="42")
    again = await program.do("acknowledgeSubmission", orderId=order["id"], remoteId="42")

    assert late["order"]["status"] == "INVOICED"
    assert again["order"]["version"] == late["order"]["version"]
    after = await order_of(connected, order)
    assert (after["status"], after["erpStatus"]) == (invoiced["status"], "INVOICED")
    assert await remote_id(connected, order) == "42"
    assert await program.refusal("acknowledgeSubmission", orderId=order["id"], remoteId="43") == (
        "ERP_DOCUMENT_CONFLICT"
    )


async def test_an_order_that_the_erp_has_invoiced_is_not_rejected_any_more(
    connected: Sales, program: Sales
) -> None:
    order = await submitted(connected)
    await report(program, order)

    assert await program.refusal("rejectSubmission", orderId=order["id"], problem="No.") == (
        "ERP_ANSWER_TOO_LATE"
    )


async def remote_id(sales: Sales, order: Json) -> str:
    """Read the ID of the ERP's document."""
    query = "query ($id: ID!) { order(id: $id) { erp { remoteId } } }"
    return str((await sales.api(query, id=order["id"]))["order"]["erp"]["remoteId"])
