"""Units and their groups over the API (1.10)."""

import pytest

from tests.api.catalog import GHOST, Shop, item
from tests.api.mutations import Json
from tests.api.sales import Sales


async def test_a_group_begins_with_units_counted_in_one_another(shop: Shop) -> None:
    group, _ = await shop.group()

    units = {unit["name"]: unit for unit in group["units"]["nodes"]}
    assert {name: unit["quantity"] for name, unit in units.items()} == {
        "piece": "1",
        "box": "12",
        "pallet": "40",
    }
    assert units["piece"]["baseUnit"] is None
    assert units["box"]["baseUnit"]["name"] == "piece"
    assert units["pallet"]["baseUnit"]["name"] == "box"


@pytest.mark.parametrize(
    ("units", "code", "path"),
    [
        ([{"name": "piece", "quantity": "2"}], "UNIT_NAME_TAKEN", "units.0.name"),
        (
            [{"name": "a", "quantity": "2"}, {"name": " a ", "quantity": "3"}],
            "UNIT_NAME_TAKEN",
            "units.1.name",
        ),
        ([{"name": "a", "quantity": "0"}], "VALUE_OUT_OF_RANGE", "units.0.quantity"),
        ([{"name": "a", "quantity": "-1"}], "VALUE_OUT_OF_RANGE", "units.0.quantity"),
        ([{"name": " ", "quantity": "1"}], "TEXT_REQUIRED", "units.0.name"),
        (
            [{"name": "a", "quantity": "2", "baseUnit": "b"}],
            "UNIT_NOT_FOUND",
            "units.0.baseUnit",
        ),
        (
            [
                {"name": "a", "quantity": "2", "baseUnit": "b"},
                {"name": "b", "quantity": "2", "baseUnit": "a"},
            ],
            "UNIT_LOOP",
            "units.0.baseUnit",
        ),
    ],
)
async def test_what_no_group_can_begin_with(
    shop: Shop, units: list[Json], code: str, path: str
) -> None:
    given = {"name": "G", "primaryUnit": "piece", "units": units}

    assert await shop.refused("createUnitGroup", input=given) == (code, f"input.{path}")


async def test_names_of_groups_are_unique_and_say_something(shop: Shop) -> None:
    await shop.group("Pieces")
    other, _ = await shop.group("Hours")

    refusals = [
        await shop.refused("createUnitGroup", input={"name": "Pieces", "primaryUnit": "p"}),
        await shop.refused("updateUnitGroup", id=other["id"], input={"name": "Pieces"}),
        await shop.refused("createUnitGroup", input={"name": " ", "primaryUnit": "p"}),
        await shop.refused("createUnitGroup", input={"name": "G", "primaryUnit": " "}),
    ]
    renamed = await shop.do("updateUnitGroup", id=other["id"], input={"name": "Days"})

    assert refusals == [
        ("UNIT_GROUP_NAME_TAKEN", "input.name"),
        ("UNIT_GROUP_NAME_TAKEN", "input.name"),
        ("TEXT_REQUIRED", "input.name"),
        ("TEXT_REQUIRED", "input.primaryUnit"),
    ]
    assert renamed["name"] == "Days"


async def test_a_unit_is_added_changed_and_deleted(shop: Shop) -> None:
    group, units = await shop.group()

    dozen = await shop.do(
        "createUnit", input={"unitGroupId": group["id"], "name": "pair", "quantity": "2.0"}
    )
    changed = await shop.do(
        "updateUnit",
        id=dozen["id"],
        input={"name": "six-pack", "quantity": "6", "baseUnitId": units["box"]},
        expectedVersion=1,
    )
    deleted = await shop.payload("deleteUnit", unitId=dozen["id"])

    assert (dozen["quantity"], dozen["baseUnit"]["id"]) == ("2", units["piece"])
    assert (changed["name"], changed["quantity"]) == ("six-pack", "6")
    assert changed["baseUnit"] == {"id": units["box"]}
    assert deleted["deletedUnitId"] == dozen["id"]
    left = [unit["id"] for unit in deleted["unitGroup"]["units"]["nodes"]]
    assert (deleted["unitGroup"]["id"], sorted(left)) == (group["id"], sorted(units.values()))


