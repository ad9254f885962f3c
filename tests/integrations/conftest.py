"""Fixtures for tests of integrations."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest
import pytest_asyncio

from db.database import Database
from db.mail_outbox import MailOutbox
from domain.core.job import JobKind
from integrations.documents.printer import Printer
from integrations.send_mailing import MailingSender
from integrations.smtp import MailServer
from integrations.worker import Worker
from tests.api.fixtures import sales, statements_name_the_tenant
from tests.integrations.inbox import Inbox, open_inbox
from tests.tenants import NOW

__all__ = ["sales", "statements_name_the_tenant"]


Drain = Callable[..., Awaitable[None]]

QUICK = (timedelta(milliseconds=50), timedelta(milliseconds=50))


@pytest_asyncio.fixture
async def inbox() -> AsyncIterator[Inbox]:
    """A mail server that accepts everything."""
    async with open_inbox() as made:
        yield made


@pytest.fixture
def post(database: Database) -> Callable[[MailServer | None], MailingSender]:
    """Creates senders of mailings that pause briefly between attempts."""

    def make(server: MailServer | None) -> MailingSender:
        return MailingSender(
            mailings=MailOutbox(database),
            printer=Printer(database),
            server=server,
            clock=lambda: NOW,
            backoff=QUICK,
        )

    return make


@pytest.fixture
def drain(database: Database, post: Callable[[MailServer | None], MailingSender]) -> Drain:
    """Runs all queued jobs, with or without a mail server."""

    async def work(server: MailServer | None) -> None:
        await Worker(database, {JobKind.SEND_MAILING: post(server).send}).drain()

    return work
