"""The items of bundles, and relationships between products (1.10)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from domain.core.errors import Conflict, Invalid, NotFound, Refused
from domain.core.money import Number
from domain.core.record import Record

MAX_ITEMS = 15


class BundleItemNotFound(NotFound):
    """The item does not exist, or the caller may not see it."""

    rule = "The bundle item does not exist. Check its ID."


class NotABundle(Invalid):
    """Only a bundle has items."""

    rule = "The product is not a bundle. Only bundles have items."


class BundleItemInvalid(Invalid):
    """Bundles and families cannot be bundle items (Dynamics 0x8004f972, 0x8004f992)."""

    rule = "An item of a bundle must be a product, not a bundle or a family."


class BundleItemExists(Conflict):
    """A bundle has each product at most once."""

    rule = "The bundle already has this product. Change its quantity instead."


class BundleTooLarge(Refused):
    """A bundle has at most 15 items (Dynamics 0x8004f976)."""

    rule = "A bundle can have at most 15 items."


class BundleOptionNotPriced(Refused):
    """Optional items have their own price on each list of their bundle (1.10, 0x80061008)."""

    rule = "The optional items of a bundle must also be on the price list, in the same unit."


class RelationshipNotFound(NotFound):
    """The relationship does not exist, or the caller may not see it."""

    rule = "The product relationship does not exist. Check its ID."


class RelationshipWithItself(Invalid):
    """A product cannot be related to itself (Dynamics 0x80043aff)."""

    rule = "A product cannot be related to itself."


class RelationshipExists(Conflict):
    """Two products have at most one relationship of each type."""

    rule = "The products are already related in this way."


class RelationshipType(StrEnum):
    """Why one product is suggested for another."""

    UP_SELL = "UP_SELL"
    CROSS_SELL = "CROSS_SELL"
    ACCESSORY = "ACCESSORY"
    SUBSTITUTE = "SUBSTITUTE"


class RelationshipDirection(StrEnum):
    """Whether the suggestion goes both ways."""

    ONE_WAY = "ONE_WAY"
    BOTH_WAYS = "BOTH_WAYS"


@dataclass(eq=False, kw_only=True, slots=True)
class BundleItem(Record):
    """A quantity of a product in a bundle. The bundle's price includes required items only."""

    noun = "Bundle item"
    not_found = BundleItemNotFound

    bundle_id: UUID
    product_id: UUID
    unit_id: UUID
    quantity: Annotated[Decimal, Number(Decimal("0.00001"), 10**11, 5, trim=True)] = Decimal(1)
    # Required items cost nothing on a line; optional ones have prices of their own (3.4).
    is_required: bool = True


@dataclass(eq=False, kw_only=True, slots=True)
class ProductRelationship(Record):
    """A product that is suggested when another one is on a document."""

    noun = "Product relationship"
    not_found = RelationshipNotFound

    product_id: UUID
    related_product_id: UUID
    type: RelationshipType
    direction: RelationshipDirection = RelationshipDirection.ONE_WAY

    def check(self) -> None:
        """Raise RELATIONSHIP_WITH_ITSELF."""
        if self.product_id == self.related_product_id:
            raise RelationshipWithItself(path=("relatedProductId",))
