"""The facts of life cycles, computed from rows in memory."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table

from db import tables
from domain.core.lifecycle import Fact
from domain.sales.invoice_lifecycle import InvoiceStatus
from domain.sales.opportunity_lifecycle import OpportunityStatus
from domain.sales.quote_lifecycle import LIVE
from tests.reads.naive_printing import Thing

if TYPE_CHECKING:
    from tests.reads.naive import Naive


class Facts(Mapping[Fact, bool]):
    """The facts of a document, computed from memory."""

    def __init__(self, naive: "Naive", document: Thing) -> None:
        self.naive, self.document = naive, document

    def __getitem__(self, fact: Fact) -> bool:
        answer: bool = getattr(self, f"_{fact.value.lower()}")()
        return answer

    def __iter__(self) -> Any:
        return iter(Fact)

    def __len__(self) -> int:
        return len(Fact)

    def _here(self, name: str) -> Any:
        return self.document.values[name]

    def _of(self, table: Table, column: str, own: str = "id") -> list[Thing]:
        return self.naive.rows_with(table, column, self._here(own))

    def _erp_is_connected(self) -> bool:
        connections = self._of(tables.erp_connections, "tenant_id", "tenant_id")
        return any(one.values["mode"] != "NONE" for one in connections)

    def _locked_by_erp(self) -> bool:
        # the users of these tests are people
        return bool(self._here("status") == "SUBMITTED")

    def _was_submitted(self) -> bool:
        return self._here("erp_status") is not None

    def _from_order(self) -> bool:
        return self._here("order_id") is not None

    def _from_quote(self) -> bool:
        return self._here("quote_id") is not None

    def _has_documents(self) -> bool:
        kinds = (tables.quotes, tables.orders, tables.invoices)
        return any(self._of(kind, "opportunity_id") for kind in kinds)

    def _has_invoices(self) -> bool:
        invoices = self._of(tables.invoices, "order_id")
        return any(one.values["status"] != InvoiceStatus.CANCELED for one in invoices)

    def _has_pricing_errors(self) -> bool:
        return bool(self._here("pricing_error") != "NONE")

    def _has_shipments(self) -> bool:
        shipments = self._of(tables.shipments, "order_id")
        return any(one.values["canceled_at"] is None for one in shipments)

    def _is_delivered(self) -> bool:
        lines = [one.values for one in self._of(tables.order_lines, "order_id")]
        complete = all(line["quantity"] == line["shipped_quantity"] for line in lines)
        return self._has_shipments() and complete

    def _is_used(self) -> bool:
        kinds = (tables.invoices, tables.shipments)
        return any(self._of(kind, "order_id") for kind in kinds)

    def _has_lines(self) -> bool:
        kinds = {
            tables.opportunities: (tables.opportunity_lines, "opportunity_id"),
            tables.quotes: (tables.quote_lines, "quote_id"),
            tables.orders: (tables.order_lines, "order_id"),
            tables.invoices: (tables.invoice_lines, "invoice_id"),
        }
        table = self.document.table
        assert table is not None
        return bool(self._of(*kinds[table]))

    def _has_live_revision(self) -> bool:
        same = self._of(tables.quotes, "number", "number")
        others = [one for one in same if one.values["id"] != self._here("id")]
        return any(one.values["status"] in LIVE for one in others)

    def _has_open_quotes(self) -> bool:
        return any(
            one.values["status"] in LIVE for one in self._of(tables.quotes, "opportunity_id")
        )

    def _opportunity_is_lost(self) -> bool:
        found = self._of(tables.opportunities, "id", "opportunity_id")
        return any(one.values["status"] == OpportunityStatus.LOST for one in found)

    def _owned_by_erp(self) -> bool:
        owned: bool = self._here("owned_by_erp")
        return owned

    def _prices_are_locked(self) -> bool:
        locked: bool = self._here("prices_locked")
        return locked
