"""`salesgraph worker`: background jobs, in a separate process or beside the server."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from urllib.parse import urlsplit

from cli.databases import bring_up_to_date, open_database, open_own_database
from cli.event_loop import run
from cli.logs import log_to_stderr
from db.admin.access import Access
from db.database import Database
from gql.clock import now
from gql.ip_addresses import is_loopback
from gql.settings import Settings
from integrations.business_central.notification_address import (
    NotificationAddress,
    NotificationSecrets,
    notification_key,
)
from integrations.smtp import MailServer

IN_DEMO = timedelta(seconds=3)  # between two readings of the simulator's invoices


def work(settings: Settings) -> None:
    """Run background jobs until a signal stops the process."""
    log_to_stderr()
    with open_own_database(settings) as access:
        bring_up_to_date(access)
        run(lambda: _work_on(access, settings))


async def _work_on(access: Access, settings: Settings) -> None:
    stopped = asyncio.Event()
    async with open_database(access, settings) as database, jobs(database, settings):
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, stopped.set)
        print("The worker is waiting for jobs. Press Ctrl-C to stop it.", flush=True)
        await stopped.wait()


@asynccontextmanager
async def jobs(database: Database, settings: Settings) -> AsyncIterator[None]:
    """Run background jobs until the block ends."""
    from db.credential_cipher import CredentialCipher
    from integrations.business_central.connections import BusinessCentralAccess, open_http
    from integrations.business_central.polling import EVERY
    from integrations.handlers import create_worker
    from integrations.worker import working

    async with open_http() as http:
        access = BusinessCentralAccess(
            api_url=settings.business_central_url,
            login_url=settings.entra_url,
            http=http,
            cipher=CredentialCipher(settings.credential_keys),
        )
        worker = create_worker(
            database,
            mail_server(settings),
            now,
            access,
            poll_every=IN_DEMO if settings.demo_erp else EVERY,
            address=_notification_address(settings),
        )
        async with working(worker):
            yield


def _notification_address(settings: Settings) -> NotificationAddress | None:
    """Where Business Central reaches this server; None if it is only polled."""
    base = settings.notification_base
    secrets = NotificationSecrets(notification_key(settings.secret))
    return NotificationAddress(base, secrets) if base else None


def mail_server(settings: Settings) -> MailServer | None:
    """The mail server in the settings; None if no mail is sent."""
    if settings.smtp_url is None or settings.mail_from is None:
        return None
    is_local = is_loopback(urlsplit(settings.smtp_url).hostname or "")
    return MailServer.at(settings.smtp_url, settings.mail_from, is_local=is_local)
