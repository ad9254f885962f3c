"""What a worker does every hour: find mail that nobody has in hand, forget what is not needed."""

from dataclasses import dataclass
from datetime import timedelta

from db.database import Database
from db.mailings import Mailings
from db.queue import enqueue
from db.renditions import Renditions
from domain.job import Job, JobKind

STRANDED = timedelta(hours=1)  # a queued mail that nobody has had in hand for so long
UNREAD = timedelta(days=30)  # PDFs that were not mailed can be made again
LOGGED = timedelta(days=7)

_PRUNE = "DELETE FROM jobs.pgqueuer_log WHERE created < now() - $1::interval"


@dataclass(frozen=True, slots=True)
class Chores:
    """The hourly round through all tenants."""

    database: Database

    async def __call__(self) -> None:
        """Do everything once."""
        async with self.database.asking(None) as connection:
            await connection.execute(_PRUNE, LOGGED)
            tenants = await connection.fetch("SELECT tenant_ids()")
        mailings = Mailings(self.database)
        for (tenant_id,) in tenants:
            stranded = await mailings.waiting(tenant_id, STRANDED)
            async with self.database.writing(tenant_id) as connection:
                jobs = [Job(JobKind.SEND_MAILING, one) for one in stranded]
                await enqueue(connection, tenant_id, jobs)
                await Renditions(connection, tenant_id).forget(UNREAD)
