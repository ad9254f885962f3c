"""Discount lists and their tiers over the API (1.10)."""

from decimal import Decimal

import pytest

from tests.api.catalog import Shop, item
from tests.api.mutations import Json


def tier(low: str, high: str, percentage: str | None = "5", **more: str) -> Json:
    given = {"lowQuantity": low, "highQuantity": high, "percentage": percentage, **more}
    return {name: value for name, value in given.items() if value is not None}


async def discounts(shop: Shop, *tiers: Json, **more: str) -> Json:
    given = {"name": "D", "type": "PERCENTAGE", "tiers": list(tiers), **more}
    made: Json = await shop.do("createDiscountList", input=given)
    return made


async def test_a_list_of_percentages_and_a_list_of_amounts(shop: Shop) -> None:
    percent = await discounts(shop, tier("1", "9.5", "2.5"), tier("9.50001", "49", "19.05000"))
    amount = await discounts(
        shop, tier("1", "9", None, amount="1.5"), name="A", type="AMOUNT", currencyCode="EUR"
    )

    assert [
        (one["lowQuantity"], one["highQuantity"], one["percentage"])
        for one in percent["tiers"]["nodes"]
    ] == [("1", "9.5", "2.5"), ("9.50001", "49", "19.05")]
    assert percent["currencyCode"] is None
    assert [one["amount"] for one in amount["tiers"]["nodes"]] == ["1.50"]
    assert (amount["type"], amount["currencyCode"], amount["isActive"]) == ("AMOUNT", "EUR", True)


async def test_the_currency_follows_from_the_type(shop: Shop) -> None:
    """Dynamics 0x80048cf7, 0x80048cf1."""
    refusals = [
        await shop.refused("createDiscountList", input={"name": "D", **given})
        for given in (
            {"type": "AMOUNT"},
            {"type": "PERCENTAGE", "currencyCode": "EUR"},
            {"type": "AMOUNT", "currencyCode": "XXQ"},
        )
    ]

    assert refusals == [
        ("DISCOUNT_LIST_CURRENCY_INVALID", "input.currencyCode"),
        ("DISCOUNT_LIST_CURRENCY_INVALID", "input.currencyCode"),
        ("CURRENCY_UNKNOWN", "input.currencyCode"),
    ]


RANGES = [("0", "5"), ("-1", "5"), ("5", "5"), ("6", "5")]


@pytest.mark.parametrize(("low", "high"), RANGES)
async def test_i_29_the_low_quantity_is_above_0_and_below_the_high_one(
    shop: Shop, low: str, high: str
) -> None:
    """Dynamics 0x80043b00, 0x80043b01."""
    made = await discounts(shop, tier("10", "20"))
    wrong = tier(low, high)

    created = await shop.refused(
        "createDiscountList",
        input={"name": "E", "type": "PERCENTAGE", "tiers": [tier("30", "40"), wrong]},
    )
    added = await shop.refused("addDiscountTier", discountListId=made["id"], input=wrong)
    (there,) = made["tiers"]["nodes"]
    changed = await shop.refused(
        "updateDiscountTier", id=there["id"], input={"lowQuantity": low, "highQuantity": high}
    )

    assert created == ("DISCOUNT_TIER_RANGE_INVALID", "input.tiers.1.lowQuantity")
    assert added == changed == ("DISCOUNT_TIER_RANGE_INVALID", "input.lowQuantity")


OVERLAPS = [("1", "10"), ("20", "25"), ("12", "15"), ("5", "30"), ("10", "20")]


@pytest.mark.parametrize(("low", "high"), OVERLAPS)
async def test_i_29_tiers_do_not_overlap_and_their_borders_belong_to_them(
    shop: Shop, low: str, high: str
) -> None:
    """Dynamics 0x80043b02."""
    made = await discounts(shop, tier("10", "20"), tier("100", "200"))
    wrong = tier(low, high)

    created = await shop.refused(
        "createDiscountList",
        input={"name": "E", "type": "PERCENTAGE", "tiers": [tier("10", "20"), wrong]},
    )
    added = await shop.refused("addDiscountTier", discountListId=made["id"], input=wrong)
    changed = await shop.refused(
        "updateDiscountTier", id=made["tiers"]["nodes"][1]["id"], input=wrong
    )

    second = 1 if Decimal(low) >= 10 else 0  # by quantity; it is the one that is named
    assert created == ("DISCOUNT_TIERS_OVERLAP", f"input.tiers.{second}.lowQuantity")
    assert added == changed == ("DISCOUNT_TIERS_OVERLAP", "input.lowQuantity")


