"""Helpers shared by the actions on the catalog."""

from collections.abc import Awaitable
from typing import Any, TypeVar
from uuid import UUID

from domain.catalog.price_list import PriceListInactive
from domain.catalog.unit import Unit, UnitNotFound
from domain.core.errors import NotFound
from domain.core.record import Values
from domain.core.text import camel
from domain.ports.catalog import CatalogUnitOfWork

R = TypeVar("R")


def without(values: Values, *names: str) -> dict[str, Any]:
    """Return the input without the fields that are handled elsewhere."""
    return {name: value for name, value in values.items() if name not in names}


async def with_path(getting: Awaitable[R], *path: str | int) -> R:
    """Return the record that the input names; if it does not exist, the error has this path."""
    try:
        return await getting
    except NotFound as missing:
        raise missing.prefix_path(*path) from None


async def unit_named(work: CatalogUnitOfWork, id: UUID, field: str) -> Unit:
    """Return the unit that this field of the input names. Raises UNIT_NOT_FOUND."""
    units = await work.units.get_many([id])
    if id not in units:
        raise UnitNotFound(path=(field,))
    return units[id]


async def check_amounts(work: CatalogUnitOfWork, values: Values, *amounts: str) -> dict[str, Any]:
    """Return the input, its amounts padded to the tenant's price precision.

    Raises TOO_MANY_DECIMALS for an amount with more of them.
    """
    present = {name: values[name] for name in amounts if values.get(name) is not None}
    if not present:
        return dict(values)
    rules = await work.get_pricing_rules()
    prices = {
        name: rules.check_typed_price(amount, camel(name), (camel(name),))
        for name, amount in present.items()
    }
    return {**values, **prices}


async def check_default_price_list(work: CatalogUnitOfWork, values: Values) -> None:
    """Raise PRICE_LIST_NOT_FOUND, PRICE_LIST_INACTIVE: a default list must be active (I-62)."""
    named_id: UUID | None = values.get("default_price_list_id")
    if named_id is None:
        return
    # Locked until the commit, so that the default is not deactivated meanwhile (I-62).
    price_list = await with_path(work.price_lists.get(named_id), "defaultPriceListId")
    if not price_list.is_active:
        raise PriceListInactive(path=("defaultPriceListId",))
