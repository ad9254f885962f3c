"""Delivering mail: it is retried, fails with a reason, and is sent twice only if unavoidable."""

import asyncio
import socket
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from cli.work import mail_server
from db import tables
from db.database import Database
from db.mail_outbox import LeasedMailing, MailOutbox
from db.pdf_renditions import PdfRenditions
from db.planner.public_ids import uuid_in
from domain.core.job import JobKind
from gql.settings import Settings
from integrations.mail_message import MailMessage, MailRefused, compose
from integrations.maintenance import STRANDED, UNREAD, Maintenance
from integrations.send_mailing import MAILING_LEASE, NO_SERVER, MailingSender
from integrations.smtp import MailServer, deliver
from integrations.worker import RetryLater, Worker, working
from tests.api.mutations import Json
from tests.api.sales import Sales
from tests.ciphers import CIPHER
from tests.integrations.conftest import Drain
from tests.integrations.inbox import Inbox, open_inbox
from tests.integrations.test_mailing import send, state
from tests.reading import reading
from tests.tenants import NOW, Tenant

MakePost = Callable[[MailServer | None], MailingSender]


async def queued(sales: Sales, *to: str) -> tuple[str, UUID]:
    """Queue a mailing of a new quote; return the IDs of both."""
    quote = await sales.quote()
    mailing = await send(sales, "quote", quote["id"], to=list(to) or ["a@example.com"])
    return quote["id"], UUID(hex=mailing["id"][4:])


async def mailing_of(sales: Sales, quote: str) -> Json:
    """Return the only mailing of a quote."""
    (mailing,) = (await state(sales, "quote", quote))["mailings"]
    record: Json = mailing
    return record


