"""Sends mail through SMTP: checked once more, then sent to all recipients or to none."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import aiosmtplib

from integrations.mail_check import check_envelope, check_mail
from integrations.mail_message import MailRefused

log = logging.getLogger("salesgraph")

SESSION_TIMEOUT = 60  # seconds for a whole SMTP session
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_PERMANENT = 500
_CONFIGURED = frozenset({530, 534, 535, 538})  # our own settings are wrong, not the mail


class MailDeferred(Exception):
    """The mail was not accepted; a later attempt may succeed."""

    def __init__(self, reason: str, *, may_have_arrived: bool = False) -> None:
        super().__init__(reason)
        self.may_have_arrived = may_have_arrived


class LeaseLost(Exception):
    """Another worker has taken over the mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """The SMTP server. Passwords are sent to other machines only over TLS."""

    host: str
    port: int
    username: str | None
    password: str | None
    use_tls: bool
    sender: str  # the sender address
    is_local: bool  # on this machine, where a password may be sent unencrypted

    @classmethod
    def at(cls, url: str, sender: str, *, is_local: bool) -> "MailServer":
        """Parse smtp://user:password@host:587 or smtps://…, which the settings have validated."""
        parts = urlsplit(url)
        use_tls = parts.scheme == "smtps"
        return cls(
            host=parts.hostname or "",
            port=parts.port or (465 if use_tls else 25),
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            use_tls=use_tls,
            sender=sender,
            is_local=is_local,
        )

    @property
    def domain(self) -> str:
        """The domain of the sender address."""
        return self.sender.rpartition("@")[2]

    def client(self) -> aiosmtplib.SMTP:
        """Create a client that is not connected yet."""
        must_encrypt = self.username is not None and not self.is_local
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


async def deliver(
    server: MailServer,
    recipients: Sequence[str],
    mail: bytes,
    hand_over: Callable[[], Awaitable[bool]],
) -> None:
    """Send a mail; `hand_over` is called just before, and can stop it by returning False.

    A mail that is not exactly as we compose it is not sent (`check_mail`). Raises MailRefused,
    MailDeferred, and LeaseLost if `hand_over` stops it.
    """
    _check(server, recipients, mail)
    client, leaving = server.client(), False
    try:
        async with asyncio.timeout(SESSION_TIMEOUT):
            await _address(client, server.sender, recipients)
            if not await hand_over():
                raise LeaseLost
            leaving = True
            await client.data(mail)
            leaving = False
            with suppress(aiosmtplib.SMTPException, OSError):
                await client.quit()
    except aiosmtplib.SMTPResponseException as error:
        raise _judge(error) from error
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        reason = _one_line(f"{server.host}: {str(error) or type(error).__name__}")
        raise MailDeferred(reason, may_have_arrived=leaving) from error
    finally:
        client.close()


async def _address(client: aiosmtplib.SMTP, sender: str, recipients: Sequence[str]) -> None:
    """Send the envelope; if the server refuses one recipient, the mail is sent to none."""
    await client.connect()
    await client.mail(sender)
    # A refused recipient ends the session before the content is sent.
    for recipient in recipients:
        await client.rcpt(recipient)


def _check(server: MailServer, recipients: Sequence[str], mail: bytes) -> None:
    """Raise and log MailRefused unless the envelope and the mail are safe to send."""
    try:
        check_envelope(server.sender, recipients)
        check_mail(mail)
    except MailRefused:
        log.exception("a mail was refused before it was sent")
        raise


def _judge(error: aiosmtplib.SMTPResponseException) -> MailDeferred | MailRefused:
    """The error for a server's negative reply: permanent or temporary."""
    whom = f" ({error.recipient})" if isinstance(error, aiosmtplib.SMTPRecipientRefused) else ""
    reason = _one_line(f"{error.code} {error.message}{whom}")
    if error.code < _PERMANENT or error.code in _CONFIGURED:
        return MailDeferred(reason)
    return MailRefused(reason)


def _one_line(reason: str) -> str:
    """A server's message for storage and display: truncated and without control characters."""
    return _CONTROL.sub(" ", reason[:500])