async def test_the_primary_unit_is_fixed_but_for_its_name(shop: Shop) -> None:
    """Dynamics 0x80043b03, 0x80043b18."""
    _, units = await shop.group()
    primary = units["piece"]

    refusals = [
        await shop.refused("updateUnit", id=primary, input={"quantity": "2"}),
        await shop.refused("updateUnit", id=primary, input={"baseUnitId": units["box"]}),
        await shop.refused("deleteUnit", unitId=primary),
        await shop.refused("updateUnit", id=units["box"], input={"baseUnitId": None}),
    ]
    renamed = await shop.do("updateUnit", id=primary, input={"name": "item", "quantity": "1"})

    assert refusals == [
        ("PRIMARY_UNIT_FIXED", "input.quantity"),
        ("PRIMARY_UNIT_FIXED", "input.baseUnitId"),
        ("PRIMARY_UNIT_FIXED", ""),
        ("PRIMARY_UNIT_FIXED", "input.baseUnitId"),
    ]
    assert (renamed["name"], renamed["quantity"]) == ("item", "1")


async def test_no_unit_is_counted_in_itself(shop: Shop) -> None:
    """Dynamics 0x80043b19, 0x80043b1a."""
    _, units = await shop.group()

    refusals = [
        await shop.refused("updateUnit", id=units["box"], input={"baseUnitId": units[base]})
        for base in ("box", "pallet")
    ]

    assert refusals == [("UNIT_LOOP", "input.baseUnitId")] * 2


async def test_a_base_unit_is_one_of_the_same_group(shop: Shop) -> None:
    group, units = await shop.group("Pieces")
    _, others = await shop.group("Parts")
    given = {"unitGroupId": group["id"], "name": "x", "quantity": "2", "baseUnitId": others["box"]}

    refusals = [
        await shop.refused("createUnit", input=given),
        await shop.refused("updateUnit", id=units["box"], input={"baseUnitId": others["box"]}),
    ]
    unknown = [
        await shop.refused("createUnit", input={**given, "baseUnitId": f"uni_{GHOST}"}),
        await shop.refused("updateUnit", id=units["box"], input={"baseUnitId": group["id"]}),
    ]
    lost = await shop.refused("createUnit", input={**given, "unitGroupId": f"ugr_{GHOST}"})

    assert refusals == [("UNIT_OF_ANOTHER_GROUP", "input.baseUnitId")] * 2
    assert unknown == [("UNIT_NOT_FOUND", "input.baseUnitId")] * 2
    assert lost == ("UNIT_GROUP_NOT_FOUND", "input.unitGroupId")


async def test_names_of_units_are_unique_within_a_group(shop: Shop) -> None:
    group, units = await shop.group()
    given = {"unitGroupId": group["id"], "name": "box", "quantity": "2"}

    refusals = [
        await shop.refused("createUnit", input=given),
        await shop.refused("updateUnit", id=units["pallet"], input={"name": "box"}),
    ]

    assert refusals == [("UNIT_NAME_TAKEN", "input.name")] * 2


async def test_a_used_unit_is_not_deleted(shop: Shop, sales: Sales) -> None:
    group, units = await shop.group()
    product = await shop.product("P", unitGroupId=group["id"], defaultUnitId=units["pallet"])
    spare = [
        await shop.do(
            "createUnit", input={"unitGroupId": group["id"], "name": name, "quantity": "3"}
        )
        for name in ("listed", "bundled", "sold")
    ]
    listed, bundled, sold = (unit["id"] for unit in spare)
    bundle = await shop.product("B", structure="BUNDLE")
    both = [item(product, unitId=listed), item(product, unitId=sold)]
    price_list = await shop.price_list("A", "EUR", *both)
    part = {"productId": product["id"], "unitId": bundled}
    await shop.do("addBundleItem", bundleId=bundle["id"], input=part)
    line = {"productId": product["id"], "unitId": sold, "quantity": "1"}
    await sales.draft(lines=[line], priceListId=price_list["id"])
    second = (await shop.read(price_list, "PriceList"))["items"]["nodes"]
    of_sold = [
        one for one in second if (await shop.read(one, "PriceListItem"))["unit"]["id"] == sold
    ]
    await shop.do("removePriceListItem", priceListItemId=of_sold[0]["id"])

    codes = [
        await shop.refusal("deleteUnit", unitId=unit)
        for unit in (units["box"], units["pallet"], listed, bundled, sold)
    ]

    assert codes == ["UNIT_IN_USE"] * 5
