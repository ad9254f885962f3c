"""Mailings: documents sent to customers by email."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from domain.core.errors import Invalid, Path, Refused
from domain.core.ids import new_id
from domain.core.text import Form, Text, check_texts

MAX_RECIPIENTS = 20
MAX_ADDRESS_LENGTH = 254  # RFC 5321
MAX_SUBJECT_LENGTH = 200
MAX_MESSAGE_LENGTH = 10_000
SEPARATOR = ", "  # between addresses, as in mail headers; no address contains it

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_TOP = rf"(?=[^.]{{2}})(?!\d+$){_LABEL}"
_ADDRESS = re.compile(rf"(?=.{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+{_TOP}")


class MailAddressInvalid(Invalid):
    """The email address is not valid."""

    rule = "An email address looks like name@example.com."
    message = "{address} is not a valid email address. {rule}"


class MailRecipientMissing(Invalid):
    """No recipients are given, and the customer has no email address."""

    rule = "The customer has no email address. Name the recipients in `to`."


class MailRecipientsRequired(Invalid):
    """An empty list of recipients would send the document to nobody."""

    rule = (
        "An email needs at least one recipient. Give one in `to`, or omit `to` to send the document"
        " to the customer."
    )


class TooManyRecipients(Invalid):
    """A mail has too many recipients."""

    rule = f"A document can be sent to at most {MAX_RECIPIENTS} addresses at once."


class MailSubjectInvalid(Invalid):
    """A subject with a line break or an encoded word could add headers to the mail."""

    rule = "The subject of an email must be one line of plain text."
    message = "`{field}` {fault}. {rule}"


class OrderNotSendable(Refused):
    """A canceled order cannot be sent to customers."""

    rule = "The order is canceled and cannot be sent."


class MailingStatus(StrEnum):
    """The status of a mailing."""

    QUEUED = "QUEUED"
    SENT = "SENT"
    FAILED = "FAILED"


@dataclass(eq=False, kw_only=True, slots=True)
class Mailing:
    """A mail with one version of a document. Addresses are separated as in mail headers.

    The subject and the message default to standard texts in the customer's language.
    """

    id: UUID = field(default_factory=new_id)
    rendition_id: UUID
    document_version: int
    status: MailingStatus = MailingStatus.QUEUED
    recipients: Annotated[str, Form("check_addresses")]
    copies: Annotated[str | None, Form("check_addresses")] = None
    subject: Annotated[str | None, Text(MAX_SUBJECT_LENGTH, one_line=MailSubjectInvalid)] = None
    message: Annotated[str | None, Text(MAX_MESSAGE_LENGTH)] = None
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Envelope:
    """The caller's input for a mail, checked so that it cannot inject headers."""

    to: tuple[str, ...] | None = None  # None: the customer
    cc: tuple[str, ...] = ()
    subject: str | None = None
    message: str | None = None

    def check(self) -> None:
        """Raise the error of an invalid address, subject or message, or of an empty `to`."""
        recipients = 1 if self.to is None else len(self.to)
        if not recipients:
            raise MailRecipientsRequired(path=("to",))
        if recipients + len(self.cc) > MAX_RECIPIENTS:
            raise TooManyRecipients(path=("to",))
        check_addresses(self.to or (), ("to",))
        check_addresses(self.cc, ("cc",))
        check_texts(Mailing, {"subject": self.subject, "message": self.message})


def is_valid_address(text: str) -> bool:
    """Return whether the text is a valid email address.

    An address is a dot-atom and a domain name (RFC 5321), both ASCII: nothing in it needs quoting
    in a header or an SMTP command. `=?` would begin an encoded word and is refused.
    """
    if len(text) > MAX_ADDRESS_LENGTH or "=?" in text:
        return False
    return _ADDRESS.fullmatch(text) is not None


def check_addresses(addresses: Iterable[str], path: Path) -> None:
    """Raise MAIL_ADDRESS_INVALID for the first invalid address."""
    for at, address in enumerate(addresses):
        if not is_valid_address(address):
            # Escaped and truncated, because anything can be in it, even control characters.
            raise MailAddressInvalid(address=ascii(address[:80]), path=(*path, at))
