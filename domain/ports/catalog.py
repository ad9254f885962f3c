"""The unit of work of actions on the catalog: its repositories, and which records are in use.

Locks are always taken in the same order: settings, price lists, discount lists, products, and
last the records that belong to products. Products that an input names together are locked by ID, a
bundle before its products, and a family before or after what is in it; a deadlock among these is
retried (`db.unit_of_work.retry_on_conflict`).
"""

from collections.abc import Collection, Iterable
from typing import Protocol, TypeVar
from uuid import UUID

from domain.catalog.bundle import BundleItem, ProductRelationship
from domain.catalog.discount_list import DiscountList, DiscountTier
from domain.catalog.price_list import PriceList, PriceListItem
from domain.catalog.product import Product
from domain.catalog.unit import Unit
from domain.ports.repositories import Repository
from domain.ports.unit_of_work import UnitOfWork, Units

T = TypeVar("T")


class BatchRepository(Repository[T], Protocol[T]):
    """A repository that can load several records at once."""

    async def get_many(self, ids: Iterable[UUID]) -> dict[UUID, T]:
        """Return those of the records that exist, locked, by ID."""
        ...


class ChildRepository(Repository[T], Protocol[T]):
    """A repository of records that belong to a parent."""

    async def get_children(self, parent_id: UUID) -> list[T]:
        """Return the records of one parent, locked."""
        ...


class Products(BatchRepository[Product], Protocol):
    """All products."""

    async def get_ancestors(self, id: UUID) -> list[Product]:
        """Return the product's family, that family's family, and so on; locked."""
        ...

    async def get_descendants(self, id: UUID) -> list[Product]:
        """Return everything in a family, parents before their children; locked."""
        ...


class UnitsOfGroups(Units, ChildRepository[Unit], BatchRepository[Unit], Protocol):
    """All units."""


class PriceListItems(Repository[PriceListItem], Protocol):
    """All items of price lists."""

    # The caller has locked the price list, which protects its items (decision 21).
    async def find_priced(
        self, price_list_id: UUID, product_ids: Collection[UUID]
    ) -> set[tuple[UUID, UUID]]:
        """Return the (product, unit) pairs on the list among these products; locks nothing."""
        ...


class BundleItems(ChildRepository[BundleItem], Protocol):
    """All items of bundles."""

    async def get_of_bundles(self, bundle_ids: Collection[UUID]) -> list[BundleItem]:
        """Return the items of several bundles, locked."""
        ...


class Relationships(Repository[ProductRelationship], Protocol):
    """All relationships between products."""

    async def get_between(self, product_id: UUID, other_id: UUID) -> list[ProductRelationship]:
        """Return the relationships of two products, in either direction, locked."""
        ...

    async def get_of_product(self, product_id: UUID) -> list[ProductRelationship]:
        """Return the relationships that start at a product, locked."""
        ...


# Nothing has to be locked: a reference that is added after the answer either locks the same record
# or violates a foreign key (decision 21).
class Usages(Protocol):
    """Finds out whether something refers to a record; locks nothing."""

    async def uses_product(self, id: UUID) -> bool:
        """Return whether documents, price lists, bundles, products or relationships refer to it."""
        ...

    # Bundles among the products are retired with them and do not count (decision 20).
    async def find_offered(self, ids: Collection[UUID]) -> set[UUID]:
        """Return the products on an active price list or in an active bundle not among them."""
        ...

    async def uses_unit(self, id: UUID) -> bool:
        """Return whether products, price lists, bundles, documents or other units use it."""
        ...

    async def prefers_price_list(self, id: UUID) -> bool:
        """Return whether the list is the default of an account, a contact or a product."""
        ...

    async def uses_price_list(self, id: UUID) -> bool:
        """Return whether the list has items, is a default, or is used by a document."""
        ...

    async def uses_discount_list(self, id: UUID) -> bool:
        """Return whether a price list item uses it."""
        ...

    async def uses_currency(self, code: str) -> bool:
        """Return whether documents, products, price lists or discount lists use the currency."""
        ...

    async def prices_by_percentage(self, product_id: UUID) -> bool:
        """Return whether a price list item prices the product by a percentage."""
        ...

    async def needs_option(self, item: PriceListItem) -> bool:
        """Return whether a bundle on the same price list has the item's product as an option."""
        ...

    async def lacks_option(self, item: BundleItem) -> bool:
        """Return whether a price list has the item's bundle, but not its product in its unit."""
        ...

    async def active_quotes(self, account_id: UUID | None, contact_id: UUID | None) -> bool:
        """Return whether the customer has an active quote."""
        ...


class CatalogUnitOfWork(UnitOfWork, Protocol):
    """One transaction, with access to the whole catalog."""

    @property
    def products(self) -> Products: ...
    @property
    def units(self) -> UnitsOfGroups: ...
    @property
    def price_lists(self) -> Repository[PriceList]: ...
    @property
    def price_list_items(self) -> PriceListItems: ...
    @property
    def discount_lists(self) -> BatchRepository[DiscountList]: ...
    @property
    def discount_tiers(self) -> ChildRepository[DiscountTier]: ...
    @property
    def bundle_items(self) -> BundleItems: ...
    @property
    def relationships(self) -> Relationships: ...
    @property
    def usages(self) -> Usages: ...
