"""Answers for the ERP, by programs and by hand (O-8 to O-10)."""

from tests.api.sales import Sales
from tests.api.test_submitted_orders import error_of, order_of, submitted

DOCUMENT = {"remoteId": "42", "remoteNumber": "SO-42"}


async def test_o_8_a_document_linked_by_hand_counts_as_accepted(connected: Sales) -> None:
    order = await submitted(connected)

    await connected.do("linkErpDocument", orderId=order["id"], **DOCUMENT)

    found = await order_of(connected, order["id"])
    assert (found["erpStatus"], found["erp"]["remoteId"]) == ("ACCEPTED", "42")
    assert found["erp"]["acceptedAt"]


async def test_a_discarded_delivery_is_found_among_the_failed(connected: Sales) -> None:
    order = await submitted(connected)

    await connected.do("discardErpDelivery", orderId=order["id"])

    found = await order_of(connected, order["id"])
    assert (found["erpStatus"], found["erp"]["problem"]) == ("FAILED", "Discarded by a user.")


async def test_refusals_name_the_order_and_its_place_in_the_erp(
    connected: Sales, program: Sales
) -> None:
    order = await submitted(connected)
    await program.do("acknowledgeSubmission", orderId=order["id"], **DOCUMENT)
    named, other = f"Order {order['number']}", {"orderId": order["id"], "remoteId": "43"}

    errors = [
        await error_of(connected, "recallOrder", orderId=order["id"]),
        await error_of(connected, "retryErpDelivery", orderId=order["id"]),
        await error_of(connected, "discardErpDelivery", orderId=order["id"]),
        await error_of(program, "rejectSubmission", orderId=order["id"], problem="No."),
        await error_of(connected, "linkErpDocument", **other),
        await error_of(program, "acknowledgeSubmission", **other),
    ]

    starts = [
        f"{named} is `ACCEPTED` in the ERP.",
        *[f"The delivery of {named} is `ACCEPTED`."] * 3,
        *[f"{named} is linked to SO-42 in the ERP."] * 2,
    ]
    for error, start in zip(errors, starts, strict=True):
        assert error["message"].startswith(start)


async def test_what_needs_a_submitted_order_names_the_order(connected: Sales) -> None:
    order = await connected.order()

    error = await error_of(connected, "recallOrder", orderId=order["id"])

    assert error["message"].startswith(f"Order {order['number']} is `ACTIVE`.")
