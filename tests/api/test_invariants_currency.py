"""Invariants of currencies and base amounts, over the API (I-46 to I-50)."""

from typing import Any

import pytest

from tests.api.desk import KINDS, LINE_MONEY, MONEY, Desk, figures, item, of, table, written
from tests.api.mutations import Json

TAKING = ("quote", "order", "invoice")


@pytest.mark.parametrize("kind", KINDS)
async def test_i_46_every_amount_is_in_the_currency_of_the_document(desk: Desk, kind: str) -> None:
    product, prices = await desk.sold("10", "EUR")

    document = await desk.document(
        of(product), written("1", "1"), kind=kind, currency="EUR", priceListId=prices
    )

    amounts = [document[name] for name in MONEY]
    amounts += [line[name] for line in document["lines"] for name in LINE_MONEY]
    assert {amount["currencyCode"] for amount in amounts} == {"EUR"}
    assert document["currencyCode"] == "EUR"


@pytest.mark.parametrize("kind", KINDS)
async def test_i_46_a_price_list_in_another_currency_is_refused(desk: Desk, kind: str) -> None:
    _, prices = await desk.sold("10", "EUR")
    document = await desk.document(written("1", "1"), kind=kind)
    given = await desk.header("USD", {"priceListId": prices})

    codes = [
        await desk.refusal(f"create{kind.title()}", input=given),
        await desk.refusal(
            f"update{kind.title()}", id=document["id"], input={"priceListId": prices}
        ),
    ]

    assert codes == ["CURRENCY_MISMATCH"] * 2
    assert await desk.read(document["id"]) == document


@pytest.mark.parametrize("kind", ["opportunity", "quote"])
async def test_i_47_the_currency_changes_only_while_there_are_no_lines(
    desk: Desk, kind: str
) -> None:
    update, euro = f"update{kind.title()}", {"currencyCode": "EUR"}
    full = await desk.document(written("1", "1"), kind=kind)
    empty = await desk.document(kind=kind)

    code = await desk.refusal(update, id=full["id"], input=euro)
    changed = await desk.act(update, empty, input=euro)

    assert code == "CURRENCY_IMMUTABLE"
    assert await desk.read(full["id"]) == full
    assert changed["currencyCode"] == changed["totalAmount"]["currencyCode"] == "EUR"


@pytest.mark.parametrize("kind", ["opportunity", "quote"])
async def test_i_49_another_currency_brings_its_own_rate(desk: Desk, kind: str) -> None:
    euros = await desk.document(kind=kind, currency="EUR", freightAmount="10")
    dollars = await desk.document(kind=kind, freightAmount="10")

    changed = await desk.act(f"update{kind.title()}", dollars, input={"currencyCode": "EUR"})

    assert changed["exchangeRate"] == euros["exchangeRate"] != dollars["exchangeRate"]
    assert changed["totalAmount"] == euros["totalAmount"] != dollars["totalAmount"]


@pytest.mark.parametrize("kind", ["opportunity", "quote"])
async def test_i_46_a_currency_other_than_the_price_lists_is_refused(desk: Desk, kind: str) -> None:
    listed = await desk.do("createPriceList", input={"name": "L", "currencyCode": "USD"})
    document = await desk.document(kind=kind, priceListId=listed)

    code = await desk.refusal(
        f"update{kind.title()}", id=document["id"], input={"currencyCode": "EUR"}
    )

    assert code == "CURRENCY_MISMATCH"
    assert await desk.read(document["id"]) == document


