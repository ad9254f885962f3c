"""Mail through SMTP: composed so that nothing typed becomes a header, sent to all or to none."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

import aiosmtplib

from domain.mailing import is_address

LONGEST = 60  # seconds for a whole conversation with the server
_FORM = re.compile(r"smtps?://(?:[^/@]+@)?(?:[A-Za-z0-9.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?/?")
_POLICY = SMTP.clone(cte_type="7bit")
_LOCAL = {"localhost", "127.0.0.1", "::1"}
_PERMANENT = 500
_CONFIGURED = frozenset({530, 534, 535, 538})  # our own settings are wrong, not the mail


class BadMailServer(Exception):
    """The settings of the mail server make no sense; the message says which."""


class MailRefused(Exception):
    """The server will never take this mail; the message says why."""


class MailPutOff(Exception):
    """The mail has not left; a later attempt may succeed."""

    def __init__(self, reason: str, *, may_have_arrived: bool = False) -> None:
        super().__init__(reason)
        self.may_have_arrived = may_have_arrived


class NotOurs(Exception):
    """Somebody else has taken the mail up meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is handed over. With a password nothing goes there unencrypted."""

    host: str
    port: int
    username: str | None
    password: str | None
    use_tls: bool
    sender: str  # the address that mail comes from

    @classmethod
    def at(cls, url: str, sender: str | None) -> "MailServer":
        """The server of smtp://user:password@host:587 or smtps://… Raises BadMailServer."""
        parts = urlsplit(url)
        if not _FORM.fullmatch(url) or not parts.hostname:
            raise BadMailServer("SALESGRAPH_SMTP_URL must be like smtp://user:password@host:587.")
        if sender is None or not is_address(sender):
            raise BadMailServer("SALESGRAPH_MAIL_FROM must be an address like sales@example.com.")
        use_tls = parts.scheme == "smtps"
        return cls(
            host=parts.hostname,
            port=parts.port or (465 if use_tls else 25),
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            use_tls=use_tls,
            sender=sender,
        )

    @property
    def domain(self) -> str:
        """The domain that mail comes from."""
        return self.sender.rpartition("@")[2]

    def client(self) -> aiosmtplib.SMTP:
        """A client that is not connected yet."""
        must_encrypt = self.username is not None and self.host not in _LOCAL
        return aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            username=self.username,
            password=self.password,
            use_tls=self.use_tls,
            start_tls=(True if must_encrypt else None) if not self.use_tls else None,
            local_hostname=self.domain,
            timeout=20,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a mail says."""

    id: str  # of the mail, the same in every attempt
    at: datetime
    sender_name: str
    reply_to: str | None
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    text: str
    file_name: str
    pdf: bytes


def composed(letter: Letter, sender: str) -> bytes:
    """The mail as it travels. Raises MailRefused for what no header can carry."""
    mail = EmailMessage(policy=_POLICY)
    try:
        mail["From"] = Address(display_name=letter.sender_name, addr_spec=sender)
        mail["To"] = ", ".join(letter.to)
        if letter.cc:
            mail["Cc"] = ", ".join(letter.cc)
        if letter.reply_to and is_address(letter.reply_to):
            mail["Reply-To"] = letter.reply_to
        mail["Subject"] = letter.subject
        mail["Date"] = format_datetime(letter.at)
        mail["Message-ID"] = letter.id
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(letter.text)
        mail.add_attachment(
            letter.pdf, maintype="application", subtype="pdf", filename=letter.file_name
        )
        return mail.as_bytes()
    except ValueError as error:
        raise MailRefused(f"The mail cannot be written: {error}") from error


async def deliver(
    server: MailServer,
    recipients: Iterable[str],
    mail: bytes,
    hand_over: Callable[[], Awaitable[bool]],
) -> None:
    """Hand a mail over; `hand_over` is asked for leave just before it goes.

    Raises MailRefused, MailPutOff, and NotOurs where it is not given.
    """
    client, leaving = server.client(), False
    try:
        async with asyncio.timeout(LONGEST):
            await client.connect()
            await client.mail(server.sender)
            for recipient in recipients:
                await client.rcpt(recipient)
            if not await hand_over():
                raise NotOurs
            leaving = True
            await client.data(mail)
            leaving = False
            with suppress(aiosmtplib.SMTPException, OSError):
                await client.quit()
    except aiosmtplib.SMTPResponseException as error:
        raise _judged(error) from error
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        reason = str(error) or type(error).__name__
        raise MailPutOff(f"{server.host}: {reason}", may_have_arrived=leaving) from error
    finally:
        client.close()


def _judged(error: aiosmtplib.SMTPResponseException) -> MailPutOff | MailRefused:
    """A server's clear no: for good, or for now."""
    whom = f" ({error.recipient})" if isinstance(error, aiosmtplib.SMTPRecipientRefused) else ""
    reason = f"{error.code} {error.message}{whom}"[:500]
    if error.code < _PERMANENT or error.code in _CONFIGURED:
        return MailPutOff(reason)
    return MailRefused(reason)
