"""A mail server for tests, which stores mail or refuses it on demand."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from integrations.smtp import MailServer


@dataclass
class Received:
    """A mail as it arrived."""

    sender: str | None
    recipients: list[str]
    message: EmailMessage
    raw: bytes

    @property
    def text(self) -> str:
        """The text of the mail."""
        body = self.message.get_body()
        assert body is not None
        text: str = body.get_content()
        return text.replace("\r\n", "\n").strip()

    @property
    def attachment(self) -> tuple[str | None, bytes]:
        """The name and the bytes of the only attachment."""
        (part,) = self.message.iter_attachments()
        assert part.get_content_type() == "application/pdf"
        return part.get_filename(), part.get_content()


@dataclass
class Inbox:
    """The mails that the server received."""

    port: int = 0
    mails: list[Received] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)  # answers by recipient
    answer: Callable[[], str] = lambda: "250 OK"
    hold: asyncio.Event | None = None  # delays the answer to a mail that has arrived
    hold_early: asyncio.Event | None = None  # delays the answer to a recipient
    knocks: int = 0

    @property
    def url(self) -> str:
        """The SMTP URL of the server."""
        return f"smtp://127.0.0.1:{self.port}"

    def received_by(self, address: str) -> list[Received]:
        """Return the mails for this address; jobs of other tests may still be in the queue."""
        return [mail for mail in self.mails if mail.recipients == [address]]

    @property
    def server(self) -> MailServer:
        """The settings by which salesgraph reaches this server."""
        return MailServer.at(self.url, "sales@example.com", is_local=True)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd finds it by this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        """Accept or refuse a recipient."""
        self.knocks += 1
        if self.hold_early is not None:
            await self.hold_early.wait()
        if address not in self.refuse:
            envelope.rcpt_tos.append(address)
        return self.refuse.get(address, "250 OK")

    async def handle_DATA(  # noqa: N802 - aiosmtpd finds it by this name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Store a mail, unless it is refused."""
        answer = self.answer()
        if answer == "hang up":
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        if answer.startswith("2"):
            assert isinstance(envelope.content, bytes)
            made = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(made, EmailMessage)
            self.mails.append(
                Received(envelope.mail_from, list(envelope.rcpt_tos), made, envelope.content)
            )
        if self.hold is not None:
            await self.hold.wait()
        return answer


@asynccontextmanager
async def open_inbox() -> AsyncIterator[Inbox]:
    """Start an inbox."""
    inbox = Inbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(inbox, hostname="inbox.test", loop=loop), "127.0.0.1", 0
    )
    inbox.port = server.sockets[0].getsockname()[1]
    try:
        yield inbox
    finally:
        server.close()
        await server.wait_closed()
