"""Whether a recalculation would find other prices than a document has (W20)."""

from typing import ClassVar

from sqlalchemy import Table

from db import tables
from db.document_lines import LINES
from db.reads.actions import is_allowed
from db.reads.draft import Draft
from db.reads.facts import FACTS
from db.reads.selection import Chosen, Row, beside
from db.scope import Scoped, scoped
from db.sql.expressions import (
    ONE,
    Expression,
    and_,
    case,
    cast,
    not_,
    or_,
    quoted,
)
from db.sql.functions import call
from db.sql.kinds import GUID, NUMERIC
from db.sql.rows import Template
from db.sql.selects import Select
from domain import (
    invoice_lifecycle,
    opportunity_lifecycle,
    order_lifecycle,
    quote_lifecycle,
)
from domain.action import Action
from domain.lifecycle import Fact
from domain.line import LineType
from domain.price_list import RoundingPolicy
from domain.unit_price import SOURCES

_LIFECYCLES = {
    tables.opportunities: opportunity_lifecycle.LIFECYCLE,
    tables.quotes: quote_lifecycle.LIFECYCLE,
    tables.orders: order_lifecycle.LIFECYCLE,
    tables.invoices: invoice_lifecycle.LIFECYCLE,
}


class PricesOutdated:
    """True while the document can be recalculated and the catalogue says something else."""

    parts: ClassVar = 30

    def __init__(self, table: Table) -> None:
        self.table = table
        self._prices = Template(
            table,
            lambda row: Select((self._follows(row) & self._outdated(row)).label("are_outdated")),
        )

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> Expression:
        """Compares what each line remembers of its price list item with the item of today."""
        return beside(row, "prices", self._prices)["are_outdated"]

    def _outdated(self, row: Row) -> Expression:
        lines, parent = LINES[self.table]
        line = scoped(lines, "line")
        return (
            line.select(ONE)
            .where(
                line[parent] == row["id"],
                line.c.product_id.is_not_null(),
                not_(line.c.is_price_overridden),
                line.c.line_type != quoted(LineType.REQUIRED_BUNDLE_PRODUCT.value),
                _differs(line, row),
            )
            .exists()
        )

    def _follows(self, row: Row) -> Expression:
        """Whether the life cycle allows a recalculation, and that would look prices up."""
        step = _LIFECYCLES[self.table].steps[Action.RECALCULATE]
        allowed = is_allowed(step, self.table, row)
        if "prices_locked" not in self.table.c:
            return allowed
        return allowed & not_(FACTS[Fact.PRICES_ARE_LOCKED](self.table, row))


def _differs(line: Scoped, row: Row) -> Expression:
    """A price that came from an item: it says otherwise now. One that came from none: there is."""
    basis = line.c.price_basis
    listed = cast(basis.text_at("price_list_id"), GUID)
    has_item = basis.text_at("method").is_not_null()
    same = _item(line, listed, as_remembered=True)
    appeared = _item(line, row["price_list_id"], as_remembered=False)
    return or_(and_(has_item, not_(same)), and_(not_(has_item), appeared))


def _item(line: Scoped, price_list_id: Expression, *, as_remembered: bool) -> Expression:
    """Whether the list has an item for the line's product and unit (as the line remembers it)."""
    item, product = scoped(tables.price_list_items, "item"), scoped(tables.products, "product")
    conditions = [
        item.c.price_list_id == price_list_id,
        item.c.product_id == line.c.product_id,
        item.c.unit_id == line.c.unit_id,
    ]
    if as_remembered:
        found = product.select(ONE).where(
            product.c.id == item.c.product_id, *_matches(line.c.price_basis, item, product)
        )
        conditions += [found.exists(), _same_tier(line, item)]
    return item.select(ONE).where(*conditions).exists()


def _matches(basis: Expression, item: Scoped, product: Scoped) -> list[Expression]:
    policy = call("nullif", item.c.rounding_policy, quoted(RoundingPolicy.NONE.value))
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


def _same_tier(line: Scoped, item: Scoped) -> Expression:
    """Whether the tier that holds the quantity now is the one that the line remembers."""
    basis, tier = line.c.price_basis, scoped(tables.discount_tiers, "tier")
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


def _source(item: Scoped, product: Scoped) -> Expression:
    """What the item makes its price from: its amount, or a published price or cost."""
    branches = []
    for method, (name, _) in SOURCES.items():
        published = cast(product.c.published.text_at(name), NUMERIC)
        sold = case((product.c.published.is_not_null(), published), otherwise=product[name])
        branches.append((item.c.method == quoted(method.value), sold))
    return case(*branches, otherwise=item.c.amount)
