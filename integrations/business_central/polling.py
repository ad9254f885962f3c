"""The job that reads from Business Central what has changed there, every two minutes.

It needs no notifications: they only make some readings earlier, and may be lost.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from db.erp_circuit import ErpCircuit
from db.erp_upkeep import ErpUpkeep
from domain.tenant.erp_connection import ErpConnection
from integrations.business_central.connections import Connections
from integrations.business_central.outcomes import BusinessCentralError
from integrations.business_central.read_invoices import InvoiceReading
from integrations.business_central.read_notifications import NotificationReading
from integrations.business_central.read_orders import OrderReading
from integrations.business_central.retry_policy import note_problem
from integrations.worker import RetryLater, add_jitter

EVERY = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Polling:
    """Reads the changes of all tenants."""

    connections: Connections
    circuit: ErpCircuit
    upkeep: ErpUpkeep
    invoices: InvoiceReading
    orders: OrderReading
    notifications: NotificationReading
    every: timedelta = EVERY

    async def read(self, tenant_id: UUID, _: UUID) -> None:
        """Read what has changed. Raises RetryLater for the next reading while connected."""
        connection = await self.connections.find(tenant_id)
        if connection is None:
            return
        await self.upkeep.enqueue_due(tenant_id, connection.version)
        if await self.circuit.admit(tenant_id) is None:
            try:
                await self.read_changes(tenant_id, connection)
                # What is left there if its job ended just before a notification arrived.
                await self.notifications.read_waiting(tenant_id, connection)
            except BusinessCentralError as error:
                await note_problem(self.circuit, tenant_id, error)
            else:
                await self.circuit.note_success(tenant_id)
        raise RetryLater(add_jitter(self.every))

    async def read_changes(self, tenant_id: UUID, connection: ErpConnection) -> None:
        """Read what has changed since the last reading. Raises BusinessCentralError."""
        await self.invoices.read_once(tenant_id, connection)
        await self.orders.read_once(tenant_id, connection)
