"""Creating, changing, cloning and deleting products over the API, and their refusals (1.10)."""

import pytest

from tests.api.catalog import GHOST, Shop, item
from tests.api.mutations import Json


async def test_a_product_without_a_family_is_created_as_active_in_the_default_unit(
    shop: Shop,
) -> None:
    product = await shop.product("P-1")

    assert (product["status"], product["isActive"]) == ("ACTIVE", True)
    assert (product["structure"], product["quantityDecimals"]) == ("PRODUCT", 5)
    assert (product["currencyCode"], product["defaultUnit"]["name"]) == ("USD", "Primary Unit")
    assert product["version"] == 1


async def test_families_bundles_and_products_of_families_are_created_as_drafts(shop: Shop) -> None:
    family = await shop.product("F", structure="FAMILY")
    child = await shop.product("C", parentId=family["id"])
    bundle = await shop.product("B", structure="BUNDLE")

    assert [one["status"] for one in (family, child, bundle)] == ["DRAFT"] * 3
    assert child["parent"] == {"id": family["id"]}


async def test_the_tenant_can_have_all_products_created_as_drafts(shop: Shop) -> None:
    await shop.do("updateTenantSettings", input={"createProductsAsActive": False})

    assert (await shop.product("P-1"))["status"] == "DRAFT"


async def test_a_product_has_prices_costs_units_and_days(shop: Shop) -> None:
    group, units = await shop.group()

    product = await shop.product(
        unitGroupId=group["id"],
        defaultUnitId=units["box"],
        quantityDecimals=2,
        currencyCode="EUR",
        listPrice="12.5",
        currentCost="3",
        standardCost="3.12",
        validFrom="2026-01-01",
        validTo="2026-12-31",
        type="SALES_INVENTORY",
        description="Stainless",
    )

    assert product["listPrice"] == {"amount": "12.50", "currencyCode": "EUR"}
    assert product["currentCost"] == {"amount": "3.00"}
    assert product["standardCost"] == {"amount": "3.12"}
    assert product["defaultUnit"]["id"] == units["box"]
    assert (product["validFrom"], product["validTo"]) == ("2026-01-01", "2026-12-31")
    assert (product["type"], product["quantityDecimals"]) == ("SALES_INVENTORY", 2)


async def test_a_change_leaves_alone_what_is_absent_and_clears_what_is_null(shop: Shop) -> None:
    product = await shop.product(listPrice="5", description="Old")

    changed = await shop.do(
        "updateProduct",
        id=product["id"],
        input={"description": None, "number": "P-9"},
        expectedVersion=1,
    )

    assert (changed["number"], changed["description"]) == ("P-9", None)
    assert (changed["name"], changed["listPrice"]["amount"]) == ("Product P-1", "5.00")
    assert changed["version"] == 2


