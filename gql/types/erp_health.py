"""Types that say how the connection to the ERP is doing, and what could not be taken over."""

from datetime import date, datetime
from decimal import Decimal

from db import tables
from db.planner.fields.erp import MOST, OrdersWith, UnmatchedInvoiceCount, circuit_state
from domain.sales.submission import ErpStatus
from domain.sales.unmatched_invoice import UnmatchedInvoiceReason
from domain.tenant.erp_connection import ErpCircuitState
from gql.schema.fields import column, computed, entity, field_from, structure
from gql.types.interfaces import Node

_COUNTED = f" Counted up to {MOST:,}."


@structure
class ErpHealth:
    """How the connection to Business Central is doing."""

    circuit_state: ErpCircuitState = computed(
        circuit_state, "Whether requests are sent to the ERP at present."
    )
    paused_until: datetime | None = column(
        "Time until which no request is sent; then a single one tries. Null unless requests are"
        " paused.",
        of="opened_until",
    )
    problem: str | None = column(
        "Why requests are paused, if the ERP said so or a person must correct something; otherwise"
        " null."
    )
    consecutive_failures: int = column(
        "Failures since the last success. The fifth pauses all requests.", of="failures"
    )
    last_success_at: datetime | None = column(
        "Time of the last success, to the minute; null before the first one."
    )
    last_problem_at: datetime | None = column("Time of the last failure; null if there was none.")
    last_problem: str | None = column("What failed last; null if nothing has.")
    invoices_read_to: datetime | None = column(
        "Time up to which changes of invoices were read, by the ERP's clock; null before the first"
        " reading."
    )
    waiting_orders: int = field_from(
        OrdersWith(ErpStatus.PENDING), "Orders that wait for their delivery." + _COUNTED
    )
    rejected_orders: int = field_from(
        OrdersWith(ErpStatus.REJECTED), "Orders that the ERP has refused." + _COUNTED
    )
    failed_orders: int = field_from(
        OrdersWith(ErpStatus.FAILED), "Orders whose delivery was given up." + _COUNTED
    )
    unmatched_invoices: int = field_from(
        UnmatchedInvoiceCount(),
        "Invoices of the ERP that could not be taken over; `unmatchedErpInvoices` lists them.",
    )


@entity(tables.unmatched_erp_invoices)
class UnmatchedErpInvoice(Node):
    """An invoice that was posted in the ERP and is not here, with the reason."""

    remote_id: str = column("ID of the invoice in the ERP.", filter=True)
    remote_number: str = column("Number of the invoice in the ERP.", filter=True)
    order_number: str | None = column(
        "Number of the order that the invoice names; null if it names none."
    )
    invoice_date: date | None = column("Date of the invoice in the ERP; null if it has none.")
    currency: str | None = column(
        "Currency as the ERP names it, which need not be one of the tenant's; null if it names"
        " none.",
        of="currency_code",
    )
    total_amount: Decimal | None = column(
        "Total including tax, as the ERP states it; null if it is out of range."
    )
    reason: UnmatchedInvoiceReason = column("Why the invoice is not here.", filter=True)
    message: str = column("Human-readable message that says what is wrong and what to do.")
    created_at: datetime = column("Time the invoice was first read.", filter=True)
    updated_at: datetime = column("Time it was last tried to take the invoice over.")
