"""The job that emails a document: lease, print, send, and record each step.

Mail cannot be sent exactly once. A mail that was certainly not sent is sent again; one that may
have been sent is sent again too, with the same Message-ID, and recorded as a repetition.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from db.mail_outbox import MailOutbox, Taken
from db.pdf_renditions import Rendition
from domain.sales.mailing import is_address
from integrations.documents.content import Page
from integrations.documents.printer import Printer
from integrations.mail_message import Letter, MailRefused, compose
from integrations.smtp import MailPutOff, MailServer, NotOurs, deliver
from integrations.worker import Later, add_jitter

log = logging.getLogger("salesgraph")

LEASE = timedelta(minutes=3)  # longer than printing and sending can take together
BACKOFF = tuple(
    timedelta(minutes=minutes) for minutes in (1 / 6, 1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60)
)
NO_SERVER = "No mail server is configured. Set SALESGRAPH_SMTP_URL."
_NOTE_AGAIN = (0.2, 1.0, 3.0, 10.0)  # seconds between attempts to record a mail that has been sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Sends queued mail."""

    mailings: MailOutbox
    printer: Printer
    server: MailServer | None
    clock: Callable[[], datetime]
    lease: timedelta = LEASE
    backoff: Sequence[timedelta] = BACKOFF

    async def send(self, tenant_id: UUID, mailing_id: UUID) -> None:
        """Send a mail, unless it is done or another worker has it. Raises Later to retry."""
        taken = await self.mailings.take(tenant_id, mailing_id, self.lease)
        if taken is None:
            return
        if isinstance(taken, timedelta):
            raise Later(max(taken, timedelta(seconds=1)))
        try:
            await self._send(taken)
        except MailRefused as refusal:
            await self.mailings.give_up(taken, str(refusal))
        except MailPutOff as delay:
            await self._postpone(taken, delay)
        except NotOurs:
            return

    async def _send(self, taken: Taken) -> None:
        if self.server is None:
            raise MailRefused(NO_SERVER)
        if taken.attempts > len(self.backoff) + 1:
            raise MailRefused("Given up: the worker stopped during every attempt.")
        letter = await self._letter(taken, self.server)
        mail = await asyncio.to_thread(compose, letter, self.server.sender)
        recipients = (*taken.to, *taken.cc)
        await deliver(self.server, recipients, mail, lambda: self.mailings.hand_over(taken))
        await _surely(lambda: self.mailings.mark_sent(taken, letter.subject, letter.text))

    async def _postpone(self, taken: Taken, delay: MailPutOff) -> None:
        if taken.attempts > len(self.backoff):
            await self.mailings.give_up(taken, f"Given up after {taken.attempts} attempts: {delay}")
            return
        arrived = delay.may_have_arrived
        await self.mailings.mark_put_off(taken, str(delay), may_have_arrived=arrived)
        raise Later(add_jitter(self.backoff[taken.attempts - 1]))

    async def _letter(self, taken: Taken, server: MailServer) -> Letter:
        try:
            made = await self.printer.rendition(taken.tenant_id, taken.rendition_id)
            page = await asyncio.to_thread(Page, made.content)
        except Exception as error:
            log.exception("a document to be mailed could not be printed")
            raise MailPutOff("The PDF could not be created.") from error
        return _letter(taken, made, page, server, self.clock())


def _letter(taken: Taken, made: Rendition, page: Page, server: MailServer, now: datetime) -> Letter:
    company = page.letterhead["company_name"]
    words = {"title": page.title, "number": page.number, "company": company}
    answers = taken.reply_to if taken.reply_to and is_address(taken.reply_to) else None
    return Letter(
        id=f"<{taken.id.hex}@{server.domain}>",
        at=now,
        sender_name=company,
        reply_to=answers,
        to=taken.to,
        cc=taken.cc,
        subject=(taken.subject or "").strip() or page.labels["mail_subject"].format_map(words),
        text=taken.message or page.labels["mail_text"].format_map(words),
        file_name=made.file_name,
        pdf=made.pdf or b"",
    )


async def _surely(note: Callable[[], Awaitable[bool]]) -> None:
    """Record a sent mail, with retries: if it were not recorded, the mail would be sent twice."""
    for pause in _NOTE_AGAIN:
        try:
            await note()
        except Exception:
            log.exception("a sent mail could not be recorded; retrying in %s s", pause)
            await asyncio.sleep(pause)
        else:
            return
    await note()
