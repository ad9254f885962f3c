"""Sends a quote, an order or an invoice to the customer."""

from typing import Any
from uuid import UUID

from domain.core.job import Job, JobKind
from domain.ports.unit_of_work import UnitOfWork
from domain.sales.deliverable import Deliverable
from domain.sales.mailing import SEPARATOR, Envelope, Mailing, MailRecipientMissing, check_addresses


async def send_document(
    work: UnitOfWork,
    kind: type[Deliverable[Any]],
    id: UUID,
    envelope: Envelope,
    expected_version: int | None,
) -> Mailing:
    """Queue a mail with the document as it is now; later changes do not affect the mail.

    If the envelope names no recipients, the mail goes to the customer. Raises
    MAIL_RECIPIENT_MISSING, and the errors of invalid recipients, subjects and document states.
    """
    document = await work.get_header(kind, id)
    document.expect(expected_version)
    document.check_sending()
    envelope.check()
    to = envelope.to or await _customers_address(work, document)
    mailing = Mailing(
        # The content is stored now, so that the customer gets this version (decision 22).
        rendition_id=await work.create_rendition(document),
        document_version=document.version,
        recipients=SEPARATOR.join(to),
        copies=SEPARATOR.join(envelope.cc) or None,
        subject=envelope.subject,
        message=envelope.message,
    )
    document.mailings.append(mailing)
    # The job has only the ID: the row of the mailing is authoritative (decision 23).
    work.enqueue(Job(JobKind.SEND_MAILING, mailing.id))
    return mailing


async def _customers_address(work: UnitOfWork, document: Deliverable[Any]) -> tuple[str, ...]:
    address = await work.get_customer_address(document.account_id, document.contact_id)
    if not address:
        raise MailRecipientMissing(path=("to",))
    # Accounts and contacts accept any text as an email address, so it is checked here.
    check_addresses([address], ("to",))
    return (address,)
