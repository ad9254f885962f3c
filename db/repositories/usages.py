"""Checks whether other records refer to a record of the catalog; locks nothing."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, exists, or_, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.tables.document_lines import LINE_TABLES
from domain.catalog.bundle import BundleItem
from domain.catalog.price_list import PriceListItem, PricingMethod
from domain.catalog.product_lifecycle import SELLABLE
from domain.sales.quote_lifecycle import QuoteStatus

_DOCUMENTS = (tables.opportunities, tables.quotes, tables.orders, tables.invoices)
_PREFERRING = (tables.accounts, tables.contacts, tables.products)

Named = Iterable[tuple[Table, str]]

# Without what is deleted with a product: its bundle items and the relationships that start at it.
_PRODUCT: Named = (
    (tables.bundle_items, "product_id"),
    (tables.price_list_items, "product_id"),
    (tables.product_relationships, "related_product_id"),
    (tables.products, "parent_id"),
    *((lines, "product_id") for lines, _ in LINE_TABLES.values()),
)
_UNIT: Named = (
    (tables.products, "default_unit_id"),
    (tables.price_list_items, "unit_id"),
    (tables.bundle_items, "unit_id"),
    (tables.units, "base_unit_id"),
    *((lines, "unit_id") for lines, _ in LINE_TABLES.values()),
)
_DEFAULT_LIST: Named = tuple((table, "default_price_list_id") for table in _PREFERRING)
_PRICE_LIST: Named = (
    (tables.price_list_items, "price_list_id"),
    *_DEFAULT_LIST,
    *((documents, "price_list_id") for documents in _DOCUMENTS),
)
# Items and lines have the currency of their list or document, so these are enough.
_CURRENCY: Named = tuple(
    (table, "currency_code")
    for table in (
        tables.products,
        tables.price_lists,
        tables.discount_lists,
        *_DOCUMENTS,
    )
)


class Usages:
    """Checks for references to records of the tenant's catalog."""

    def __init__(self, connection: AsyncConnection, tenant_id: UUID) -> None:
        self._connection = connection
        self._tenant_id = tenant_id

    async def uses_product(self, id: UUID) -> bool:
        """Whether documents, price lists, bundles, children or relationships use a product."""
        return await self._any(_PRODUCT, id)

    async def find_offered(self, ids: Collection[UUID]) -> set[UUID]:
        """The products on an active price list, or in an active bundle that is not among `ids`."""
        statement = union(self._on_lists(ids), self._in_bundles(ids))
        return {row[0] for row in await self._connection.execute(statement)}

    async def uses_unit(self, id: UUID) -> bool:
        """Whether products, price lists, bundles, documents or other units use a unit."""
        return await self._any(_UNIT, id)

    async def prefers_price_list(self, id: UUID) -> bool:
        """Whether a price list is the default of an account, a contact or a product."""
        return await self._any(_DEFAULT_LIST, id)

    async def uses_price_list(self, id: UUID) -> bool:
        """Whether a price list has items, is a default, or is used by a document."""
        return await self._any(_PRICE_LIST, id)

    async def uses_discount_list(self, id: UUID) -> bool:
        """Whether a price list item uses a discount list."""
        return await self._any([(tables.price_list_items, "discount_list_id")], id)

    async def uses_currency(self, code: str) -> bool:
        """Whether documents, products, price lists or discount lists use a currency."""
        return await self._any(_CURRENCY, code)

    async def prices_by_percentage(self, product_id: UUID) -> bool:
        """Whether a price list item computes a product's price from a percentage."""
        items = tables.price_list_items
        percentage = items.c.method != PricingMethod.CURRENCY_AMOUNT.value
        return await self._is_there(items, items.c.product_id == product_id, percentage)

    async def needs_option(self, item: PriceListItem) -> bool:
        """Whether a bundle on the item's price list has the item's product as an option."""
        inside, listed = tables.bundle_items, tables.price_list_items.alias("listed")
        bundle = exists().where(
            listed.c.tenant_id == self._tenant_id,
            listed.c.price_list_id == item.price_list_id,
            listed.c.product_id == inside.c.bundle_id,
        )
        option = (
            inside.c.product_id == item.product_id,
            inside.c.unit_id == item.unit_id,
            inside.c.is_required.is_(False),
        )
        return await self._is_there(inside, *option, bundle)

    async def lacks_option(self, item: BundleItem) -> bool:
        """Whether a price list has the item's bundle, but not its product in its unit."""
        listed, option = tables.price_list_items, tables.price_list_items.alias("option")
        priced = exists().where(
            option.c.tenant_id == self._tenant_id,
            option.c.price_list_id == listed.c.price_list_id,
            option.c.product_id == item.product_id,
            option.c.unit_id == item.unit_id,
        )
        return await self._is_there(listed, listed.c.product_id == item.bundle_id, ~priced)

    async def active_quotes(self, account_id: UUID | None, contact_id: UUID | None) -> bool:
        """Whether the customer has an active quote."""
        quotes = tables.quotes
        is_theirs = (
            quotes.c.contact_id == contact_id
            if account_id is None
            else quotes.c.account_id == account_id
        )
        return await self._is_there(quotes, is_theirs, quotes.c.status == QuoteStatus.ACTIVE.value)

    async def _any(self, named: Named, value: Any) -> bool:
        """Whether one of these columns has the value, with one look-up per column."""
        there = (
            exists().where(table.c.tenant_id == self._tenant_id, table.c[column] == value)
            for table, column in named
        )
        return bool(await self._connection.scalar(select(or_(*there))))

    async def _is_there(self, table: Table, *where: ColumnElement[bool]) -> bool:
        matches = exists().where(table.c.tenant_id == self._tenant_id, *where)
        return bool(await self._connection.scalar(select(matches)))

    def _on_lists(self, ids: Collection[UUID]) -> Select[Any]:
        items, lists = tables.price_list_items, tables.price_lists
        same = (lists.c.tenant_id == items.c.tenant_id) & (lists.c.id == items.c.price_list_id)
        return (
            select(items.c.product_id)
            .join_from(items, lists, same)
            .where(items.c.tenant_id == self._tenant_id, items.c.product_id.in_(ids))
            .where(lists.c.tenant_id == self._tenant_id, lists.c.is_active)
        )

    def _in_bundles(self, ids: Collection[UUID]) -> Select[Any]:
        items, bundles = tables.bundle_items, tables.products
        same = (bundles.c.tenant_id == items.c.tenant_id) & (bundles.c.id == items.c.bundle_id)
        sold = bundles.c.status.in_([status.value for status in sorted(SELLABLE)])
        return (
            select(items.c.product_id)
            .join_from(items, bundles, same)
            .where(items.c.tenant_id == self._tenant_id, items.c.product_id.in_(ids))
            # Bundles among the products are retired together with them (decision 20).
            .where(bundles.c.tenant_id == self._tenant_id, bundles.c.id.not_in(ids), sold)
        )