async def test_i_29_gaps_between_tiers_are_allowed(shop: Shop) -> None:
    made = await discounts(shop, tier("10", "20"))

    payload = await shop.payload(
        "addDiscountTier", discountListId=made["id"], input=tier("20.00001", "25")
    )
    gap = await shop.payload("addDiscountTier", discountListId=made["id"], input=tier("40", "50"))

    assert payload["discountTier"]["lowQuantity"] == "20.00001"
    assert len(gap["discountList"]["tiers"]["nodes"]) == 3


async def test_a_tier_has_what_its_list_is_made_of(shop: Shop) -> None:
    """Dynamics 0x80043b1f, 0x80043b20, 0x80043b21."""
    percent = await discounts(shop)
    amount = await discounts(shop, name="A", type="AMOUNT", currencyCode="EUR")
    both = tier("1", "2", "5", amount="1")
    neither = tier("1", "2", None)

    refusals = [
        await shop.refused("addDiscountTier", discountListId=made["id"], input=given)
        for made, given in (
            (percent, both),
            (percent, neither),
            (percent, tier("1", "2", None, amount="1")),
            (amount, tier("1", "2", "5")),
            (amount, both),
        )
    ]

    assert {code for code, _ in refusals} == {"DISCOUNT_TIER_VALUE_INVALID"}
    assert all(path in {"input.percentage", "input.amount"} for _, path in refusals)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"percentage": "100.1"}, "VALUE_OUT_OF_RANGE"),
        ({"percentage": "-1"}, "VALUE_OUT_OF_RANGE"),
        ({"highQuantity": "100000000000.1"}, "VALUE_OUT_OF_RANGE"),
        ({"lowQuantity": None}, "VALUE_REQUIRED"),
    ],
)
async def test_what_no_tier_can_have(shop: Shop, given: Json, code: str) -> None:
    made = await discounts(shop, tier("10", "20"))
    (there,) = made["tiers"]["nodes"]

    refused = await shop.refused("updateDiscountTier", id=there["id"], input=given)

    assert refused == (code, f"input.{next(iter(given))}")


async def test_a_tier_is_changed_and_removed(shop: Shop) -> None:
    made = await discounts(shop, tier("10", "20"))
    (there,) = made["tiers"]["nodes"]

    changed = await shop.payload(
        "updateDiscountTier",
        id=there["id"],
        input={"highQuantity": "30", "percentage": "7.5"},
        expectedVersion=1,
    )
    stale = await shop.refusal(
        "updateDiscountTier", id=there["id"], input={"percentage": "1"}, expectedVersion=1
    )
    payload = await shop.payload("removeDiscountTier", discountTierId=there["id"])

    assert (changed["discountTier"]["highQuantity"], changed["discountTier"]["percentage"]) == (
        "30",
        "7.5",
    )
    assert stale == "VERSION_CONFLICT"
    assert payload["deletedDiscountTierId"] == there["id"]
    assert payload["discountList"]["tiers"]["nodes"] == []


async def test_a_list_is_renamed_and_switched_off_and_on(shop: Shop) -> None:
    made = await discounts(shop)
    await discounts(shop, name="E")

    changed = await shop.do(
        "updateDiscountList", id=made["id"], input={"name": "F", "description": "For shops"}
    )
    taken = await shop.refused("updateDiscountList", id=made["id"], input={"name": "E"})
    created = await shop.refused("createDiscountList", input={"name": "E", "type": "PERCENTAGE"})
    off = await shop.do("deactivateDiscountList", discountListId=made["id"])
    on = await shop.do("activateDiscountList", discountListId=made["id"])

    assert (changed["name"], changed["description"]) == ("F", "For shops")
    assert taken == created == ("DISCOUNT_LIST_NAME_TAKEN", "input.name")
    assert (off["isActive"], on["isActive"]) == (False, True)


async def test_i_62_a_used_discount_list_is_not_deleted(shop: Shop) -> None:
    made = await discounts(shop, tier("10", "20"))
    product = await shop.product()
    price_list = await shop.price_list("A", "EUR", item(product, discountListId=made["id"]))
    (listed,) = price_list["items"]["nodes"]

    used = await shop.refusal("deleteDiscountList", discountListId=made["id"])
    await shop.do("updatePriceListItem", id=listed["id"], input={"discountListId": None})
    payload = await shop.payload("deleteDiscountList", discountListId=made["id"])

    assert used == "DISCOUNT_LIST_IN_USE"
    assert payload == {"deletedDiscountListId": made["id"]}
    assert await shop.read(made["tiers"]["nodes"][0], "DiscountTier") is None
