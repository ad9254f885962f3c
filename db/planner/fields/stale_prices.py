"""`pricesOutdated`: whether a recalculation would change the prices of a document (W20)."""

from typing import ClassVar

from sqlalchemy import Table

from db import tables
from db.planner.fields.actions import is_allowed
from db.planner.fields.lifecycle_facts import FACTS
from db.planner.plan import PlanBuilder
from db.planner.selection import Row, SelectedField, beside
from db.scope import TenantRows, tenant_rows
from db.sql.expressions import (
    ONE,
    Expression,
    and_,
    case,
    cast,
    constant,
    not_,
    or_,
)
from db.sql.functions import call
from db.sql.rows import Template
from db.sql.selects import Select
from db.sql.sql_types import GUID, NUMERIC
from db.tables.document_lines import LINE_TABLES
from domain.catalog.price_list import RoundingPolicy
from domain.core.action import Action
from domain.core.lifecycle import Fact
from domain.pricing.line import LineType
from domain.pricing.unit_price import PRICE_SOURCES
from domain.sales import invoice_lifecycle, opportunity_lifecycle, order_lifecycle, quote_lifecycle

_LIFECYCLES = {
    tables.opportunities: opportunity_lifecycle.LIFECYCLE,
    tables.quotes: quote_lifecycle.LIFECYCLE,
    tables.orders: order_lifecycle.LIFECYCLE,
    tables.invoices: invoice_lifecycle.LIFECYCLE,
}


class PricesOutdated:
    """True if the document can be recalculated and the catalog has different prices."""

    parts: ClassVar = 30

    def __init__(self, table: Table) -> None:
        self.table = table
        self._prices = Template(
            table,
            lambda row: Select(
                (self._follows(row) & self._has_stale_line(row)).label("are_outdated")
            ),
        )

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """Compares the price basis recorded on each line with the current price list item."""
        return beside(row, "prices", self._prices)["are_outdated"]

    def _has_stale_line(self, row: Row) -> Expression:
        # Skips lines that a recalculation does not look up: write-ins, overridden prices, and
        # products included in the price of their bundle.
        lines, parent = LINE_TABLES[self.table]
        line = tenant_rows(lines, "line")
        return (
            line.select(ONE)
            .where(
                line[parent] == row["id"],
                line.c.product_id.is_not_null(),
                not_(line.c.is_price_overridden),
                line.c.line_type != constant(LineType.REQUIRED_BUNDLE_PRODUCT.value),
                _differs(line, row),
            )
            .exists()
        )

    def _follows(self, row: Row) -> Expression:
        """Whether the life cycle allows a recalculation that looks up prices."""
        # Read from the life cycle, so that the answer agrees with `recalculate`.
        transition = _LIFECYCLES[self.table].by_action[Action.RECALCULATE]
        allowed = is_allowed(transition, self.table, row)
        # Only orders and invoices can lock prices, and a recalculation keeps locked ones.
        if "prices_locked" not in self.table.c:
            return allowed
        return allowed & not_(FACTS[Fact.PRICES_ARE_LOCKED](self.table, row))


def _differs(line: TenantRows, row: Row) -> Expression:
    """Whether the catalog would price a line differently.

    A price from a price list item is outdated if the item has changed or is gone; a line priced
    without an item is outdated if the document's price list has one by now.
    """
    basis = line.c.price_basis
    price_list_id = cast(basis.text_at("price_list_id"), GUID)
    has_item = basis.text_at("method").is_not_null()
    same = _item(line, price_list_id, as_remembered=True)
    appeared = _item(line, row["price_list_id"], as_remembered=False)
    return or_(and_(has_item, not_(same)), and_(not_(has_item), appeared))


def _item(line: TenantRows, price_list_id: Expression, *, as_remembered: bool) -> Expression:
    """The condition that the price list has an item for the line's product and unit.

    With `as_remembered`, the item must also equal the price basis recorded on the line.
    """
    item, product = (
        tenant_rows(tables.price_list_items, "item"),
        tenant_rows(tables.products, "product"),
    )
    conditions = [
        item.c.price_list_id == price_list_id,
        item.c.product_id == line.c.product_id,
        item.c.unit_id == line.c.unit_id,
    ]
    if as_remembered:
        has_item = product.select(ONE).where(
            product.c.id == item.c.product_id, *_matches(line.c.price_basis, item, product)
        )
        conditions += [has_item.exists(), _same_tier(line, item)]
    return item.select(ONE).where(*conditions).exists()


def _matches(basis: Expression, item: TenantRows, product: TenantRows) -> list[Expression]:
    # IS NOT DISTINCT FROM throughout: a value that neither side has is unchanged. A basis records
    # no rounding policy where the item has NONE, hence NULLIF.
    policy = call("nullif", item.c.rounding_policy, constant(RoundingPolicy.NONE.value))
    return [
        item.c.method == basis.text_at("method"),
        _source(item, product).is_not_distinct_from(cast(basis.text_at("source"), NUMERIC)),
        item.c.percentage.is_not_distinct_from(cast(basis.text_at("percentage"), NUMERIC)),
        policy.is_not_distinct_from(basis.text_at("rounding", "policy")),
        item.c.rounding_option.is_not_distinct_from(basis.text_at("rounding", "option")),
        item.c.rounding_amount.is_not_distinct_from(
            cast(basis.text_at("rounding", "amount"), NUMERIC)
        ),
    ]


def _same_tier(line: TenantRows, item: TenantRows) -> Expression:
    """The condition that the discount tier for the line's quantity is the recorded one."""
    basis, tier = line.c.price_basis, tenant_rows(tables.discount_tiers, "tier")
    holds = and_(
        tier.c.discount_list_id == item.c.discount_list_id,
        line.c.quantity.between(tier.c.low_quantity, tier.c.high_quantity),
    )
    remembered = [
        value.is_not_distinct_from(cast(basis.text_at("tier", name), NUMERIC))
        for value, name in (
            (tier.c.low_quantity, "low"),
            (tier.c.high_quantity, "high"),
            (tier.c.percentage, "percentage"),
            (tier.c.amount, "amount"),
        )
    ]
    none = and_(
        basis.text_at("tier", "low").is_null(), not_(tier.select(ONE).where(holds).exists())
    )
    return or_(none, tier.select(ONE).where(holds, *remembered).exists())


def _source(item: TenantRows, product: TenantRows) -> Expression:
    """The amount that an item's price is based on: its own, or a product's price or cost."""
    branches = []
    # A product under revision is sold as it was published (decision 19).
    for method, (name, _) in PRICE_SOURCES.items():
        published = cast(product.c.published.text_at(name), NUMERIC)
        sold = case((product.c.published.is_not_null(), published), otherwise=product[name])
        branches.append((item.c.method == constant(method.value), sold))
    return case(*branches, otherwise=item.c.amount)
