"""Reading the catalog: every list with its filters and sorts, nested lists, and records by ID."""

from typing import Any

import pytest

from gql.settings import Settings
from tests.api.catalog import Shop, item
from tests.api.mutations import Json
from tests.client import Api
from tests.tenants import MakeTenant


async def stocked(shop: Shop) -> dict[str, Json]:
    """Create two records of every kind."""
    group, _ = await shop.group("Pieces")
    await shop.group("Hours")
    pump = await shop.product("PMP-1", description="Stainless 100%", unitGroupId=group["id"])
    hose = await shop.product("HOS-1", description="Rubber", unitGroupId=group["id"])
    family = await shop.product("FAM-1", structure="FAMILY")
    await shop.product("CHI-1", parentId=family["id"])
    bundle = await shop.product("BDL-1", structure="BUNDLE")
    await shop.do("addBundleItem", bundleId=bundle["id"], input={"productId": pump["id"]})
    await shop.do(
        "addProductRelationship",
        productId=pump["id"],
        input={"relatedProductId": hose["id"], "type": "ACCESSORY"},
    )
    tiers = [{"lowQuantity": "1", "highQuantity": "9", "percentage": "5"}]
    discounts = await shop.do(
        "createDiscountList",
        input={"name": "Volume", "type": "PERCENTAGE", "description": "All", "tiers": tiers},
    )
    await shop.do("createDiscountList", input={"name": "None", "type": "PERCENTAGE"})
    retail = await shop.price_list("Retail", "EUR", item(pump, "9"), item(hose, "3"))
    await shop.price_list("Partners", "USD", item(pump, "8"))
    await shop.do("createTaxCode", input={"code": "STD", "name": "Standard", "rate": "19"})
    await shop.do("createTaxCode", input={"code": "RED", "name": "Reduced", "rate": "7"})
    names = {"pump": pump, "hose": hose, "family": family, "bundle": bundle, "retail": retail}
    return {**names, "group": group, "discounts": discounts}


FOUND: list[tuple[str, str, str, list[Any]]] = [
    ("products", '{ number: { startsWith: "pmp" } }', "number", ["PMP-1"]),
    ("products", '{ name: { contains: "HOS" } }', "number", ["HOS-1"]),
    ("products", '{ description: { contains: "100%" } }', "number", ["PMP-1"]),
    ("products", "{ structure: { eq: FAMILY } }", "number", ["FAM-1"]),
    ("products", "{ status: { eq: DRAFT } }", "number", ["FAM-1", "CHI-1", "BDL-1"]),
    ("products", "{ isActive: { eq: true } }", "number", ["PMP-1", "HOS-1"]),
    ("products", "{ parentId: { isNull: false } }", "number", ["CHI-1"]),
    ("unitGroups", '{ name: { contains: "hour" } }', "name", ["Hours"]),
    ("units", '{ name: { eq: "pallet" }, quantity: { gt: "1" } }', "name", ["pallet", "pallet"]),
    ("priceLists", '{ name: { startsWith: "ret" } }', "name", ["Retail"]),
    ("priceLists", "{ currencyCode: { eq: USD_ } }", "name", ["Partners"]),
    ("priceListItems", '{ amount: { lt: "8" } }', "amount { amount }", [{"amount": "3.00"}]),
    ("discountLists", '{ description: { contains: "all" } }', "name", ["Volume"]),
    ("discountLists", "{ type: { ne: PERCENTAGE } }", "name", []),
    ("taxCodes", '{ rate: { gte: "10" } }', "code", ["STD"]),
    ("taxCodes", '{ name: { contains: "REDU" } }', "code", ["RED"]),
    ("currencies", '{ name: { eq: "Euro" }, isActive: { eq: true } }', "code", ["EUR"]),
    ("currencies", "{ precision: { eq: 4 } }", "code", ["CLF", "UYW"]),
]


