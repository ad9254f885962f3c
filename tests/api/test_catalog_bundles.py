"""Bundles and relationships over the API (1.10)."""

import pytest

from tests.api.catalog import GHOST, Shop, item
from tests.api.mutations import Json


async def bundle_of(shop: Shop, *products: Json, **more: object) -> Json:
    """Create a draft bundle of these products."""
    bundle = await shop.product("B", structure="BUNDLE")
    for product in products:
        given = {"productId": product["id"], **more}
        await shop.do("addBundleItem", bundleId=bundle["id"], input=given)
    return await shop.read(bundle, "Product")


async def test_a_bundle_has_required_and_optional_items(shop: Shop) -> None:
    group, units = await shop.group()
    pump, hose = await shop.product("P"), await shop.product("H", unitGroupId=group["id"])
    bundle = await shop.product("B", structure="BUNDLE")

    first = await shop.payload(
        "addBundleItem", bundleId=bundle["id"], input={"productId": pump["id"], "unitId": None}
    )
    second = await shop.payload(
        "addBundleItem",
        bundleId=bundle["id"],
        input={
            "productId": hose["id"],
            "unitId": units["box"],
            "quantity": "2.50",
            "isRequired": False,
        },
    )

    assert (first["bundleItem"]["quantity"], first["bundleItem"]["isRequired"]) == ("1", True)
    assert first["bundleItem"]["unit"] == {"id": pump["defaultUnit"]["id"]}
    assert (second["bundleItem"]["quantity"], second["bundleItem"]["isRequired"]) == ("2.5", False)
    assert second["bundleItem"]["unit"] == {"id": units["box"]}
    assert len(second["bundle"]["bundleItems"]["nodes"]) == 2


async def test_an_item_is_changed_and_removed(shop: Shop) -> None:
    bundle = await bundle_of(shop, await shop.product("P"))
    (part,) = bundle["bundleItems"]["nodes"]

    changed = await shop.do(
        "updateBundleItem",
        id=part["id"],
        input={"quantity": "3", "isRequired": False},
        expectedVersion=1,
    )
    stale = await shop.refusal(
        "updateBundleItem", id=part["id"], input={"quantity": "4"}, expectedVersion=1
    )
    payload = await shop.payload("removeBundleItem", bundleItemId=part["id"])
    gone = await shop.refused("removeBundleItem", bundleItemId=part["id"])

    assert (changed["quantity"], changed["isRequired"], changed["version"]) == ("3", False, 2)
    assert stale == "VERSION_CONFLICT"
    assert payload["deletedBundleItemId"] == part["id"]
    assert payload["bundle"]["bundleItems"]["nodes"] == []
    assert gone == ("BUNDLE_ITEM_NOT_FOUND", "bundleItemId")


async def test_no_bundle_and_no_family_is_inside_a_bundle(shop: Shop) -> None:
    """Dynamics 0x8004f972, 0x8004f992."""
    bundle, other = await bundle_of(shop), await shop.product("B-2", structure="BUNDLE")
    family, product = await shop.product("F", structure="FAMILY"), await shop.product("P")

    refusals = [
        await shop.refused("addBundleItem", bundleId=bundle["id"], input={"productId": inside})
        for inside in (other["id"], bundle["id"], family["id"], f"prd_{GHOST}")
    ]
    on_product = await shop.refusal(
        "addBundleItem", bundleId=product["id"], input={"productId": product["id"]}
    )

    assert refusals == [("BUNDLE_ITEM_INVALID", "input.productId")] * 3 + [
        ("PRODUCT_NOT_FOUND", "input.productId")
    ]
    assert on_product == "NOT_A_BUNDLE"


