"""Invariants of discounts, tiers and locks, over the API (I-25 to I-34)."""

from typing import Any

import pytest

from tests.api.desk import KINDS, Desk, figures, item, of, table, written
from tests.api.mutations import Json

LOCKABLE = ("order", "invoice")
CHANGING = KINDS  # what a recalculation updates while the document is editable and not locked


async def frozen_documents(desk: Desk, *lines: Json, **more: Any) -> list[Json]:
    """Create read-only and locked documents: quotes, an order, an invoice and an opportunity."""
    active = await desk.act("activateQuote", await desk.document(*lines, **more))
    ordered = await desk.act("activateQuote", await desk.document(*lines, **more))
    order = await desk.read(await desk.do("createOrderFromQuote", quoteId=ordered["id"]))
    fulfilled = await desk.document(*lines, kind="order", **more)
    canceled = await desk.document(*lines, kind="order", **more)
    invoice = await desk.document(*lines, kind="invoice", **more)
    won = await desk.document(*lines, kind="opportunity", **more)
    return [
        active,
        await desk.read(ordered["id"]),
        order,
        await desk.read(await desk.do("createInvoiceFromOrder", orderId=order["id"])),
        await desk.act("fulfillOrder", fulfilled, status="COMPLETE"),
        await desk.act("cancelOrder", canceled),
        await desk.act("payInvoice", invoice, status="COMPLETE"),
        await desk.act("winOpportunity", won),
    ]


async def unchanged(desk: Desk, documents: list[Json]) -> None:
    """Check that they are unchanged, except for the invoicing status of the invoiced order."""
    for document in documents:
        now = await desk.read(document["id"])
        said = {"status", "statusReason", "version", "invoicingStatus", "pricesOutdated"}
        assert {k: v for k, v in now.items() if k not in said} == {
            k: v for k, v in document.items() if k not in said
        }


async def test_i_25_a_setting_alters_nothing_that_is_closed_locked_or_merely_read(
    desk: Desk,
) -> None:
    line = written("2.5", "1.05", manualDiscountAmount="0.50")
    draft = await desk.document(line)
    frozen = await frozen_documents(desk, line)

    await desk.settings(discountMethod="PER_UNIT", roundingMode="HALF_UP", pricingPrecision=4)

    await unchanged(desk, [draft, *frozen])
    again = await desk.act("recalculate", draft)
    names = "pricePerUnit baseAmount manualDiscount"
    assert table(draft, names) == [["1.05", "2.62", "0.50"]]
    assert table(again, names) == [["1.0500", "2.63", "1.25"]]
    await unchanged(desk, frozen)


@pytest.mark.parametrize(
    "given",
    [{"discountPercentage": "-0.01"}, {"discountPercentage": "100.01"},
     {"discountAmount": "-0.01"}, {"freightAmount": "-0.01"}],
)  # fmt: skip
@pytest.mark.parametrize("kind", KINDS)
async def test_i_26_discounts_and_freight_are_in_range(desk: Desk, kind: str, given: Json) -> None:
    document = await desk.document(written("1", "100"), kind=kind)

    code = await desk.refusal(f"update{kind.title()}", id=document["id"], input=given)

    assert code == "VALUE_OUT_OF_RANGE"
    assert await desk.read(document["id"]) == document


@pytest.mark.parametrize(
    "given",
    [{"manualDiscountAmount": "-0.01"}, {"manualDiscountPercent": "-1"},
     {"manualDiscountPercent": "100.01"}],
)  # fmt: skip
async def test_i_26_manual_discounts_are_in_range(desk: Desk, given: Json) -> None:
    document = await desk.document(written("1", "100"))

    assert await desk.cannot_add(document, written("1", "1", **given)) == "VALUE_OUT_OF_RANGE"
    assert await desk.cannot_change_line(document, 0, **given) == "VALUE_OUT_OF_RANGE"


