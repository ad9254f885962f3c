"""Invariants between an order and its invoices, over the API (I-53, I-54)."""

from decimal import Decimal

import pytest

from tests.api.desk import LINE_MONEY, MONEY, Desk, figures, of, table, written
from tests.api.mutations import Json

SUMMED = [name for name in MONEY if name != "discountAmount"]


async def ordered(desk: Desk, **more: str) -> Json:
    """Order a tiered product, a write-in and a return, with discounts, freight and taxes."""
    tiers = await desk.discounts(("1", "99", "3.33"))
    product, prices = await desk.sold("33.33", discountListId=tiers)
    tax = await desk.tax_code("19")
    quote = await desk.document(
        of(product, "7", manualDiscountPercent="1.5", taxCodeId=tax),
        written("2.5", "19.99", manualDiscountAmount="1.01", tax="3.33"),
        written("-1", "5.55"),
        priceListId=prices,
        **{"discountPercentage": "3.5", "discountAmount": "16.27", "freightAmount": "25.00"} | more,
    )
    await desk.act("activateQuote", quote)
    return await desk.read(await desk.do("createOrderFromQuote", quoteId=quote["id"]))


async def invoiced(desk: Desk, order: Json, *quantities: str | None) -> Json:
    """Create an invoice of these quantities of the order's lines; of the rest if none are given."""
    lines = [
        {"orderLineId": line["id"], "quantity": quantity}
        for line, quantity in zip(order["lines"], quantities, strict=False)
        if quantity is not None
    ]
    chosen = {"lines": lines} if quantities else {}
    return await desk.read(await desk.do("createInvoiceFromOrder", orderId=order["id"], **chosen))


def added(documents: list[Json], name: str) -> str:
    return str(sum(Decimal(document[name]["amount"]) for document in documents))


async def adds_up(desk: Desk, order: Json, invoices: list[Json]) -> None:
    """Check that the order's amounts and quantities are exactly the sums of its invoices."""
    for name in SUMMED:
        assert added(invoices, name) == order[name]["amount"], name
    assert (await desk.read(order["id"]))["invoicingStatus"] == "FULL"


@pytest.mark.parametrize("mode", ["HALF_EVEN", "HALF_UP"])
async def test_i_53_an_invoice_has_every_line_of_its_order_and_the_same_total(
    desk: Desk, mode: str
) -> None:
    await desk.settings(roundingMode=mode)
    order = await ordered(desk)

    invoice = await invoiced(desk, order)

    said = f"quantity pricePerUnit lineType {' '.join(LINE_MONEY)} extendedAmount+base"
    assert table(invoice, said) == table(order, said)
    assert len(invoice["lines"]) == 3
    assert invoice["pricesLocked"]
    for name in MONEY:
        assert invoice[name] == order[name], name
    assert invoice["amountDue"] == order["totalAmount"]


async def test_i_53_an_order_is_invoiced_in_full_once(desk: Desk) -> None:
    order = await ordered(desk)
    await invoiced(desk, order)

    code = await desk.refusal("createInvoiceFromOrder", orderId=order["id"])

    assert code == "ORDER_NOT_INVOICEABLE"
    assert (await desk.read(order["id"]))["status"] == "INVOICED"


@pytest.mark.parametrize("mode", ["HALF_EVEN", "HALF_UP"])
async def test_i_54_parts_of_an_order_add_up_to_it(desk: Desk, mode: str) -> None:
    await desk.settings(roundingMode=mode)
    order = await ordered(desk)

    parts = [
        await invoiced(desk, order, "3", "1.25", None),
        await invoiced(desk, order, "3", None, "-1"),
        await invoiced(desk, order),
    ]

    assert table(parts[2], "quantity") == [["1"], ["1.25"]]
    await adds_up(desk, order, parts)


async def test_i_54_a_part_costs_its_share_and_the_last_one_the_rest(desk: Desk) -> None:
    """0.10 in three parts is 0.03, 0.03 and 0.04; so is the discount of 1.00 off 30.00."""
    order = await desk.document(
        written("3", "10.00", tax="0.10"),
        kind="order",
        discountAmount="1.00",
        freightAmount="0.20",
    )

    parts = [await invoiced(desk, order, "1") for _ in range(3)]

    names = "detailAmount totalTax discountAmount freightAmount totalAmount"
    assert [figures(part, names) for part in parts] == [
        ["10.00", "0.03", "0.33", "0.07", "9.77"],
        ["10.00", "0.03", "0.33", "0.07", "9.77"],
        ["10.00", "0.04", "0.34", "0.06", "9.76"],
    ]
    await adds_up(desk, order, parts)


