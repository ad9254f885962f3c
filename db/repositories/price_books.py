"""Reads the part of the catalog that a document needs, in a fixed number of statements.

It locks nothing: prices are copied to the lines, so a concurrent change does no harm
(decision 13).
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.repositories.mapping import RECORDS
from domain.catalog.bundle import BundleItem
from domain.catalog.discount_list import DiscountTier
from domain.catalog.price_list import PriceList, PriceListItem, PriceListNotFound
from domain.catalog.product import Product
from domain.catalog.tax_code import TaxCode
from domain.core.money import RoundingMode
from domain.core.record import Record
from domain.ports.unit_of_work import CatalogRefs
from domain.pricing.calculation import DiscountMethod, PricingRules
from domain.pricing.price_book import PriceBook

R = TypeVar("R", bound=Record)


class PriceBooks:
    """Reads the pricing rules and price books of one tenant."""

    def __init__(self, connection: AsyncConnection, tenant_id: UUID) -> None:
        self._connection, self._tenant_id = connection, tenant_id
        self._rules: PricingRules | None = None

    async def rules(self) -> PricingRules:
        """The tenant's settings for pricing, read once."""
        # Settings are read without a lock: what matters is that one mutation uses the same ones.
        if self._rules is None:
            self._rules = await self._read_rules()
        return self._rules

    async def book(
        self, currency_code: str, price_list_id: UUID | None, refs: CatalogRefs
    ) -> PriceBook:
        """The price book for these products. Raises PRICE_LIST_NOT_FOUND."""
        rules = await self.rules()
        rate = await self._rate(currency_code)
        price_list = await self._price_list(price_list_id)
        taxes = await self._by_id(TaxCode, refs.tax_codes)
        # Write-ins and totals need nothing else of the catalog.
        if not refs.products:
            return PriceBook(rules=rules, rate=rate, price_list=price_list, tax_codes=taxes)
        bundle_items = await self._bundle_items(refs.products)
        # Items of bundles become lines, too.
        items_of = {item.product_id for items in bundle_items.values() for item in items}
        products = await self._by_id(Product, items_of.union(refs.products))
        lists, items = await self._items(currency_code, price_list, products.values())
        discounts = {item.discount_list_id for item in items.values() if item.discount_list_id}
        return PriceBook(
            rules=rules,
            rate=rate,
            price_list=price_list,
            products=products,
            groups=await self._groups(refs.units),
            lists=lists,
            items=items,
            tiers=await self._tiers(discounts),
            inactive_discounts=await self._inactive(discounts, rules),
            bundle_items=bundle_items,
            tax_codes=taxes,
        )

    async def _read_rules(self) -> PricingRules:
        table = tables.tenant_settings
        statement = select(
            table.c.rounding_mode,
            table.c.discount_method,
            table.c.pricing_precision,
            table.c.price_list_optional,
            table.c.round_unit_price_first,
            table.c.inactive_discount_lists_apply,
            table.c.max_lines_per_document,
        ).where(table.c.tenant_id == self._tenant_id)
        row = (await self._connection.execute(statement)).one()
        return PricingRules(
            rounding_mode=RoundingMode(row.rounding_mode),
            discount_method=DiscountMethod(row.discount_method),
            pricing_precision=row.pricing_precision,
            price_list_optional=row.price_list_optional,
            round_unit_price_first=row.round_unit_price_first,
            inactive_discount_lists_apply=row.inactive_discount_lists_apply,
            max_lines_per_document=row.max_lines_per_document,
        )

    async def _rate(self, currency_code: str) -> Any:
        table = tables.tenant_currencies
        statement = select(table.c.exchange_rate).where(
            table.c.tenant_id == self._tenant_id, table.c.code == currency_code
        )
        return await self._connection.scalar(statement)

    async def _price_list(self, id: UUID | None) -> PriceList | None:
        if id is None:
            return None
        price_lists = await self._by_id(PriceList, {id})
        if id not in price_lists:
            raise PriceListNotFound(path=("priceListId",))
        return price_lists[id]

    async def _bundle_items(self, bundles: Collection[UUID]) -> dict[UUID, Sequence[BundleItem]]:
        table = tables.bundle_items
        rows = await self._rows(BundleItem, table.c.bundle_id.in_(bundles))
        by_bundle: dict[UUID, list[BundleItem]] = defaultdict(list)
        for item in rows:
            by_bundle[item.bundle_id].append(item)
        return dict(by_bundle)

    async def _items(
        self, currency_code: str, price_list: PriceList | None, products: Collection[Product]
    ) -> tuple[dict[UUID, PriceList], dict[tuple[UUID, UUID, UUID], PriceListItem]]:
        """The products' items on the document's price list and on their default price lists.

        Default price lists count only if they are in the document's currency.
        """
        default_lists = {product.default_price_list_id for product in products} - {None}
        if price_list is not None:
            default_lists.add(price_list.id)
        if not default_lists:
            return {}, {}
        lists = await self._by_id(PriceList, default_lists)
        table = tables.price_list_items
        rows = await self._rows(
            PriceListItem,
            table.c.price_list_id.in_(default_lists),
            # A price in another currency is no price for the document (I-46).
            table.c.currency_code == currency_code,
            table.c.product_id.in_([product.id for product in products]),
        )
        return lists, {(row.price_list_id, row.product_id, row.unit_id): row for row in rows}

    async def _tiers(self, lists: Collection[UUID]) -> dict[UUID, Sequence[DiscountTier]]:
        if not lists:
            return {}
        table = tables.discount_tiers
        by_list: dict[UUID, list[DiscountTier]] = defaultdict(list)
        for tier in await self._rows(DiscountTier, table.c.discount_list_id.in_(lists)):
            by_list[tier.discount_list_id].append(tier)
        return dict(by_list)

    async def _inactive(self, lists: Collection[UUID], rules: PricingRules) -> frozenset[UUID]:
        # With the usual setting, it makes no difference which lists are inactive (2.7).
        if rules.inactive_discount_lists_apply or not lists:
            return frozenset()
        table = tables.discount_lists
        statement = self._of_tenant(select(table.c.id), table, table.c.id.in_(lists))
        inactive = statement.where(table.c.is_active.is_(False))
        return frozenset(await self._connection.scalars(inactive))

    async def _groups(self, units: Collection[UUID]) -> dict[UUID, UUID]:
        if not units:
            return {}
        table = tables.units
        statement = self._of_tenant(
            select(table.c.id, table.c.unit_group_id), table, table.c.id.in_(units)
        )
        return {row.id: row.unit_group_id for row in await self._connection.execute(statement)}

    async def _by_id(self, kind: type[R], ids: Collection[Any]) -> dict[UUID, R]:
        if not ids:
            return {}
        rows = await self._rows(kind, RECORDS[kind].table.c.id.in_(ids))
        return {row.id: row for row in rows}

    async def _rows(self, kind: type[R], *where: ColumnElement[bool]) -> list[R]:
        shape = RECORDS[kind]
        columns = [shape.table.c[name] for name in shape.columns]
        # In a fixed order, in which the items of a bundle become lines.
        statement = self._of_tenant(select(*columns), shape.table, *where).order_by(
            shape.table.c.id
        )
        result = await self._connection.execute(statement)
        return [shape.from_row(dict(row)) for row in result.mappings()]

    def _of_tenant(
        self, statement: Select[Any], table: Any, *where: ColumnElement[bool]
    ) -> Select[Any]:
        return statement.where(table.c.tenant_id == self._tenant_id, *where)
