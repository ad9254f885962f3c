"""When two clients change the catalog at once, rules and keys hold, without internal errors."""

import asyncio
from typing import Any

import pytest

from tests.api.catalog import Shop, item
from tests.api.mutations import Json
from tests.api.sales import Sales
from tests.api.test_neighbours import WAITING, locked

ROUNDS = range(4)


async def codes(*attempts: Any) -> list[str]:
    """Return the codes that concurrent attempts are refused with."""
    payloads = await asyncio.gather(*attempts)
    return sorted(error["code"] for one in payloads for error in one["userErrors"])


NEW = [
    ("createProduct", {"number": "P", "name": "P"}, "PRODUCT_NUMBER_TAKEN"),
    ("createPriceList", {"name": "A", "currencyCode": "EUR"}, "PRICE_LIST_NAME_TAKEN"),
    ("createDiscountList", {"name": "A", "type": "PERCENTAGE"}, "DISCOUNT_LIST_NAME_TAKEN"),
    ("createUnitGroup", {"name": "A", "primaryUnit": "p"}, "UNIT_GROUP_NAME_TAKEN"),
    ("createTaxCode", {"code": "A", "name": "A", "rate": "1"}, "TAX_CODE_TAKEN"),
    ("createCurrency", {"code": "XTS", "name": "A"}, "CURRENCY_EXISTS"),
]


@pytest.mark.parametrize(("mutation", "given", "code"), NEW)
async def test_i_61_of_many_with_one_name_at_once_one_is_made(
    shop: Shop, mutation: str, given: dict[str, str], code: str
) -> None:
    found = await codes(*(shop.attempt(mutation, input=given) for _ in range(6)))

    assert found == [code] * 5


async def test_of_many_parts_that_are_the_same_one_is_made(shop: Shop) -> None:
    group, _ = await shop.group()
    one, other = await shop.product("P-1"), await shop.product("P-2")
    bundle, price_list = await shop.product("B", structure="BUNDLE"), await shop.price_list()
    made = await shop.do("createDiscountList", input={"name": "D", "type": "PERCENTAGE"})
    attempts = {
        "UNIT_NAME_TAKEN": (
            "createUnit",
            {"input": {"unitGroupId": group["id"], "name": "pair", "quantity": "2"}},
        ),
        "PRICE_LIST_ITEM_EXISTS": (
            "addPriceListItems",
            {"priceListId": price_list["id"], "items": [item(one)]},
        ),
        "BUNDLE_ITEM_EXISTS": (
            "addBundleItem",
            {"bundleId": bundle["id"], "input": {"productId": one["id"]}},
        ),
        "RELATIONSHIP_EXISTS": (
            "addProductRelationship",
            {
                "productId": one["id"],
                "input": {"relatedProductId": other["id"], "type": "UP_SELL"},
            },
        ),
        "DISCOUNT_TIERS_OVERLAP": (
            "addDiscountTier",
            {
                "discountListId": made["id"],
                "input": {"lowQuantity": "1", "highQuantity": "9", "percentage": "5"},
            },
        ),
    }

    for code, (mutation, arguments) in attempts.items():
        found = await codes(*(shop.attempt(mutation, **arguments) for _ in range(5)))
        assert found == [code] * 4


async def test_a_bundle_never_has_more_than_15_items(shop: Shop) -> None:
    products = [await shop.product(f"P-{n}") for n in range(18)]
    bundle = await shop.product("B", structure="BUNDLE")

    found = await codes(
        *(
            shop.attempt("addBundleItem", bundleId=bundle["id"], input={"productId": one["id"]})
            for one in products
        )
    )

    assert found == ["BUNDLE_TOO_LARGE"] * 3


@pytest.mark.parametrize("_", ROUNDS)
async def test_an_option_keeps_its_price_or_stays_required(shop: Shop, _: int) -> None:
    product, bundle = await shop.product(), await shop.product("B", structure="BUNDLE")
    part = await shop.do("addBundleItem", bundleId=bundle["id"], input={"productId": product["id"]})
    listed = await shop.price_list("A", "EUR", item(bundle), item(product))
    price = next(one for one in listed["items"]["nodes"] if one["product"]["id"] == product["id"])

    found = await codes(
        shop.attempt("removePriceListItem", priceListItemId=price["id"]),
        shop.attempt("updateBundleItem", id=part["id"], input={"isRequired": False}),
    )

    assert found == ["BUNDLE_OPTION_NOT_PRICED"]


@pytest.mark.parametrize("_", ROUNDS)
async def test_a_bundle_is_listed_or_gets_an_unpriced_option(shop: Shop, _: int) -> None:
    product, bundle = await shop.product(), await shop.product("B", structure="BUNDLE")
    price_list = await shop.price_list()
    option = {"productId": product["id"], "isRequired": False}

    found = await codes(
        shop.attempt("addPriceListItems", priceListId=price_list["id"], items=[item(bundle)]),
        shop.attempt("addBundleItem", bundleId=bundle["id"], input=option),
    )

    assert found == ["BUNDLE_OPTION_NOT_PRICED"]


