"""An invoice: what the customer owes, what was paid, what is due."""

from enum import StrEnum


class InvoiceStatus(StrEnum):
    """The coarse state."""

    ACTIVE = "ACTIVE"
    PAID = "PAID"
    CANCELED = "CANCELED"


class InvoiceStatusReason(StrEnum):
    """The finer state; each belongs to one status."""

    NEW = "NEW"
    PARTIALLY_SHIPPED = "PARTIALLY_SHIPPED"
    BILLED = "BILLED"
    BOOKED = "BOOKED"
    INSTALLED = "INSTALLED"
    COMPLETE = "COMPLETE"
    PARTIAL = "PARTIAL"
    CANCELED = "CANCELED"
