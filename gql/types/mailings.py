"""Types for PDFs of documents and for mails to customers."""

from datetime import datetime

from db import tables
from db.planner.fields.pdf_links import Split
from domain.sales.mailing import SEPARATOR, MailingStatus
from gql.schema.fields import column, entity, field_from, structure, to_one
from gql.types.enums import publish_enum
from gql.types.interfaces import Node
from gql.types.parties import User

publish_enum(
    MailingStatus,
    "How far the delivery of an email has come.",
    QUEUED="The email is waiting to be sent, or to be retried after a temporary failure.",
    SENT="The mail server accepted the email. Bounces are not tracked.",
    FAILED="The email will not be sent; `reason` explains why.",
)


@structure
class PrintedDocument:
    """The current PDF of a document, behind a temporary link that needs no token."""

    # Customers open it in a browser, which has no token; the signature is the permission (decision
    # 22).
    url: str = column("URL that returns the PDF until `expiresAt`.")
    expires_at: datetime = column("Time the link expires. Query the document again for a new link.")
    file_name: str = column("File name for the PDF, with the document number.")


@entity(tables.mailings)
class Mailing(Node):
    """An email that sends one version of a document to the customer."""

    status: MailingStatus = column("How far the delivery of the email has come.")
    to: list[str] = field_from(
        Split("recipients", SEPARATOR), "Email addresses of the recipients, at least one."
    )
    cc: list[str] = field_from(
        Split("copies", SEPARATOR), "Email addresses that get a copy; empty if there are none."
    )
    # The default depends on the customer's language and is written when the mail is sent.
    subject: str | None = column(
        "Subject of the email; null until the email is sent if the default subject is used."
    )
    message: str | None = column(
        "Text of the email; null until the email is sent if the default text is used."
    )
    document_version: int = column("Version of the document that is attached to the email.")
    reason: str | None = column(
        "Why the email failed, or why it is still queued after an attempt; null if no"
        " attempt has failed."
    )
    attempts: int = column("Number of attempts to send the email so far.")
    is_repeated: bool = column(
        "Whether an earlier attempt may also have reached the recipients, because its result"
        " is unknown. Both emails have the same Message-ID."
    )
    sent_at: datetime | None = column("Time the mail server accepted the email; null before that.")
    created_at: datetime = column(
        "Time the email was requested. It is sent in the background soon after."
    )
    created_by: User | None = to_one(
        "created_by", "User who requested the email; null if the system requested it."
    )
