"""Repositories of the catalog: what is loaded together, and the order of locks.

A part is locked after the record that it belongs to, so that concurrent changes to parts of one
record wait for each other without deadlocks (decision 21).
"""

from collections.abc import Collection, Iterable
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, or_, select

from db import tables
from db.repositories.identity_map import IdentityMap
from db.repositories.mapping import RECORDS
from db.repositories.records import Records, Units
from db.repositories.statements import any_given, bind_value, by_ids, referenced_by, with_same
from domain.catalog.bundle import BundleItem, ProductRelationship
from domain.catalog.price_list import PriceListItem
from domain.catalog.product import Product
from domain.catalog.unit import Unit, UnitGroup
from domain.core.record import Record

M = TypeVar("M", bound=Record)

_ENDS = ("product_id", "related_product_id")


def _in_bundles(c: Any) -> ColumnElement[bool]:
    return c.bundle_id == any_given("ids")  # type: ignore[no-any-return]


def _in_families(c: Any) -> ColumnElement[bool]:
    return c.parent_id == any_given("ids")  # type: ignore[no-any-return]


def _between(c: Any) -> ColumnElement[bool]:
    pairs = (("one", "other"), ("other", "one"))
    ends = [and_(*(c[end] == bind_value(one) for end, one in zip(_ENDS, pair, strict=True)))
            for pair in pairs]  # fmt: skip
    return or_(*ends)


class BatchRepository(Records[M]):
    """A repository that can load several records at once."""

    async def get_many(self, ids: Iterable[UUID]) -> dict[UUID, M]:
        """The records that exist, locked, by id."""
        unique_ids = set(ids)
        if not unique_ids:
            return {}
        # One statement, so that the records are locked in the order of their IDs.
        records = await self.identity_map.load(self.kind, by_ids, ids=list(unique_ids))
        return {each.id: each for each in records}


class ChildRepository(Records[M]):
    """A repository of records that belong to a parent record."""

    def __init__(
        self, identity_map: IdentityMap, kind: type[M], column: str, parent: type[Any]
    ) -> None:
        super().__init__(identity_map, kind)
        self.table, self.column, self.parent = RECORDS[kind].table, column, parent

    async def get(self, id: UUID) -> M:
        """The record, locked after its parent. Raises the record's NotFound."""
        # Two clients that change parts of one record wait for each other at the record (decision
        # 21).
        await self.identity_map.load(self.parent, referenced_by(self.table, self.column), id=id)
        return await super().get(id)

    async def get_children(self, parent_id: UUID) -> list[M]:
        """The records of one parent, locked."""
        theirs = with_same(self.column)
        return await self.identity_map.load(self.kind, theirs, **{self.column: parent_id})


class UnitsOfGroups(ChildRepository[Unit], Units, BatchRepository[Unit]):
    """All units."""

    def __init__(self, identity_map: IdentityMap) -> None:
        super().__init__(identity_map, Unit, "unit_group_id", UnitGroup)


class BundleItems(ChildRepository[BundleItem]):
    """All items of bundles."""

    async def get_of_bundles(self, bundle_ids: Collection[UUID]) -> list[BundleItem]:
        """The items of several bundles, locked."""
        return await self.identity_map.load(BundleItem, _in_bundles, ids=list(bundle_ids))


class Products(BatchRepository[Product]):
    """All products."""

    async def get_ancestors(self, id: UUID) -> list[Product]:
        """The families above a product, up to the root, locked."""
        ancestors: list[Product] = []
        # One level after the other: a family must be locked before its own family is read.
        family_id = (await self.get(id)).parent_id
        while family_id is not None:
            ancestors.append(await self.get(family_id))
            family_id = ancestors[-1].parent_id
        return ancestors

    async def get_descendants(self, id: UUID) -> list[Product]:
        """All products in a family at any depth, parents before their children, locked."""
        descendants: list[Product] = []
        families: Collection[UUID] = [id]
        while families:
            rows = await self.identity_map.load(Product, _in_families, ids=list(families))
            descendants += rows
            # Products have no children, so the search ends at them.
            families = [row.id for row in rows]
        return descendants


class PriceListItems(ChildRepository[PriceListItem]):
    """All items of price lists."""

    async def find_priced(
        self, price_list_id: UUID, product_ids: Collection[UUID]
    ) -> set[tuple[UUID, UUID]]:
        """The products that are on the price list, each with its unit; locks nothing."""
        items = self.table
        statement = select(items.c.product_id, items.c.unit_id).where(
            items.c.tenant_id == self.identity_map.tenant_id,
            # The lock on the list keeps others from changing its items.
            items.c.price_list_id == price_list_id,
            items.c.product_id.in_(product_ids),
        )
        rows = await self.identity_map.connection.execute(statement)
        return {(row.product_id, row.unit_id) for row in rows}


class Relationships(Records[ProductRelationship]):
    """All relationships between products."""

    table: Table = tables.product_relationships

    async def get(self, id: UUID) -> ProductRelationship:
        """The relationship, locked after its two products. Raises RelationshipNotFound."""
        # A relationship belongs to two products; both are locked, in the order of their IDs.
        await self.identity_map.load(Product, referenced_by(self.table, *_ENDS), id=id)
        return await super().get(id)

    async def get_between(self, product_id: UUID, other_id: UUID) -> list[ProductRelationship]:
        """The relationships between two products in either direction, locked."""
        ends = {"one": product_id, "other": other_id}
        return await self.identity_map.load(ProductRelationship, _between, **ends)

    async def get_of_product(self, product_id: UUID) -> list[ProductRelationship]:
        """The relationships that start at a product, locked."""
        begun = with_same("product_id")
        return await self.identity_map.load(ProductRelationship, begun, product_id=product_id)