async def test_a_bundle_has_a_product_once_and_at_most_15(shop: Shop) -> None:
    """Dynamics 0x8004f976."""
    products = [await shop.product(f"P-{n}") for n in range(16)]
    bundle = await bundle_of(shop, *products[:14])
    add = {"bundleId": bundle["id"]}

    twice = await shop.refused("addBundleItem", **add, input={"productId": products[0]["id"]})
    await shop.do("addBundleItem", **add, input={"productId": products[14]["id"]})
    sixteenth = await shop.refusal("addBundleItem", **add, input={"productId": products[15]["id"]})

    assert twice == ("BUNDLE_ITEM_EXISTS", "input.productId")
    assert sixteenth == "BUNDLE_TOO_LARGE"


@pytest.mark.parametrize("verb", ["publish", "revise", "retire"])
async def test_items_change_only_while_the_bundle_is_a_draft(shop: Shop, verb: str) -> None:
    """Dynamics 0x80061010."""
    other = await shop.product("O")
    bundle = await bundle_of(shop, await shop.product("P"))
    (part,) = bundle["bundleItems"]["nodes"]
    await shop.do("publishProduct", productId=bundle["id"])
    if verb != "publish":
        await shop.do(f"{verb}Product", productId=bundle["id"])

    codes = [
        await shop.refusal(
            "addBundleItem", bundleId=bundle["id"], input={"productId": other["id"]}
        ),
        await shop.refusal("updateBundleItem", id=part["id"], input={"quantity": "2"}),
        await shop.refusal("removeBundleItem", bundleItemId=part["id"]),
    ]

    assert codes == ["BUNDLE_READ_ONLY"] * 3


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"quantity": "0"}, "VALUE_OUT_OF_RANGE"),
        ({"quantity": "-1"}, "VALUE_OUT_OF_RANGE"),
        ({"unitId": f"uni_{GHOST}"}, "UNIT_NOT_FOUND"),
        ({"unitId": "another group's"}, "UNIT_OF_ANOTHER_GROUP"),
    ],
)
async def test_what_no_item_of_a_bundle_can_have(shop: Shop, given: Json, code: str) -> None:
    _, units = await shop.group()
    bundle = await bundle_of(shop, await shop.product("P"))
    (part,) = bundle["bundleItems"]["nodes"]
    other = await shop.product("O")
    if given.get("unitId", "").startswith("another"):
        given = {"unitId": units["box"]}
    path = f"input.{next(iter(given))}"

    added = await shop.refused(
        "addBundleItem", bundleId=bundle["id"], input={"productId": other["id"], **given}
    )
    changed = await shop.refused("updateBundleItem", id=part["id"], input=given)

    assert added == changed == (code, path)


async def test_a_bundle_is_on_a_price_list_only_with_its_optional_items(shop: Shop) -> None:
    pump = await shop.product("P")
    bundle = await bundle_of(shop, pump, isRequired=False)
    price_list = await shop.price_list()

    alone = await shop.refused(
        "addPriceListItems", priceListId=price_list["id"], items=[item(bundle)]
    )
    payload = await shop.payload(
        "addPriceListItems", priceListId=price_list["id"], items=[item(bundle), item(pump)]
    )
    of_bundle, of_pump = payload["items"]
    removed = await shop.refusal("removePriceListItem", priceListItemId=of_pump["id"])
    await shop.do("removePriceListItem", priceListItemId=of_bundle["id"])
    await shop.do("removePriceListItem", priceListItemId=of_pump["id"])

    assert alone == ("BUNDLE_OPTION_NOT_PRICED", "items.0.productId")
    assert removed == "BUNDLE_OPTION_NOT_PRICED"


async def test_a_bundle_comes_to_a_price_list_that_has_its_optional_items(shop: Shop) -> None:
    pump = await shop.product("P")
    bundle = await bundle_of(shop, pump, isRequired=False)
    price_list = await shop.price_list("A", "EUR", item(pump))

    payload = await shop.payload(
        "addPriceListItems", priceListId=price_list["id"], items=[item(bundle)]
    )

    assert len(payload["items"]) == 1