async def test_every_list_can_be_searched(shop: Shop) -> None:
    await stocked(shop)

    for name, filter, field, expected in FOUND:
        written = filter.replace("USD_", '"USD"')
        data = await shop.api(
            f"{{ {name}(filter: {written}) {{ totalCount nodes {{ {field} }} }} }}"
        )
        nodes = [node[field.split()[0]] for node in data[name]["nodes"]]
        assert sorted(nodes, key=str) == sorted(expected, key=str), (name, filter)
        assert data[name]["totalCount"] == len(expected)


ORDERS = [
    ("products", "NUMBER", "number"),
    ("products", "NAME", "name"),
    ("unitGroups", "NAME", "name"),
    ("priceLists", "NAME", "name"),
    ("discountLists", "NAME", "name"),
    ("taxCodes", "CODE", "code"),
    ("currencies", "CODE", "code"),
    ("units", "CREATED_AT", "createdAt"),
    ("priceListItems", "CREATED_AT", "createdAt"),
]


@pytest.mark.parametrize(("name", "order", "field"), ORDERS)
async def test_every_list_comes_in_order_and_in_pages(
    shop: Shop, name: str, order: str, field: str
) -> None:
    await stocked(shop)
    query = f"""query ($first: Int, $after: String, $direction: SortDirection!) {{
      {name}(first: $first, after: $after, orderBy: [{{field: {order}, direction: $direction}}]) {{
        pageInfo {{ hasNextPage endCursor }} nodes {{ {field} }} }} }}"""

    up = await shop.api(query, first=100, direction="ASC")
    down = await shop.api(query, first=100, direction="DESC")
    page = (await shop.api(query, first=1, direction="ASC"))[name]
    second = await shop.api(query, first=1, after=page["pageInfo"]["endCursor"], direction="ASC")

    seen = [node[field] for node in up[name]["nodes"]]
    if len(seen) < 100:
        assert [node[field] for node in down[name]["nodes"]] == seen[::-1]
    assert [*page["nodes"], *second[name]["nodes"]] == up[name]["nodes"][:2]
    assert page["pageInfo"]["hasNextPage"] is True


TOGETHER = """query ($pump: ID!, $family: ID!, $bundle: ID!, $list: ID!, $discounts: ID!,
    $group: ID!) {
  product(id: $pump) { number unitGroup { name } defaultUnit { name }
    relationships { nodes { type relatedProduct { number relatedFrom { nodes {
      product { number } } } } } }
    inBundles { nodes { bundle { number } isRequired } }
    priceListItems(filter: { currencyCode: { eq: "EUR" } }) { totalCount nodes {
      priceList { name } amount { amount currencyCode } unit { name } } } }
  family: product(id: $family) { children { nodes { number parent { number } } } }
  bundle: product(id: $bundle) { bundleItems { nodes { product { number } quantity } } }
  priceList(id: $list) { items(filter: { amount: { gt: "5" } }) { totalCount nodes {
    product { number } method quantitySelling } } }
  discountList(id: $discounts) { tiers(orderBy: [{ field: LOW_QUANTITY }]) { nodes {
    lowQuantity highQuantity percentage discountList { name } } } }
  unitGroup(id: $group) { units(filter: { quantity: { gt: "12" } }) { nodes { name
    baseUnit { name } unitGroup { name } } } } }"""
PUMP = {
    "number": "PMP-1",
    "unitGroup": {"name": "Pieces"},
    "defaultUnit": {"name": "piece"},
    "relationships": {
        "nodes": [
            {
                "type": "ACCESSORY",
                "relatedProduct": {
                    "number": "HOS-1",
                    "relatedFrom": {"nodes": [{"product": {"number": "PMP-1"}}]},
                },
            }
        ]
    },
    "inBundles": {"nodes": [{"bundle": {"number": "BDL-1"}, "isRequired": True}]},
    "priceListItems": {
        "totalCount": 1,
        "nodes": [
            {
                "priceList": {"name": "Retail"},
                "amount": {"amount": "9.00", "currencyCode": "EUR"},
                "unit": {"name": "piece"},
            }
        ],
    },
}
TIER = {
    "lowQuantity": "1",
    "highQuantity": "9",
    "percentage": "5",
    "discountList": {"name": "Volume"},
}
PALLET = {"name": "pallet", "baseUnit": {"name": "box"}, "unitGroup": {"name": "Pieces"}}


