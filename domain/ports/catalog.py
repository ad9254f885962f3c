"""The unit of work of actions on the catalog: its collections, and which records are in use.

Locks are taken in one order: settings, price lists, discount lists, products, what hangs on them.
"""

from collections.abc import Collection, Iterable
from typing import Protocol, TypeVar
from uuid import UUID

from domain.catalog.bundle import BundleItem, ProductRelationship
from domain.catalog.currency import TenantCurrency
from domain.catalog.discount_list import DiscountList, DiscountTier
from domain.catalog.price_list import PriceList, PriceListItem
from domain.catalog.product import Product
from domain.catalog.tax_code import TaxCode
from domain.catalog.unit import Unit, UnitGroup
from domain.ports.unit_of_work import Repository, Units, Work

T = TypeVar("T")


class Collected(Repository[T], Protocol[T]):
    """All records of a kind, several of them at once."""

    async def many(self, ids: Iterable[UUID]) -> dict[UUID, T]:
        """Those of the records that exist, locked, by their ids."""
        ...


class Parts(Repository[T], Protocol[T]):
    """Records that belong to another one."""

    async def of(self, parent_id: UUID) -> list[T]:
        """Those of one parent, locked."""
        ...


class Products(Collected[Product], Protocol):
    """All products."""

    async def above(self, id: UUID) -> list[Product]:
        """The families that a product is in: its own, that one's own, and so on; locked."""
        ...

    async def below(self, id: UUID) -> list[Product]:
        """Everything in a family, parents before their children; locked."""
        ...


class UnitsOfGroups(Units, Parts[Unit], Collected[Unit], Protocol):
    """All units."""


class PriceLists(Repository[PriceList], Protocol):
    """All price lists."""

    async def of_product(self, product_id: UUID) -> list[PriceList]:
        """The lists that a product is on, locked."""
        ...


class PriceListItems(Repository[PriceListItem], Protocol):
    """All items of price lists."""

    async def find_priced(
        self, price_list_id: UUID, product_ids: Collection[UUID]
    ) -> set[tuple[UUID, UUID]]:
        """Those of the products that are on the list, each with the unit; nothing is locked."""
        ...


class BundleItems(Parts[BundleItem], Protocol):
    """All items of bundles."""

    async def of_many(self, bundle_ids: Collection[UUID]) -> list[BundleItem]:
        """The items of several bundles, locked."""
        ...


class Relationships(Repository[ProductRelationship], Protocol):
    """All relationships between products."""

    async def between(self, product_id: UUID, other_id: UUID) -> list[ProductRelationship]:
        """Those of two products, in either direction, locked."""
        ...

    async def of(self, product_id: UUID) -> list[ProductRelationship]:
        """Those that begin at a product, locked."""
        ...


class References(Protocol):
    """Who refers to a record; nothing is locked."""

    async def uses_product(self, id: UUID) -> bool:
        """Whether documents, price lists, bundles, families' children or relationships do."""
        ...

    async def find_offered(self, ids: Collection[UUID]) -> set[UUID]:
        """Those products that an active price list has, or an active bundle not among them."""
        ...

    async def uses_unit(self, id: UUID) -> bool:
        """Whether products, price lists, bundles, documents or other units do."""
        ...

    async def prefers_price_list(self, id: UUID) -> bool:
        """Whether it is the default of an account, a contact or a product."""
        ...

    async def uses_price_list(self, id: UUID) -> bool:
        """Whether it has items, is a default, or a document names it."""
        ...

    async def uses_discount_list(self, id: UUID) -> bool:
        """Whether an item of a price list does."""
        ...

    async def uses_currency(self, code: str) -> bool:
        """Whether documents, products, price lists or discount lists are in it."""
        ...

    async def prices_by_percentage(self, product_id: UUID) -> bool:
        """Whether an item of a price list makes the product's price of a percentage."""
        ...

    async def needs_option(self, item: PriceListItem) -> bool:
        """Whether a bundle on the same price list has the item's product as an option."""
        ...

    async def active_quotes(self, account_id: UUID | None, contact_id: UUID | None) -> bool:
        """Whether a quote of the customer is active."""
        ...


class CatalogWork(Work, Protocol):
    """One transaction, with all of the catalog at hand."""

    @property
    def products(self) -> Products: ...
    @property
    def unit_groups(self) -> Repository[UnitGroup]: ...
    @property
    def units(self) -> UnitsOfGroups: ...
    @property
    def price_lists(self) -> PriceLists: ...
    @property
    def price_list_items(self) -> PriceListItems: ...
    @property
    def discount_lists(self) -> Collected[DiscountList]: ...
    @property
    def discount_tiers(self) -> Parts[DiscountTier]: ...
    @property
    def bundle_items(self) -> BundleItems: ...
    @property
    def relationships(self) -> Relationships: ...
    @property
    def tax_codes(self) -> Repository[TaxCode]: ...
    @property
    def currencies(self) -> Repository[TenantCurrency]: ...
    @property
    def references(self) -> References: ...