async def test_an_item_becomes_optional_only_where_it_is_priced(shop: Shop) -> None:
    pump, hose = await shop.product("P"), await shop.product("H")
    bundle = await bundle_of(shop, pump)
    (part,) = bundle["bundleItems"]["nodes"]
    price_list = await shop.price_list("A", "EUR", item(bundle))
    hose_option = {"productId": hose["id"], "isRequired": False}

    added = await shop.refused("addBundleItem", bundleId=bundle["id"], input=hose_option)
    changed = await shop.refused("updateBundleItem", id=part["id"], input={"isRequired": False})
    await shop.do("addPriceListItems", priceListId=price_list["id"], items=[item(pump), item(hose)])
    await shop.do("addBundleItem", bundleId=bundle["id"], input=hose_option)
    optional = await shop.do("updateBundleItem", id=part["id"], input={"isRequired": False})

    assert added == changed == ("BUNDLE_OPTION_NOT_PRICED", "input.isRequired")
    assert optional["isRequired"] is False


async def related(shop: Shop, one: Json, other: Json, type: str, **more: str) -> Json:
    """Create a relationship between products."""
    given = {"relatedProductId": other["id"], "type": type, **more}
    made: Json = await shop.do("addProductRelationship", productId=one["id"], input=given)
    return made


@pytest.mark.parametrize("type", ["UP_SELL", "CROSS_SELL", "ACCESSORY", "SUBSTITUTE"])
async def test_products_are_suggested_for_one_another(shop: Shop, type: str) -> None:
    one, other = await shop.product("P-1"), await shop.product("P-2")

    made = await related(shop, one, other, type)
    changed = await shop.do(
        "updateProductRelationship", id=made["id"], input={"direction": "BOTH_WAYS"}
    )
    payload = await shop.payload("removeProductRelationship", productRelationshipId=made["id"])

    assert (made["type"], made["direction"]) == (type, "ONE_WAY")
    assert (made["product"]["id"], made["relatedProduct"]["id"]) == (one["id"], other["id"])
    assert (changed["type"], changed["direction"]) == (type, "BOTH_WAYS")
    assert payload["deletedProductRelationshipId"] == made["id"]
    assert payload["product"]["relationships"]["nodes"] == []


async def test_no_product_is_related_to_itself_or_to_a_family(shop: Shop) -> None:
    """Dynamics 0x80043aff."""
    one, family = await shop.product("P-1"), await shop.product("F", structure="FAMILY")

    async def refused(product: Json, related_id: str) -> tuple[str, str]:
        given = {"relatedProductId": related_id, "type": "UP_SELL"}
        return await shop.refused("addProductRelationship", productId=product["id"], input=given)

    assert await refused(one, one["id"]) == ("RELATIONSHIP_WITH_ITSELF", "input.relatedProductId")
    assert await refused(one, family["id"]) == ("PRODUCT_IS_FAMILY", "input.relatedProductId")
    assert await refused(family, one["id"]) == ("PRODUCT_IS_FAMILY", "productId")
    assert await refused(one, f"prd_{GHOST}") == ("PRODUCT_NOT_FOUND", "input.relatedProductId")
    assert await refused({"id": "x"}, one["id"]) == ("PRODUCT_NOT_FOUND", "productId")


async def test_the_same_suggestion_is_made_once(shop: Shop) -> None:
    one, other = await shop.product("P-1"), await shop.product("P-2")
    first = await related(shop, one, other, "UP_SELL")
    back = await related(shop, other, one, "UP_SELL")
    third = await related(shop, one, other, "ACCESSORY")

    again = {"relatedProductId": other["id"], "type": "UP_SELL"}
    refusals = [
        await shop.refused("addProductRelationship", productId=one["id"], input=again),
        await shop.refused("updateProductRelationship", id=third["id"], input={"type": "UP_SELL"}),
        await shop.refused(
            "updateProductRelationship", id=back["id"], input={"direction": "BOTH_WAYS"}
        ),
    ]
    null = await shop.refused("updateProductRelationship", id=first["id"], input={"type": None})

    assert refusals == [("RELATIONSHIP_EXISTS", "input.type")] * 3
    assert null == ("VALUE_REQUIRED", "input.type")