async def test_i_61_product_numbers_are_unique(shop: Shop) -> None:
    first, second = await shop.product("P-1"), await shop.product("P-2")
    given = {"number": "P-1", "name": "Other"}

    refusals = [
        await shop.refused("createProduct", input=given),
        await shop.refused("updateProduct", id=second["id"], input={"number": "P-1"}),
        await shop.refused("cloneProduct", productId=first["id"], number="P-1"),
    ]

    assert refusals == [
        ("PRODUCT_NUMBER_TAKEN", "input.number"),
        ("PRODUCT_NUMBER_TAKEN", "input.number"),
        ("PRODUCT_NUMBER_TAKEN", "number"),
    ]


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"number": " "}, "TEXT_REQUIRED", "number"),
        ({"number": "n" * 101}, "TEXT_TOO_LONG", "number"),
        ({"name": ""}, "TEXT_REQUIRED", "name"),
        ({"listPrice": "-1"}, "VALUE_OUT_OF_RANGE", "listPrice"),
        ({"currentCost": "1000000000001"}, "VALUE_OUT_OF_RANGE", "currentCost"),
        ({"standardCost": "1.00001"}, "TOO_MANY_DECIMALS", "standardCost"),
        ({"quantityDecimals": 6}, "VALUE_OUT_OF_RANGE", "quantityDecimals"),
        ({"quantityDecimals": -1}, "VALUE_OUT_OF_RANGE", "quantityDecimals"),
        ({"currencyCode": "XXQ"}, "CURRENCY_UNKNOWN", "currencyCode"),
        ({"unitGroupId": f"ugr_{GHOST}"}, "UNIT_GROUP_NOT_FOUND", "unitGroupId"),
        ({"defaultUnitId": f"uni_{GHOST}"}, "UNIT_NOT_FOUND", "defaultUnitId"),
        ({"parentId": f"prd_{GHOST}"}, "PRODUCT_NOT_FOUND", "parentId"),
        (
            {"validFrom": "2026-02-01", "validTo": "2026-01-31"},
            "PRODUCT_VALIDITY_INVALID",
            "validFrom",
        ),
        ({"structure": "FAMILY", "listPrice": "1"}, "PRODUCT_IS_FAMILY", "listPrice"),
    ],
)
async def test_what_no_product_can_have(shop: Shop, given: Json, code: str, path: str) -> None:
    refused = await shop.refused("createProduct", input={"number": "P", "name": "P", **given})

    assert refused == (code, f"input.{path}")


@pytest.mark.parametrize(
    "field", ["number", "name", "quantityDecimals", "currencyCode", "defaultUnitId"]
)
async def test_null_is_refused_where_there_is_always_a_value(shop: Shop, field: str) -> None:
    product = await shop.product()

    refused = await shop.refused("updateProduct", id=product["id"], input={field: None})

    assert refused == ("VALUE_REQUIRED", f"input.{field}")


async def test_the_default_unit_is_one_of_the_products_group(shop: Shop) -> None:
    """Dynamics 0x80043b14."""
    product = await shop.product()
    _, units = await shop.group()

    refused = await shop.refused(
        "updateProduct", id=product["id"], input={"defaultUnitId": units["box"]}
    )

    assert refused == ("UNIT_OF_ANOTHER_GROUP", "input.defaultUnitId")


async def test_only_a_family_is_a_parent_and_no_family_is_inside_itself(shop: Shop) -> None:
    product = await shop.product("P")
    top = await shop.product("F-1", structure="FAMILY")
    below = await shop.product("F-2", structure="FAMILY", parentId=top["id"])
    given = {"number": "X", "name": "X", "parentId": product["id"]}

    refusals = [
        await shop.refused("createProduct", input=given),
        await shop.refused("updateProduct", id=top["id"], input={"parentId": below["id"]}),
        await shop.refused("updateProduct", id=top["id"], input={"parentId": top["id"]}),
    ]

    assert refusals == [("PRODUCT_PARENT_INVALID", "input.parentId")] * 3


async def test_the_family_changes_only_while_the_product_is_a_draft(shop: Shop) -> None:
    family = await shop.product("F", structure="FAMILY")
    active = await shop.product("P")
    draft = await shop.product("D", parentId=family["id"])

    code = await shop.refusal("updateProduct", id=active["id"], input={"parentId": family["id"]})
    freed = await shop.do("updateProduct", id=draft["id"], input={"parentId": None})

    assert code == "PRODUCT_PARENT_FIXED"
    assert freed["parent"] is None


async def test_the_currency_stays_while_a_price_list_follows_percentages(shop: Shop) -> None:
    """Dynamics 0x80048cf9."""
    product = await shop.product(currencyCode="EUR", listPrice="10")
    percent = item(product, amount=None, method="PERCENT_OF_LIST", percentage="90")
    await shop.price_list("A", "EUR", percent)

    refused = await shop.refused("updateProduct", id=product["id"], input={"currencyCode": "USD"})

    assert refused == ("PRICE_LIST_CURRENCY_MISMATCH", "input.currencyCode")