@pytest.mark.parametrize(
    ("mode", "shares"), [("HALF_EVEN", ["0.00", "0.03"]), ("HALF_UP", ["0.01", "0.02"])]
)
async def test_i_54_half_a_cent_is_rounded_as_the_tenant_has_it(
    desk: Desk, mode: str, shares: list[str]
) -> None:
    """A sixth of 0.03 is exactly 0.005, although 1/6 has no finite decimal expansion."""
    await desk.settings(roundingMode=mode)
    order = await desk.document(
        written("1", "1"), written("5", "1"), kind="order", discountAmount="0.03"
    )

    parts = [await invoiced(desk, order, "1"), await invoiced(desk, order)]

    assert [figures(part, "discountAmount") for part in parts] == [[share] for share in shares]


EXCEEDS, INVALID = "INVOICE_QUANTITY_EXCEEDS_ORDER", "INVOICE_QUANTITY_INVALID"


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (["7.00001"], EXCEEDS),
        (["-1"], INVALID),
        (["0"], INVALID),
        ([None, "2.6"], EXCEEDS),
        ([None, None, "1"], INVALID),
        ([None, None, "-2"], EXCEEDS),
    ],
)
async def test_i_54_no_more_is_invoiced_than_was_ordered(
    desk: Desk, asked: list[str | None], refusal: str
) -> None:
    order = await ordered(desk)
    lines = [
        {"orderLineId": line["id"], "quantity": quantity}
        for line, quantity in zip(order["lines"], asked, strict=False)
        if quantity
    ]

    code = await desk.refusal("createInvoiceFromOrder", orderId=order["id"], lines=lines)

    assert code == refusal
    assert await desk.read(order["id"]) == order


async def test_i_54_what_others_have_left_is_the_limit(desk: Desk) -> None:
    order = await ordered(desk)
    await invoiced(desk, order, "5")
    lines = [{"orderLineId": order["lines"][0]["id"], "quantity": "2.00001"}]

    code = await desk.refusal("createInvoiceFromOrder", orderId=order["id"], lines=lines)

    assert code == EXCEEDS
    assert (await desk.read(order["id"]))["invoicingStatus"] == "PARTIAL"


@pytest.mark.parametrize("canceled", [0, 1, 2])
async def test_i_54_a_canceled_part_is_invoiced_again_to_the_last_digit(
    desk: Desk, canceled: int
) -> None:
    order = await ordered(desk)
    parts = [
        await invoiced(desk, order, "3", "1.25"),
        await invoiced(desk, order, "3", None, "-1"),
        await invoiced(desk, order),
    ]

    gone = await desk.act("cancelInvoice", parts.pop(canceled))
    between = await desk.read(order["id"])
    parts.append(await invoiced(desk, order))

    assert figures(gone, "amountDue") == ["0.00"]
    assert between["invoicingStatus"] == "PARTIAL"
    await adds_up(desk, order, parts)


async def test_i_54_an_order_in_parts_adds_up_in_the_currency_of_each_precision(
    desk: Desk,
) -> None:
    for places in (0, 3, 4):
        code = f"QQ{places}".replace("0", "A").replace("3", "B").replace("4", "C")
        await desk.do("createCurrency", input={"code": code, "name": code, "precision": places})
        order = await desk.document(
            written("7", "14.29", tax="5", manualDiscountPercent="3"),
            kind="order",
            currency=code,
            discountPercentage="7.77",
            freightAmount="11",
        )

        parts = [await invoiced(desk, order, "2") for _ in range(3)]
        parts.append(await invoiced(desk, order))

        await adds_up(desk, order, parts)


async def test_i_54_a_part_of_a_bundle_has_a_part_of_its_items(desk: Desk) -> None:
    inside, _ = await desk.sold("1")
    bundle = await desk.bundle((inside, "3", True))
    prices = await desk.price_list("USD", {"productId": bundle, "amount": "50.00"})
    order = await desk.document(of(bundle, "4"), kind="order", priceListId=prices)

    first = await invoiced(desk, order, "1")
    second = await invoiced(desk, order)

    assert table(first, "quantity extendedAmount") == [["1", "50.00"], ["3", "0.00"]]
    assert table(second, "quantity extendedAmount") == [["3", "150.00"], ["9", "0.00"]]
    await adds_up(desk, order, [first, second])
