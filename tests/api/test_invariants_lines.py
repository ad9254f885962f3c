"""Invariants of lines, bundles, errors and sums, over the API (I-35 to I-45)."""

from decimal import Decimal

import pytest

from tests.api.desk import KINDS, Desk, figures, item, of, table, written
from tests.api.mutations import Json

FROM = {"quote": "createOrderFromQuote", "order": "createInvoiceFromOrder"}


async def test_i_35_what_is_not_on_a_mandatory_price_list_is_no_line(desk: Desk) -> None:
    _, prices = await desk.sold("10.00")
    other = await desk.product(currencyCode="USD")
    document = await desk.document(priceListId=prices)

    codes = [
        await desk.cannot_add(document, written("1", "5"), of(other)),
        await desk.cannot_add(document, of(other, pricePerUnit="5")),
    ]

    assert codes == ["PRODUCT_NOT_IN_PRICE_LIST"] * 2


async def test_i_35_where_price_lists_are_optional_what_is_not_listed_costs_nothing(
    desk: Desk,
) -> None:
    await desk.settings(priceListOptional=True)
    _, prices = await desk.sold("10.00")
    other = await desk.product(currencyCode="USD")

    document = await desk.document(of(other, "3"), priceListId=prices)

    assert table(document, "pricePerUnit extendedAmount pricingError") == [["0.00", "0.00", "NONE"]]
    assert document["pricingError"] == "NONE"


