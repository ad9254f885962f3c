"""The application's worker: its handler for each kind of job."""

from collections.abc import Callable
from datetime import datetime

from db.database import Database
from db.erp_circuit import ErpCircuit
from db.mail_outbox import MailOutbox
from domain.core.job import JobKind
from integrations.business_central.connections import BusinessCentralAccess, Connections
from integrations.business_central.deliver_order import OrderDelivery
from integrations.business_central.match_records import RecordMatching
from integrations.business_central.read_invoices import InvoiceReading
from integrations.documents.printer import Printer
from integrations.maintenance import Maintenance
from integrations.send_mailing import MailingSender
from integrations.smtp import MailServer
from integrations.worker import Worker


def create_worker(
    database: Database,
    server: MailServer | None,
    clock: Callable[[], datetime],
    business_central: BusinessCentralAccess,
) -> Worker:
    """A worker for every kind of job, with the jobs' share of database connections."""
    database = database.for_jobs()
    connections = Connections(database, business_central, clock)
    delivery = OrderDelivery(
        database=database, connections=connections, circuit=ErpCircuit(database)
    )
    sender = MailingSender(
        mailings=MailOutbox(database),
        printer=Printer(database),
        server=server,
        clock=clock,
    )
    handlers = {
        JobKind.SEND_MAILING: sender.send,
        JobKind.DELIVER_ORDER: delivery.deliver,
        JobKind.READ_ERP_INVOICES: InvoiceReading(
            database=database, connections=connections, circuit=ErpCircuit(database)
        ).read,
        JobKind.MATCH_ERP_RECORDS: RecordMatching(database, connections).match,
    }
    return Worker(database, handlers, Maintenance(database))
