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

from db.mail_outbox import LeasedMailing, MailOutbox
from db.pdf_renditions import Rendition
from domain.sales.mailing import is_valid_address
from integrations.documents.content import DocumentView
from integrations.documents.printer import Printer
from integrations.mail_message import MailMessage, MailRefused, compose
from integrations.smtp import LeaseLost, MailDeferred, MailServer, deliver
from integrations.worker import RetryLater, add_jitter

log = logging.getLogger("salesgraph")

MAILING_LEASE = timedelta(minutes=3)  # longer than printing and sending can take together
BACKOFF = tuple(
    timedelta(minutes=minutes) for minutes in (1 / 6, 1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60)
)
NO_SERVER = "No mail server is configured. Set SALESGRAPH_SMTP_URL."
_NOTE_AGAIN = (0.2, 1.0, 3.0, 10.0)  # seconds between attempts to record a mail that has been sent


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingSender:
    """Sends queued mail."""

    mailings: MailOutbox
    printer: Printer
    server: MailServer | None
    clock: Callable[[], datetime]
    lease: timedelta = MAILING_LEASE
    backoff: Sequence[timedelta] = BACKOFF

    async def send(self, tenant_id: UUID, mailing_id: UUID) -> None:
        """Send a mail, unless it is done or another worker has it. Raises RetryLater to retry."""
        leased = await self.mailings.take(tenant_id, mailing_id, self.lease)
        if leased is None:
            return
        if isinstance(leased, timedelta):
            raise RetryLater(max(leased, timedelta(seconds=1)))
        try:
            await self._send(leased)
        except MailRefused as refusal:
            await self.mailings.give_up(leased, str(refusal))
        except MailDeferred as delay:
            await self._postpone(leased, delay)
        except LeaseLost:
            return

    async def _send(self, leased: LeasedMailing) -> None:
        if self.server is None:
            raise MailRefused(NO_SERVER)
        # Attempts are counted before they begin, so a mail that kills its worker does not return
        # forever.
        if leased.attempts > len(self.backoff) + 1:
            raise MailRefused("Given up: the worker stopped during every attempt.")
        letter = await self._letter(leased, self.server)
        mail = await asyncio.to_thread(compose, letter, self.server.sender)
        recipients = (*leased.to, *leased.cc)
        # The handover is committed before the mail is sent: if the worker dies in between, the
        # next attempt knows that this one may have arrived (decision 23).
        await deliver(self.server, recipients, mail, lambda: self.mailings.hand_over(leased))
        await _surely(lambda: self.mailings.mark_sent(leased, letter.subject, letter.text))

    async def _postpone(self, leased: LeasedMailing, delay: MailDeferred) -> None:
        if leased.attempts > len(self.backoff):
            await self.mailings.give_up(
                leased, f"Given up after {leased.attempts} attempts: {delay}"
            )
            return
        arrived = delay.may_have_arrived
        await self.mailings.mark_deferred(leased, str(delay), may_have_arrived=arrived)
        raise RetryLater(add_jitter(self.backoff[leased.attempts - 1]))

    async def _letter(self, leased: LeasedMailing, server: MailServer) -> MailMessage:
        try:
            rendition = await self.printer.rendition(leased.tenant_id, leased.rendition_id)
            page = await asyncio.to_thread(DocumentView, rendition.content)
        except Exception as error:
            log.exception("a document to be mailed could not be printed")
            raise MailDeferred("The PDF could not be created.") from error
        return _letter(leased, rendition, page, server, self.clock())


def _letter(
    leased: LeasedMailing,
    rendition: Rendition,
    page: DocumentView,
    server: MailServer,
    now: datetime,
) -> MailMessage:
    company = page.letterhead["company_name"]
    words = {"title": page.title, "number": page.number, "company": company}
    # Without a valid address of the user, only replies are lost, not the mail.
    answers = leased.reply_to if leased.reply_to and is_valid_address(leased.reply_to) else None
    return MailMessage(
        id=f"<{leased.id.hex}@{server.domain}>",
        at=now,
        sender_name=company,
        reply_to=answers,
        to=leased.to,
        cc=leased.cc,
        subject=(leased.subject or "").strip() or page.labels["mail_subject"].format_map(words),
        text=leased.message or page.labels["mail_text"].format_map(words),
        file_name=rendition.file_name,
        pdf=rendition.pdf or b"",
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
