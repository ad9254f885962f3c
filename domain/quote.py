"""A quote: an offer. Editable while DRAFT, binding once ACTIVE, history afterwards."""

from enum import StrEnum


class QuoteStatus(StrEnum):
    """The coarse state."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    WON = "WON"
    CLOSED = "CLOSED"


class QuoteStatusReason(StrEnum):
    """The finer state; IN_PROGRESS belongs to DRAFT and to ACTIVE."""

    IN_PROGRESS = "IN_PROGRESS"
    OPEN = "OPEN"
    WON = "WON"
    LOST = "LOST"
    CANCELED = "CANCELED"
    REVISED = "REVISED"


class QuoteCloseStatus(StrEnum):
    """How closeQuote may end a quote."""

    REVISED = "REVISED"
    CANCELED = "CANCELED"
    LOST = "LOST"