async def test_i_35_an_optional_price_list_is_used_where_it_has_the_product(desk: Desk) -> None:
    """The document's own list, or else the product's default list in the same currency."""
    await desk.settings(priceListOptional=True)
    product, prices = await desk.sold("10.00")
    in_euro = await desk.price_list("EUR", item(product, "9.00"))
    await desk.do("updateProduct", id=product, input={"defaultPriceListId": prices})

    found = [
        await desk.document(of(product), priceListId=prices),
        await desk.document(of(product)),
        await desk.document(of(product), currency="EUR", priceListId=in_euro),
        await desk.document(of(product), currency="EUR"),
    ]

    assert [table(each, "pricePerUnit")[0][0] for each in found] == [
        "10.00", "10.00", "9.00", "0.00",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
async def test_i_36_without_a_price_list_there_are_only_write_ins(desk: Desk, kind: str) -> None:
    product, _ = await desk.sold("10.00")
    document = await desk.document(written("2", "5.00"), kind=kind)

    assert document["priceList"] is None
    assert await desk.cannot_add(document, of(product)) == "PRICE_LIST_REQUIRED"
    assert await desk.cannot_add(document, of(product, pricePerUnit="1")) == "PRICE_LIST_REQUIRED"
    await desk.settings(priceListOptional=True)
    both = await desk.add(document, of(product))
    assert table(both, "extendedAmount") == [["10.00"], ["0.00"]]


async def test_i_37_quantities_have_the_decimals_of_the_product_or_none_at_all(
    desk: Desk,
) -> None:
    whole = await desk.product(currencyCode="USD")
    coarse = await desk.product(currencyCode="USD", quantityDecimals=2)
    prices = await desk.price_list(
        "USD", item(whole, "1", quantitySelling="WHOLE"), item(coarse, "1")
    )
    document = await desk.document(of(whole, "2"), of(coarse, "1.23"), priceListId=prices)

    codes = [
        await desk.cannot_add(document, of(whole, "1.5")),
        await desk.cannot_change_line(document, 0, quantity="1.5"),
        await desk.cannot_add(document, of(coarse, "1.234")),
        await desk.cannot_change_line(document, 1, quantity="1.234"),
    ]

    assert codes == ["LINE_QUANTITY_INVALID"] * 4


async def test_i_38_a_returned_product_has_its_price_and_no_tier(desk: Desk) -> None:
    tiers = await desk.discounts(("1", "99", "50"))
    product, prices = await desk.sold("20.00", discountListId=tiers)

    document = await desk.document(
        of(product, "-4", tax="-1.00"), of(product, "4"), priceListId=prices
    )

    assert table(document, "volumeDiscount baseAmount extendedAmount") == [
        ["0.00", "-80.00", "-81.00"],
        ["10.00", "40.00", "40.00"],
    ]
    assert figures(document, "detailAmount totalAmount") == ["-40.00", "-41.00"]


async def bundled(desk: Desk, kind: str) -> tuple[Json, list[str]]:
    """Create a document with two bundles of a required A and an optional C, and their products."""
    a, c = [await desk.product(currencyCode="USD") for _ in range(2)]
    bundle = await desk.bundle((a, "3", True), (c, "5", False))
    prices = await desk.price_list("USD", item(bundle, "500.00"), item(c, "40.00"))
    chosen = of(bundle, "2", options=[{"productId": c, "quantity": "4"}])
    return await desk.document(chosen, kind=kind, priceListId=prices), [bundle, a, c]


@pytest.mark.parametrize("kind", KINDS)
async def test_i_39_a_required_item_has_no_price_and_is_not_edited_alone(
    desk: Desk, kind: str
) -> None:
    document, _ = await bundled(desk, kind)
    changes: list[Json] = [
        {"pricePerUnit": "1"}, {"quantity": "1"}, {"manualDiscountAmount": "1"},
        {"manualDiscountPercent": "1"}, {"tax": "1"},
    ]  # fmt: skip

    codes = [await desk.cannot_change_line(document, 1, **change) for change in changes]
    codes.append(await desk.refusal("removeLine", lineId=document["lines"][1]["id"]))

    assert codes == ["BUNDLE_ITEM_REQUIRED"] * 6
    assert await desk.read(document["id"]) == document
    assert table(document, "lineType quantity baseAmount extendedAmount") == [
        ["BUNDLE", "2", "1000.00", "1000.00"],
        ["REQUIRED_BUNDLE_PRODUCT", "6", "0.00", "0.00"],
        ["OPTIONAL_BUNDLE_PRODUCT", "4", "160.00", "160.00"],
    ]


@pytest.mark.parametrize("kind", KINDS)
async def test_i_39_items_follow_their_bundle_and_go_with_it(desk: Desk, kind: str) -> None:
    document, _ = await bundled(desk, kind)

    more = await desk.change_line(document, 0, quantity="5")
    without_option = await desk.remove_line(more, 2)
    nothing = await desk.remove_line(without_option, 0)

    assert table(more, "quantity extendedAmount") == [
        ["5", "2500.00"], ["15", "0.00"], ["4", "160.00"],
    ]  # fmt: skip
    assert figures(without_option, "totalAmount") == ["2500.00"]
    assert nothing["lines"] == []
    assert figures(nothing, "totalAmount") == ["0.00"]


async def test_i_39_a_bundle_without_items_is_a_bundle_too(desk: Desk) -> None:
    bundle = await desk.bundle()
    prices = await desk.price_list("USD", item(bundle, "50.00"))
    document = await desk.document(of(bundle), priceListId=prices)

    document = await desk.change_line(document, 0, quantity="3")

    assert table(document, "lineType extendedAmount") == [["BUNDLE", "150.00"]]


async def test_i_39_where_only_missing_lines_are_taken_bundles_come_whole_or_not_at_all(
    desk: Desk,
) -> None:
    """Of two bundles with the same items, one is present; the other is added with its own items."""
    inside, option = [await desk.product(currencyCode="USD") for _ in range(2)]
    one, two = [await desk.bundle((inside, "1", True), (option, "1", False)) for _ in range(2)]
    prices = await desk.price_list("USD", item(one, "1"), item(two, "2"), item(option, "3"))
    chosen = [of(bundle, options=[{"productId": option}]) for bundle in (one, two)]
    opportunity = await desk.document(*chosen, kind="opportunity", priceListId=prices)
    quote = await desk.document(of(one), priceListId=prices)
    both = {"documentId": quote["id"], "opportunityId": opportunity["id"]}

    await desk.do("getProductsFromOpportunity", **both, mode="SKIP_EXISTING")

    lines = (await desk.read(quote["id"]))["lines"]
    assert [line["product"]["id"] for line in lines] == [one, inside, two, inside, option]
    heads = [lines[0]["id"], lines[2]["id"], lines[2]["id"]]
    assert [line["bundleLineId"] for line in lines if line["lineType"] != "BUNDLE"] == heads


async def test_i_39_a_bundle_stays_together_from_quote_to_invoice(desk: Desk) -> None:
    document, _ = await bundled(desk, "quote")
    documents = [document]
    await desk.act("activateQuote", document)
    for mutation in ("createOrderFromQuote", "createInvoiceFromOrder"):
        name = "quoteId" if "Quote" in mutation else "orderId"
        made = await desk.do(mutation, **{name: documents[-1]["id"]})
        documents.append(await desk.read(made))

    for each in documents:
        bundle, *items = each["lines"]
        assert [line["bundleLineId"] for line in items] == [bundle["id"]] * 2
        assert figures(each, "totalAmount") == ["1160.00"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("places", "amounts"),
    [(0, ["4", "1", "0", "3"]), (2, ["3.71", "1.11", "0.37", "2.97"]),
     (3, ["3.706", "1.112", "0.371", "2.965"]), (4, ["3.7061", "1.1118", "0.3706", "2.9649"])],
)  # fmt: skip
async def test_i_41_amounts_have_exactly_the_decimals_of_their_currency(
    desk: Desk, kind: str, places: int, amounts: list[str]
) -> None:
    given = {"code": "QQQ", "name": "Test", "precision": places, "exchangeRate": "1"}
    await desk.do("createCurrency", input=given)
    tax = await desk.tax_code("10")

    document = await desk.document(
        written("3.3333", "1.11", manualDiscountPercent="30", taxCodeId=tax),
        kind=kind,
        currency="QQQ",
    )

    names = "baseAmount manualDiscount tax extendedAmount"
    price = Decimal("1.11")
    exact = [price * Decimal("3.3333")]
    assert table(document, "pricePerUnit") == [[str(price)]]
    (found,) = table(document, names)
    assert {len(each.partition(".")[2]) for each in found} == {places}
    assert found[0] == str(round(exact[0], places))
    header = figures(
        document, "detailAmount totalDiscountAmount totalTax totalAmount freightAmount"
    )
    assert {len(each.partition(".")[2]) for each in header} == {places}


ERRORS = {
    "PRODUCT_NOT_IN_PRICE_LIST": "removed",
    "INACTIVE_PRICE_LIST": "deactivated",
    "MISSING_PRICE": "without a list price",
}


@pytest.mark.parametrize("error", ERRORS)
async def test_i_43_a_line_that_cannot_be_priced_marks_its_document_until_it_can(
    desk: Desk, error: str
) -> None:
    product = await desk.product(listPrice="10.00", currencyCode="USD")
    listed = item(product, method="PERCENT_OF_LIST", percentage="100")
    prices = await desk.price_list("USD", listed)
    document = await desk.document(of(product), written("1", "5.00"), priceListId=prices)

    if error == "PRODUCT_NOT_IN_PRICE_LIST":
        await desk.do("removePriceListItem", priceListItemId=await desk.item_of(prices, product))
    elif error == "INACTIVE_PRICE_LIST":
        await desk.do("deactivatePriceList", priceListId=prices)
    else:
        await desk.do("updateProduct", id=product, input={"listPrice": None})
    broken = await desk.act("recalculate", document)
    code = await desk.refusal("activateQuote", quoteId=document["id"])
    if error == "PRODUCT_NOT_IN_PRICE_LIST":
        await desk.do("addPriceListItems", priceListId=prices, items=[listed])
    elif error == "INACTIVE_PRICE_LIST":
        await desk.do("activatePriceList", priceListId=prices)
    else:
        await desk.do("updateProduct", id=product, input={"listPrice": "11.00"})
    mended = await desk.act("recalculate", document)

    assert [broken["pricingError"], *(line["pricingError"] for line in broken["lines"])] == [
        "DETAIL_ERROR", error, "NONE",
    ]  # fmt: skip
    assert code == "PRICING_ERRORS"
    assert [mended["pricingError"], *(line["pricingError"] for line in mended["lines"])] == [
        "NONE"
    ] * 3
    assert (await desk.act("activateQuote", document))["status"] == "ACTIVE"


async def test_i_43_removing_the_line_that_cannot_be_priced_clears_the_document(
    desk: Desk,
) -> None:
    product, prices = await desk.sold("10.00")
    document = await desk.document(of(product), written("1", "5.00"), priceListId=prices)
    await desk.do("removePriceListItem", priceListItemId=await desk.item_of(prices, product))
    broken = await desk.act("recalculate", document)

    mended = await desk.remove_line(broken, 0)

    assert [broken["pricingError"], mended["pricingError"]] == ["DETAIL_ERROR", "NONE"]


@pytest.mark.parametrize("kind", KINDS)
async def test_i_44_without_lines_the_total_is_the_freight(desk: Desk, kind: str) -> None:
    document = await desk.document(kind=kind, freightAmount="12.50", discountPercentage="50")

    names = "detailAmount lineDiscountAmount totalDiscountAmount preFreightAmount totalTax"
    assert figures(document, names) == ["0.00"] * 5
    assert figures(document, "totalAmount") == ["12.50"]


async def test_i_44_what_has_no_lines_goes_no_further(desk: Desk) -> None:
    quote = await desk.document()
    order = await desk.document(kind="order")
    opportunity = await desk.document(kind="opportunity")

    codes = [
        await desk.refusal("activateQuote", quoteId=quote["id"]),
        await desk.refusal("createInvoiceFromOrder", orderId=order["id"]),
        await desk.refusal("createOrderFromOpportunity", opportunityId=opportunity["id"]),
        await desk.refusal("createInvoiceFromOpportunity", opportunityId=opportunity["id"]),
    ]

    assert codes == ["EMPTY_DOCUMENT"] * 4


async def test_i_45_a_thousand_lines_add_up_exactly(desk: Desk) -> None:
    """In binary floating point, 0.1 added ten thousand times is 1000.0000000001588."""
    document = await desk.document(*[written("0.1", "1.00", tax="0.01")] * 1000)

    assert len(document["lines"]) == 1000
    assert figures(document, "detailAmount totalTax totalAmount") == ["100.00", "10.00", "110.00"]
