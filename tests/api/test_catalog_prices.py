"""The items of price lists over the API (1.10)."""

import pytest

from tests.api.catalog import GHOST, Shop, item
from tests.api.mutations import Json
from tests.api.sales import Sales


async def test_i_61_a_list_has_one_price_for_a_product_in_a_unit(shop: Shop) -> None:
    """Dynamics 0x80043b08."""
    group, units = await shop.group()
    product = await shop.product(unitGroupId=group["id"])
    price_list = await shop.price_list("A", "EUR", item(product))
    add = {"priceListId": price_list["id"]}
    box = item(product, unitId=units["box"])

    again = await shop.refused("addPriceListItems", **add, items=[box, item(product)])
    twice = await shop.refused("addPriceListItems", **add, items=[box, box])
    payload = await shop.payload("addPriceListItems", **add, items=[box])

    assert again == twice == ("PRICE_LIST_ITEM_EXISTS", "items.1.productId")
    assert [one["unit"]["id"] for one in payload["items"]] == [units["box"]]
    assert len(payload["priceList"]["items"]["nodes"]) == 2


METHODS = [
    "PERCENT_OF_LIST",
    "PERCENT_MARKUP_CURRENT_COST",
    "PERCENT_MARGIN_CURRENT_COST",
    "PERCENT_MARKUP_STANDARD_COST",
    "PERCENT_MARGIN_STANDARD_COST",
]


@pytest.mark.parametrize("method", METHODS)
async def test_i_42_percentages_are_at_least_0_and_below_100000_margins_below_100(
    shop: Shop, method: str
) -> None:
    product = await shop.product(currencyCode="EUR")
    highest, above = ("99.99", "100") if "MARGIN" in method else ("99999.99", "100000")

    def listed(name: str, percentage: str) -> Json:
        given = item(product, amount=None, method=method, percentage=percentage)
        return {"input": {"name": name, "currencyCode": "EUR", "items": [given]}}

    refusals = [
        await shop.refused("createPriceList", **listed(value, value))
        for value in (above, "-0.01", "50.001")
    ]
    for value in ("0", highest):
        await shop.do("createPriceList", **listed(value, value))

    assert refusals == [
        ("VALUE_OUT_OF_RANGE", "input.items.0.percentage"),
        ("VALUE_OUT_OF_RANGE", "input.items.0.percentage"),
        ("TOO_MANY_DECIMALS", "input.items.0.percentage"),
    ]


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"amount": None}, "PRICE_LIST_ITEM_AMOUNT_REQUIRED", "amount"),
        ({"percentage": "10"}, "PRICE_LIST_ITEM_PERCENTAGE_NOT_ALLOWED", "percentage"),
        ({"method": "PERCENT_OF_LIST"}, "PRICE_LIST_ITEM_PERCENTAGE_REQUIRED", "percentage"),
        (
            {"method": "PERCENT_OF_LIST", "percentage": "10"},
            "PRICE_LIST_ITEM_AMOUNT_NOT_ALLOWED",
            "amount",
        ),
        ({"amount": "-1"}, "VALUE_OUT_OF_RANGE", "amount"),
        ({"amount": "100000000000001"}, "VALUE_OUT_OF_RANGE", "amount"),
        ({"amount": "1.00001"}, "TOO_MANY_DECIMALS", "amount"),
        (
            {"roundingPolicy": "UP", "roundingOption": "ENDS_IN", "roundingAmount": "0.99"},
            "PRICE_LIST_ITEM_ROUNDING_NOT_ALLOWED",
            "roundingPolicy",
        ),
        ({"productId": f"prd_{GHOST}"}, "PRODUCT_NOT_FOUND", "productId"),
        ({"unitId": f"uni_{GHOST}"}, "UNIT_NOT_FOUND", "unitId"),
        ({"discountListId": f"dil_{GHOST}"}, "DISCOUNT_LIST_NOT_FOUND", "discountListId"),
    ],
)
async def test_what_no_item_can_have(shop: Shop, given: Json, code: str, path: str) -> None:
    product, price_list = await shop.product(currencyCode="EUR"), await shop.price_list()

    refused = await shop.refused(
        "addPriceListItems", priceListId=price_list["id"], items=[item(product) | given]
    )

    assert refused == (code, f"items.0.{path}")


