"""Fields about the ERP that are computed from other tables."""

from dataclasses import dataclass
from typing import ClassVar

from db import tables
from db.planner.json_objects import to_object
from db.planner.json_sql import unless_null
from db.planner.plan import PlanBuilder
from db.planner.selection import Row, SelectedField
from db.scope import tenant_rows
from db.sql.expressions import Expression, case, constant, null
from db.sql.sql_types import NUMERIC
from domain.sales.order import FulfillmentStatus
from domain.sales.submission import ErpFulfilment


@dataclass(frozen=True, slots=True)
class RemoteTotal:
    """The ERP's total of a submitted order, in the order's currency; null until it is known."""

    parts: ClassVar = 2

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The money object, or null."""
        order = tenant_rows(tables.orders, builder.name())
        amount = row["remote_total"]
        pair = {
            "amount": amount,
            "currency_code": order.select(order.c.currency_code)
            .where(order.c.id == row["id"])
            .value(),
            "in_base_currency": null(NUMERIC),
        }
        return unless_null(amount, to_object(builder, selected.selection, pair))


def fulfilment(builder: PlanBuilder, row: Row) -> Expression:
    """How much of a submitted order has been shipped, in the words of the ERP (O-12)."""
    order = tenant_rows(tables.orders, builder.name())
    status = order.c.fulfillment_status
    complete = constant(FulfillmentStatus.COMPLETE.value)
    word = case((status == complete, constant(ErpFulfilment.FULL.value)), otherwise=status)
    return order.select(word).where(order.c.id == row["id"]).value()
