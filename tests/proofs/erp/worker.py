"""A worker that waits seconds where others wait minutes: python -m tests.proofs.erp.worker.

The simulator works on a request for a moment only, so a request that was lost has ended soon.
`DATABASE_URL`, `SIMULATOR` and `SECRET` say where it works, `SETTLED` how many seconds that takes.
"""

import asyncio
import os
import sys
from datetime import timedelta

from db.credential_cipher import CredentialCipher, derived_key
from db.database import Database
from db.erp_circuit import ErpCircuit
from domain.core.job import JobKind
from gql.clock import now
from integrations.business_central.connections import (
    BusinessCentralAccess,
    Connections,
    open_http,
)
from integrations.business_central.deliver_order import OrderDelivery
from integrations.business_central.limits import request_slots
from integrations.handlers import erp_handlers
from integrations.worker import Handler, Worker

READY = "waiting for jobs"
SECOND = timedelta(seconds=1)


def handlers(database: Database, connections: Connections) -> dict[JobKind, Handler]:
    """Return the handlers of the jobs, with short waits."""
    circuit = ErpCircuit(database, first_pause=SECOND, longest_pause=2 * SECOND, probe=5 * SECOND)
    delivery = OrderDelivery(
        connections=connections,
        circuit=circuit,
        lease=20 * SECOND,
        settled_after=timedelta(seconds=float(os.environ["SETTLED"])),
        longest_delay=2 * SECOND,
    )
    others = erp_handlers(database, connections, 2 * SECOND, circuit=circuit)
    return {**others, JobKind.DELIVER_ORDER: delivery.deliver}


async def _work() -> None:
    address = os.environ["SIMULATOR"]
    database = Database.open(os.environ["DATABASE_URL"], pool_size=6).for_jobs()
    async with open_http() as http:
        access = BusinessCentralAccess(
            api_url=address,
            login_url=address,
            http=http,
            cipher=CredentialCipher([derived_key(os.environ["SECRET"])]),
        )
        slots = request_slots(database, lease=5 * SECOND)
        connections = Connections(database, access, now, slots)
        worker = Worker(database, handlers(database, connections), heartbeat=4 * SECOND)
        sys.stdout.write(f"{READY}\n")
        sys.stdout.flush()
        await worker.run()


if __name__ == "__main__":
    asyncio.run(_work())
