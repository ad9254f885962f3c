"""A worker's hourly maintenance: requeues stranded work, renews encryption, deletes old data."""

from dataclasses import dataclass
from datetime import timedelta

from db.credential_cipher import CredentialCipher
from db.database import Database
from db.job_queue import enqueue
from db.mail_outbox import MailOutbox
from db.pdf_renditions import PdfRenditions
from db.stored_credentials import renew_credentials
from db.stranded_deliveries import has_called_erp, stranded_deliveries
from domain.core.job import Job, JobKind

STRANDED = timedelta(hours=1)  # time after which a queued mail without a worker is queued again
OVERDUE = timedelta(minutes=10)  # the same for orders that should have been delivered to an ERP
UNREAD = timedelta(days=30)  # PDFs that were not mailed can be created again
LOGGED = timedelta(days=7)

_PRUNE = "DELETE FROM jobs.pgqueuer_log WHERE created < now() - $1::interval"


@dataclass(frozen=True, slots=True)
class Maintenance:
    """The hourly maintenance of all tenants."""

    database: Database
    cipher: CredentialCipher

    async def __call__(self) -> None:
        """Run the maintenance once."""
        async with self.database.reading(None) as connection:
            await connection.execute(_PRUNE, LOGGED)
            tenants = await connection.fetch("SELECT tenant_ids()")
        mailings = MailOutbox(self.database)
        for (tenant_id,) in tenants:
            await renew_credentials(self.database, tenant_id, self.cipher)
            # The queue only signals (decision 23): a mailing whose job was lost is found by its
            # row.
            stranded = await mailings.waiting(tenant_id, STRANDED)
            orders = await stranded_deliveries(self.database, tenant_id, OVERDUE)
            async with self.database.writing(tenant_id) as connection:
                jobs = [Job(JobKind.SEND_MAILING, one) for one in stranded]
                jobs += [Job(JobKind.DELIVER_ORDER, one) for one in orders]
                # The job runs for ever; if it is queued already, this one is skipped.
                if await has_called_erp(connection, tenant_id):
                    jobs.append(Job(JobKind.READ_ERP_INVOICES, tenant_id))
                await enqueue(connection, tenant_id, jobs)
                await PdfRenditions(connection, tenant_id).forget(UNREAD)
