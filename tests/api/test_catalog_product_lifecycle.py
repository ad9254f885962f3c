"""The life cycle of products over the API (2.6), and which products documents can sell (I-60)."""

import pytest

from tests.api.catalog import Shop, item
from tests.api.mutations import Json
from tests.api.sales import Sales

VERBS = ("publish", "revise", "revert", "retire", "activate")
LIVES = """
                publish    revise            revert             retire          activate
DRAFT           ACTIVE     NOT_REVISABLE     NOT_UNDER_REVISION NOT_RETIRABLE   NOT_ACTIVATABLE
ACTIVE          ACTIVE     UNDER_REVISION    NOT_UNDER_REVISION RETIRED         NOT_ACTIVATABLE
UNDER_REVISION  ACTIVE     NOT_REVISABLE     ACTIVE             NOT_RETIRABLE   NOT_ACTIVATABLE
RETIRED         NOT_PUBLISHABLE NOT_REVISABLE NOT_UNDER_REVISION NOT_RETIRABLE  ACTIVE
"""
CELLS = [
    (row.split()[0], verb, outcome)
    for row in LIVES.strip().splitlines()[1:]
    for verb, outcome in zip(VERBS, row.split()[1:], strict=True)
]


async def in_state(shop: Shop, status: str) -> Json:
    """Create a product in this state."""
    product = await shop.product()
    if status == "DRAFT":
        return await shop.do("cloneProduct", productId=product["id"], number="D")  # type: ignore[no-any-return]
    verb = {"UNDER_REVISION": "reviseProduct", "RETIRED": "retireProduct"}.get(status)
    if verb is None:
        return product
    return await shop.do(verb, productId=product["id"])  # type: ignore[no-any-return]


@pytest.mark.parametrize(("status", "verb", "outcome"), CELLS)
async def test_every_verb_in_every_state(shop: Shop, status: str, verb: str, outcome: str) -> None:
    product = await in_state(shop, status)

    payload = await shop.attempt(f"{verb}Product", productId=product["id"])

    if outcome in {"ACTIVE", "UNDER_REVISION", "RETIRED"}:
        assert payload["product"]["status"] == outcome
    else:
        assert [one["code"] for one in payload["userErrors"]] == [f"PRODUCT_{outcome}"]
        assert await shop.read(product, "Product") == product


async def test_a_retired_product_is_not_changed_and_not_offered_anew(shop: Shop) -> None:
    retired, other = await in_state(shop, "RETIRED"), await shop.product("O")
    bundle = await shop.product("B", structure="BUNDLE")
    price_list = await shop.price_list()

    refusals = [
        await shop.refused("updateProduct", id=retired["id"], input={"name": "New"}),
        await shop.refused(
            "addBundleItem", bundleId=bundle["id"], input={"productId": retired["id"]}
        ),
        await shop.refused(
            "addPriceListItems", priceListId=price_list["id"], items=[item(retired)]
        ),
        await shop.refused(
            "addProductRelationship",
            productId=other["id"],
            input={"relatedProductId": retired["id"], "type": "SUBSTITUTE"},
        ),
    ]

    assert refusals == [
        ("PRODUCT_READ_ONLY", ""),
        ("PRODUCT_RETIRED", "input.productId"),
        ("PRODUCT_RETIRED", "items.0.productId"),
        ("PRODUCT_RETIRED", "input.relatedProductId"),
    ]


async def test_a_product_on_an_active_price_list_is_not_retired(shop: Shop) -> None:
    """Dynamics 0x8004f997."""
    product = await shop.product()
    price_list = await shop.price_list("A", "EUR", item(product))

    code = await shop.refusal("retireProduct", productId=product["id"])
    await shop.do("deactivatePriceList", priceListId=price_list["id"])
    retired = await shop.do("retireProduct", productId=product["id"])

    assert code == "PRODUCT_OFFERED"
    assert retired["status"] == "RETIRED"