async def test_a_clone_is_a_draft_with_the_same_content(shop: Shop) -> None:
    pump, bundle = await shop.product("P"), await shop.product("B", structure="BUNDLE")
    other = await shop.product("O")
    await shop.do("addBundleItem", bundleId=bundle["id"], input={"productId": pump["id"]})
    await shop.do(
        "addProductRelationship",
        productId=bundle["id"],
        input={"relatedProductId": other["id"], "type": "CROSS_SELL"},
    )
    await shop.do("publishProduct", productId=bundle["id"])

    clone = await shop.do("cloneProduct", productId=bundle["id"], number="B-2", name="Second")
    plain = await shop.do("cloneProduct", productId=pump["id"], number="P-2")

    assert (clone["number"], clone["name"], clone["status"]) == ("B-2", "Second", "DRAFT")
    assert [one["product"] for one in clone["bundleItems"]["nodes"]] == [{"id": pump["id"]}]
    assert [one["relatedProduct"] for one in clone["relationships"]["nodes"]] == [
        {"id": other["id"]}
    ]
    assert (plain["name"], plain["status"], plain["version"]) == ("Product P", "DRAFT", 1)


async def test_only_an_unused_draft_is_deleted(shop: Shop) -> None:
    active = await shop.product("P")
    draft = await shop.do("cloneProduct", productId=active["id"], number="D")
    listed = await shop.do("cloneProduct", productId=active["id"], number="L")
    family = await shop.product("F", structure="FAMILY")
    await shop.product("C", parentId=family["id"])
    related = await shop.do("cloneProduct", productId=active["id"], number="R")
    await shop.price_list("A", "EUR", item(listed))
    await shop.do(
        "addProductRelationship",
        productId=active["id"],
        input={"relatedProductId": related["id"], "type": "UP_SELL"},
    )

    payload = await shop.payload("deleteProduct", productId=draft["id"])
    codes = [
        await shop.refusal("deleteProduct", productId=one["id"])
        for one in (active, listed, family, related, draft)
    ]

    assert payload == {"deletedProductId": draft["id"]}
    assert codes == ["PRODUCT_IN_USE"] * 4 + ["PRODUCT_NOT_FOUND"]


async def test_a_draft_bundle_is_deleted_with_its_items_and_relationships(shop: Shop) -> None:
    pump, bundle = await shop.product("P"), await shop.product("B", structure="BUNDLE")
    added = await shop.do("addBundleItem", bundleId=bundle["id"], input={"productId": pump["id"]})
    bond = await shop.do(
        "addProductRelationship",
        productId=bundle["id"],
        input={"relatedProductId": pump["id"], "type": "UP_SELL"},
    )

    await shop.payload("deleteProduct", productId=bundle["id"])

    assert await shop.read(added, "BundleItem") is None
    assert await shop.read(bond, "ProductRelationship") is None


async def test_the_default_price_list_is_an_active_one(shop: Shop) -> None:
    """It can be set only after the product is created (1.10)."""
    product = await shop.product()
    active, inactive = await shop.price_list("A"), await shop.price_list("B")
    await shop.do("deactivatePriceList", priceListId=inactive["id"])

    changed = await shop.do(
        "updateProduct", id=product["id"], input={"defaultPriceListId": active["id"]}
    )
    refusals = [
        await shop.refused("updateProduct", id=product["id"], input={"defaultPriceListId": id})
        for id in (inactive["id"], f"prl_{GHOST}")
    ]
    family = await shop.product("F", structure="FAMILY")
    on_family = await shop.refused(
        "updateProduct", id=family["id"], input={"defaultPriceListId": active["id"]}
    )

    assert changed["defaultPriceList"] == {"id": active["id"]}
    assert refusals == [
        ("PRICE_LIST_INACTIVE", "input.defaultPriceListId"),
        ("PRICE_LIST_NOT_FOUND", "input.defaultPriceListId"),
    ]
    assert on_family == ("PRODUCT_IS_FAMILY", "input.defaultPriceListId")
    data = await shop.api('{ __type(name: "CreateProductInput") { inputFields { name } } }')
    names = {field["name"] for field in data["__type"]["inputFields"]}
    assert "defaultPriceListId" not in names
