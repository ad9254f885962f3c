"""Acts on master records: accounts, contacts, competitors, products."""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from domain.lifecycle import Fact
from domain.party import Account, Competitor, Contact
from domain.product import Product
from domain.record import Record
from domain.unit import UnitGroupNotFound
from domain.work import Repository, Work

Typed = Mapping[str, Any]
M = TypeVar("M", bound=Record)


async def create_account(work: Work, typed: Typed) -> Account:
    """A new account; it is the caller's unless an owner is named."""
    return _added(work.accounts, Account(owner_id=await _owner(work, typed)), typed)


async def create_contact(work: Work, typed: Typed) -> Contact:
    """A new contact, with or without an account."""
    await _check_account(work, typed)
    return _added(work.contacts, Contact(owner_id=await _owner(work, typed)), typed)


async def create_competitor(work: Work, typed: Typed) -> Competitor:
    """A new competitor."""
    return _added(work.competitors, Competitor(), typed)


async def create_product(work: Work, typed: Typed) -> Product:
    """A new product, in the tenant's default unit unless a unit group is named.

    Without a family it is born active, where the tenant's settings say so (1.11). Raises
    PRODUCT_NUMBER_TAKEN when saved (I-61).
    """
    settings = await work.settings()
    group: UUID | None = typed.get("unit_group_id") or settings.default_unit_group_id
    if group is None:
        raise UnitGroupNotFound(path=("unitGroupId",))
    unit = await work.units.primary(group)
    product = Product(
        unit_group_id=group,
        default_unit_id=unit.id,
        currency_code=typed.get("currency_code") or settings.base_currency_code,
    )
    _added(work.products, product, typed)
    if settings.products_born_active and product.parent_id is None:
        product.publish({Fact.FAMILY_IS_NOT_ACTIVE: False})
    return product


async def update_account(
    work: Work, id: UUID, typed: Typed, expected_version: int | None
) -> Account:
    """Change an account."""
    await _owner(work, typed)
    return _changed(await work.accounts.get(id), typed, expected_version)


async def update_contact(
    work: Work, id: UUID, typed: Typed, expected_version: int | None
) -> Contact:
    """Change a contact."""
    await _owner(work, typed)
    await _check_account(work, typed)
    return _changed(await work.contacts.get(id), typed, expected_version)


async def update_competitor(
    work: Work, id: UUID, typed: Typed, expected_version: int | None
) -> Competitor:
    """Change a competitor."""
    return _changed(await work.competitors.get(id), typed, expected_version)


async def update_product(
    work: Work, id: UUID, typed: Typed, expected_version: int | None
) -> Product:
    """Change a product."""
    return _changed(await work.products.get(id), typed, expected_version)


def _added(repository: Repository[M], record: M, typed: Typed) -> M:
    record.take({name: value for name, value in typed.items() if name != "owner_id"})
    repository.add(record)
    return record


def _changed(record: M, typed: Typed, expected_version: int | None) -> M:
    record.expect(expected_version)
    record.take(typed)
    return record


async def _owner(work: Work, typed: Typed) -> UUID:
    owner: UUID | None = typed.get("owner_id")
    if owner is not None:
        await work.lookups.user(owner)
    return owner or work.user_id


async def _check_account(work: Work, typed: Typed) -> None:
    if typed.get("account_id") is not None:
        await work.lookups.account(typed["account_id"])
