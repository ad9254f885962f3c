"""Rules across a family and the products below it, and across a bundle and its items (2.6)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from domain.catalog.product import Product, ProductParentInvalid, ProductStructure
from domain.catalog.product_lifecycle import LIFECYCLE, ProductStatus
from domain.core.action import Action
from domain.core.errors import Invalid, Refused
from domain.core.lifecycle import Fact


class ProductNotFamily(Invalid):
    """Only a family has a hierarchy to publish."""

    rule = "The product is not a family. Publish it with `publishProduct`."


class ProductParentFixed(Refused):
    """The family of a product can change only while the product is a draft (2.6)."""

    rule = "The family of a product can be changed only while the product is a draft."


class BundleItemsNotActive(Refused):
    """The items of a bundle must be published before it (Dynamics 0x8004f907)."""

    rule = "Every item of a bundle must be active before the bundle is published."
    message = "{record} has an item that is not active. {rule}"


def place(product: Product, family: Product | None, above: Iterable[Product]) -> None:
    """Move a draft into a family, or out of it if None; `above` are the families of that family.

    Raises PRODUCT_PARENT_FIXED, PRODUCT_PARENT_INVALID.
    """
    parent_id = family.id if family else None
    if parent_id == product.parent_id:
        return
    if product.status is not ProductStatus.DRAFT:
        raise ProductParentFixed(path=("parentId",))
    if family is not None:
        upwards = {family.id, *(each.id for each in above)}
        # A family below itself would be a circle (1.10).
        if family.structure is not ProductStructure.FAMILY or product.id in upwards:
            raise ProductParentInvalid(path=("parentId",))
    product.parent_id = parent_id


@dataclass(slots=True)
class ProductHierarchy:
    """A product, everything below it, and the items of the bundles among them.

    `below` lists parents before their children; it is empty for a product that is not a family.
    """

    top: Product
    parent: Product | None = None
    below: Sequence[Product] = ()
    items: Mapping[UUID, Sequence[Product]] = field(default_factory=dict)  # by bundle
    _known: dict[UUID, Product] = field(init=False)

    def __post_init__(self) -> None:
        """Index the products by ID."""
        self._known = {each.id: each for each in (self.parent, self.top, *self.below) if each}

    def publish(self) -> None:
        """Publish the product only; products below it do not change."""
        self._publish(self.top)

    def publish_all(self) -> list[Product]:
        """Publish a family and every draft and revision below it, but not below a retired family.

        Returns what was published. Raises PRODUCT_NOT_FAMILY and any product's refusal.
        """
        if self.top.structure is not ProductStructure.FAMILY:
            raise ProductNotFamily(path=("familyId",))
        # A family that is active already is not published again, but what is below it is.
        published = [self.top] if self._publish(self.top) else []
        for product in self._bundles_last():
            if self._family_is_active(product) and product.status in _PUBLISHABLE:
                self._publish(product)
                published.append(product)
        return published

    def revise(self) -> None:
        """Start a revision of the product and, for a family, of everything active below it."""
        self.top.revise()
        # Drafts stay drafts, and open revisions go on (decision 20).
        for product in self._that_are(ProductStatus.ACTIVE):
            product.revise()

    def revert(self) -> None:
        """Discard the revision of the product and, for a family, of everything below it."""
        self.top.revert()
        for product in self._that_are(ProductStatus.UNDER_REVISION):
            product.revert()

    def retire(self, offered: Collection[UUID]) -> None:
        """Retire the product and, for a family, everything published below it.

        `offered` are the IDs that active price lists and other active bundles still contain.
        """
        self.top.retire({Fact.IS_OFFERED: self.top.id in offered})
        # Drafts below a retired family stay drafts (decision 20).
        for product in self._that_are(ProductStatus.ACTIVE, ProductStatus.UNDER_REVISION):
            product.retire({Fact.IS_OFFERED: product.id in offered})

    def _publish(self, product: Product) -> bool:
        """Publish one product; return whether it changed. Raises its refusal."""
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
        """Return the products with each bundle after its items, whichever family they are in."""
        # The items may be published by the same action, and a bundle needs them to be active
        # (decision 20).
        return sorted(self.below, key=lambda each: each.structure is ProductStructure.BUNDLE)


_PUBLISHABLE = {ProductStatus.DRAFT, ProductStatus.UNDER_REVISION}
