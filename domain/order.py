"""An order: what was agreed, to be delivered and invoiced."""

from enum import StrEnum


class OrderStatus(StrEnum):
    """The coarse state."""

    ACTIVE = "ACTIVE"
    SUBMITTED = "SUBMITTED"
    CANCELED = "CANCELED"
    FULFILLED = "FULFILLED"
    INVOICED = "INVOICED"


class OrderStatusReason(StrEnum):
    """The finer state; each belongs to one status."""

    NEW = "NEW"
    PENDING = "PENDING"
    IN_PROGRESS = "IN_PROGRESS"
    NO_MONEY = "NO_MONEY"
    COMPLETE = "COMPLETE"
    PARTIAL = "PARTIAL"
    INVOICED = "INVOICED"


class FulfillmentStatus(StrEnum):
    """How much has been delivered, apart from how much is invoiced (W6)."""

    NONE = "NONE"
    PARTIAL = "PARTIAL"
    COMPLETE = "COMPLETE"


class InvoicingStatus(StrEnum):
    """How much is on invoices that are not cancelled."""

    NONE = "NONE"
    PARTIAL = "PARTIAL"
    FULL = "FULL"
