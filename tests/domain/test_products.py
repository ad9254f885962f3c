"""A product alone: its values, its life cycle, and what is sold while it is under revision."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.catalog.product import Product, ProductStructure, ProductType
from domain.catalog.product_lifecycle import ProductStatus
from domain.catalog.unit import Unit
from domain.core.errors import VersionConflict
from domain.core.lifecycle import Fact
from tests.domain.catalog import GROUP, UNIT, product
from tests.domain.make import d, refusal_of

DRAFT, ACTIVE = ProductStatus.DRAFT, ProductStatus.ACTIVE
UNDER_REVISION, RETIRED = ProductStatus.UNDER_REVISION, ProductStatus.RETIRED
FAMILY, BUNDLE = ProductStructure.FAMILY, ProductStructure.BUNDLE
OTHER = UUID(int=70)


def test_the_last_day_of_a_product_may_be_its_first_but_not_come_before_it() -> None:
    record, day, before = product(), date(2026, 3, 2), date(2026, 3, 1)

    record.assign({"valid_from": day, "valid_to": day})
    record.assign({"valid_from": None, "valid_to": before})
    record.assign({"valid_from": before, "valid_to": None})

    assert refusal_of(lambda: record.assign({"valid_from": day, "valid_to": before})) == (
        "PRODUCT_VALIDITY_INVALID",
        ("validFrom",),
        {},
    )


@pytest.mark.parametrize(
    ("name", "label", "value"),
    [
        ("list_price", "listPrice", d("0")),
        ("current_cost", "currentCost", d("1")),
        ("standard_cost", "standardCost", d("1")),
        ("default_price_list_id", "defaultPriceListId", OTHER),
    ],
)
def test_a_family_has_no_price(name: str, label: str, value: Any) -> None:
    family = product(structure=FAMILY)

    assert refusal_of(lambda: family.assign({name: value})) == ("PRODUCT_IS_FAMILY", (label,), {})
    product(structure=BUNDLE).assign({name: value})


def test_a_unit_of_another_group_is_refused_by_the_field_that_named_it() -> None:
    own, foreign = (Unit(unit_group_id=group, name="Box") for group in (GROUP, OTHER))

    product().check_unit(own, "unitId")

    assert refusal_of(lambda: product().check_unit(foreign, "unitId")) == (
        "UNIT_OF_ANOTHER_GROUP",
        ("unitId",),
        {},
    )


@pytest.mark.parametrize("status", [DRAFT, ACTIVE, UNDER_REVISION])
@pytest.mark.parametrize("structure", [ProductStructure.PRODUCT, BUNDLE])
def test_a_product_can_be_offered_until_it_is_retired(
    status: ProductStatus, structure: ProductStructure
) -> None:
    product(status=status, structure=structure).check_offerable("productId")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"structure": FAMILY}, "PRODUCT_IS_FAMILY"),
        ({"structure": FAMILY, "status": RETIRED}, "PRODUCT_IS_FAMILY"),
        ({"status": RETIRED}, "PRODUCT_RETIRED"),
        ({"status": RETIRED, "structure": BUNDLE}, "PRODUCT_RETIRED"),
    ],
)
def test_families_and_retired_products_are_not_offered(given: dict[str, Any], code: str) -> None:
    assert refusal_of(lambda: product(**given).check_offerable("productId")) == (
        code,
        ("productId",),
        {},
    )


def test_a_retired_product_keeps_its_values() -> None:
    retired = product(status=RETIRED)

    assert refusal_of(lambda: retired.assign({"name": "New"})) == (
        "PRODUCT_READ_ONLY",
        (),
        {"record": "Product P-1"},
    )
    assert retired.name == "Pump"


def test_i_60_what_was_published_is_sold_until_it_is_retired() -> None:
    sold_in = {status for status in ProductStatus if product(status=status).is_sellable}

    assert sold_in == {ACTIVE, UNDER_REVISION}


PUBLISHED: dict[str, Any] = {
    "name": "Pump",
    "description": "Blue",
    "list_price": d("10.50"),
    "current_cost": d("7"),
    "standard_cost": None,
    "currency_code": "USD",
    "quantity_decimals": 2,
    "default_unit_id": UNIT,
}
REVISED: dict[str, Any] = {
    "name": "Better pump",
    "description": None,
    "list_price": None,
    "current_cost": d("8"),
    "standard_cost": d("9"),
    "currency_code": "EUR",
    "quantity_decimals": 0,
    "default_unit_id": OTHER,
}


def values(record: Product) -> dict[str, Any]:
    return {name: getattr(record, name) for name in PUBLISHED}


def sold(record: Product) -> dict[str, Any]:
    return {name: record.published_value(name) for name in PUBLISHED}


def test_while_a_product_is_revised_each_published_value_goes_on_being_sold() -> None:
    record = product(**PUBLISHED)
    assert sold(record) == PUBLISHED

    record.revise()
    record.assign(REVISED)

    assert (sold(record), values(record)) == (PUBLISHED, REVISED)
    assert [type(value) for value in sold(record).values()] == [
        type(value) for value in PUBLISHED.values()
    ]


def test_a_published_revision_is_sold_from_then_on() -> None:
    record = product(**PUBLISHED)
    record.revise()
    record.assign(REVISED)

    record.publish({Fact.FAMILY_IS_NOT_ACTIVE: False})

    assert (record.status, record.published, sold(record)) == (ACTIVE, None, REVISED)


def test_a_reverted_revision_is_forgotten() -> None:
    record = product(**PUBLISHED)
    record.revise()
    record.assign(REVISED)

    record.revert()

    assert (record.status, record.published, values(record)) == (ACTIVE, None, PUBLISHED)


def test_publishing_an_active_product_changes_nothing() -> None:
    record = product()

    record.publish({Fact.FAMILY_IS_NOT_ACTIVE: True})

    assert record.status is ACTIVE


def test_a_draft_of_a_family_that_is_not_active_stays_a_draft() -> None:
    draft = product(status=DRAFT)

    code, _, facts = refusal_of(lambda: draft.publish({Fact.FAMILY_IS_NOT_ACTIVE: True}))

    assert (code, draft.status) == ("PRODUCT_FAMILY_NOT_ACTIVE", DRAFT)
    assert facts == {"record": "Product P-1", "status": "DRAFT"}


def test_a_product_that_is_offered_somewhere_is_not_retired() -> None:
    record = product()

    assert refusal_of(lambda: record.retire({Fact.IS_OFFERED: True}))[0] == "PRODUCT_OFFERED"
    record.retire({Fact.IS_OFFERED: False})

    assert record.status is RETIRED


def test_a_retired_product_comes_back_where_it_stands_alone() -> None:
    alone = product(status=RETIRED)
    alone.activate()
    assert alone.status is ACTIVE

    for given in ({"parent_id": OTHER}, {"structure": BUNDLE}, {"structure": FAMILY}):
        bound = product(status=RETIRED, **given)
        assert refusal_of(bound.activate)[0] == "PRODUCT_NOT_ACTIVATABLE"
        assert bound.status is RETIRED


def test_a_clone_is_a_new_draft_with_the_values_that_are_worked_on() -> None:
    record = product(**PUBLISHED, parent_id=OTHER, version=4, type=ProductType.SERVICES)
    record.revise()
    record.assign(REVISED)

    copy = record.clone(" P-2 ", None)

    assert values(copy) == REVISED
    assert (copy.number, copy.parent_id, copy.type) == ("P-2", OTHER, ProductType.SERVICES)
    assert (copy.status, copy.version, copy.published) == (DRAFT, 0, None)
    assert copy.id != record.id
    assert (record.number, record.version, record.status) == ("P-1", 4, UNDER_REVISION)


def test_a_clone_may_have_a_name_of_its_own_and_is_checked() -> None:
    assert product().clone("P-2", "Other").name == "Other"
    assert refusal_of(lambda: product().clone(" ", None))[:2] == ("TEXT_REQUIRED", ("number",))
    assert refusal_of(lambda: product().clone("P-2", ""))[:2] == ("TEXT_REQUIRED", ("name",))


def test_i_65_a_record_says_which_version_it_has_and_which_was_expected() -> None:
    record = product(version=3)

    record.expect(None)
    record.expect(3)

    with pytest.raises(VersionConflict) as caught:
        record.expect(0)
    assert caught.value.facts == {"record": "Product P-1", "version": 3, "expected": 0}