@pytest.mark.parametrize(
    ("rounding", "code"),
    [
        ({"roundingPolicy": "UP"}, "PRICE_LIST_ITEM_ROUNDING_INCOMPLETE"),
        ({"roundingPolicy": "UP", "roundingAmount": "1"}, "PRICE_LIST_ITEM_ROUNDING_INCOMPLETE"),
        (
            {"roundingPolicy": "UP", "roundingOption": "ENDS_IN"},
            "PRICE_LIST_ITEM_ROUNDING_INCOMPLETE",
        ),
        ({"roundingOption": "ENDS_IN"}, "PRICE_LIST_ITEM_ROUNDING_UNUSED"),
        ({"roundingAmount": "0.99"}, "PRICE_LIST_ITEM_ROUNDING_UNUSED"),
        (
            {"roundingPolicy": "UP", "roundingOption": "MULTIPLE_OF", "roundingAmount": "0"},
            "PRICE_LIST_ITEM_ROUNDING_AMOUNT_ZERO",
        ),
        (
            {"roundingPolicy": "DOWN", "roundingOption": "MULTIPLE_OF", "roundingAmount": "-1"},
            "VALUE_OUT_OF_RANGE",
        ),
    ],
)
async def test_rounding_needs_a_policy_an_option_and_an_amount(
    shop: Shop, rounding: Json, code: str
) -> None:
    product, price_list = await shop.product(currencyCode="EUR"), await shop.price_list()
    percent = item(product, amount=None, method="PERCENT_OF_LIST", percentage="90")

    refusal = await shop.refusal(
        "addPriceListItems", priceListId=price_list["id"], items=[percent | rounding]
    )

    assert refusal == code


async def test_percentages_need_a_product_in_the_lists_currency(shop: Shop) -> None:
    """Dynamics 0x80048cf9."""
    product = await shop.product(currencyCode="USD", listPrice="10")
    price_list = await shop.price_list("A", "EUR", item(product, "5"))
    (amount,) = price_list["items"]["nodes"]
    percent = {"method": "PERCENT_OF_LIST", "percentage": "90"}
    other = await shop.price_list("B", "EUR")

    added = await shop.refused(
        "addPriceListItems",
        priceListId=other["id"],
        items=[item(product, amount=None, **percent)],
    )
    changed = await shop.refused("updatePriceListItem", id=amount["id"], input=percent)

    assert added == ("PRICE_LIST_CURRENCY_MISMATCH", "items.0.method")
    assert changed == ("PRICE_LIST_CURRENCY_MISMATCH", "input.method")


async def test_percentages_need_what_is_published_in_the_lists_currency_too(shop: Shop) -> None:
    product = await shop.product(currencyCode="USD", listPrice="10")
    await shop.do("reviseProduct", productId=product["id"])
    await shop.do("updateProduct", id=product["id"], input={"currencyCode": "EUR"})
    percent = item(product, amount=None, method="PERCENT_OF_LIST", percentage="90")
    price_list = await shop.price_list("A", "EUR")
    add = {"priceListId": price_list["id"], "items": [percent]}

    code = await shop.refusal("addPriceListItems", **add)
    await shop.do("publishProduct", productId=product["id"])
    await shop.do("addPriceListItems", **add)

    assert code == "PRICE_LIST_CURRENCY_MISMATCH"


async def test_discount_lists_of_amounts_have_the_lists_currency(shop: Shop) -> None:
    """Dynamics 0x80048cf8."""
    product, price_list = await shop.product(), await shop.price_list()
    made = [
        await shop.do("createDiscountList", input={"name": name, **given})
        for name, given in (
            ("A", {"type": "AMOUNT", "currencyCode": "USD"}),
            ("B", {"type": "AMOUNT", "currencyCode": "EUR"}),
            ("C", {"type": "PERCENTAGE"}),
        )
    ]
    add = {"priceListId": price_list["id"]}

    refused = await shop.refused(
        "addPriceListItems", **add, items=[item(product, discountListId=made[0]["id"])]
    )
    payload = await shop.payload(
        "addPriceListItems", **add, items=[item(product, discountListId=made[1]["id"])]
    )
    (added,) = payload["items"]
    changed = await shop.do(
        "updatePriceListItem", id=added["id"], input={"discountListId": made[2]["id"]}
    )
    back = await shop.refused(
        "updatePriceListItem", id=added["id"], input={"discountListId": made[0]["id"]}
    )

    assert refused == ("DISCOUNT_LIST_CURRENCY_MISMATCH", "items.0.discountListId")
    assert added["discountList"] == {"id": made[1]["id"]}
    assert changed["discountList"] == {"id": made[2]["id"]}
    assert back == ("DISCOUNT_LIST_CURRENCY_MISMATCH", "input.discountListId")


