"""Products that go well with what is on a document: up-sells, cross-sells, accessories, others."""

from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Select, Table, literal_column, select, union
from sqlalchemy.dialects.postgresql import distinct_on

from db import tables
from db.reads.draft import Draft
from db.reads.facts import LINES, text
from db.reads.objects import to_list
from db.reads.selection import Chosen, Row
from db.scope import scoped
from domain.bundle import RelationshipDirection

Expression = ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Sellable products that are related to those of the lines and are not on the document."""

    parts: ClassVar = 30

    table: Table

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> Expression:
        """One entry for a product and a relationship, by relationship, then by product."""
        related = union(self._related(row, backwards=False), self._related(row, backwards=True))
        pairs = related.subquery(draft.name())
        once = (
            select(*pairs.c)
            .select_from(pairs)
            .ext(distinct_on(pairs.c.type, pairs.c.product_id))
            .where(_is_sellable(pairs.c.product_id), ~self._has(row, pairs.c.product_id))
            .order_by(pairs.c.type, pairs.c.product_id, pairs.c.because_id)
            .correlate_except(pairs)
            .subquery(draft.name())
        )
        rows = select().select_from(once).order_by(once.c.type, once.c.product_id)
        return to_list(draft, chosen.shape, once.c, rows.correlate_except(once))

    def _related(self, row: Row, *, backwards: bool) -> Select[Any]:
        """The relationships that begin at a product of the document, or lead to one."""
        bond = scoped(tables.product_relationships)
        ends = [bond.c.product_id, bond.c.related_product_id]
        because, suggested = reversed(ends) if backwards else ends
        found = bond.select(
            suggested.label("product_id"), because.label("because_id"), bond.c.type
        ).where(self._has(row, because))
        if backwards:
            both = text(RelationshipDirection.BOTH_WAYS.value)
            return found.where(bond.c.direction == both)
        return found

    def _has(self, row: Row, product_id: Expression) -> Expression:
        lines, parent = LINES[self.table]
        line = scoped(lines)
        same = (line.c[parent] == row["id"]) & (line.c.product_id == product_id)
        return line.select(literal_column("1")).where(same).exists()


def _is_sellable(product_id: Expression) -> Expression:
    product = scoped(tables.products)
    found = product.select(literal_column("1")).where(product.c.id == product_id)
    return found.where(product.c.is_active).exists()
