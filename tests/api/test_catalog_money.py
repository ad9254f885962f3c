"""Currencies and tax codes over the API (1.10)."""

import pytest

from tests.api.catalog import Shop
from tests.api.mutations import Json
from tests.api.sales import Sales

NEW = {"code": "XTS", "name": "Test"}


async def test_a_tenant_begins_with_the_currencies_of_the_world(shop: Shop) -> None:
    usd, eur = await shop.currency("USD"), await shop.currency("EUR")

    assert (usd["exchangeRate"], usd["precision"], usd["isActive"]) == ("1", 2, True)
    assert (eur["exchangeRate"], (await shop.currency("JPY"))["precision"]) == (None, 0)


@pytest.mark.parametrize("precision", range(5))
async def test_a_currency_is_created_with_0_to_4_decimals(shop: Shop, precision: int) -> None:
    given = {**NEW, "symbol": "T", "precision": precision, "exchangeRate": "0.000000000001"}

    made = await shop.do("createCurrency", input=given)

    assert (made["code"], made["symbol"], made["precision"]) == ("XTS", "T", precision)
    assert made["exchangeRate"] == "0.000000000001"
    assert made["isActive"] is True


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"code": "EUR"}, "CURRENCY_EXISTS", "code"),
        ({"name": " "}, "TEXT_REQUIRED", "name"),
        ({"symbol": "s" * 11}, "TEXT_TOO_LONG", "symbol"),
        ({"precision": 5}, "VALUE_OUT_OF_RANGE", "precision"),
        ({"precision": -1}, "VALUE_OUT_OF_RANGE", "precision"),
        ({"exchangeRate": "0"}, "VALUE_OUT_OF_RANGE", "exchangeRate"),
        ({"exchangeRate": "100000000001"}, "VALUE_OUT_OF_RANGE", "exchangeRate"),
    ],
)
async def test_what_no_currency_can_have(shop: Shop, given: Json, code: str, path: str) -> None:
    refused = await shop.refused("createCurrency", input=NEW | given)

    assert refused == (code, f"input.{path}")


