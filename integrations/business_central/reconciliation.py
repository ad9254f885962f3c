"""The job that compares everything with Business Central once a day.

It finds what changes there without a time of change: deleted orders, partial payments. And it finds
what polling should have found, so a difference besides these is a fault.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from db.erp_circuit import ErpCircuit
from db.erp_upkeep import ErpUpkeep
from integrations.business_central.connections import Connections
from integrations.business_central.outcomes import BusinessCentralError
from integrations.business_central.read_invoices import InvoiceReading
from integrations.business_central.read_orders import OrderReading
from integrations.business_central.retry_policy import note_problem
from integrations.worker import RetryLater, add_jitter

log = logging.getLogger("salesgraph")

AFTER_FAILURE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """Compares the records of all tenants."""

    connections: Connections
    circuit: ErpCircuit
    upkeep: ErpUpkeep
    invoices: InvoiceReading
    orders: OrderReading

    async def compare(self, tenant_id: UUID, _: UUID) -> None:
        """Compare once. Raises RetryLater if Business Central cannot be asked now."""
        connection = await self.connections.find(tenant_id)
        if connection is None:
            return
        if await self.circuit.admit(tenant_id) is not None:
            raise RetryLater(add_jitter(AFTER_FAILURE))
        try:
            await self.invoices.compare_all(tenant_id, connection)
            await self.orders.compare_all(tenant_id, connection)
        except BusinessCentralError as error:
            log.warning("Business Central could not be compared: %s", error)
            await note_problem(self.circuit, tenant_id, error)
            raise RetryLater(add_jitter(AFTER_FAILURE)) from error
        await self.circuit.note_success(tenant_id)
        await self.upkeep.note_reconciled(tenant_id)
