"""Families and their descendants, bundles and their items, without a database."""

from uuid import UUID

import pytest

from domain.catalog.product import Product, ProductParentInvalid, ProductStructure
from domain.catalog.product_hierarchy import (
    BundleItemsNotActive,
    ProductHierarchy,
    ProductNotFamily,
    ProductParentFixed,
    place,
)
from domain.catalog.product_lifecycle import (
    ProductFamilyNotActive,
    ProductNotPublishable,
    ProductNotRetirable,
    ProductNotRevisable,
    ProductOffered,
    ProductStatus,
)
from domain.core.errors import DomainError
from domain.core.ids import new_id

DRAFT, ACTIVE = ProductStatus.DRAFT, ProductStatus.ACTIVE
UNDER_REVISION, RETIRED = ProductStatus.UNDER_REVISION, ProductStatus.RETIRED
FAMILY, BUNDLE = ProductStructure.FAMILY, ProductStructure.BUNDLE
GROUP, UNIT = new_id(), new_id()


def product(
    status: ProductStatus = DRAFT,
    structure: ProductStructure = ProductStructure.PRODUCT,
    parent: Product | None = None,
) -> Product:
    parent_id: UUID | None = parent.id if parent else None
    made = Product(
        number="P",
        name="P",
        unit_group_id=GROUP,
        default_unit_id=UNIT,
        currency_code="EUR",
        structure=structure,
        status=status,
        parent_id=parent_id,
    )
    if status is UNDER_REVISION:
        made.status = ACTIVE
        made.revise()
    return made


def statuses(*products: Product) -> list[ProductStatus]:
    return [each.status for each in products]


def test_a_hierarchy_is_published_from_the_top_and_bundles_come_last() -> None:
    top = product(structure=FAMILY)
    below = product(structure=FAMILY, parent=top)
    bundle, child = product(structure=BUNDLE, parent=top), product(parent=below)
    whole = ProductHierarchy(top, None, [bundle, below, child], {bundle.id: [child]})

    published = whole.publish_all()

    assert published == [top, below, child, bundle]
    assert set(statuses(*published)) == {ACTIVE}


def test_what_is_active_or_retired_is_not_published_again() -> None:
    top = product(ACTIVE, FAMILY)
    active, revised = product(ACTIVE, parent=top), product(UNDER_REVISION, parent=top)
    retired = product(RETIRED, FAMILY, parent=top)
    lost = product(parent=retired)

    published = ProductHierarchy(top, None, [active, revised, retired, lost]).publish_all()

    assert published == [revised]
    assert revised.published is None
    assert statuses(active, retired, lost) == [ACTIVE, RETIRED, DRAFT]


@pytest.mark.parametrize(
    ("top", "parent", "error"),
    [
        (product(RETIRED, FAMILY), None, ProductNotPublishable),
        (product(), None, ProductNotFamily),
        (product(structure=BUNDLE), None, ProductNotFamily),
    ],
)
def test_only_a_family_that_can_be_published_is_a_hierarchy(
    top: Product, parent: Product | None, error: type[DomainError]
) -> None:
    with pytest.raises(error):
        ProductHierarchy(top, parent).publish_all()


@pytest.mark.parametrize("status", [DRAFT, UNDER_REVISION, RETIRED])
def test_a_child_waits_for_its_family(status: ProductStatus) -> None:
    family = product(status, FAMILY)
    child = product(parent=family)

    with pytest.raises(ProductFamilyNotActive):
        ProductHierarchy(child, family).publish()

    assert child.status is DRAFT


@pytest.mark.parametrize("status", [DRAFT, UNDER_REVISION, RETIRED])
def test_a_bundle_waits_for_its_items(status: ProductStatus) -> None:
    bundle = product(structure=BUNDLE)
    items = {bundle.id: [product(ACTIVE), product(status)]}

    with pytest.raises(BundleItemsNotActive):
        ProductHierarchy(bundle, items=items).publish()


def test_publishing_what_is_active_changes_nothing() -> None:
    active = product(ACTIVE)

    ProductHierarchy(active).publish()

    assert active.status is ACTIVE


def test_a_family_is_revised_and_reverted_with_what_is_active_below_it() -> None:
    top = product(ACTIVE, FAMILY)
    below = [product(status, parent=top) for status in (DRAFT, ACTIVE, RETIRED)]
    whole = ProductHierarchy(top, None, below)

    whole.revise()
    revised = statuses(top, *below)
    below[1].name = "New"
    whole.revert()

    assert revised == [UNDER_REVISION, DRAFT, UNDER_REVISION, RETIRED]
    assert statuses(top, *below) == [ACTIVE, DRAFT, ACTIVE, RETIRED]
    assert below[1].name == "P"
    with pytest.raises(ProductNotRevisable):
        ProductHierarchy(below[0]).revise()


def test_a_family_is_retired_with_what_was_published_below_it() -> None:
    top = product(ACTIVE, FAMILY)
    below = [product(status, parent=top) for status in (DRAFT, ACTIVE, RETIRED)]

    ProductHierarchy(top, None, below).retire(set())

    assert statuses(top, *below) == [RETIRED, DRAFT, RETIRED, RETIRED]


def test_a_family_is_not_retired_with_an_offer_or_a_revision_below_it() -> None:
    top = product(ACTIVE, FAMILY)
    offered, revised = product(ACTIVE, parent=top), product(UNDER_REVISION, parent=top)

    with pytest.raises(ProductOffered):
        ProductHierarchy(top, None, [offered]).retire({offered.id})
    top.status = ACTIVE
    with pytest.raises(ProductNotRetirable):
        ProductHierarchy(top, None, [revised]).retire(set())


def test_a_draft_is_put_into_a_family_and_out_of_it() -> None:
    family, draft = product(structure=FAMILY), product()

    place(draft, family, [])
    inside = draft.parent_id
    place(draft, None, [])

    assert (inside, draft.parent_id) == (family.id, None)


def test_what_no_product_can_be_put_into() -> None:
    family, draft, active = product(structure=FAMILY), product(), product(ACTIVE)
    below = product(structure=FAMILY, parent=family)

    for moved, parent, above, error in (
        (draft, active, [], ProductParentInvalid),
        (family, family, [], ProductParentInvalid),
        (family, below, [family], ProductParentInvalid),
        (active, family, [], ProductParentFixed),
    ):
        with pytest.raises(error):
            place(moved, parent, above)
        assert moved.parent_id is None


def test_an_active_product_stays_where_it_is() -> None:
    family = product(ACTIVE, FAMILY)
    child = product(ACTIVE, parent=family)

    place(child, family, [])

    assert child.parent_id == family.id
