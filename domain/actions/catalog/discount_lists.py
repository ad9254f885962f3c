"""Actions on discount lists and their tiers (1.10)."""

from collections.abc import Sequence
from uuid import UUID

from domain.actions.catalog.shared import check_amounts
from domain.actions.records import apply_changes, create_and_add
from domain.catalog.discount_list import DiscountList, DiscountListInUse, DiscountTier
from domain.core.errors import DomainError
from domain.core.record import Values
from domain.ports.catalog import CatalogUnitOfWork


async def create_discount_list(
    work: CatalogUnitOfWork, values: Values, tiers: Sequence[Values]
) -> DiscountList:
    """Create a list, optionally with tiers. Raises DISCOUNT_LIST_NAME_TAKEN when saved."""
    discount_list = create_and_add(work.discount_lists, DiscountList(type=values["type"]), values)
    if discount_list.currency_code is not None:
        await work.lookups.get_currency(discount_list.currency_code)
    tiers_made = []
    for at, tier_values in enumerate(tiers):
        try:
            tiers_made.append(await _tier(work, discount_list, tier_values))
        except DomainError as wrong:
            raise wrong.prefix_path("tiers", at) from None
    try:
        # The rule spans several tiers and names one by its ID; the client knows only positions.
        discount_list.check_tiers(tiers_made)
    except DomainError as wrong:
        at = next(at for at, tier in enumerate(tiers_made) if tier.id == wrong.facts["tier"])
        raise wrong.prefix_path("tiers", at) from None
    return discount_list


async def update_discount_list(
    work: CatalogUnitOfWork, id: UUID, values: Values, expected_version: int | None
) -> DiscountList:
    """Change the name or the description; the type, currency and tiers stay as they are."""
    return apply_changes(await work.discount_lists.get(id), values, expected_version)


async def set_discount_list_active(
    work: CatalogUnitOfWork, id: UUID, *, active: bool, expected_version: int | None
) -> DiscountList:
    """Activate or deactivate a list; a tenant setting decides if inactive lists still apply."""
    return apply_changes(await work.discount_lists.get(id), {"is_active": active}, expected_version)


async def delete_discount_list(
    work: CatalogUnitOfWork, id: UUID, expected_version: int | None
) -> None:
    """Delete a list and its tiers, unless a price list item uses it (I-62)."""
    discount_list = await work.discount_lists.get(id)
    discount_list.expect(expected_version)
    if await work.usages.uses_discount_list(discount_list.id):
        raise DiscountListInUse
    for tier in await work.discount_tiers.get_children(discount_list.id):
        work.discount_tiers.delete(tier)
    work.discount_lists.delete(discount_list)


async def add_discount_tier(
    work: CatalogUnitOfWork, discount_list_id: UUID, values: Values, expected_version: int | None
) -> DiscountTier:
    """Add a tier that overlaps no other tier of the list (I-29)."""
    discount_list = await work.discount_lists.get(discount_list_id)
    discount_list.expect(expected_version)
    others = await work.discount_tiers.get_children(discount_list.id)
    tier = await _tier(work, discount_list, values)
    discount_list.check_tiers([*others, tier])
    return tier


async def update_discount_tier(
    work: CatalogUnitOfWork, id: UUID, values: Values, expected_version: int | None
) -> DiscountTier:
    """Change the quantity range or the discount of a tier (I-29)."""
    tier = await work.discount_tiers.get(id)
    apply_changes(tier, await check_amounts(work, values, "amount"), expected_version)
    # The repository has locked the list before its tier, so nobody adds an overlapping one
    # meanwhile (I-29, decision 21).
    discount_list = await work.discount_lists.get(tier.discount_list_id)
    discount_list.check_tiers(await work.discount_tiers.get_children(discount_list.id))
    return tier


async def remove_discount_tier(
    work: CatalogUnitOfWork, id: UUID, expected_version: int | None
) -> DiscountTier:
    """Remove a tier; quantities in its range get no discount anymore."""
    tier = await work.discount_tiers.get(id)
    tier.expect(expected_version)
    work.discount_tiers.delete(tier)
    return tier


async def _tier(work: CatalogUnitOfWork, of: DiscountList, values: Values) -> DiscountTier:
    tier = DiscountTier(discount_list_id=of.id)
    return create_and_add(work.discount_tiers, tier, await check_amounts(work, values, "amount"))
