"""What Business Central has posted comes back: one invoice here for one there (C-11 to C-14)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.api.sales import Sales
from tests.business_central.conftest import Deliver, Read, accepted, invoiced, there
from tests.simulator.running import Simulator


async def test_o_13_a_posted_invoice_comes_back_with_the_erps_amounts(
    linked: Sales, bc: Simulator, deliver: Deliver, read: Read
) -> None:
    order = await accepted(linked, deliver, discountAmount="7.50", freightAmount="12.25")
    bc.control("POST", f"orders/{order['number']}/post")
    (theirs,) = bc.invoices()

    await read()
    await read()

    here = await invoiced(linked, order)
    (invoice,) = here["invoices"]
    assert (here["status"], here["erpStatus"]) == ("INVOICED", "INVOICED")
    assert invoice["erp"]["remoteNumber"] == theirs["number"]
    assert invoice["erp"]["needsAttention"] is False
    assert Decimal(invoice["totalAmount"]["amount"]) == theirs["totalAmountIncludingTax"]
    assert Decimal(invoice["totalTax"]["amount"]) == theirs["totalTaxAmount"]
    assert invoice["dueDate"] == theirs["dueDate"]
    assert (invoice["status"], invoice["statusReason"]) == ("ACTIVE", "BILLED")
    ours = [line["id"] for line in order["lines"]]
    assert [line["orderLine"] and line["orderLine"]["id"] for line in invoice["lines"]] == ours


async def test_c_11_partial_invoices_come_one_by_one_and_the_last_completes_the_order(
    linked: Sales, bc: Simulator, deliver: Deliver, read: Read
) -> None:
    order = await accepted(linked, deliver)
    part = [{"line": 0, "ship": 1, "invoice": 1}]
    bc.control("POST", f"orders/{order['number']}/post", lines=part)

    await read()
    partly = await invoiced(linked, order)
    bc.control("POST", f"orders/{order['number']}/post")
    await read()
    wholly = await invoiced(linked, order)

    assert (partly["status"], partly["invoicingStatus"]) == ("SUBMITTED", "PARTIAL")
    assert [Decimal(line["quantityInvoiced"]) for line in partly["lines"]] == [1, 0]
    assert (wholly["status"], len(wholly["invoices"])) == ("INVOICED", 2)
    assert [Decimal(line["quantityInvoiced"]) for line in wholly["lines"]] == [2, 4]


@pytest.mark.parametrize("prices", [("80.00", "80.00"), ("80.00", "75.00")])
async def test_c_11_lines_with_the_same_item_are_told_apart(
    linked: Sales, bc: Simulator, deliver: Deliver, read: Read, prices: tuple[str, str]
) -> None:
    """Each order line is invoiced once, whichever is invoiced first; reading again moves none."""
    lines = [
        {"writeIn": "Engraving", "quantity": quantity, "pricePerUnit": price}
        for quantity, price in zip(("2", "3"), prices, strict=True)
    ]
    order = await accepted(linked, deliver, lines=lines)
    for at, quantity in ((1, 3), (0, 2)):
        part = [{"line": at, "ship": quantity, "invoice": quantity}]
        bc.control("POST", f"orders/{order['number']}/post", lines=part)
        await read()
    await read()

    here = await invoiced(linked, order)
    assert [Decimal(line["quantityInvoiced"]) for line in here["lines"]] == [2, 3]
    assert (here["status"], len(here["invoices"])) == ("INVOICED", 2)


async def test_c_12_c_13_payment_and_cancellation_follow(
    linked: Sales, bc: Simulator, deliver: Deliver, read: Read
) -> None:
    order = await accepted(linked, deliver)
    bc.control("POST", f"orders/{order['number']}/post")
    number = bc.invoices()[0]["number"]

    bc.control("POST", f"invoices/{number}/payments")
    await read()
    paid = await invoiced(linked, order)
    bc.control("POST", f"invoices/{number}/unapply")
    bc.control("POST", f"invoices/{number}/cancel")
    await read()
    canceled = await invoiced(linked, order)

    (invoice,) = paid["invoices"]
    assert (invoice["status"], invoice["statusReason"]) == ("PAID", "COMPLETE")
    assert Decimal(invoice["amountDue"]["amount"]) == 0
    assert canceled["invoices"][0]["status"] == "CANCELED"
    assert canceled["status"] == "SUBMITTED"


async def test_c_14_a_combined_invoice_is_left_to_people(
    linked: Sales, bc: Simulator, deliver: Deliver, read: Read
) -> None:
    orders = [await accepted(linked, deliver) for _ in range(2)]
    for order in orders:
        bc.control("POST", f"orders/{order['number']}/ship")
    bc.control("POST", "combined-invoices", orders=[order["number"] for order in orders])

    await read()

    assert [(await invoiced(linked, order))["invoices"] for order in orders] == [[], []]


async def test_c_19_an_invoice_that_was_stamped_before_it_was_visible_is_found(
    linked: Sales, bc: Simulator, deliver: Deliver, read: Read
) -> None:
    early, late = [await accepted(linked, deliver) for _ in range(2)]
    bc.control("POST", f"orders/{early['number']}/post")
    await read()
    bc.control("POST", "clock", advanceSeconds=-timedelta(minutes=9).total_seconds())
    bc.control("POST", f"orders/{late['number']}/post")
    bc.control("POST", "clock", advanceSeconds=timedelta(minutes=9).total_seconds())

    await read()

    assert len((await invoiced(linked, late))["invoices"]) == 1
    assert there(bc, late) == []
