"""Actions on price lists (1.10, 2.7)."""

from collections.abc import Sequence
from uuid import UUID

from domain.actions.catalog.price_list_items import add_items
from domain.actions.records import apply_changes, create_and_add
from domain.catalog.price_list import PriceList, PriceListInUse, PriceListIsDefault
from domain.core.record import Values
from domain.ports.catalog import CatalogUnitOfWork


async def create_price_list(
    work: CatalogUnitOfWork, values: Values, items: Sequence[Values]
) -> PriceList:
    """Create a list in one currency, optionally with items.

    Raises PRICE_LIST_NAME_TAKEN when saved (I-61).
    """
    await work.lookups.get_currency(values["currency_code"])
    price_list = PriceList(currency_code=values["currency_code"])
    create_and_add(work.price_lists, price_list, values)
    await add_items(work, price_list, items)
    return price_list


async def update_price_list(
    work: CatalogUnitOfWork, id: UUID, values: Values, expected_version: int | None
) -> PriceList:
    """Change a list; its currency is fixed."""
    return apply_changes(await work.price_lists.get(id), values, expected_version)


async def activate_price_list(
    work: CatalogUnitOfWork, id: UUID, expected_version: int | None
) -> PriceList:
    """Make the list available to documents again."""
    return apply_changes(await work.price_lists.get(id), {"is_active": True}, expected_version)


async def deactivate_price_list(
    work: CatalogUnitOfWork, id: UUID, expected_version: int | None
) -> PriceList:
    """Make the list unavailable to documents. Raises PRICE_LIST_IS_DEFAULT (I-62)."""
    price_list = await work.price_lists.get(id)
    price_list.expect(expected_version)
    # Whoever makes a list a default locks it, so the answer holds (decision 21).
    if await work.usages.prefers_price_list(price_list.id):
        raise PriceListIsDefault
    price_list.is_active = False
    return price_list


async def delete_price_list(
    work: CatalogUnitOfWork, id: UUID, expected_version: int | None
) -> None:
    """Delete a list that has no items and that nothing refers to."""
    price_list = await work.price_lists.get(id)
    price_list.expect(expected_version)
    # Documents do not lock their list: a foreign key refuses one that chooses it meanwhile.
    if await work.usages.uses_price_list(price_list.id):
        raise PriceListInUse
    work.price_lists.delete(price_list)