async def test_a_family_is_on_no_price_list(shop: Shop) -> None:
    """Dynamics 0x8004f902."""
    family, price_list = await shop.product("F", structure="FAMILY"), await shop.price_list()

    refused = await shop.refused(
        "addPriceListItems", priceListId=price_list["id"], items=[item(family)]
    )

    assert refused == ("PRODUCT_IS_FAMILY", "items.0.productId")


async def test_the_unit_of_an_item_is_one_of_the_products_group(shop: Shop) -> None:
    """Dynamics 0x80043b14."""
    product, price_list = await shop.product(), await shop.price_list()
    _, units = await shop.group()

    refused = await shop.refused(
        "addPriceListItems",
        priceListId=price_list["id"],
        items=[item(product, unitId=units["box"])],
    )

    assert refused == ("UNIT_OF_ANOTHER_GROUP", "items.0.unitId")


async def test_items_are_added_all_or_none(shop: Shop) -> None:
    one, other = await shop.product("P-1"), await shop.product("P-2")
    price_list = await shop.price_list()
    add = {"priceListId": price_list["id"]}

    code = await shop.refusal("addPriceListItems", **add, items=[item(one), item(other, "-1")])
    payload = await shop.payload("addPriceListItems", **add, items=[item(one), item(other, "7")])

    assert code == "VALUE_OUT_OF_RANGE"
    assert [one["amount"]["amount"] for one in payload["items"]] == ["10.00", "7.00"]


async def test_a_new_method_leaves_behind_what_it_has_no_use_for(shop: Shop) -> None:
    product = await shop.product(currencyCode="EUR", listPrice="217.39")
    price_list = await shop.price_list("A", "EUR", item(product, "5"))
    (made,) = price_list["items"]["nodes"]
    rounding = {"roundingPolicy": "UP", "roundingOption": "ENDS_IN", "roundingAmount": "0.99"}

    percent = await shop.do(
        "updatePriceListItem",
        id=made["id"],
        input={"method": "PERCENT_OF_LIST", "percentage": "90", **rounding},
    )
    amount = await shop.do(
        "updatePriceListItem", id=made["id"], input={"method": "CURRENCY_AMOUNT", "amount": "6"}
    )

    assert (percent["amount"], percent["percentage"]) == (None, "90")
    assert percent["roundingAmount"] == {"amount": "0.99"}
    assert (amount["amount"]["amount"], amount["percentage"]) == ("6.00", None)
    assert (amount["roundingPolicy"], amount["roundingOption"], amount["roundingAmount"]) == (
        "NONE",
        None,
        None,
    )


@pytest.mark.parametrize("selling", ["NO_CONTROL", "WHOLE", "WHOLE_AND_FRACTIONAL"])
async def test_i_37_an_item_says_which_quantities_can_be_sold(shop: Shop, selling: str) -> None:
    product, price_list = await shop.product(quantityDecimals=2), await shop.price_list()

    payload = await shop.payload(
        "addPriceListItems",
        priceListId=price_list["id"],
        items=[item(product, quantitySelling=selling)],
    )

    assert payload["items"][0]["quantitySelling"] == selling
    assert product["quantityDecimals"] == 2


async def test_i_37_a_whole_only_item_is_sold_in_whole_numbers(shop: Shop, sales: Sales) -> None:
    whole, fine = await shop.product("P-1"), await shop.product("P-2", quantityDecimals=2)
    price_list = await shop.price_list("A", "EUR", item(whole, quantitySelling="WHOLE"))
    quote = await sales.draft(priceListId=price_list["id"], lines=[])
    await shop.do("updateTenantSettings", input={"priceListOptional": True})

    def line(product: Json, quantity: str) -> Json:
        return {"documentId": quote["id"], "lines": [
            {"productId": product["id"], "quantity": quantity}
        ]}  # fmt: skip

    codes = [
        [error["code"] for error in (await sales.attempt("addLines", **given))["userErrors"]]
        for given in (line(whole, "2"), line(fine, "1.23"), line(fine, "1.234"))
    ]

    assert codes[:2] == [[], []]
    assert codes[2] == ["LINE_QUANTITY_INVALID"]
