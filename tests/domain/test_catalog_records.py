"""The checks of discount lists and their tiers, units, currencies and relationships."""

from functools import partial
from typing import Any
from uuid import UUID

import pytest

from domain.catalog.bundle import ProductRelationship, RelationshipType
from domain.catalog.discount_list import (
    DiscountList,
    DiscountListType,
    DiscountTier,
    DiscountTierValueInvalid,
)
from domain.catalog.price_list import (
    PricingMethod,
    QuantitySelling,
    RoundingOption,
    RoundingPolicy,
)
from domain.catalog.unit import Unit
from tests.domain.catalog import item, tiers
from tests.domain.make import d, refusal_of

AMOUNT, PERCENTAGE = DiscountListType.AMOUNT, DiscountListType.PERCENTAGE
LIST, GROUP = UUID(int=21), UUID(int=22)


def tier(low: str, high: str, **more: Any) -> DiscountTier:
    return DiscountTier(discount_list_id=LIST, low_quantity=d(low), high_quantity=d(high), **more)


@pytest.mark.parametrize(("low", "high"), [("0", "5"), ("-1", "5"), ("5", "5"), ("6", "5")])
def test_i_29_a_tier_begins_above_zero_and_below_its_end(low: str, high: str) -> None:
    assert refusal_of(tier(low, high).check) == (
        "DISCOUNT_TIER_RANGE_INVALID",
        ("lowQuantity",),
        {},
    )


def test_i_29_the_smallest_tier() -> None:
    tier("0.00001", "0.00002").check()


@pytest.mark.parametrize(
    ("given", "discount"),
    [
        ({"percentage": d("12.5")}, "25.000"),
        ({"percentage": d("0")}, "0"),
        ({"amount": d("1.5")}, "1.5"),
        ({}, "0"),
    ],
)
def test_a_tier_takes_a_share_or_an_amount_off_each_unit(
    given: dict[str, Any], discount: str
) -> None:
    assert tier("1", "2", **given).discount(d("200")) == d(discount)


@pytest.mark.parametrize(("type_", "code"), [(AMOUNT, None), (PERCENTAGE, "EUR")])
def test_only_a_list_of_amounts_has_a_currency(type_: DiscountListType, code: str | None) -> None:
    wrong = DiscountList(name="L", type=type_, currency_code=code)
    right = DiscountList(name="L", type=type_, currency_code=None if code else "EUR")

    right.check()

    assert refusal_of(wrong.check) == ("DISCOUNT_LIST_CURRENCY_INVALID", ("currencyCode",), {})


def test_the_tiers_of_a_list_say_what_the_list_is_made_of() -> None:
    percent, amount = tier("1", "2", percentage=d("5")), tier("3", "4", amount=d("5"))
    neither, both = tier("1", "2"), tier("1", "2", percentage=d("5"), amount=d("5"))
    of_percentages = DiscountList(name="L", type=PERCENTAGE)
    of_amounts = DiscountList(name="L", type=AMOUNT, currency_code="EUR")

    of_percentages.check_tiers([percent])
    of_amounts.check_tiers([amount])

    for record, wrong, path in (
        (of_percentages, amount, "amount"),
        (of_percentages, neither, "percentage"),
        (of_percentages, both, "amount"),
        (of_amounts, percent, "percentage"),
        (of_amounts, neither, "amount"),
        (of_amounts, both, "percentage"),
    ):
        code, where, facts = refusal_of(partial(record.check_tiers, [wrong]))
        assert (code, where) == ("DISCOUNT_TIER_VALUE_INVALID", (path,))
        assert facts["tier"] == wrong.id


def test_a_tier_of_the_wrong_kind_is_told_what_its_list_is_made_of() -> None:
    percent, amount = tier("1", "2", percentage=d("5")), tier("3", "4", amount=d("5"))

    with pytest.raises(DiscountTierValueInvalid, match="Give each tier a percentage and no amount"):
        DiscountList(name="L", type=PERCENTAGE).check_tiers([amount])
    with pytest.raises(
        DiscountTierValueInvalid, match="Give each tier an amount and no percentage"
    ):
        DiscountList(name="L", type=AMOUNT, currency_code="EUR").check_tiers([percent])


def test_i_29_tiers_may_touch_but_hold_no_quantity_twice() -> None:
    record = DiscountList(name="L", type=PERCENTAGE)
    first, second, third = tiers(("30", "40", "1"), ("1", "9.99999", "1"), ("10", "20", "1"))
    overlapping = tiers(("9.99999", "15", "1"))[0]

    record.check_tiers([first, second, third])

    assert refusal_of(lambda: record.check_tiers([first, overlapping, second])) == (
        "DISCOUNT_TIERS_OVERLAP",
        ("lowQuantity",),
        {"tier": overlapping.id},
    )


