"""Actions on accounts and contacts."""

from typing import TypeVar
from uuid import UUID

from domain.actions.catalog.shared import check_default_price_list
from domain.actions.records import create_and_add
from domain.core.record import Values
from domain.ports.catalog import CatalogUnitOfWork
from domain.ports.unit_of_work import UnitOfWork
from domain.sales.party import Account, Contact, CustomerHasActiveQuotes

C = TypeVar("C", Account, Contact)


async def create_account(work: CatalogUnitOfWork, values: Values) -> Account:
    """Create an account, owned by the caller unless the input names an owner."""
    await check_default_price_list(work, values)
    return _create_owned(work, Account(owner_id=await _owner(work, values)), values)


async def create_contact(work: CatalogUnitOfWork, values: Values) -> Contact:
    """Create a contact, with or without an account."""
    await check_default_price_list(work, values)
    await _check_account(work, values)
    return _create_owned(work, Contact(owner_id=await _owner(work, values)), values)


async def update_account(
    work: CatalogUnitOfWork, id: UUID, values: Values, expected_version: int | None
) -> Account:
    """Change an account. Raises CUSTOMER_HAS_ACTIVE_QUOTES when deactivating it (I-63)."""
    await _owner(work, values)
    # Locks the price list, so that it is not deactivated before it is the default (I-62).
    await check_default_price_list(work, values)
    account = await work.records(Account).get(id)
    account.expect(expected_version)
    # `activate_quote` locks the customer, too: no quote becomes active after this check (I-63).
    if _is_left(account, values) and await work.usages.active_quotes(id, None):
        raise CustomerHasActiveQuotes(path=("isActive",))
    account.assign(values)
    return account


async def update_contact(
    work: CatalogUnitOfWork, id: UUID, values: Values, expected_version: int | None
) -> Contact:
    """Change a contact. Raises CUSTOMER_HAS_ACTIVE_QUOTES when deactivating it (I-63)."""
    await _owner(work, values)
    await _check_account(work, values)
    await check_default_price_list(work, values)
    contact = await work.records(Contact).get(id)
    contact.expect(expected_version)
    if _is_left(contact, values) and await work.usages.active_quotes(None, id):
        raise CustomerHasActiveQuotes(path=("isActive",))
    contact.assign(values)
    return contact


def _create_owned(work: UnitOfWork, customer: C, values: Values) -> C:
    values = {name: value for name, value in values.items() if name != "owner_id"}
    return create_and_add(work.records(type(customer)), customer, values)


def _is_left(customer: Account | Contact, values: Values) -> bool:
    """Return whether the change deactivates the customer."""
    return customer.is_active and values.get("is_active") is False


async def _owner(work: UnitOfWork, values: Values) -> UUID:
    owner: UUID | None = values.get("owner_id")
    if owner is not None:
        await work.lookups.check_user(owner)
    return owner or work.user_id


async def _check_account(work: UnitOfWork, values: Values) -> None:
    if values.get("account_id") is not None:
        await work.lookups.check_account(values["account_id"])