async def test_a_product_in_an_active_bundle_is_not_retired(shop: Shop) -> None:
    """Dynamics 0x8004f997."""
    product, bundle = await shop.product(), await shop.product("B", structure="BUNDLE")
    await shop.do("addBundleItem", bundleId=bundle["id"], input={"productId": product["id"]})
    await shop.do("publishProduct", productId=bundle["id"])

    active = await shop.refusal("retireProduct", productId=product["id"])
    await shop.do("reviseProduct", productId=bundle["id"])
    revised = await shop.refusal("retireProduct", productId=product["id"])
    await shop.do("revertProduct", productId=bundle["id"])
    await shop.do("retireProduct", productId=bundle["id"])
    retired = await shop.do("retireProduct", productId=product["id"])

    assert (active, revised) == ("PRODUCT_OFFERED", "PRODUCT_OFFERED")
    assert retired["status"] == "RETIRED"


async def test_a_bundle_is_published_after_its_items(shop: Shop) -> None:
    """Dynamics 0x8004f907."""
    draft, bundle = await in_state(shop, "DRAFT"), await shop.product("B", structure="BUNDLE")
    await shop.do("addBundleItem", bundleId=bundle["id"], input={"productId": draft["id"]})

    code = await shop.refusal("publishProduct", productId=bundle["id"])
    await shop.do("publishProduct", productId=draft["id"])
    published = await shop.do("publishProduct", productId=bundle["id"])

    assert code == "BUNDLE_ITEMS_NOT_ACTIVE"
    assert published["status"] == "ACTIVE"


async def test_neither_bundles_nor_families_nor_their_products_come_back(shop: Shop) -> None:
    family = await shop.product("F", structure="FAMILY")
    child = await shop.product("C", parentId=family["id"])
    bundle = await shop.product("B", structure="BUNDLE")
    await shop.do("publishProductHierarchy", familyId=family["id"])
    await shop.do("publishProduct", productId=bundle["id"])
    for product in (child, bundle, family):
        await shop.do("retireProduct", productId=product["id"])

    codes = [
        await shop.refusal("activateProduct", productId=product["id"])
        for product in (child, bundle, family)
    ]

    assert codes == ["PRODUCT_NOT_ACTIVATABLE"] * 3


async def test_a_child_is_published_after_its_family(shop: Shop) -> None:
    """Dynamics 0x8004f909."""
    child = await shop.draft("C")

    code = await shop.refusal("publishProduct", productId=child["id"])
    await shop.do("publishProduct", productId=child["parent"]["id"])
    published = await shop.do("publishProduct", productId=child["id"])

    assert code == "PRODUCT_FAMILY_NOT_ACTIVE"
    assert published["status"] == "ACTIVE"


async def test_a_hierarchy_is_published_at_once(shop: Shop) -> None:
    top = await shop.product("F", structure="FAMILY")
    below = await shop.product("G", structure="FAMILY", parentId=top["id"])
    bundle = await shop.product("B", structure="BUNDLE", parentId=top["id"])
    child = await shop.product("C", parentId=below["id"])
    await shop.do("addBundleItem", bundleId=bundle["id"], input={"productId": child["id"]})

    products = await shop.do("publishProductHierarchy", familyId=top["id"])
    again = await shop.do("publishProductHierarchy", familyId=top["id"])
    product = await shop.refused("publishProductHierarchy", familyId=child["id"])

    assert [one["number"] for one in products] == ["F", "G", "C", "B"]
    assert {one["status"] for one in products} == {"ACTIVE"}
    assert again == []
    assert product == ("PRODUCT_NOT_FAMILY", "familyId")


async def test_one_item_that_is_no_part_of_it_keeps_a_hierarchy_from_being_published(
    shop: Shop,
) -> None:
    family, draft = await shop.product("F", structure="FAMILY"), await in_state(shop, "DRAFT")
    child = await shop.product("C", parentId=family["id"])
    bundle = await shop.product("B", structure="BUNDLE", parentId=family["id"])
    await shop.do("addBundleItem", bundleId=bundle["id"], input={"productId": draft["id"]})

    code = await shop.refusal("publishProductHierarchy", familyId=family["id"])

    assert code == "BUNDLE_ITEMS_NOT_ACTIVE"
    for product in (family, child, bundle):
        assert (await shop.read(product, "Product"))["status"] == "DRAFT"


