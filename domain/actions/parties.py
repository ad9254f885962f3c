"""Actions on accounts and contacts."""

from typing import TypeVar
from uuid import UUID

from domain.actions.catalog.shared import check_default_price_list
from domain.actions.records import Typed, create_and_add
from domain.ports.catalog import CatalogWork
from domain.ports.unit_of_work import Work
from domain.sales.party import Account, Contact, CustomerHasActiveQuotes

C = TypeVar("C", Account, Contact)


async def create_account(work: CatalogWork, typed: Typed) -> Account:
    """Create an account, owned by the caller unless the input names an owner."""
    await check_default_price_list(work, typed)
    return _create_owned(work, Account(owner_id=await _owner(work, typed)), typed)


async def create_contact(work: CatalogWork, typed: Typed) -> Contact:
    """Create a contact, with or without an account."""
    await check_default_price_list(work, typed)
    await _check_account(work, typed)
    return _create_owned(work, Contact(owner_id=await _owner(work, typed)), typed)


async def update_account(
    work: CatalogWork, id: UUID, typed: Typed, expected_version: int | None
) -> Account:
    """Change an account. Raises CUSTOMER_HAS_ACTIVE_QUOTES when deactivating it (I-63)."""
    await _owner(work, typed)
    await check_default_price_list(work, typed)
    account = await work.records(Account).get(id)
    account.expect(expected_version)
    if _is_left(account, typed) and await work.references.active_quotes(id, None):
        raise CustomerHasActiveQuotes(path=("isActive",))
    account.take(typed)
    return account


async def update_contact(
    work: CatalogWork, id: UUID, typed: Typed, expected_version: int | None
) -> Contact:
    """Change a contact. Raises CUSTOMER_HAS_ACTIVE_QUOTES when deactivating it (I-63)."""
    await _owner(work, typed)
    await _check_account(work, typed)
    await check_default_price_list(work, typed)
    contact = await work.records(Contact).get(id)
    contact.expect(expected_version)
    if _is_left(contact, typed) and await work.references.active_quotes(None, id):
        raise CustomerHasActiveQuotes(path=("isActive",))
    contact.take(typed)
    return contact


def _create_owned(work: Work, customer: C, typed: Typed) -> C:
    values = {name: value for name, value in typed.items() if name != "owner_id"}
    return create_and_add(work.records(type(customer)), customer, values)


def _is_left(customer: Account | Contact, typed: Typed) -> bool:
    """Return whether the change deactivates the customer."""
    return customer.is_active and typed.get("is_active") is False


async def _owner(work: Work, typed: Typed) -> UUID:
    owner: UUID | None = typed.get("owner_id")
    if owner is not None:
        await work.lookups.user(owner)
    return owner or work.user_id


async def _check_account(work: Work, typed: Typed) -> None:
    if typed.get("account_id") is not None:
        await work.lookups.account(typed["account_id"])
