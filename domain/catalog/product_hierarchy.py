"""Rules across a product family and what is below it, and across a bundle and its items (2.6)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from domain.catalog.product import Product, ProductParentInvalid, ProductStructure
from domain.catalog.product_lifecycle import LIFECYCLE, ProductStatus
from domain.core.action import Action
from domain.core.errors import Invalid, Refused
from domain.core.lifecycle import Fact


class ProductNotFamily(Invalid):
    """Only a family has a hierarchy to be published."""

    rule = "The product is not a family. Publish it with publishProduct."


class ProductParentFixed(Refused):
    """A product is put into a family, or taken out of it, while it is a draft (2.6)."""

    rule = "The family of a product can be changed only while the product is a draft."


class BundleItemsNotActive(Refused):
    """A bundle is published after its items (Dynamics 0x8004f907)."""

    rule = "Every item of a bundle must be active before the bundle is published."
    message = "{record} has an item that is not active. {rule}"


def place(product: Product, family: Product | None, above: Iterable[Product]) -> None:
    """Put a draft into a family or, with None, out of it; `above` are the family's own families.

    Raises PRODUCT_PARENT_FIXED, PRODUCT_PARENT_INVALID.
    """
    parent_id = family.id if family else None
    if parent_id == product.parent_id:
        return
    if product.status is not ProductStatus.DRAFT:
        raise ProductParentFixed(path=("parentId",))
    if family is not None:
        upwards = {family.id, *(each.id for each in above)}
        if family.structure is not ProductStructure.FAMILY or product.id in upwards:
            raise ProductParentInvalid(path=("parentId",))
    product.parent_id = parent_id


@dataclass(slots=True)
class ProductHierarchy:
    """A product, everything below it, and what is in the bundles among them.

    `below` has parents before their children; a product that is no family has nothing below it.
    """

    top: Product
    parent: Product | None = None
    below: Sequence[Product] = ()
    items: Mapping[UUID, Sequence[Product]] = field(default_factory=dict)  # by bundle
    _known: dict[UUID, Product] = field(init=False)

    def __post_init__(self) -> None:
        """Find families by their ids."""
        self._known = {each.id: each for each in (self.parent, self.top, *self.below) if each}

    def publish(self) -> None:
        """Sell the product as it is now; what is below it stays as it is."""
        self._publish(self.top)

    def publish_all(self) -> list[Product]:
        """Publish a family and every draft and revision below it; nothing below a retired family.

        Gives what was published. Raises PRODUCT_NOT_FAMILY and what forbids one of them.
        """
        if self.top.structure is not ProductStructure.FAMILY:
            raise ProductNotFamily(path=("familyId",))
        published = [self.top] if self._publish(self.top) else []
        for product in self._bundles_last():
            if self._family_is_active(product) and product.status in _PUBLISHABLE:
                self._publish(product)
                published.append(product)
        return published

    def revise(self) -> None:
        """Begin to change the product; of a family, also everything active below it."""
        self.top.revise()
        for product in self._that_are(ProductStatus.ACTIVE):
            product.revise()

    def revert(self) -> None:
        """Give the changes up; of a family, also those of everything below it."""
        self.top.revert()
        for product in self._that_are(ProductStatus.UNDER_REVISION):
            product.revert()

    def retire(self, offered: Collection[UUID]) -> None:
        """Sell it no more; of a family, nothing that was published below it either.

        `offered` says which of them other active bundles and active price lists still have.
        """
        self.top.retire({Fact.IS_OFFERED: self.top.id in offered})
        for product in self._that_are(ProductStatus.ACTIVE, ProductStatus.UNDER_REVISION):
            product.retire({Fact.IS_OFFERED: product.id in offered})

    def _publish(self, product: Product) -> bool:
        """Whether there was something to publish. Raises what forbids it."""
        if LIFECYCLE.is_settled(Action.PUBLISH_PRODUCT, product):
            return False
        items = self.items.get(product.id, ())
        product.publish({Fact.FAMILY_IS_NOT_ACTIVE: not self._family_is_active(product)})
        if any(item.status is not ProductStatus.ACTIVE for item in items):
            raise BundleItemsNotActive(record=product.label)
        return True

    def _family_is_active(self, product: Product) -> bool:
        if product.parent_id is None:
            return True
        return self._known[product.parent_id].status is ProductStatus.ACTIVE

    def _that_are(self, *statuses: ProductStatus) -> Iterator[Product]:
        return (product for product in self.below if product.status in statuses)

    def _bundles_last(self) -> list[Product]:
        """A bundle follows its items, whichever family those are in."""
        return sorted(self.below, key=lambda each: each.structure is ProductStructure.BUNDLE)


_PUBLISHABLE = {ProductStatus.DRAFT, ProductStatus.UNDER_REVISION}
