"""Actions on accounts, contacts and competitors."""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from domain.actions.catalog.shared import check_default_price_list
from domain.core.record import Record
from domain.ports.catalog import CatalogWork
from domain.ports.unit_of_work import Repository, Work
from domain.sales.party import Account, Competitor, Contact, CustomerHasActiveQuotes

Typed = Mapping[str, Any]
M = TypeVar("M", bound=Record)


async def create_account(work: CatalogWork, typed: Typed) -> Account:
    """Create an account, owned by the caller unless the input names an owner."""
    await check_default_price_list(work, typed)
    return _create_and_add(work.accounts, Account(owner_id=await _owner(work, typed)), typed)


async def create_contact(work: CatalogWork, typed: Typed) -> Contact:
    """Create a contact, with or without an account."""
    await check_default_price_list(work, typed)
    await _check_account(work, typed)
    return _create_and_add(work.contacts, Contact(owner_id=await _owner(work, typed)), typed)


async def create_competitor(work: Work, typed: Typed) -> Competitor:
    """Create a competitor."""
    return _create_and_add(work.competitors, Competitor(), typed)


async def update_account(
    work: CatalogWork, id: UUID, typed: Typed, expected_version: int | None
) -> Account:
    """Change an account. Raises CUSTOMER_HAS_ACTIVE_QUOTES when deactivating it (I-63)."""
    await _owner(work, typed)
    await check_default_price_list(work, typed)
    account = await work.accounts.get(id)
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
    contact = await work.contacts.get(id)
    contact.expect(expected_version)
    if _is_left(contact, typed) and await work.references.active_quotes(None, id):
        raise CustomerHasActiveQuotes(path=("isActive",))
    contact.take(typed)
    return contact


async def update_competitor(
    work: Work, id: UUID, typed: Typed, expected_version: int | None
) -> Competitor:
    """Change a competitor."""
    competitor = await work.competitors.get(id)
    competitor.expect(expected_version)
    competitor.take(typed)
    return competitor


def _create_and_add(repository: Repository[M], record: M, typed: Typed) -> M:
    record.take({name: value for name, value in typed.items() if name != "owner_id"})
    repository.add(record)
    return record


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