async def test_what_belongs_together_is_read_in_one_question(shop: Shop) -> None:
    there = await stocked(shop)

    data = await shop.api(
        TOGETHER,
        pump=there["pump"]["id"],
        family=there["family"]["id"],
        bundle=there["bundle"]["id"],
        list=there["retail"]["id"],
        discounts=there["discounts"]["id"],
        group=there["group"]["id"],
    )

    child = {"number": "CHI-1", "parent": {"number": "FAM-1"}}
    part = {"product": {"number": "PMP-1"}, "quantity": "1"}
    selling = {"method": "CURRENCY_AMOUNT", "quantitySelling": "NO_CONTROL"}
    assert data["product"] == PUMP
    assert data["family"]["children"]["nodes"] == [child]
    assert data["bundle"]["bundleItems"]["nodes"] == [part]
    assert data["priceList"]["items"]["totalCount"] == 1
    assert data["priceList"]["items"]["nodes"] == [{"product": {"number": "PMP-1"}, **selling}]
    assert data["discountList"]["tiers"]["nodes"] == [TIER]
    assert data["unitGroup"]["units"]["nodes"] == [PALLET]


@pytest.fixture
async def stranger(app: Any, settings: Settings, make_tenant: MakeTenant) -> Any:
    """A user of another tenant."""
    api = Api(app, settings, await make_tenant())
    yield Shop(api)
    await api.close()


async def test_another_tenants_catalog_does_not_exist(shop: Shop, stranger: Shop) -> None:
    there = await stocked(shop)
    pump, retail = there["pump"]["id"], there["retail"]["id"]
    units = there["group"]["units"]["nodes"]
    theirs, their_list = await stranger.product("P"), await stranger.price_list()
    their_bundle = await stranger.product("B", structure="BUNDLE")
    ours = {"productId": pump, "amount": "1"}

    codes = [
        await stranger.refusal("updateProduct", id=pump, input={"name": "Mine"}),
        await stranger.refusal("publishProduct", productId=pump),
        await stranger.refusal("cloneProduct", productId=pump, number="X"),
        await stranger.refusal("deletePriceList", priceListId=retail),
        await stranger.refusal("deleteUnit", unitId=units[0]["id"]),
        await stranger.refusal("addPriceListItems", priceListId=retail, items=[ours]),
        await stranger.refusal("addPriceListItems", priceListId=their_list["id"], items=[ours]),
        await stranger.refusal(
            "addBundleItem", bundleId=their_bundle["id"], input={"productId": pump}
        ),
        await stranger.refusal(
            "addProductRelationship",
            productId=theirs["id"],
            input={"relatedProductId": pump, "type": "UP_SELL"},
        ),
        await stranger.refusal(
            "updateProduct", id=theirs["id"], input={"defaultPriceListId": retail}
        ),
        await stranger.refusal(
            "createProduct",
            input={"number": "X", "name": "X", "unitGroupId": there["group"]["id"]},
        ),
        await stranger.refusal(
            "updateDiscountList", id=there["discounts"]["id"], input={"name": "X"}
        ),
    ]

    assert codes == [
        "PRODUCT_NOT_FOUND",
        "PRODUCT_NOT_FOUND",
        "PRODUCT_NOT_FOUND",
        "PRICE_LIST_NOT_FOUND",
        "UNIT_NOT_FOUND",
        "PRICE_LIST_NOT_FOUND",
        "PRODUCT_NOT_FOUND",
        "PRODUCT_NOT_FOUND",
        "PRODUCT_NOT_FOUND",
        "PRICE_LIST_NOT_FOUND",
        "UNIT_GROUP_NOT_FOUND",
        "DISCOUNT_LIST_NOT_FOUND",
    ]
    assert await stranger.read(there["pump"], "Product") is None
    assert (await stranger.product("PMP-1"))["number"] == "PMP-1"
