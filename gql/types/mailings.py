"""How documents reach the customer: the link to a PDF, and the mails that carried it."""

from datetime import datetime

from db import tables
from db.reads.printed import Split
from domain.mailing import SEPARATOR, MailingStatus
from gql.fields import column, entity, given, structure, to_one
from gql.types.enums import described
from gql.types.interfaces import Node
from gql.types.parties import User

described(
    MailingStatus,
    "How far a mail has come.",
    QUEUED="It will be sent, or sent again.",
    SENT="The mail server has taken it.",
    FAILED="It will not be sent; `reason` says why.",
)


@structure
class PrintedDocument:
    """The PDF of a document as it is now, behind a link that needs no token and soon ends."""

    url: str = column("Where it can be fetched.")
    expires_at: datetime = column("When the link ends. Ask again for another one.")
    file_name: str = column("How the file is called.")


@entity(tables.mailings)
class Mailing(Node):
    """A mail that carries one version of a document to the customer."""

    status: MailingStatus = column("How far it has come.")
    to: list[str] = given(Split("recipients", SEPARATOR), "Who gets it.")
    cc: list[str] = given(Split("copies", SEPARATOR), "Who gets a copy.")
    subject: str | None = column("Its subject; the usual one stands here once it is sent.")
    message: str | None = column("Its text; the usual one stands here once it is sent.")
    document_version: int = column("The version of the document that it carries.")
    reason: str | None = column("Why it has failed, or why it still waits after an attempt.")
    attempts: int = column("How often it was tried.")
    is_repeated: bool = column(
        "Whether an earlier attempt may have arrived as well, because its end is not known. Both"
        " have the same Message-ID."
    )
    sent_at: datetime | None = column("When the mail server took it.")
    created_at: datetime = column("When it was asked for.")
    created_by: User | None = to_one("created_by", "Who asked for it.")
