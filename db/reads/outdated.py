"""Whether a recalculation would find other prices than a document has (W20)."""

from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import (
    ColumnElement,
    Numeric,
    Table,
    Text,
    Uuid,
    and_,
    case,
    cast,
    false,
    func,
    literal_column,
    or_,
)

from db import tables
from db.reads.draft import Draft
from db.reads.facts import LINES, text
from db.reads.selection import Chosen, Row
from db.scope import Scoped, scoped
from domain.invoice import InvoiceStatus
from domain.opportunity import OpportunityStatus
from domain.order import OrderStatus
from domain.price_list import PricingMethod
from domain.quote import QuoteStatus

Expression = ColumnElement[Any]

_EDITABLE = {
    tables.opportunities: OpportunityStatus.OPEN,
    tables.quotes: QuoteStatus.DRAFT,
    tables.orders: OrderStatus.ACTIVE,
    tables.invoices: InvoiceStatus.ACTIVE,
}
_SOURCES = {
    PricingMethod.PERCENT_OF_LIST: "list_price",
    PricingMethod.PERCENT_MARKUP_CURRENT_COST: "current_cost",
    PricingMethod.PERCENT_MARGIN_CURRENT_COST: "current_cost",
    PricingMethod.PERCENT_MARKUP_STANDARD_COST: "standard_cost",
    PricingMethod.PERCENT_MARGIN_STANDARD_COST: "standard_cost",
}


@dataclass(frozen=True, slots=True)
class PricesOutdated:
    """True while the document can be recalculated and the catalogue says something else."""

    parts: ClassVar = 30

    table: Table

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> Expression:
        """Compares what each line remembers of its price list item with the item of today."""
        lines, parent = LINES[self.table]
        line = scoped(lines)
        outdated = line.select(literal_column("1")).where(
            line.c[parent] == row["id"],
            line.c.product_id.is_not(None),
            line.c.is_price_overridden.is_(False),
            line.c.line_type != text("REQUIRED_BUNDLE_PRODUCT"),
            _differs(line, row),
        )
        return and_(self._follows(row), outdated.exists())

    def _follows(self, row: Row) -> Expression:
        editable = row["status"] == text(_EDITABLE[self.table].value)
        if self.table in {tables.orders, tables.invoices}:
            return and_(editable, row["prices_locked"] == false())
        return editable


def _differs(line: Scoped, row: Row) -> Expression:
    """A price that came from an item: it says otherwise now. One that came from none: there is."""
    basis = line.c.price_basis
    listed = cast(_of(basis, "price_list_id"), Uuid)
    has_item = func.coalesce(_of(basis, "method").is_not(None), false())
    same = _item(line, listed, as_remembered=True)
    appeared = _item(line, row["price_list_id"], as_remembered=False)
    return or_(and_(has_item, ~same), and_(~has_item, appeared))


def _item(line: Scoped, price_list_id: Expression, *, as_remembered: bool) -> Expression:
    """Whether the list has an item for the line's product and unit (as the line remembers it)."""
    item, product = scoped(tables.price_list_items), scoped(tables.products)
    conditions = [
        item.c.price_list_id == price_list_id,
        item.c.product_id == line.c.product_id,
        item.c.unit_id == line.c.unit_id,
    ]
    if as_remembered:
        found = product.select(literal_column("1")).where(
            product.c.id == item.c.product_id, *_matches(line.c.price_basis, item, product)
        )
        conditions += [found.exists(), _same_tier(line, item)]
    return item.select(literal_column("1")).where(*conditions).exists()


def _matches(basis: Expression, item: Scoped, product: Scoped) -> list[Expression]:
    policy = func.nullif(item.c.rounding_policy, text("NONE"))
    return [
        item.c.method == _of(basis, "method"),
        _source(item, product).is_not_distinct_from(cast(_of(basis, "source"), Numeric)),
        item.c.percentage.is_not_distinct_from(cast(_of(basis, "percentage"), Numeric)),
        policy.is_not_distinct_from(_of(basis, "rounding", "policy")),
        item.c.rounding_option.is_not_distinct_from(_of(basis, "rounding", "option")),
        item.c.rounding_amount.is_not_distinct_from(
            cast(_of(basis, "rounding", "amount"), Numeric)
        ),
    ]


def _same_tier(line: Scoped, item: Scoped) -> Expression:
    """Whether the tier that holds the quantity now is the one that the line remembers."""
    basis, tier = line.c.price_basis, scoped(tables.discount_tiers)
    holds = and_(
        tier.c.discount_list_id == item.c.discount_list_id,
        line.c.quantity.between(tier.c.low_quantity, tier.c.high_quantity),
    )
    remembered = [
        value.is_not_distinct_from(cast(_of(basis, "tier", name), Numeric))
        for value, name in (
            (tier.c.low_quantity, "low"),
            (tier.c.high_quantity, "high"),
            (tier.c.percentage, "percentage"),
            (tier.c.amount, "amount"),
        )
    ]
    one: Expression = literal_column("1")
    none = and_(_of(basis, "tier", "low").is_(None), ~tier.select(one).where(holds).exists())
    return or_(none, tier.select(one).where(holds, *remembered).exists())


def _source(item: Scoped, product: Scoped) -> Expression:
    """What the item makes its price from: its amount, or a published price or cost."""
    branches = []
    for method, name in _SOURCES.items():
        published = cast(_of(product.c.published, name), Numeric)
        sold = case((product.c.published.is_not(None), published), else_=product.c[name])
        branches.append((item.c.method == text(method.value), sold))
    return case(*branches, else_=item.c.amount)


def _of(document: Expression, *path: str) -> Expression:
    keys = ",".join(path)
    return document.op("#>>", return_type=Text())(literal_column(f"'{{{keys}}}'::text[]"))