def unit(name: str, base: Unit | None = None, **more: Any) -> Unit:
    return Unit(unit_group_id=GROUP, name=name, base_unit_id=base.id if base else None, **more)


def test_the_primary_unit_is_one() -> None:
    primary = unit("Piece")
    box = unit("Box", primary)

    box.assign({"quantity": d("12.0")})

    assert (primary.is_primary, box.is_primary, str(box.quantity)) == (True, False, "12")
    assert refusal_of(lambda: primary.assign({"quantity": d("2")})) == (
        "PRIMARY_UNIT_FIXED",
        ("quantity",),
        {},
    )


def test_a_unit_is_counted_in_units_of_its_group_and_never_in_itself() -> None:
    primary = unit("Piece")
    box = unit("Box", primary)
    pallet = unit("Pallet", box)
    group = {each.id: each for each in (primary, box, pallet)}

    for each in group.values():
        each.check_base(group)
    pallet.check_base({each.id: each for each in (primary, box)})  # a new one is not there

    stranger = unit("Litre", unit("Drop"))
    assert refusal_of(lambda: stranger.check_base(group)) == (
        "UNIT_OF_ANOTHER_GROUP",
        ("baseUnitId",),
        {},
    )
    box.base_unit_id = pallet.id
    for each in (box, pallet):
        assert refusal_of(partial(each.check_base, group)) == ("UNIT_LOOP", ("baseUnitId",), {})


def test_a_product_is_not_related_to_itself() -> None:
    one, other = UUID(int=1), UUID(int=2)
    kind = RelationshipType.UP_SELL

    ProductRelationship(product_id=one, related_product_id=other, type=kind).check()
    itself = ProductRelationship(product_id=one, related_product_id=one, type=kind)

    assert refusal_of(itself.check) == ("RELATIONSHIP_WITH_ITSELF", ("relatedProductId",), {})


def test_another_pricing_method_clears_what_it_has_no_use_for() -> None:
    listed = item("100")

    listed.assign({"quantity_selling": QuantitySelling.WHOLE})
    assert str(listed.amount) == "100"
    listed.assign({"method": PricingMethod.PERCENT_OF_LIST, "percentage": d("90")})
    assert (listed.amount, listed.percentage) == (None, d("90"))

    listed.assign(
        {
            "rounding_policy": RoundingPolicy.UP,
            "rounding_option": RoundingOption.ENDS_IN,
            "rounding_amount": d("0.99"),
        }
    )
    listed.assign({"method": PricingMethod.PERCENT_MARKUP_CURRENT_COST})
    assert (listed.percentage, listed.rounding_amount) == (d("90"), d("0.99"))

    listed.assign({"method": PricingMethod.CURRENCY_AMOUNT, "amount": d("5")})
    assert (listed.amount, listed.percentage) == (d("5"), None)
    assert listed.rounding_policy is RoundingPolicy.NONE
    assert (listed.rounding_option, listed.rounding_amount) == (None, None)


def test_a_policy_of_none_clears_the_rounding() -> None:
    listed = item(
        None,
        method=PricingMethod.PERCENT_OF_LIST,
        percentage=d("90"),
        rounding_policy=RoundingPolicy.UP,
        rounding_option=RoundingOption.MULTIPLE_OF,
        rounding_amount=d("5"),
    )

    listed.assign({"rounding_policy": RoundingPolicy.NONE})

    assert (listed.rounding_option, listed.rounding_amount) == (None, None)


def test_a_price_may_end_in_zero_but_is_no_multiple_of_it() -> None:
    rounding: dict[str, Any] = {
        "method": PricingMethod.PERCENT_OF_LIST,
        "percentage": d("90"),
        "rounding_policy": RoundingPolicy.UP,
        "rounding_amount": d("0"),
    }

    item(None, **rounding, rounding_option=RoundingOption.ENDS_IN).check()
    never = item(None, **rounding, rounding_option=RoundingOption.MULTIPLE_OF)

    assert refusal_of(never.check)[1] == ("roundingAmount",)


@pytest.mark.parametrize("backwards", [False, True])
def test_units_upon_units_are_looked_at_once_each(*, backwards: bool) -> None:
    class Counted(dict[UUID, Unit]):
        looked = 0

        def __getitem__(self, id: UUID) -> Unit:
            self.looked += 1
            return super().__getitem__(id)

    units = [unit("each")]
    for at in range(100):
        units.append(unit(f"u{at}", units[-1]))
    group, checked = Counted({each.id: each for each in units}), set[UUID]()

    for each in reversed(units) if backwards else units:
        each.check_base(group, checked)

    assert group.looked <= len(units)
    assert checked == group.keys()