async def test_a_family_takes_what_is_below_it_along(shop: Shop) -> None:
    family = await shop.product("F", structure="FAMILY")
    await shop.product("C", parentId=family["id"])
    await shop.do("publishProductHierarchy", familyId=family["id"])
    await shop.product("D", parentId=family["id"])
    seen = []

    for verb in ("reviseProduct", "revertProduct", "reviseProduct"):
        moved = await shop.do(verb, productId=family["id"])
        seen.append(sorted(one["status"] for one in moved["children"]["nodes"]))
    await shop.do("publishProductHierarchy", familyId=family["id"])
    retired = await shop.do("retireProduct", productId=family["id"])

    assert seen == [["DRAFT", "UNDER_REVISION"], ["ACTIVE", "DRAFT"], ["DRAFT", "UNDER_REVISION"]]
    assert {one["status"] for one in retired["children"]["nodes"]} == {"RETIRED"}


async def test_a_family_is_not_retired_while_one_below_it_is_offered(shop: Shop) -> None:
    family = await shop.product("F", structure="FAMILY")
    child = await shop.product("C", parentId=family["id"])
    bundle = await shop.product("B", structure="BUNDLE", parentId=family["id"])
    await shop.do("addBundleItem", bundleId=bundle["id"], input={"productId": child["id"]})
    await shop.do("publishProductHierarchy", familyId=family["id"])
    price_list = await shop.price_list("A", "EUR", item(child))

    code = await shop.refusal("retireProduct", productId=family["id"])
    await shop.do("deactivatePriceList", priceListId=price_list["id"])
    retired = await shop.do("retireProduct", productId=family["id"])

    assert code == "PRODUCT_OFFERED"
    assert {one["status"] for one in retired["children"]["nodes"]} == {"RETIRED"}


async def test_a_revision_is_worked_on_beside_what_is_published(shop: Shop) -> None:
    product = await shop.product(listPrice="10", currencyCode="EUR")
    await shop.do("reviseProduct", productId=product["id"])

    changed = await shop.do(
        "updateProduct", id=product["id"], input={"name": "New", "listPrice": "12"}
    )
    reverted = await shop.do("revertProduct", productId=product["id"])
    await shop.do("reviseProduct", productId=product["id"])
    await shop.do("updateProduct", id=product["id"], input={"listPrice": "13"})
    published = await shop.do("publishProduct", productId=product["id"])

    assert (changed["name"], changed["listPrice"]["amount"]) == ("New", "12.00")
    assert changed["published"] == {
        "name": "Product P-1",
        "listPrice": {"amount": "10.00", "currencyCode": "EUR"},
    }
    assert changed["isActive"] is True
    assert (reverted["name"], reverted["listPrice"]["amount"]) == ("Product P-1", "10.00")
    assert (published["listPrice"]["amount"], published["published"]) == ("13.00", None)


@pytest.mark.parametrize("status", ["DRAFT", "ACTIVE", "UNDER_REVISION", "RETIRED"])
async def test_i_60_only_published_products_are_added_to_documents(
    shop: Shop, sales: Sales, status: str
) -> None:
    product = await in_state(shop, status)
    await shop.do("updateTenantSettings", input={"priceListOptional": True})
    quote = await sales.draft()

    payload = await sales.attempt(
        "addLines", documentId=quote["id"], lines=[{"productId": product["id"], "quantity": "1"}]
    )

    refused = [] if status in {"ACTIVE", "UNDER_REVISION"} else ["PRODUCT_NOT_ACTIVE"]
    assert [error["code"] for error in payload["userErrors"]] == refused
    assert product["isActive"] is (not refused)


async def test_i_60_a_family_is_never_added_to_a_document(shop: Shop, sales: Sales) -> None:
    family = await shop.product("F", structure="FAMILY")
    await shop.do("publishProduct", productId=family["id"])
    await shop.do("updateTenantSettings", input={"priceListOptional": True})
    quote = await sales.draft()

    code = await sales.refusal(
        "addLines", documentId=quote["id"], lines=[{"productId": family["id"], "quantity": "1"}]
    )

    assert code == "PRODUCT_IS_FAMILY"
