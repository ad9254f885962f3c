"""The application's worker: its handler for each kind of job."""

from collections.abc import Callable
from datetime import datetime, timedelta

from db.database import Database
from db.erp_circuit import ErpCircuit
from db.erp_inbox import ErpInbox
from db.erp_orders import ErpOrders
from db.erp_upkeep import ErpUpkeep
from db.mail_outbox import MailOutbox
from db.unmatched_invoices import UnmatchedInvoices
from domain.core.job import JobKind
from integrations.business_central.connections import BusinessCentralAccess, Connections
from integrations.business_central.deliver_order import OrderDelivery
from integrations.business_central.keep_subscriptions import SubscriptionKeeping
from integrations.business_central.match_records import RecordMatching
from integrations.business_central.notification_address import NotificationAddress
from integrations.business_central.polling import EVERY, Polling
from integrations.business_central.read_invoices import InvoiceReading
from integrations.business_central.read_notifications import NotificationReading
from integrations.business_central.read_orders import OrderReading
from integrations.business_central.read_shipments import ShipmentReading
from integrations.business_central.reconciliation import Reconciliation
from integrations.documents.printer import Printer
from integrations.maintenance import Maintenance
from integrations.send_mailing import MailingSender
from integrations.smtp import MailServer
from integrations.worker import Handler, Worker


def create_worker(
    database: Database,
    server: MailServer | None,
    clock: Callable[[], datetime],
    business_central: BusinessCentralAccess,
    *,
    poll_every: timedelta = EVERY,
    address: NotificationAddress | None = None,
) -> Worker:
    """A worker for every kind of job, with the jobs' share of database connections.

    `address` is where Business Central sends its notifications; without one, it is only polled.
    """
    database = database.for_jobs()
    sender = MailingSender(
        mailings=MailOutbox(database),
        printer=Printer(database),
        server=server,
        clock=clock,
    )
    connections = Connections(database, business_central, clock)
    handlers = {
        JobKind.SEND_MAILING: sender.send,
        **erp_handlers(database, connections, poll_every, address),
    }
    return Worker(database, handlers, Maintenance(database, business_central.cipher))


def erp_handlers(
    database: Database,
    connections: Connections,
    poll_every: timedelta = EVERY,
    address: NotificationAddress | None = None,
    circuit: ErpCircuit | None = None,
) -> dict[JobKind, Handler]:
    """The handlers of the jobs that call Business Central."""
    circuit, upkeep = circuit or ErpCircuit(database), ErpUpkeep(database)
    reading = _reading(database, connections, circuit, upkeep)
    polling = Polling(
        connections=connections, circuit=circuit, upkeep=upkeep, notifications=reading,
        invoices=reading.invoices, orders=reading.orders, every=poll_every,
    )  # fmt: skip
    keeping = SubscriptionKeeping(
        connections=connections, circuit=circuit, upkeep=upkeep, polling=polling, address=address
    )
    return {
        JobKind.DELIVER_ORDER: OrderDelivery(connections=connections, circuit=circuit).deliver,
        JobKind.READ_ERP_INVOICES: polling.read,
        JobKind.READ_ERP_NOTIFICATIONS: reading.read,
        JobKind.KEEP_ERP_SUBSCRIPTIONS: keeping.keep,
        JobKind.END_ERP_SUBSCRIPTIONS: keeping.end,
        JobKind.RECONCILE_ERP: _comparing(upkeep, reading).compare,
        JobKind.MATCH_ERP_RECORDS: RecordMatching(database, connections).match,
    }


def _reading(
    database: Database, connections: Connections, circuit: ErpCircuit, upkeep: ErpUpkeep
) -> NotificationReading:
    shipments = ShipmentReading(connections=connections)
    invoices = InvoiceReading(
        connections=connections,
        upkeep=upkeep,
        unmatched=UnmatchedInvoices(database),
        shipments=shipments,
    )
    orders = OrderReading(
        connections=connections,
        orders=ErpOrders(database),
        upkeep=upkeep,
        invoices=invoices,
        shipments=shipments,
    )
    return NotificationReading(
        connections=connections,
        circuit=circuit,
        inbox=ErpInbox(database),
        invoices=invoices,
        orders=orders,
    )


def _comparing(upkeep: ErpUpkeep, reading: NotificationReading) -> Reconciliation:
    return Reconciliation(
        connections=reading.connections,
        circuit=reading.circuit,
        upkeep=upkeep,
        invoices=reading.invoices,
        orders=reading.orders,
    )