@pytest.mark.parametrize("mutation", ["addBundleItem", "updateBundleItem"])
async def test_no_product_stays_locked_while_a_price_list_is_waited_for(
    shop: Shop, database_url: str, mutation: str
) -> None:
    """Price lists are locked before products: whoever has a list must get its products."""
    product, other = await shop.product(), await shop.product("P-2")
    bundle = await shop.product("B", structure="BUNDLE")
    part = await shop.do("addBundleItem", bundleId=bundle["id"], input={"productId": other["id"]})
    await shop.price_list("A", "EUR", item(bundle), item(product), item(other))
    given: Json = {
        "addBundleItem": {
            "bundleId": bundle["id"],
            "input": {"productId": product["id"], "isRequired": False},
        },
        "updateBundleItem": {"id": part["id"], "input": {"isRequired": False}},
    }

    async with locked(database_url, "price_lists", shop.api.tenant.id) as owner:
        changing = asyncio.create_task(shop.attempt(mutation, **given[mutation]))
        while not changing.done() and not await owner.fetchval(WAITING):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await owner.execute(
            "SELECT FROM products WHERE tenant_id = $1 FOR UPDATE NOWAIT", shop.api.tenant.id
        )

    assert not (await changing)["userErrors"]


@pytest.mark.parametrize("_", ROUNDS)
async def test_a_product_is_retired_or_listed(shop: Shop, _: int) -> None:
    product, price_list = await shop.product(), await shop.price_list()

    found = await codes(
        shop.attempt("retireProduct", productId=product["id"]),
        shop.attempt("addPriceListItems", priceListId=price_list["id"], items=[item(product)]),
    )

    assert found in (["PRODUCT_OFFERED"], ["PRODUCT_RETIRED"])


@pytest.mark.parametrize("_", ROUNDS)
async def test_a_price_list_is_inactive_or_a_default(shop: Shop, _: int) -> None:
    account, price_list = (
        await shop.do("createAccount", input={"name": "A"}),
        await shop.price_list(),
    )

    found = await codes(
        shop.attempt("deactivatePriceList", priceListId=price_list["id"]),
        shop.attempt(
            "updateAccount", id=account["id"], input={"defaultPriceListId": price_list["id"]}
        ),
    )

    assert found in (["PRICE_LIST_INACTIVE"], ["PRICE_LIST_IS_DEFAULT"])


@pytest.mark.parametrize("_", ROUNDS)
async def test_two_families_do_not_get_into_one_another(shop: Shop, _: int) -> None:
    one = await shop.product("F-1", structure="FAMILY")
    other = await shop.product("F-2", structure="FAMILY")

    found = await codes(
        shop.attempt("updateProduct", id=one["id"], input={"parentId": other["id"]}),
        shop.attempt("updateProduct", id=other["id"], input={"parentId": one["id"]}),
    )

    assert found == ["PRODUCT_PARENT_INVALID"]


@pytest.mark.parametrize("_", ROUNDS)
async def test_a_draft_is_deleted_or_used(shop: Shop, _: int) -> None:
    """Whichever of the two requests comes second is refused."""
    active, price_list = await shop.product("P"), await shop.price_list()
    draft = await shop.do("cloneProduct", productId=active["id"], number="D")

    found = await codes(
        shop.attempt("deleteProduct", productId=draft["id"]),
        shop.attempt("addPriceListItems", priceListId=price_list["id"], items=[item(draft)]),
    )

    assert found in (["PRODUCT_IN_USE"], ["PRODUCT_NOT_FOUND"])


@pytest.mark.parametrize("_", ROUNDS)
async def test_a_price_list_is_deleted_or_quoted(shop: Shop, sales: Sales, _: int) -> None:
    """The quote does not lock the list: only a foreign key prevents this."""
    price_list, given = await shop.price_list(), await sales.header(lines=[])

    found = await codes(
        shop.attempt("deletePriceList", priceListId=price_list["id"]),
        sales.attempt("createQuote", input={**given, "priceListId": price_list["id"]}),
    )

    assert found in (["PRICE_LIST_IN_USE"], ["PRICE_LIST_NOT_FOUND"])


async def test_twelve_clients_at_one_family(shop: Shop) -> None:
    family = await shop.product("F", structure="FAMILY")
    child = await shop.product("C", parentId=family["id"])
    acts = [
        ("publishProductHierarchy", {"familyId": family["id"]}),
        ("publishProduct", {"productId": child["id"]}),
        ("reviseProduct", {"productId": family["id"]}),
        ("revertProduct", {"productId": child["id"]}),
        ("updateProduct", {"id": child["id"], "input": {"name": "New"}}),
        ("retireProduct", {"productId": child["id"]}),
    ]

    await asyncio.gather(*(shop.attempt(name, **given) for name, given in acts * 2))

    now = await shop.read(child, "Product")
    assert now["isActive"] is (now["status"] in {"ACTIVE", "UNDER_REVISION"})
    assert (now["published"] is not None) is (now["status"] == "UNDER_REVISION")