@pytest.mark.parametrize(
    "rate", ["1.0000000000001", "-1", "1e3", " 1", "1.", "", "NaN", 1.5, 1, "1234567890123"]
)
async def test_a_rate_is_a_text_of_at_most_12_decimals(shop: Shop, rate: object) -> None:
    query = """mutation ($input: CreateCurrencyInput!) {
      createCurrency(input: $input) { currency { id } userErrors { code } } }"""

    body = await shop.api.raw(query, {"input": {**NEW, "exchangeRate": rate}})

    (error,) = body["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "data" not in body or body["data"] is None


@pytest.mark.parametrize("code", ["eur", "EURO", "E1R", "", "E\x00R"])
async def test_a_currency_code_has_three_capitals(shop: Shop, code: str) -> None:
    query = """mutation ($quote: CreateQuoteInput!, $currency: CreateCurrencyInput!) {
      createQuote(input: $quote) { quote { id } }
      createCurrency(input: $currency) { currency { id } } }"""
    new = {"quote": {"name": "Q", "customerId": "acc_1", "currencyCode": "EUR"}, "currency": NEW}

    for name, field in (("quote", "currencyCode"), ("currency", "code")):
        given = {**new, name: {**new[name], field: code}}
        body = await shop.api.raw(query, given)
        assert [error["extensions"]["code"] for error in body["errors"]] == ["BAD_USER_INPUT"]
        assert "CurrencyCode" in body["errors"][0]["message"]
        assert "data" not in body


async def test_a_currency_is_changed_and_its_rate_forgotten(shop: Shop) -> None:
    made = await shop.do("createCurrency", input={**NEW, "exchangeRate": "2.50"})

    changed = await shop.do(
        "updateCurrency",
        id=made["id"],
        input={"name": "Tester", "precision": 3, "exchangeRate": "12345.123456789012"},
        expectedVersion=1,
    )
    cleared = await shop.do("updateCurrency", id=made["id"], input={"exchangeRate": None})
    stale = await shop.refusal(
        "updateCurrency", id=made["id"], input={"name": "X"}, expectedVersion=1
    )

    assert made["exchangeRate"] == "2.5"
    assert (changed["name"], changed["precision"]) == ("Tester", 3)
    assert changed["exchangeRate"] == "12345.123456789012"
    assert (cleared["exchangeRate"], stale) == (None, "VERSION_CONFLICT")


async def test_the_base_currency_is_fixed(shop: Shop) -> None:
    """Dynamics 0x80048cf5."""
    base = await shop.currency("USD")

    refusals = [
        await shop.refused("updateCurrency", id=base["id"], input={"exchangeRate": "1.1"}),
        await shop.refused("updateCurrency", id=base["id"], input={"exchangeRate": None}),
        await shop.refused("deactivateCurrency", currencyId=base["id"]),
        await shop.refused("deleteCurrency", currencyId=base["id"]),
    ]
    renamed = await shop.do(
        "updateCurrency", id=base["id"], input={"symbol": "$", "exchangeRate": "1.0"}
    )

    named = await shop.do("updateCurrency", id=base["id"], input={"name": "Dollar"})

    assert named["name"] == "Dollar"
    assert refusals == [
        ("BASE_CURRENCY_FIXED", "input.exchangeRate"),
        ("BASE_CURRENCY_FIXED", "input.exchangeRate"),
        ("BASE_CURRENCY_FIXED", ""),
        ("BASE_CURRENCY_FIXED", ""),
    ]
    assert (renamed["symbol"], renamed["exchangeRate"]) == ("$", "1")


@pytest.mark.parametrize("user", ["quote", "product", "price list", "discount list"])
async def test_a_used_currency_keeps_its_decimals_and_is_only_deactivated(
    shop: Shop, sales: Sales, user: str
) -> None:
    eur = await shop.currency("EUR")
    if user == "quote":
        await sales.draft()
    elif user == "product":
        await shop.product(currencyCode="EUR")
    elif user == "price list":
        await shop.price_list()
    else:
        given = {"name": "D", "type": "AMOUNT", "currencyCode": "EUR"}
        await shop.do("createDiscountList", input=given)

    refusals = [
        await shop.refused("updateCurrency", id=eur["id"], input={"precision": 3}),
        await shop.refused("deleteCurrency", currencyId=eur["id"]),
    ]
    off = await shop.do("deactivateCurrency", currencyId=eur["id"])
    on = await shop.do("activateCurrency", currencyId=eur["id"])

    assert [code for code, _ in refusals] == ["CURRENCY_IN_USE"] * 2
    assert refusals[0][1] == "input.precision"
    assert (off["isActive"], on["isActive"]) == (False, True)


async def test_an_unused_currency_is_deleted(shop: Shop) -> None:
    made = await shop.do("createCurrency", input=NEW)

    payload = await shop.payload("deleteCurrency", currencyId=made["id"])

    assert payload == {"deletedCurrencyId": made["id"]}
    gone = await shop.refused("deleteCurrency", currencyId=made["id"])
    assert gone == ("CURRENCY_NOT_FOUND", "currencyId")


async def test_documents_in_an_inactive_currency_stay_and_no_others_begin(
    shop: Shop, sales: Sales
) -> None:
    quote = await sales.draft()
    await shop.do("deactivateCurrency", currencyId=(await shop.currency("EUR"))["id"])

    refusals = [
        await sales.refusal("createQuote", input=await sales.header()),
        await shop.refusal(
            "createProduct", input={"number": "P", "name": "P", "currencyCode": "EUR"}
        ),
        await shop.refusal(
            "createDiscountList", input={"name": "D", "type": "AMOUNT", "currencyCode": "EUR"}
        ),
    ]
    active = await sales.do("activateQuote", quoteId=quote["id"])

    assert refusals == ["CURRENCY_INACTIVE"] * 3
    assert active["quote"]["status"] == "ACTIVE"


async def test_i_49_a_new_rate_leaves_saved_documents_unchanged(shop: Shop, sales: Sales) -> None:
    eur = await shop.currency("EUR")
    await shop.do("updateCurrency", id=eur["id"], input={"exchangeRate": "0.92"})
    quote = await sales.draft()
    query = """query ($id: ID!) { quote(id: $id) { exchangeRate
      totalAmount { amount inBaseCurrency } } }"""
    before = await shop.api(query, id=quote["id"])

    await shop.do("updateCurrency", id=eur["id"], input={"exchangeRate": "0.5"})

    assert await shop.api(query, id=quote["id"]) == before
    assert before["quote"]["exchangeRate"] == "0.92"


async def test_a_tax_code_is_created_and_changed(shop: Shop) -> None:
    made = await shop.do(
        "createTaxCode", input={"code": "STD", "name": "Standard", "rate": "19.00"}
    )

    changed = await shop.do(
        "updateTaxCode",
        id=made["id"],
        input={"rate": "8.12345", "isActive": False},
        expectedVersion=1,
    )

    assert (made["rate"], made["isActive"]) == ("19", True)
    assert (changed["code"], changed["rate"], changed["isActive"]) == ("STD", "8.12345", False)


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"code": "STD"}, "TAX_CODE_TAKEN", "code"),
        ({"code": " "}, "TEXT_REQUIRED", "code"),
        ({"name": ""}, "TEXT_REQUIRED", "name"),
        ({"rate": "-1"}, "VALUE_OUT_OF_RANGE", "rate"),
        ({"rate": "100.1"}, "VALUE_OUT_OF_RANGE", "rate"),
    ],
)
async def test_what_no_tax_code_can_have(shop: Shop, given: Json, code: str, path: str) -> None:
    await shop.do("createTaxCode", input={"code": "STD", "name": "Standard", "rate": "19"})
    other = await shop.do("createTaxCode", input={"code": "RED", "name": "Low", "rate": "7"})

    created = await shop.refused(
        "createTaxCode", input={"code": "NEW", "name": "New", "rate": "1", **given}
    )
    changed = await shop.refused("updateTaxCode", id=other["id"], input=given)

    assert created == changed == (code, f"input.{path}")
