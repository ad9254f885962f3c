"""Product suggestions for a document: up-sells, cross-sells, accessories and substitutes."""

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import Table

from db import tables
from db.planner.json_objects import to_list
from db.planner.plan import PlanBuilder
from db.planner.selection import Row, SelectedField
from db.scope import tenant_rows
from db.sql.expressions import ONE, Expression, constant, not_
from db.sql.rows import Rows
from db.sql.selects import Select, union
from db.tables.document_lines import LINE_TABLES
from domain.catalog.bundle import RelationshipDirection


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Active products related to the products on the lines that are not yet on the document."""

    parts: ClassVar = 30

    table: Table

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """One entry per relationship type and product, in this order."""
        # One select per direction: either end of a relationship can be the suggestion.
        both = [
            self._select_relationships(builder, row, backwards=backwards)
            for backwards in (False, True)
        ]
        pairs = Rows(f"({union(*both)})", builder.name(), kinds=both[0].kinds)
        # Several products on the document may lead to the same suggestion; the one with the
        # smallest id is reported as the reason.
        once = (
            Select(pairs.everything)
            .distinct(pairs["type"], pairs["product_id"])
            .of(pairs)
            .where(_is_sellable(builder, pairs["product_id"]))
            .where(not_(self._has(builder, row, pairs["product_id"])))
            .order_by(pairs["type"], pairs["product_id"], pairs["because_id"])
        )
        suggestions = Rows(f"({once.sql})", builder.name(), kinds=both[0].kinds)
        rows = Select().of(suggestions).order_by(suggestions["type"], suggestions["product_id"])
        return to_list(builder, selected.selection, suggestions, rows)

    def _select_relationships(self, builder: PlanBuilder, row: Row, *, backwards: bool) -> Select:
        """The relationships from the document's products; with `backwards`, those to them."""
        bond = tenant_rows(tables.product_relationships, builder.name())
        ends = [bond.c.product_id, bond.c.related_product_id]
        because, suggested = reversed(ends) if backwards else ends
        relationships = bond.select(
            suggested.label("product_id"), because.label("because_id"), bond.c.type.label("type")
        ).where(self._has(builder, row, because))
        if backwards:
            relationships.where(bond.c.direction == constant(RelationshipDirection.BOTH_WAYS.value))
        return relationships

    def _has(self, builder: PlanBuilder, row: Row, product_id: Expression) -> Expression:
        lines, parent = LINE_TABLES[self.table]
        line = tenant_rows(lines, builder.name())
        same = (line[parent] == row["id"]) & (line.c.product_id == product_id)
        return line.select(ONE).where(same).exists()


def _is_sellable(builder: PlanBuilder, product_id: Expression) -> Expression:
    product = tenant_rows(tables.products, builder.name())
    return product.select(ONE).where(product.c.id == product_id, product.c.is_active).exists()
