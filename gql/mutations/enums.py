"""Enums for the arguments of mutations."""

from enum import StrEnum

from gql.types.enums import publish_enum


# The domain's enums have more values, such as NONE, which no delivery or payment can have.
class Extent(StrEnum):
    """Whether an order is fulfilled, or an invoice paid, completely or in part."""

    COMPLETE = "COMPLETE"
    PARTIAL = "PARTIAL"


publish_enum(
    Extent,
    "How much of an order is delivered, or of an invoice paid.",
    COMPLETE="The whole order, or the whole amount due.",
    PARTIAL="A part of the order, or of the amount due.",
)
