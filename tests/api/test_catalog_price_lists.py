"""Price lists over the API (1.10, 2.7)."""

import pytest

from tests.api.catalog import GHOST, Shop, item
from tests.api.sales import Sales


async def test_a_price_list_is_created_with_items_and_changed(shop: Shop) -> None:
    product = await shop.product()

    made = await shop.do(
        "createPriceList",
        input={
            "name": "Retail",
            "currencyCode": "EUR",
            "description": "Walk-in",
            "beginsOn": "2026-01-01",
            "endsOn": "2026-12-31",
            "items": [item(product, "19.9")],
        },
    )
    changed = await shop.do(
        "updatePriceList",
        id=made["id"],
        input={"name": "Shops", "endsOn": None},
        expectedVersion=1,
    )

    assert (made["currencyCode"], made["isActive"], made["beginsOn"]) == ("EUR", True, "2026-01-01")
    assert [one["amount"] for one in made["items"]["nodes"]] == [{"amount": "19.90"}]
    assert (changed["name"], changed["endsOn"], changed["description"]) == (
        "Shops",
        None,
        "Walk-in",
    )


async def test_i_61_names_of_price_lists_are_unique(shop: Shop) -> None:
    """Dynamics 0x80043b0f."""
    await shop.price_list("A")
    other = await shop.price_list("B")
    given = {"name": "A", "currencyCode": "USD"}

    refusals = [
        await shop.refused("createPriceList", input=given),
        await shop.refused("updatePriceList", id=other["id"], input={"name": "A"}),
    ]

    assert refusals == [("PRICE_LIST_NAME_TAKEN", "input.name")] * 2


@pytest.mark.parametrize("noun", ["Account", "Contact", "Product"])
async def test_i_62_a_default_price_list_is_not_deactivated(shop: Shop, noun: str) -> None:
    """Dynamics 0x80043b04."""
    price_list = await shop.price_list()
    chosen = {"defaultPriceListId": price_list["id"]}
    if noun == "Product":
        record = await shop.product()
        await shop.do("updateProduct", id=record["id"], input=chosen)
    else:
        name = "name" if noun == "Account" else "lastName"
        record = await shop.do(f"create{noun}", input={name: "Abe", **chosen})
        assert record["defaultPriceList"] == {"id": price_list["id"]}

    codes = [
        await shop.refusal("deactivatePriceList", priceListId=price_list["id"]),
        await shop.refusal("deletePriceList", priceListId=price_list["id"]),
    ]
    await shop.do(f"update{noun}", id=record["id"], input={"defaultPriceListId": None})
    inactive = await shop.do("deactivatePriceList", priceListId=price_list["id"])
    again = await shop.do("activatePriceList", priceListId=price_list["id"])

    assert codes == ["PRICE_LIST_IS_DEFAULT", "PRICE_LIST_IN_USE"]
    assert (inactive["isActive"], again["isActive"]) == (False, True)


@pytest.mark.parametrize("noun", ["Account", "Contact"])
async def test_the_default_price_list_of_a_customer_is_an_active_one(shop: Shop, noun: str) -> None:
    inactive = await shop.price_list()
    await shop.do("deactivatePriceList", priceListId=inactive["id"])
    name = "name" if noun == "Account" else "lastName"
    record = await shop.do(f"create{noun}", input={name: "Abe"})

    refusals = [
        await shop.refused(
            f"create{noun}", input={name: "X", "defaultPriceListId": inactive["id"]}
        ),
        await shop.refused(
            f"update{noun}", id=record["id"], input={"defaultPriceListId": inactive["id"]}
        ),
        await shop.refused(
            f"update{noun}", id=record["id"], input={"defaultPriceListId": f"prl_{GHOST}"}
        ),
    ]

    assert refusals == [
        ("PRICE_LIST_INACTIVE", "input.defaultPriceListId"),
        ("PRICE_LIST_INACTIVE", "input.defaultPriceListId"),
        ("PRICE_LIST_NOT_FOUND", "input.defaultPriceListId"),
    ]


async def test_only_an_unused_price_list_is_deleted(shop: Shop, sales: Sales) -> None:
    product = await shop.product()
    empty, listed = await shop.price_list("A"), await shop.price_list("B", "EUR", item(product))
    quoted = await shop.price_list("C")
    await sales.draft(priceListId=quoted["id"])

    payload = await shop.payload("deletePriceList", priceListId=empty["id"])
    codes = [
        await shop.refusal("deletePriceList", priceListId=one["id"])
        for one in (listed, quoted, empty)
    ]

    assert payload == {"deletedPriceListId": empty["id"]}
    assert codes == ["PRICE_LIST_IN_USE", "PRICE_LIST_IN_USE", "PRICE_LIST_NOT_FOUND"]


async def test_the_currency_of_a_price_list_is_known_active_and_for_good(shop: Shop) -> None:
    usd = await shop.currency("JPY")
    await shop.do("deactivateCurrency", currencyId=usd["id"])

    refusals = [
        await shop.refused("createPriceList", input={"name": code, "currencyCode": code})
        for code in ("JPY", "XXQ")
    ]
    data = await shop.api('{ __type(name: "UpdatePriceListInput") { inputFields { name } } }')

    assert refusals == [
        ("CURRENCY_INACTIVE", "input.currencyCode"),
        ("CURRENCY_UNKNOWN", "input.currencyCode"),
    ]
    assert "currencyCode" not in {one["name"] for one in data["__type"]["inputFields"]}
