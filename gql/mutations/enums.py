"""Options of mutations."""

from enum import StrEnum

from gql.types.enums import described


class Extent(StrEnum):
    """How far an order is fulfilled, or an invoice paid."""

    COMPLETE = "COMPLETE"
    PARTIAL = "PARTIAL"


described(
    Extent,
    "How much of an order is delivered, or of an invoice paid.",
    COMPLETE="All of it.",
    PARTIAL="A part of it.",
)