async def test_i_26_percent_and_absolute_discount_commute(desk: Desk) -> None:
    percent, absolute = {"discountPercentage": "3.5"}, {"discountAmount": "16.27"}
    found = []

    for steps in ((percent, absolute), (absolute, percent)):
        document = await desk.document(written("7", "166.73", manualDiscountAmount="1.11"))
        for given in steps:
            document = await desk.act("updateQuote", document, input=given)
        found.append(figures(document, "detailAmount totalDiscountAmount totalAmount"))

    assert found == [["1166.00", "58.19", "1108.92"]] * 2


@pytest.mark.parametrize("kind", KINDS)
async def test_i_27_discounts_do_not_exceed_the_detail_amount(desk: Desk, kind: str) -> None:
    document = await desk.document(written("1", "50.00"), kind=kind, freightAmount="9")
    update = f"update{kind.title()}"

    code = await desk.refusal(update, id=document["id"], input={"discountAmount": "50.01"})

    assert code == "DISCOUNT_EXCEEDS_TOTAL"
    assert await desk.read(document["id"]) == document
    all_off = await desk.act(update, document, input={"discountPercentage": "100"})
    assert figures(all_off, "preFreightAmount totalAmount") == ["0.00", "9.00"]


async def test_i_27_negative_lines_may_make_a_document_negative(desk: Desk) -> None:
    document = await desk.document(
        written("1", "50.00"), written("-1", "80.00"), discountAmount="5", discountPercentage="10"
    )

    names = "detailAmount totalDiscountAmount preFreightAmount totalAmount"
    assert figures(document, names) == ["-30.00", "2.00", "-32.00", "-32.00"]


async def test_i_28_typed_tax_stays_and_nothing_discounts_freight_or_tax(desk: Desk) -> None:
    document = await desk.document(
        written("1", "100.00", tax="19.00"),
        written("1", "100.00", tax="-7.00"),
        discountPercentage="50",
        freightAmount="10.00",
    )

    document = await desk.change_line(document, 0, quantity="3", manualDiscountPercent="50")

    assert table(document, "baseAmount tax") == [["300.00", "19.00"], ["100.00", "-7.00"]]
    names = "detailAmount totalTax freightAmount preFreightAmount totalAmount"
    assert figures(document, names) == ["250.00", "12.00", "10.00", "125.00", "147.00"]


BORDERS = [
    ("9.99999", "0.00"), ("10", "5.00"), ("49", "5.00"), ("49.00001", "0.00"), ("55", "0.00"),
    ("60", "10.00"), ("100", "10.00"), ("100.00001", "0.00"), ("-10", "0.00"), ("0", "0.00"),
]  # fmt: skip


@pytest.mark.parametrize("kind", ["percent", "amount"])
async def test_i_29_tiers_include_their_borders_and_gaps_have_no_discount(
    desk: Desk, kind: str
) -> None:
    currency = None if kind == "percent" else "USD"
    tiers = await desk.discounts(("10", "49", "5"), ("60", "100", "10"), currency=currency)
    product, prices = await desk.sold("100.00", discountListId=tiers)

    document = await desk.document(
        *(of(product, quantity) for quantity, _ in BORDERS), priceListId=prices
    )

    assert [found for (found,) in table(document, "volumeDiscount")] == [v for _, v in BORDERS]


@pytest.mark.parametrize("kind", LOCKABLE)
async def test_i_30_another_quantity_finds_its_tier_although_prices_are_locked(
    desk: Desk, kind: str
) -> None:
    tiers = await desk.discounts(("10", "49", "5"), ("50", "99", "10"))
    product, prices = await desk.sold("20.00", discountListId=tiers)
    document = await desk.document(of(product, "9"), kind=kind, priceListId=prices)
    document = await desk.act("lockPricing", document)
    found = []

    for quantity in ("10", "49", "50", "100"):
        document = await desk.change_line(document, 0, quantity=quantity)
        found += table(document, "pricePerUnit volumeDiscount baseAmount")

    assert found == [
        ["20.00", "1.00", "190.00"],
        ["20.00", "1.00", "931.00"],
        ["20.00", "2.00", "900.00"],
        ["20.00", "0.00", "2000.00"],
    ]


