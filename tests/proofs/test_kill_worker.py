"""A worker killed while sending mail loses none, and repeats only mail that may have been sent."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from db.database import Database
from db.mail_outbox import MailOutbox
from domain.core.job import JobKind
from gql.settings import Settings
from integrations.documents.printer import Printer
from integrations.send_mailing import MailingSender
from integrations.worker import Worker, working
from tests.api.sales import Sales
from tests.commands import read_on
from tests.integrations.inbox import Inbox, open_inbox
from tests.integrations.test_delivery import lapse, mailing_of, queued
from tests.tenants import NOW, Tenant


async def started(url: str, settings: Settings, inbox: Inbox) -> asyncio.subprocess.Process:
    """Start a worker in a separate process."""
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "SALESGRAPH_SECRET": settings.secret,
        "SALESGRAPH_SMTP_URL": inbox.url,
        "SALESGRAPH_MAIL_FROM": "sales@example.com",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "import cli; cli.main()", "worker",
        env=environment, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    await read_on(process, "waiting for jobs")
    return process


async def until(done: Callable[[], bool]) -> None:
    """Wait until the condition is true."""
    async with asyncio.timeout(30):
        while not done():  # noqa: ASYNC110 - the moment is a count
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("has_left", [False, True])
async def test_kill_nine_in_the_middle_of_a_mail(
    sales: Sales, database: Database, login_url: str, settings: Settings, tenant: Tenant,
    *, has_left: bool,
) -> None:  # fmt: skip
    async with open_inbox() as inbox:
        stuck = asyncio.Event()
        inbox.hold, inbox.hold_early = (stuck, None) if has_left else (None, stuck)
        victim = await started(login_url, settings, inbox)
        quote, id = await queued(sales)
        await until(lambda: len(inbox.mails) == 1 if has_left else inbox.knocks == 1)
        victim.send_signal(signal.SIGKILL)
        await victim.wait()
        inbox.hold = inbox.hold_early = None
        stuck.set()

        await lapse(database, tenant, id)
        await asyncio.sleep(0.6)  # until the victim's heartbeat is old
        expected = 2 if has_left else 1
        post = MailingSender(
            mailings=MailOutbox(database),
            printer=Printer(database),
            server=inbox.server,
            clock=lambda: NOW,
        )
        heir = Worker(
            database, {JobKind.SEND_MAILING: post.send}, heartbeat=timedelta(milliseconds=500)
        )
        async with working(heir):
            await until(lambda: len(inbox.mails) == expected)

        sent = await mailing_of(sales, quote)
        assert (sent["status"], sent["attempts"]) == ("SENT", 2)
        assert sent["isRepeated"] is has_left
        assert {mail.message["Message-ID"] for mail in inbox.mails} == {
            f"<{UUID(hex=sent['id'][4:]).hex}@example.com>"
        }