@pytest.mark.parametrize("kind", ["order", "invoice"])
async def test_i_47_orders_and_invoices_keep_their_currency(desk: Desk, kind: str) -> None:
    """Their inputs have no field for it."""
    document = await desk.document(kind=kind)
    query = f"""mutation ($id: ID!) {{ update{kind.title()}(id: $id,
      input: {{ currencyCode: "EUR" }}) {{ userErrors {{ code }} }} }}"""

    body = await desk.api.raw(query, {"id": document["id"]})

    assert body["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert await desk.read(document["id"]) == document


async def test_i_48_one_currency_from_opportunity_to_invoice(desk: Desk) -> None:
    chain = [await desk.document(written("1", "10"), kind="opportunity", currency="CHF")]
    steps = (
        ("createQuoteFromOpportunity", "opportunityId"),
        ("createOrderFromQuote", "quoteId"),
        ("createInvoiceFromOrder", "orderId"),
    )

    for mutation, name in steps:
        if name == "quoteId":
            await desk.act("activateQuote", chain[-1])
        chain.append(await desk.read(await desk.do(mutation, **{name: chain[-1]["id"]})))

    assert [each["currencyCode"] for each in chain] == ["CHF"] * 4
    assert [figures(each, "totalAmount") for each in chain] == [["10.00"]] * 4


@pytest.mark.parametrize("kind", TAKING)
async def test_i_48_products_of_an_opportunity_in_another_currency_are_refused(
    desk: Desk, kind: str
) -> None:
    opportunity = await desk.document(written("1", "10"), kind="opportunity", currency="EUR")
    document = await desk.document(written("1", "1"), kind=kind)
    given = await desk.header("USD", {"opportunityId": opportunity["id"]})
    both = {"documentId": document["id"], "opportunityId": opportunity["id"]}

    codes = [
        await desk.refusal("getProductsFromOpportunity", **both),
        await desk.refusal(f"create{kind.title()}", input=given),
    ]

    assert codes == ["CURRENCY_MISMATCH"] * 2
    assert await desk.read(document["id"]) == document


@pytest.mark.parametrize("kind", TAKING)
async def test_products_of_an_opportunity_are_appended_put_in_place_or_added_where_missing(
    desk: Desk, kind: str
) -> None:
    product, prices = await desk.sold("10")
    opportunity = await desk.document(
        of(product, "2"), written("1", "3"), kind="opportunity", priceListId=prices
    )
    both: Json = {"opportunityId": opportunity["id"]}
    found = []
    for mode in ("APPEND", "REPLACE", "SKIP_EXISTING"):
        document = await desk.document(of(product, "7"), kind=kind, priceListId=prices)
        both |= {"documentId": document["id"], "mode": mode}
        await desk.do("getProductsFromOpportunity", **both)
        found.append(table(await desk.read(document["id"]), "quantity extendedAmount"))

    there, taken = ["7", "70.00"], [["2", "20.00"], ["1", "3.00"]]
    assert found == [[there, *taken], taken, [there, taken[1]]]


async def in_euro(desk: Desk, kind: str, rate: str | None = "0.92", **more: Any) -> Json:
    """Create a document of 1229.17 EUR at this rate."""
    await desk.rate("EUR", rate)
    return await desk.document(written("1", "1229.17"), kind=kind, currency="EUR", **more)


@pytest.mark.parametrize("kind", KINDS)
async def test_i_49_i_50_a_new_rate_counts_from_the_next_calculation_on(
    desk: Desk, kind: str
) -> None:
    document = await in_euro(desk, kind)

    await desk.rate("EUR", "0.5")

    assert document["exchangeRate"] == "0.92"
    assert figures(document, "totalAmount+base") == ["1336.05"]
    kept = await desk.read(document["id"])
    assert figures(kept, "totalAmount+base") == ["1336.05"]
    again = await desk.act("recalculate", document)
    assert again["exchangeRate"] == "0.5"
    assert figures(again, "totalAmount totalAmount+base") == ["1229.17", "2458.34"]
    assert table(again, "extendedAmount+base") == [["2458.34"]]


async def test_i_50_the_rate_is_kept_when_a_document_leaves_its_editable_state(
    desk: Desk,
) -> None:
    """Closing, reopening and creating documents from it do not change it (W10)."""
    opportunity = await in_euro(desk, "opportunity")
    quote = await in_euro(desk, "quote")
    await desk.rate("EUR", "0.5")

    won = await desk.act("winOpportunity", opportunity)
    reopened = await desk.act("reopenOpportunity", opportunity)
    active = await desk.act("activateQuote", quote)
    order = await desk.read(await desk.do("createOrderFromQuote", quoteId=quote["id"]))
    invoice = await desk.read(await desk.do("createInvoiceFromOrder", orderId=order["id"]))
    paid = await desk.act("payInvoice", invoice, status="COMPLETE")

    for document in (won, reopened, active, order, invoice, paid):
        assert document["exchangeRate"] == "0.92"
        assert figures(document, "totalAmount+base") == ["1336.05"]
        assert table(document, "extendedAmount+base") == [["1336.05"]]


async def test_i_50_locked_prices_keep_their_rate(desk: Desk) -> None:
    order = await desk.act("lockPricing", await in_euro(desk, "order"))
    await desk.rate("EUR", "0.5")

    kept = await desk.act("recalculate", order)
    unlocked = await desk.act("unlockPricing", order)

    assert figures(kept, "exchangeRate totalAmount+base") == ["0.92", "1336.05"]
    assert figures(unlocked, "exchangeRate totalAmount+base") == ["0.5", "2458.34"]


@pytest.mark.parametrize("kind", KINDS)
async def test_i_50_the_base_currency_has_the_rate_1_and_the_same_amounts(
    desk: Desk, kind: str
) -> None:
    document = await desk.document(
        written("3", "33.35", manualDiscountPercent="7.5", tax="1.11"),
        kind=kind,
        discountPercentage="3.3",
        freightAmount="2.22",
    )

    assert document["exchangeRate"] == "1"
    for name in MONEY:
        assert document[name]["inBaseCurrency"] == document[name]["amount"], name
    (line,) = document["lines"]
    for name in set(LINE_MONEY) - {"manualDiscountAmount"}:  # as typed
        assert line[name]["inBaseCurrency"] == line[name]["amount"], name


@pytest.mark.parametrize(("places", "based"), [(0, "7"), (2, "6.77"), (3, "6.774"), (4, "6.7737")])
async def test_i_50_base_amounts_have_the_decimals_of_the_base_currency(
    desk: Desk, places: int, based: str
) -> None:
    """1000 JPY at 147.63 is 6.7737 USD."""
    await desk.do("createCurrency", input={"code": "QQB", "name": "Base", "precision": places})
    await desk.settings(baseCurrencyCode="QQB")
    await desk.rate("JPY", "147.63")

    document = await desk.document(written("1", "1000"), currency="JPY")

    assert figures(document, "totalAmount totalAmount+base") == ["1000", based]


async def test_i_50_the_rate_of_the_base_currency_stays_1(desk: Desk) -> None:
    data = await desk.api(
        """{ currencies(filter: { code: { eq: "USD" } }) { nodes { id exchangeRate } } }"""
    )
    (usd,) = data["currencies"]["nodes"]

    codes = [
        await desk.refusal("updateCurrency", id=usd["id"], input={"exchangeRate": "2"}),
        await desk.refusal("deactivateCurrency", currencyId=usd["id"]),
        await desk.refusal("deleteCurrency", currencyId=usd["id"]),
    ]

    assert usd["exchangeRate"] == "1"
    assert codes == ["BASE_CURRENCY_FIXED"] * 3


@pytest.mark.parametrize("kind", KINDS)
async def test_without_a_rate_there_are_no_base_amounts_until_there_is_one(
    desk: Desk, kind: str
) -> None:
    document = await in_euro(desk, kind, rate=None)
    await desk.rate("EUR", "0.92")

    again = await desk.act("recalculate", document)

    assert document["exchangeRate"] is None
    assert document["totalAmount"]["inBaseCurrency"] is None
    assert figures(again, "exchangeRate totalAmount+base") == ["0.92", "1336.05"]


async def test_i_46_items_are_in_the_currency_of_their_list(desk: Desk) -> None:
    """A percentage of a price in another currency would not have a currency."""
    product = await desk.product(listPrice="10", currencyCode="USD")
    discounts = await desk.discounts(("1", "2", "3"), currency="USD")
    given = {"name": "Euro", "currencyCode": "EUR"}
    wrong = (
        item(product, method="PERCENT_OF_LIST", percentage="90"),
        item(product, "9", discountListId=discounts),
    )

    codes = [
        await desk.refusal("createPriceList", input={**given, "items": [each]}) for each in wrong
    ]

    assert codes == ["PRICE_LIST_CURRENCY_MISMATCH", "DISCOUNT_LIST_CURRENCY_MISMATCH"]
