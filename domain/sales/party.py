"""Accounts, contacts and competitors."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from domain.core.address import Address
from domain.core.errors import Invalid, NotFound, Refused, TextNotOneLine
from domain.core.locale import check_locale
from domain.core.record import Record
from domain.core.text import LOCALE, Form, Text


class AccountNotFound(NotFound):
    """The account does not exist, or the caller may not see it."""

    rule = "The account does not exist. Check its ID."


class ContactNotFound(NotFound):
    """The contact does not exist, or the caller may not see it."""

    rule = "The contact does not exist. Check its ID."


class CompetitorNotFound(NotFound):
    """The competitor does not exist, or the caller may not see it."""

    rule = "The competitor does not exist. Check its ID."


class CustomerNotFound(NotFound):
    """The customer is not an account or a contact that the caller may see."""

    rule = "The customer does not exist. Give the ID of an account or a contact."


class CustomerMismatch(Invalid):
    """A document must have the customer of the document it was created from."""

    rule = (
        "A document must have the customer of the opportunity, quote or order that it was created"
        " from. An account and its contacts count as the same customer."
    )


class CustomerFixed(Refused):
    """An opportunity with documents must keep its customer."""

    rule = (
        "The customer of an opportunity cannot change once the opportunity has quotes, orders or"
        " invoices. An account and its contacts count as the same customer."
    )


class CustomerInactive(Refused):
    """New documents are for active customers only (Dynamics 0x80040517)."""

    rule = "The customer is inactive. Choose another one, or set `isActive` to true first."


class CustomerHasActiveQuotes(Refused):
    """A customer with an active quote cannot be deactivated (Dynamics 0x80045302, I-63)."""

    rule = "The customer has an active quote. Close the quote or create an order from it first."


class UserNotFound(NotFound):
    """The user does not exist in this tenant."""

    rule = "The user does not exist. Check its ID."


@dataclass(eq=False, kw_only=True, slots=True)
class Account(Record):
    """An organization that buys."""

    noun = "Account"
    not_found = AccountNotFound

    name: Annotated[str, Text(300, required=True, one_line=TextNotOneLine)] = ""
    # Any text; an address is checked when a document is sent to it.
    email: Annotated[str | None, Text(2_000)] = None
    phone: Annotated[str | None, Text(2_000)] = None
    locale: Annotated[str | None, LOCALE] = None
    website: Annotated[str | None, Text(2_000)] = None
    industry: Annotated[str | None, Text(2_000)] = None
    description: Annotated[str | None, Text(2_000)] = None
    address: Address | None = None
    default_price_list_id: UUID | None = None
    is_active: bool = True
    owner_id: UUID

    def check(self) -> None:
        """Normalize the locale. Raises LOCALE_INVALID."""
        self.locale = check_locale(self.locale) if self.locale else None


@dataclass(eq=False, kw_only=True, slots=True)
class Contact(Record):
    """A person, with or without an account."""

    noun = "Contact"
    not_found = ContactNotFound

    first_name: Annotated[str | None, Text(2_000, one_line=TextNotOneLine)] = None
    last_name: Annotated[str, Text(150, required=True, one_line=TextNotOneLine)] = ""
    # Stored, because lists are sorted by columns only (decision 26).
    name: Annotated[str, Form("both names")] = ""
    email: Annotated[str | None, Text(2_000)] = None
    phone: Annotated[str | None, Text(2_000)] = None
    locale: Annotated[str | None, LOCALE] = None
    job_title: Annotated[str | None, Text(2_000)] = None
    description: Annotated[str | None, Text(2_000)] = None
    address: Address | None = None
    default_price_list_id: UUID | None = None
    is_active: bool = True
    account_id: UUID | None = None
    owner_id: UUID

    def check(self) -> None:
        """Set the full name, and normalize the locale. Raises LOCALE_INVALID."""
        self.name = f"{self.first_name or ''} {self.last_name}".strip()
        self.locale = check_locale(self.locale) if self.locale else None


@dataclass(eq=False, kw_only=True, slots=True)
class Competitor(Record):
    """A company that competes for the same sales."""

    noun = "Competitor"
    not_found = CompetitorNotFound

    name: Annotated[str, Text(300, required=True)] = ""
    website: Annotated[str | None, Text(2_000)] = None
    strengths: Annotated[str | None, Text(2_000)] = None
    weaknesses: Annotated[str | None, Text(2_000)] = None
