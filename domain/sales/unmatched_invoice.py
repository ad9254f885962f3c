"""The ERP's invoices that could not be taken over, and why."""

from enum import StrEnum

from domain.core.errors import DomainError
from domain.core.money import CurrencyMismatch


class UnmatchedInvoiceReason(StrEnum):
    """Why an invoice of the ERP is not here."""

    ORDER_UNKNOWN = "ORDER_UNKNOWN"
    CURRENCY_DIFFERS = "CURRENCY_DIFFERS"
    REFUSED = "REFUSED"


def reason_of(refusal: DomainError) -> UnmatchedInvoiceReason:
    """Return the reason for a refusal of the report."""
    if isinstance(refusal, CurrencyMismatch):
        return UnmatchedInvoiceReason.CURRENCY_DIFFERS
    return UnmatchedInvoiceReason.REFUSED
