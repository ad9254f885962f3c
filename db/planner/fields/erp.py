"""Fields about the ERP that are computed from other tables."""

from dataclasses import dataclass
from typing import ClassVar

from db import tables
from db.planner.json_objects import to_object, to_one
from db.planner.json_sql import unless_null
from db.planner.plan import PlanBuilder
from db.planner.selection import Row, SelectedField
from db.scope import tenant_rows
from db.sql.expressions import ONE, Expression, case, constant, literal, null
from db.sql.functions import count
from db.sql.selects import Select
from db.sql.sql_types import INTEGER, NUMERIC
from domain.sales.order import FulfillmentStatus
from domain.sales.submission import ErpFulfilment, ErpStatus
from domain.tenant.erp_connection import ErpCircuitState

MOST = 10_000  # rows that are counted


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


class Health:
    """The circuit of a connection, which is not a record: clients cannot look it up by an ID."""

    parts: ClassVar = 2

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The object, or null."""
        circuit = tenant_rows(tables.erp_circuits, builder.name())
        # There is one for each tenant, to which the rows are restricted already.
        return to_one(builder, selected.selection, circuit, circuit.select())


@dataclass(frozen=True, slots=True)
class OrdersWith:
    """The number of orders with a status in the ERP, counted up to MOST."""

    parts: ClassVar = 2

    status: ErpStatus

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The number."""
        order = tenant_rows(tables.orders, builder.name())
        same = order.c.erp_status == constant(self.status.value)
        return _count(builder, order.select(ONE.label("one")).where(same))


@dataclass(frozen=True, slots=True)
class UnmatchedInvoiceCount:
    """The number of the ERP's invoices that could not be taken over."""

    parts: ClassVar = 2

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The number."""
        invoice = tenant_rows(tables.unmatched_erp_invoices, builder.name())
        return _count(builder, invoice.select(ONE.label("one")))


def _count(builder: PlanBuilder, rows: Select) -> Expression:
    limited = rows.limit(literal(MOST, INTEGER)).rows(builder.name())
    return Select(count()).of(limited).value()


def circuit_state(_: PlanBuilder, row: Row) -> Expression:
    """The state of the circuit breaker; the time of its pause is in another field."""
    probing = row["probing_until"].is_not_null()
    return case(
        (row["opened_until"].is_null(), constant(ErpCircuitState.CLOSED.value)),
        (probing, constant(ErpCircuitState.HALF_OPEN.value)),
        otherwise=constant(ErpCircuitState.OPEN.value),
    )