async def priced(desk: Desk, kind: str) -> tuple[Json, str]:
    """Create a document of a listed, an overridden and a write-in line; return it and the item."""
    product, prices = await desk.sold("10.00")
    document = await desk.document(
        of(product, "3"),
        of(product, "3", pricePerUnit="7.00"),
        written("3", "5.00"),
        kind=kind,
        priceListId=prices,
    )
    return document, await desk.item_of(prices, product)


@pytest.mark.parametrize("kind", KINDS)
async def test_i_31_i_32_a_recalculation_prices_anew_what_was_not_typed(
    desk: Desk, kind: str
) -> None:
    document, listed = await priced(desk, kind)

    await desk.do("updatePriceListItem", id=listed, input={"amount": "12.00"})

    same = await desk.read(document["id"])
    assert same["pricesOutdated"]
    assert {**same, "pricesOutdated": False} == document
    again = await desk.act("recalculate", document)
    assert not again["pricesOutdated"]
    assert table(document, "pricePerUnit") == [["10.00"], ["7.00"], ["5.00"]]
    assert table(again, "pricePerUnit") == [["12.00"], ["7.00"], ["5.00"]]
    assert figures(again, "totalAmount") == ["72.00"]


PART = """mutation ($id: ID!, $line: ID!) {
  createInvoiceFromOrder(orderId: $id, lines: [{orderLineId: $line, quantity: "1"}]) {
    userErrors { code } } }"""


async def test_prices_that_cannot_be_recalculated_are_not_outdated(desk: Desk) -> None:
    order, listed = await priced(desk, "order")
    line = order["lines"][0]["id"]
    made = await desk.api(PART, id=order["id"], line=line)
    assert made["createInvoiceFromOrder"]["userErrors"] == []

    await desk.do("updatePriceListItem", id=listed, input={"amount": "12.00"})

    assert not (await desk.read(order["id"]))["pricesOutdated"]
    assert await desk.refusal("recalculate", documentId=order["id"]) == "ORDER_HAS_INVOICES"


REVISE = """mutation ($id: ID!, $reprice: Boolean!) { reviseQuote(quoteId: $id, reprice: $reprice) {
  revision { id } userErrors { code } } }"""


@pytest.mark.parametrize(
    ("reprice", "prices", "total"),
    [(False, ["10.00", "7.00", "5.00"], "66.00"), (True, ["12.00", "7.00", "5.00"], "72.00")],
)
async def test_a_revision_is_priced_anew_only_where_that_is_asked_for(
    desk: Desk, *, reprice: bool, prices: list[str], total: str
) -> None:
    quote, listed = await priced(desk, "quote")
    await desk.act("activateQuote", quote)
    await desk.do("updatePriceListItem", id=listed, input={"amount": "12.00"})

    payload = (await desk.api(REVISE, id=quote["id"], reprice=reprice))["reviseQuote"]

    assert payload["userErrors"] == []
    revision = await desk.read(payload["revision"]["id"])
    assert table(revision, "pricePerUnit") == [[price] for price in prices]
    assert figures(revision, "totalAmount") == [total]
    assert revision["pricesOutdated"] is not reprice


@pytest.mark.parametrize("kind", KINDS)
async def test_prices_follow_another_price_list_and_stay_where_the_same_one_is_named(
    desk: Desk, kind: str
) -> None:
    document, listed = await priced(desk, kind)
    update = f"update{kind.title()}"
    product = document["lines"][0]["product"]["id"]
    other = await desk.price_list("USD", item(product, "11.00"))
    await desk.do("updatePriceListItem", id=listed, input={"amount": "12.00"})

    same = {"name": "Renamed", "priceListId": document["priceList"]["id"]}
    await desk.do(update, id=document["id"], input=same)
    kept = await desk.read(document["id"])
    await desk.do(update, id=document["id"], input={"priceListId": other})
    moved = await desk.read(document["id"])

    assert table(kept, "pricePerUnit") == [["10.00"], ["7.00"], ["5.00"]]
    assert table(moved, "pricePerUnit") == [["11.00"], ["7.00"], ["5.00"]]
    assert figures(moved, "totalAmount") == ["69.00"]