def nobody() -> MailServer:
    """Return the settings of a mail server on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return MailServer.at(f"smtp://127.0.0.1:{port}", "sales@example.com", is_local=True)


async def test_a_server_that_is_down_gets_the_mail_when_it_is_up(
    sales: Sales, post: MakePost, tenant: Tenant, inbox: Inbox
) -> None:
    quote, id = await queued(sales)

    with pytest.raises(RetryLater):
        await post(nobody()).send(tenant.id, id)
    waiting = await mailing_of(sales, quote)
    await post(inbox.server).send(tenant.id, id)

    sent = await mailing_of(sales, quote)
    assert (waiting["status"], waiting["attempts"]) == ("QUEUED", 1)
    assert "127.0.0.1" in waiting["reason"]
    assert (sent["status"], sent["attempts"], sent["reason"]) == ("SENT", 2, None)
    assert sent["isRepeated"] is False
    assert len(inbox.mails) == 1


async def test_the_queue_tries_again_by_itself_and_gives_up_in_the_end(
    sales: Sales, drain: Drain
) -> None:
    quote, _ = await queued(sales)

    await drain(nobody())

    failed = await mailing_of(sales, quote)
    assert (failed["status"], failed["attempts"]) == ("FAILED", 3)
    assert failed["reason"].startswith("Given up after 3 attempts: 127.0.0.1: ")


async def test_without_a_mail_server_the_mail_fails_with_a_sentence(
    sales: Sales, drain: Drain
) -> None:
    quote, _ = await queued(sales)

    await drain(None)

    failed = await mailing_of(sales, quote)
    assert (failed["status"], failed["reason"]) == ("FAILED", NO_SERVER)


async def test_a_recipient_who_is_refused_stops_the_whole_mail(
    sales: Sales, inbox: Inbox, drain: Drain
) -> None:
    quote, _ = await queued(sales, "a@example.com", "gone@example.com")
    inbox.refuse["gone@example.com"] = "550 5.1.1 No such user"

    await drain(inbox.server)

    failed = await mailing_of(sales, quote)
    assert failed["status"] == "FAILED"
    assert failed["reason"] == "550 5.1.1 No such user (gone@example.com)"
    assert inbox.mails == []


async def test_a_greylisted_recipient_is_tried_again(
    sales: Sales, inbox: Inbox, drain: Drain
) -> None:
    quote, _ = await queued(sales)
    answers = iter(["451 4.7.1 Greylisted", "250 OK"])
    inbox.answer = lambda: next(answers)

    await drain(inbox.server)

    sent = await mailing_of(sales, quote)
    assert (sent["status"], sent["attempts"], sent["isRepeated"]) == ("SENT", 2, False)
    assert len(inbox.mails) == 1


async def test_a_server_that_refuses_the_mail_is_believed(
    sales: Sales, inbox: Inbox, drain: Drain
) -> None:
    quote, _ = await queued(sales)
    inbox.answer = lambda: "554 5.7.1 Spam"

    await drain(inbox.server)

    failed = await mailing_of(sales, quote)
    assert (failed["status"], failed["reason"]) == ("FAILED", "554 5.7.1 Spam")


async def test_what_was_done_is_not_done_again(
    sales: Sales, post: MakePost, tenant: Tenant, inbox: Inbox, drain: Drain
) -> None:
    _, id = await queued(sales)

    await post(inbox.server).send(tenant.id, id)
    await post(inbox.server).send(tenant.id, id)
    await drain(inbox.server)

    assert len(inbox.mails) == 1


async def test_two_workers_send_a_mail_once(
    sales: Sales, post: MakePost, tenant: Tenant, inbox: Inbox
) -> None:
    _, id = await queued(sales)
    inbox.hold = asyncio.Event()

    first = asyncio.create_task(post(inbox.server).send(tenant.id, id))
    while not inbox.mails:  # noqa: ASYNC110 - the moment is a count
        await asyncio.sleep(0.01)
    with pytest.raises(RetryLater) as later:
        await post(inbox.server).send(tenant.id, id)
    inbox.hold.set()
    await first

    assert timedelta(0) < later.value.delay <= MAILING_LEASE
    assert len(inbox.mails) == 1


async def lapse(
    database: Database, tenant: Tenant, id: UUID, *, by: timedelta = MAILING_LEASE
) -> None:
    """Let the lease of a mailing age by this much."""
    async with reading(database, tenant.id) as connection:
        await connection.execute(
            "UPDATE mailings SET leased_until = leased_until - $3::interval,"
            " created_at = created_at - $3::interval WHERE tenant_id = $1 AND id = $2",
            tenant.id, id, by,
        )  # fmt: skip


async def test_a_worker_that_died_before_the_mail_left_leaves_no_doubt(
    sales: Sales, database: Database, post: MakePost, tenant: Tenant, inbox: Inbox
) -> None:
    quote, id = await queued(sales)
    assert isinstance(await MailOutbox(database).take(tenant.id, id, MAILING_LEASE), LeasedMailing)

    await lapse(database, tenant, id)
    await post(inbox.server).send(tenant.id, id)

    sent = await mailing_of(sales, quote)
    assert (sent["status"], sent["attempts"], sent["isRepeated"]) == ("SENT", 2, False)


async def test_a_mail_that_may_have_left_goes_out_again_and_says_so(
    sales: Sales, database: Database, post: MakePost, tenant: Tenant, inbox: Inbox
) -> None:
    quote, id = await queued(sales)
    mailings = MailOutbox(database)
    dead = await mailings.take(tenant.id, id, MAILING_LEASE)
    assert isinstance(dead, LeasedMailing)
    assert await mailings.hand_over(dead)

    await lapse(database, tenant, id)
    await post(inbox.server).send(tenant.id, id)

    sent = await mailing_of(sales, quote)
    assert (sent["status"], sent["attempts"], sent["isRepeated"]) == ("SENT", 2, True)
    assert inbox.mails[0].message["Message-ID"] == f"<{id.hex}@example.com>"
    assert not await mailings.mark_sent(dead, "late", "late")  # an expired lease records nothing
    assert not await mailings.hand_over(dead)


async def test_a_mail_whose_end_nobody_heard_goes_out_again_and_says_so(
    sales: Sales, post: MakePost, tenant: Tenant, inbox: Inbox
) -> None:
    quote, id = await queued(sales)
    async with open_inbox() as deaf:
        deaf.answer = lambda: "hang up"
        with pytest.raises(RetryLater):
            await post(deaf.server).send(tenant.id, id)
    await post(inbox.server).send(tenant.id, id)

    sent = await mailing_of(sales, quote)
    assert (sent["status"], sent["isRepeated"]) == ("SENT", True)


async def test_a_poisoned_mail_ends(
    sales: Sales, database: Database, post: MakePost, tenant: Tenant, inbox: Inbox
) -> None:
    quote, id = await queued(sales)
    for _ in range(3):  # each of these workers died
        await MailOutbox(database).take(tenant.id, id, MAILING_LEASE)
        await lapse(database, tenant, id)

    await post(inbox.server).send(tenant.id, id)

    failed = await mailing_of(sales, quote)
    assert failed["status"] == "FAILED"
    assert failed["reason"].startswith("Given up")
    assert inbox.mails == []


async def test_a_stranded_mail_is_found(
    sales: Sales, database: Database, tenant: Tenant, inbox: Inbox, drain: Drain
) -> None:
    quote, id = await queued(sales)
    async with database.reading(None) as connection:
        await connection.execute("DELETE FROM jobs.pgqueuer")
    await drain(inbox.server)
    lost = await mailing_of(sales, quote)

    await lapse(database, tenant, id, by=2 * STRANDED)
    await Maintenance(database, CIPHER)()
    await drain(inbox.server)

    assert lost["status"] == "QUEUED"
    assert (await mailing_of(sales, quote))["status"] == "SENT"


async def printed(database: Database, tenant: Tenant) -> set[UUID]:
    """Return the documents of which a rendition is kept."""
    async with reading(database, tenant.id) as connection:
        rows = await connection.fetch(
            "SELECT document_id FROM renditions WHERE tenant_id = $1", tenant.id
        )
    return {row[0] for row in rows}


async def grow_old(database: Database, tenant: Tenant, by: timedelta) -> None:
    """Let renditions age by this much."""
    async with reading(database, tenant.id) as connection:
        await connection.execute(
            "UPDATE renditions SET created_at = created_at - $2::interval WHERE tenant_id = $1",
            tenant.id, by,
        )  # fmt: skip


async def test_what_was_mailed_is_kept_and_what_can_be_printed_again_is_not(
    sales: Sales, database: Database, tenant: Tenant, inbox: Inbox, drain: Drain
) -> None:
    mailed, _ = await queued(sales)
    await drain(inbox.server)
    waiting, _ = await queued(sales)
    only_printed = (await sales.quote())["id"]
    async with database.writing(tenant.id) as connection:
        quote = uuid_in(only_printed, tables.quotes)
        assert await PdfRenditions(connection, tenant.id).present(tables.quotes, quote)
    ids = {name: uuid_in(name, tables.quotes) for name in (mailed, waiting, only_printed)}

    await grow_old(database, tenant, UNREAD - timedelta(hours=1))
    await Maintenance(database, CIPHER)()
    young = await printed(database, tenant)
    await grow_old(database, tenant, timedelta(hours=2))
    await Maintenance(database, CIPHER)()
    old = await printed(database, tenant)

    assert young == set(ids.values())
    assert old == {ids[mailed], ids[waiting]}
    await drain(inbox.server)
    sent = [mail.attachment[1][:5] for mail in inbox.mails]
    assert sent == [b"%PDF-", b"%PDF-"]


async def test_a_worker_that_is_canceled_leaves_its_job_to_the_next(
    sales: Sales, database: Database, post: MakePost, inbox: Inbox, drain: Drain
) -> None:
    quote, _ = await queued(sales)
    begun = asyncio.Event()

    async def endless(_: UUID, __: UUID) -> None:
        begun.set()
        await asyncio.sleep(3600)

    async with working(Worker(database, {JobKind.SEND_MAILING: endless}), grace=0.1):
        await begun.wait()
    await drain(inbox.server)

    assert (await mailing_of(sales, quote))["status"] == "SENT"


async def test_a_deleted_order_takes_its_mailings_along(
    sales: Sales, inbox: Inbox, drain: Drain
) -> None:
    lines = [{"writeIn": "Valve", "quantity": "1", "pricePerUnit": "9.00"}]
    created = await sales.do("createOrder", input=await sales.header(lines=lines))
    await send(sales, "order", created["order"]["id"], to=["a@example.com"])

    await sales.do("deleteOrder", orderId=created["order"]["id"])
    await drain(inbox.server)

    assert inbox.mails == []


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "use_tls", "start_tls"),
    [
        ("smtp://mail.example.com", "mail.example.com", 25, None, False, None),
        ("smtp://u%40x:p%2F@mail.example.com:587", "mail.example.com", 587, "u@x", False, True),
        ("smtp://u:p@localhost:2525", "localhost", 2525, "u", False, None),
        ("smtp://u:p@127.0.0.2", "127.0.0.2", 25, "u", False, None),
        ("smtp://u:p@[::1]", "::1", 25, "u", False, None),
        ("smtp://u:p@localhost.example.com", "localhost.example.com", 25, "u", False, True),
        ("smtps://u:p@mail.example.com", "mail.example.com", 465, "u", True, None),
    ],
)
def test_a_password_travels_encrypted(  # noqa: PLR0917 - columns
    url: str, host: str, port: int, user: str | None, use_tls: object, start_tls: object
) -> None:
    server = mail_server(Settings(secret="s" * 32, smtp_url=url, mail_from="sales@example.com"))
    assert server is not None
    client = server.client()

    assert (server.host, server.port, server.username) == (host, port, user)
    assert (client.use_tls, client._start_tls_on_connect) == (use_tls, start_tls)


async def test_what_is_not_a_mail_of_ours_never_reaches_the_server(
    inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    letter = MailMessage(
        id="<1@example.com>", at=NOW, sender_name="Test", reply_to=None, to=("a@example.com",),
        cc=(), subject="Subject", text="T", file_name="Q.pdf", pdf=b"%PDF",
    )  # fmt: skip
    mail = compose(letter, inbox.server.sender)
    odd = mail.replace(b"Subject: ", b"Bcc: x@example.com\r\nSubject: ")

    async def leave() -> bool:
        return True

    for recipients, content in (
        (["a@example.com"], odd),
        (["a@example.com> SIZE=1\r\nRCPT TO:<x@example.com"], mail),
        (["a@example.com"] * 21, mail),
        ([], mail),
    ):
        with pytest.raises(MailRefused):
            await deliver(inbox.server, recipients, content, leave)
    assert (inbox.knocks, inbox.mails) == (0, [])
    assert caplog.text.count("a mail was refused before it was sent") == 4
    await deliver(inbox.server, ["a@example.com"], mail, leave)
    assert len(inbox.mails) == 1


async def test_what_a_server_says_is_kept_as_one_line(
    sales: Sales, inbox: Inbox, drain: Drain
) -> None:
    quote, _ = await queued(sales)
    inbox.answer = lambda: "554-No\x1b[2J\r\n554 way"

    await drain(inbox.server)

    assert (await mailing_of(sales, quote))["reason"] == "554 No [2J way"
