"""Checks that an action makes on records named by its input, without loading them."""

from typing import Any, Protocol
from uuid import UUID

from domain.core.money import Currency
from domain.sales.erp_link import ErpLinkType
from domain.tenant.erp_connection import ErpConnection


# What a lookup has found can be deleted before the commit; a foreign key then refuses the change
# (decision 21).
class Lookups(Protocol):
    """Checks that records named by the input exist and can be used; locks nothing."""

    async def check_customer(self, account_id: UUID | None, contact_id: UUID | None) -> None:
        """Raise CUSTOMER_NOT_FOUND or CUSTOMER_INACTIVE."""
        ...

    # The exception that locks: a customer with an active quote must stay active (I-63).
    async def lock_customer(self, account_id: UUID | None, contact_id: UUID | None) -> None:
        """Keep the customer from changing until the end (I-63). Raises CUSTOMER_INACTIVE."""
        ...

    async def get_company(self, account_id: UUID | None, contact_id: UUID | None) -> UUID | None:
        """Return the customer's account; for a contact without an account, the contact."""
        ...

    async def check_user(self, id: UUID) -> None:
        """Raise USER_NOT_FOUND."""
        ...

    async def is_integration_user(self, id: UUID) -> bool:
        """Return whether the user is a program that acts for an ERP."""
        ...

    async def count_integration_users(self) -> int:
        """Return the number of active integration users."""
        ...

    # Submitting and disconnecting exclude each other, or an order could be submitted to nobody.
    # Submissions share the lock, so that they do not wait for each other.
    async def share_erp_connection(self) -> ErpConnection | None:
        """Return the connection to the tenant's ERP, which cannot change until the end (O-2)."""
        ...

    async def read_snapshot(self, order_id: UUID, round: int) -> dict[str, Any]:
        """Return the content of an order as it was submitted."""
        ...

    async def check_linkable(self, type: ErpLinkType, key: str) -> None:
        """Raise the NotFound error of a record or code that does not exist."""
        ...

    async def find_order_in_erp(self, remote_id: str | None, numbers: list[str]) -> UUID | None:
        """Return the order with this ID in the ERP, or with one of these numbers here or there."""
        ...

    async def list_foreign_documents(self, order_id: UUID, remote_ids: list[str]) -> frozenset[str]:
        """Return which of these documents of the ERP belong to other orders than this one."""
        ...

    async def list_links(self) -> dict[ErpLinkType, frozenset[str]]:
        """Return the local keys of everything that is linked to the ERP, by type."""
        ...

    async def list_submitted_orders(self) -> list[str]:
        """Return the numbers of all submitted orders, at most 1,000 (O-2)."""
        ...

    async def is_invoice_number_taken(self, number: str) -> bool:
        """Return whether an invoice has this number."""
        ...

    async def check_account(self, id: UUID) -> None:
        """Raise ACCOUNT_NOT_FOUND."""
        ...

    async def check_competitor(self, id: UUID) -> None:
        """Raise COMPETITOR_NOT_FOUND."""
        ...

    async def get_currency(self, code: str) -> Currency:
        """Return the tenant's currency. Raises CURRENCY_UNKNOWN or CURRENCY_INACTIVE."""
        ...

    async def has_base_amounts(self) -> bool:
        """Return whether any document has amounts in the base currency."""
        ...

    async def check_price_list(self, id: UUID) -> None:
        """Raise PRICE_LIST_NOT_FOUND or PRICE_LIST_INACTIVE."""
        ...

    async def find_default_price_list(
        self, account_id: UUID | None, contact_id: UUID | None, currency_code: str
    ) -> UUID | None:
        """Return the customer's default price list, if active and in this currency (3.2)."""
        ...