async def test_i_32_nothing_that_is_closed_or_locked_follows_the_price_list(desk: Desk) -> None:
    product, prices = await desk.sold("10.00")
    frozen = await frozen_documents(desk, of(product, "3"), priceListId=prices)

    await desk.do(
        "updatePriceListItem", id=await desk.item_of(prices, product), input={"amount": "12.00"}
    )

    await unchanged(desk, frozen)
    for document in frozen:
        if document["status"] != "ACTIVE" or "revision" in document:
            assert await desk.refusal("recalculate", documentId=document["id"]) in {
                "RECORD_READ_ONLY", "PARENT_READ_ONLY",
            }  # fmt: skip
    await unchanged(desk, frozen)


@pytest.mark.parametrize("kind", LOCKABLE)
async def test_i_31_i_33_unlocking_prices_anew_at_once_and_locking_keeps_the_figures(
    desk: Desk, kind: str
) -> None:
    document, listed = await priced(desk, kind)
    locked = await desk.act("lockPricing", document)
    await desk.do("updatePriceListItem", id=listed, input={"amount": "12.00"})
    kept = await desk.act("recalculate", locked)

    unlocked = await desk.act("unlockPricing", document)

    assert figures(kept, "totalAmount") == figures(document, "totalAmount") == ["66.00"]
    assert not kept["pricesOutdated"]
    assert table(unlocked, "pricePerUnit") == [["12.00"], ["7.00"], ["5.00"]]
    assert figures(unlocked, "totalAmount") == ["72.00"]


@pytest.mark.parametrize("kind", LOCKABLE)
async def test_i_33_what_is_locked_is_not_locked_again_nor_unlocked_what_is_not(
    desk: Desk, kind: str
) -> None:
    document = await desk.document(written("1", "1"), kind=kind)

    codes = [await desk.refusal("unlockPricing", documentId=document["id"])]
    await desk.act("lockPricing", document)
    codes.append(await desk.refusal("lockPricing", documentId=document["id"]))

    assert codes == ["PRICING_ALREADY_UNLOCKED", "PRICING_ALREADY_LOCKED"]


@pytest.mark.parametrize("kind", LOCKABLE)
async def test_i_34_locked_prices_take_no_write_in_and_no_typed_price(
    desk: Desk, kind: str
) -> None:
    document, listed = await priced(desk, kind)
    document = await desk.act("lockPricing", document)
    product = document["lines"][0]["product"]["id"]
    await desk.do("updatePriceListItem", id=listed, input={"amount": "11.00"})
    document = await desk.read(document["id"])

    codes = [
        await desk.cannot_add(document, of(product), written("1", "5.00")),
        await desk.cannot_add(document, of(product, pricePerUnit="9.00")),
        await desk.cannot_change_line(document, 0, pricePerUnit="9.00"),
        await desk.cannot_change_line(document, 2, pricePerUnit="9.00"),
    ]

    assert codes == ["PRICES_LOCKED"] * 4
    more = await desk.add(document, of(product))
    assert table(more, "pricePerUnit")[-1] == ["11.00"]


async def test_i_32_a_changed_list_price_changes_prices_made_from_it(desk: Desk) -> None:
    product = await desk.product(listPrice="200.00", currencyCode="USD")
    prices = await desk.price_list("USD", item(product, method="PERCENT_OF_LIST", percentage="50"))
    document = await desk.document(of(product), priceListId=prices)

    await desk.do("updateProduct", id=product, input={"listPrice": "300.00"})

    again = await desk.act("recalculate", document)
    assert table(document, "pricePerUnit") == [["100.00"]]
    assert table(again, "pricePerUnit") == [["150.00"]]
