"""The job that reads the records that Business Central has said to have changed.

A notification says only which record to read: it may be old, repeated, out of order, or lost. So
the record is read as it is now, by the same code that polls.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from db.erp_circuit import ErpCircuit
from db.erp_inbox import ErpInbox, WaitingChange
from domain.tenant.erp_connection import ErpConnection
from integrations.business_central.connections import Connections
from integrations.business_central.outcomes import BusinessCentralError, Outcome
from integrations.business_central.read_invoices import InvoiceReading
from integrations.business_central.read_orders import OrderReading
from integrations.business_central.retry_policy import backoff, check_circuit, note_problem
from integrations.worker import RetryLater

log = logging.getLogger("salesgraph")

AT_ONCE = 50  # records read by one job, before those of other tenants have their turn
_NEXT = timedelta(milliseconds=100)
_LOST = frozenset({Outcome.GONE, Outcome.REFUSED})  # of one record: the others can be read


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationReading:
    """Reads the changed records of all tenants."""

    connections: Connections
    circuit: ErpCircuit
    inbox: ErpInbox
    invoices: InvoiceReading
    orders: OrderReading

    async def read(self, tenant_id: UUID, _: UUID) -> None:
        """Read what is in the tenant's inbox. Raises RetryLater if something is left."""
        connection = await self.connections.find(tenant_id)
        if connection is None:
            await self.inbox.clear(tenant_id)
            return
        await check_circuit(self.circuit, tenant_id)
        try:
            has_more = await self.read_waiting(tenant_id, connection)
        except BusinessCentralError as error:
            await note_problem(self.circuit, tenant_id, error)
            raise RetryLater(max(backoff(1), error.retry_after or timedelta(0))) from error
        await self.circuit.note_success(tenant_id)
        if has_more:
            raise RetryLater(_NEXT)

    async def read_waiting(self, tenant_id: UUID, connection: ErpConnection) -> bool:
        """Read some of what waits; return whether more may wait. Raises BusinessCentralError.

        A row leaves the inbox after its record was read, so a killed worker loses none.
        """
        waiting = await self.inbox.waiting(tenant_id, AT_ONCE)
        for change in waiting:
            try:
                await self._read_change(tenant_id, connection, change)
            except BusinessCentralError as error:
                if error.outcome not in _LOST or change.record_id is None:
                    raise
                log.warning("%s %s was not read: %s", change.resource, change.record_id, error)
            await self.inbox.remove(tenant_id, [change])
        return len(waiting) == AT_ONCE

    async def _read_change(
        self, tenant_id: UUID, connection: ErpConnection, change: WaitingChange
    ) -> None:
        reading = self.invoices if change.resource == "salesInvoices" else self.orders
        if change.record_id is None:
            await reading.read_once(tenant_id, connection)
        else:
            await reading.read_one(tenant_id, connection, change.record_id)
