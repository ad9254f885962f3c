"""Documents are sent by mail exactly once, as they were when they were sent, and recorded."""

from io import BytesIO
from typing import Any

import asyncpg
import pytest
from pypdf import PdfReader

from db.admin.tenants import create_tenant
from db.database import Database, plain_url
from db.tenant_ids import user_id_of
from db.unit_of_work import open_unit_of_work
from domain.core.ids import new_id
from domain.core.job import Job, JobKind
from tests.api.mutations import Json
from tests.api.sales import Sales
from tests.integrations.conftest import Drain
from tests.integrations.inbox import Inbox
from tests.integrations.strict_mail import read
from tests.reading import reading
from tests.tenants import NOW, Tenant

STATE = """ sentAt sentTo version mailings { id status to cc subject message documentVersion
  reason attempts isRepeated sentAt createdBy { name } } """


async def send(sales: Sales, noun: str, id: str, **more: Any) -> Json:
    """Send a document; return the mailing."""
    payload = await attempt(sales, noun, id, **more)
    assert payload["userErrors"] == []
    mailing: Json = payload["mailing"]
    return mailing


async def attempt(sales: Sales, noun: str, id: str, **more: Any) -> Json:
    """Try to send a document; return the payload."""
    verb = f"send{noun.title()}"
    kinds = {"to": "[String!]", "cc": "[String!]", "subject": "String", "message": "String",
             "expectedVersion": "Int"}  # fmt: skip
    heads = "".join(f", ${name}: {kinds[name]}" for name in more)
    given = "".join(f", {name}: ${name}" for name in more)
    query = f"""mutation ($id: ID!{heads}) {{ {verb}({noun}Id: $id{given}) {{
      {noun} {{ id }} mailing {{ id status }} userErrors {{ code path message }} }} }}"""
    payload: Json = (await sales.api(query, id=id, **more))[verb]
    return payload


async def refusal(sales: Sales, noun: str, id: str, **more: Any) -> tuple[str, Any]:
    """Return the code and the path with which sending is refused; nothing is queued."""
    payload = await attempt(sales, noun, id, **more)
    assert payload[noun] is payload["mailing"] is None
    (error,) = payload["userErrors"]
    return error["code"], error["path"]


async def state(sales: Sales, noun: str, id: str) -> Json:
    """Return the mailing fields of a document."""
    query = f"query ($id: ID!) {{ {noun}(id: $id) {{ {STATE} }} }}"
    record: Json = (await sales.api(query, id=id))[noun]
    return record


async def customer(sales: Sales, **more: Any) -> str:
    """Create a customer with an email address and the given fields."""
    given = {"name": "Nordlicht GmbH", "email": "einkauf@nordlicht.example", **more}
    account: str = (await sales.do("createAccount", input=given))["account"]["id"]
    return account


def words(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


async def test_a_quote_reaches_a_customer_who_is_a_contact(
    sales: Sales, inbox: Inbox, drain: Drain
) -> None:
    given = {"lastName": "Lund", "email": "ida@lund.example"}
    contact = (await sales.do("createContact", input=given))["contact"]["id"]
    quote = await sales.quote(customerId=contact)

    await send(sales, "quote", quote["id"])
    await drain(inbox.server)

    assert [mail.recipients for mail in inbox.mails] == [["ida@lund.example"]]


async def test_a_quote_reaches_the_customer_as_a_pdf(
    sales: Sales, inbox: Inbox, drain: Drain
) -> None:
    quote = await sales.quote(customerId=await customer(sales, locale="de-DE"))

    mailing = await send(sales, "quote", quote["id"])
    before = await state(sales, "quote", quote["id"])
    await drain(inbox.server)

    (mail,) = inbox.mails
    after = await state(sales, "quote", quote["id"])
    assert mailing["status"] == "QUEUED"
    assert (before["sentAt"], before["sentTo"]) == (None, [])
    assert mail.sender == "sales@example.com"
    assert mail.recipients == ["einkauf@nordlicht.example"]
    assert mail.message["From"] == "Test <sales@example.com>"
    assert mail.message["Reply-To"] == "ada@example.com"
    assert mail.message["Subject"] == f"Angebot {quote['number']} von Test"
    assert mail.text.startswith("Sehr geehrte Damen und Herren,")
    name, pdf = mail.attachment
    assert name == f"{quote['number']}.pdf"
    assert "105,00" in words(pdf)
    (sent,) = after["mailings"]
    assert sent == {
        "id": mailing["id"],
        "status": "SENT",
        "to": ["einkauf@nordlicht.example"],
        "cc": [],
        "subject": f"Angebot {quote['number']} von Test",
        "message": sent["message"],
        "documentVersion": quote["version"],
        "reason": None,
        "attempts": 1,
        "isRepeated": False,
        "sentAt": after["sentAt"],
        "createdBy": {"name": "Ada Test"},
    }
    assert after["sentAt"] is not None
    assert after["sentTo"] == ["einkauf@nordlicht.example"]
    assert after["version"] == before["version"] == quote["version"]


async def test_what_is_typed_is_what_arrives(sales: Sales, inbox: Inbox, drain: Drain) -> None:
    order = await sales.order()

    await send(
        sales, "order", order["id"],
        to=["a@example.com", "b@example.com"], cc=["c@example.com"],
        subject="Ihr Auftrag ä€中", message="Hallo,\nbis bald.",
    )  # fmt: skip
    await drain(inbox.server)

    (mail,) = inbox.mails
    assert mail.recipients == ["a@example.com", "b@example.com", "c@example.com"]
    assert mail.message["To"] == "a@example.com, b@example.com"
    assert mail.message["Cc"] == "c@example.com"
    assert mail.message["Subject"] == "Ihr Auftrag ä€中"
    assert mail.text == "Hallo,\nbis bald."


async def test_an_invoice_can_be_sent_until_it_is_canceled(
    sales: Sales, inbox: Inbox, drain: Drain
) -> None:
    invoice = await sales.invoice()
    to = ["a@example.com"]

    await send(sales, "invoice", invoice["id"], to=to)
    await sales.do("payInvoice", invoiceId=invoice["id"])
    await send(sales, "invoice", invoice["id"], to=to)
    await sales.do("cancelInvoice", invoiceId=invoice["id"], description="Returned.")
    await drain(inbox.server)

    assert await refusal(sales, "invoice", invoice["id"], to=to) == ("INVOICE_CANCELED", None)
    texts = (words(mail.attachment[1]) for mail in inbox.mails)
    first, second = sorted(texts, key=lambda text: "Paid" in text)  # they may overtake each other
    assert ("Paid" in first, "Paid" in second) == (False, True)
    assert "CANCELED" not in first + second  # each as it was when it was sent


async def test_what_is_sent_is_the_version_of_the_moment(
    sales: Sales, inbox: Inbox, drain: Drain
) -> None:
    quote = await sales.quote()
    await send(sales, "quote", quote["id"], to=["a@example.com"])

    await sales.do("closeQuote", quoteId=quote["id"], status="CANCELED")
    await drain(inbox.server)

    assert "CANCELED" not in words(inbox.mails[0].attachment[1])
    assert (await state(sales, "quote", quote["id"]))["mailings"][0]["status"] == "SENT"


async def test_what_is_not_ready_is_not_sent(sales: Sales, database: Database) -> None:
    draft, quote = await sales.draft(), await sales.quote()
    to = ["a@example.com"]
    closed = await sales.quote()
    await sales.do("closeQuote", quoteId=closed["id"], status="LOST")
    order = await sales.order()
    await sales.do("cancelOrder", orderId=order["id"])

    codes = [
        await refusal(sales, "quote", draft["id"], to=to),
        await refusal(sales, "quote", closed["id"], to=to),
        await refusal(sales, "order", order["id"], to=to),
        await refusal(sales, "quote", quote["id"]),
        await refusal(sales, "quote", quote["id"], to=to, expectedVersion=quote["version"] + 1),
        await refusal(sales, "quote", "quo_" + "0" * 32, to=to),
    ]

    assert codes == [
        ("QUOTE_NOT_ACTIVE", None),
        ("QUOTE_NOT_ACTIVE", None),
        ("ORDER_NOT_SENDABLE", None),
        ("MAIL_RECIPIENT_MISSING", ["to"]),
        ("VERSION_CONFLICT", None),
        ("QUOTE_NOT_FOUND", ["quoteId"]),
    ]
    assert (await state(sales, "quote", quote["id"]))["mailings"] == []


async def test_an_empty_list_of_recipients_does_not_mail_the_customer(
    sales: Sales, inbox: Inbox, drain: Drain
) -> None:
    quote = await sales.quote(customerId=await customer(sales))
    sent = [("quote", quote), ("order", await sales.order()),
            ("invoice", await sales.invoice())]  # fmt: skip

    for noun, document in sent:
        payload = await attempt(sales, noun, document["id"], to=[])
        (error,) = payload["userErrors"]
        assert (error["code"], error["path"]) == ("MAIL_RECIPIENTS_REQUIRED", ["to"])
        assert error["message"].endswith("omit `to` to send the document to the customer.")
        assert (await state(sales, noun, document["id"]))["mailings"] == []
    await send(sales, "quote", quote["id"], to=None)
    await drain(inbox.server)

    assert [mail.recipients for mail in inbox.mails] == [["einkauf@nordlicht.example"]]


@pytest.mark.parametrize(
    "address",
    ["", "a", "a@b", "a b@example.com", "a@example.com, b@example.com", "a@example.com\r\nBcc: x",
     "a@example.com\n", "ä@example.com", "<a@example.com>", "a@exa mple.com", "a" * 260 + "@x.de",
     'a"@example.com', "a@example.com\x00", "=?utf-8?q?=0d=0aBcc=3a_x=40y.de?=@example.com"],
)  # fmt: skip
async def test_nothing_but_an_address_is_an_address(sales: Sales, address: str) -> None:
    quote = await sales.quote()

    to = await refusal(sales, "quote", quote["id"], to=["b@example.com", address])
    cc = await refusal(sales, "quote", quote["id"], to=["b@example.com"], cc=[address])

    assert to == ("MAIL_ADDRESS_INVALID", ["to", "1"])
    assert cc == ("MAIL_ADDRESS_INVALID", ["cc", "0"])


async def test_no_header_can_be_smuggled_in(sales: Sales) -> None:
    quote = await sales.quote()
    many = [f"a{n}@example.com" for n in range(21)]

    codes = [
        await refusal(sales, "quote", quote["id"], to=["a@b.de"], subject="x" * 201),
        await refusal(sales, "quote", quote["id"], to=["a@b.de"], message="x" * 10_001),
        await refusal(sales, "quote", quote["id"], to=many),
        await refusal(sales, "quote", quote["id"], cc=many[:20]),  # and to the customer
    ]

    assert codes == [
        ("TEXT_TOO_LONG", ["subject"]),
        ("TEXT_TOO_LONG", ["message"]),
        ("TOO_MANY_RECIPIENTS", ["to"]),
        ("TOO_MANY_RECIPIENTS", ["to"]),
    ]


INJECTIONS = [
    "Hi\r\nBcc: x@y.de", "Hi\nBcc: x@y.de", "Hi\rBcc: x@y.de", "Hi\u2028Bcc: x@y.de", "Hi\x85Bcc:",
    "=?utf-8?q?Hi=0d=0aBcc:_x@y.de?=", "=?utf-8?b?SGkNCkJjYzogeEB5LmRl?=", "fdp.\u202egpj",
    "Offer =?ISO-8859-1?Q?=0A?=", "=?utf-8?q?harmless?=",
]  # fmt: skip


@pytest.mark.parametrize("text", INJECTIONS)
async def test_a_text_that_hides_a_header_is_refused_by_name(sales: Sales, text: str) -> None:
    quote = await sales.quote()
    query = """mutation ($name: String!) {
      updateLetterhead(input: { companyName: $name }) { userErrors { code message path } }
      createAccount(input: { name: $name }) { userErrors { code message path } } }"""

    payload = await attempt(sales, "quote", quote["id"], to=["a@b.de"], subject=text)
    others = await sales.api(query, name=text)

    errors = [payload["userErrors"][0]]
    errors += [others[name]["userErrors"][0] for name in ("updateLetterhead", "createAccount")]
    assert [error["code"] for error in errors] == [
        "MAIL_SUBJECT_INVALID", "LETTERHEAD_LINE_INVALID", "TEXT_NOT_ONE_LINE",
    ]  # fmt: skip
    for error, field in zip(errors, ("subject", "companyName", "name"), strict=True):
        assert error["message"].startswith(f"`{field}` contains ")


@pytest.mark.parametrize("text", ["=?utf-8?q?Hi=0d=0aBcc:_x@y.de?=", "Hi\r\nBcc: x@y.de"])
@pytest.mark.parametrize("where", ["subject", "company"])
async def test_what_an_older_version_let_in_does_not_leave(  # noqa: PLR0917 - fixtures
    sales: Sales, database: Database, tenant: Tenant, inbox: Inbox, drain: Drain, text: str,
    where: str,
) -> None:  # fmt: skip
    quote = await sales.quote()
    await send(sales, "quote", quote["id"], to=["a@example.com"])
    change = {
        "subject": "UPDATE mailings SET subject = $2 WHERE tenant_id = $1",
        "company": """UPDATE renditions SET content = jsonb_set(content,
          '{letterhead,company_name}', to_jsonb($2::text)) WHERE tenant_id = $1""",
    }[where]
    async with reading(database, tenant.id) as connection:
        await connection.execute(change, tenant.id, text)

    await drain(inbox.server)

    (failed,) = (await state(sales, "quote", quote["id"]))["mailings"]
    assert failed["status"] == "FAILED"
    assert " contains " in failed["reason"]
    assert (inbox.mails, inbox.knocks) == ([], 0)


async def test_a_user_without_a_mail_address_gets_no_answers(
    sales: Sales, database_url: str, tenant: Tenant, inbox: Inbox, drain: Drain
) -> None:
    await create_tenant(
        database_url, slug=tenant.slug, name="Test", users={"root@localhost": "Root"}, now=NOW
    )
    quote = await sales.quote()
    await send(sales, "quote", quote["id"], to=["a@example.com"])
    root = user_id_of(tenant.id, "root@localhost")
    connection = await asyncpg.connect(plain_url(database_url))
    await connection.execute("SELECT set_config('app.tenant_id', $1, false)", str(tenant.id))
    await connection.execute(
        "UPDATE mailings SET created_by = $1 WHERE tenant_id = $2", root, tenant.id
    )
    await connection.close()

    await drain(inbox.server)

    (mail,) = inbox.mails
    assert mail.message["Reply-To"] is None
    assert mail.message["Subject"] == f"Quote {quote['number']} from Test"


async def test_no_second_mail_can_be_smuggled_in(sales: Sales, inbox: Inbox, drain: Drain) -> None:
    quote = await sales.quote()
    second = "MAIL FROM:<x@y.de>\r\nRCPT TO:<z@y.de>\r\nDATA\r\nSubject: Second\r\n\r\nHi"
    ends = ("\r\n.\r\n", "\n.\n", "\r.\r", "\n.\r\n", "\r\n.\n", "\r\n.\r")
    message = second.join(("First", *ends, "..end\n--=_\n--"))

    await send(sales, "quote", quote["id"], to=["a@example.com"], message=message)
    await drain(inbox.server)

    (mail,) = inbox.mails
    assert mail.recipients == ["a@example.com"]
    assert mail.message.keys().count("Subject") == 1
    assert mail.text == message.replace("\r\n", "\n").replace("\r", "\n")
    assert mail.attachment[1].startswith(b"%PDF")
    assert read(mail.raw).text == mail.text.replace("\n", "\r\n")


async def test_a_customers_unfit_address_is_refused(sales: Sales) -> None:
    quote = await sales.quote(customerId=await customer(sales, email="call us"))

    assert await refusal(sales, "quote", quote["id"]) == ("MAIL_ADDRESS_INVALID", ["to", "0"])


async def test_a_job_exists_only_with_its_transaction(
    database: Database, tenant: Tenant, sales: Sales
) -> None:
    async def waiting() -> int:
        async with database.reading(None) as connection:
            count: int = await connection.fetchval(
                "SELECT count(*) FROM jobs.pgqueuer WHERE position($1 in dedupe_key) > 0",
                tenant.id.hex,
            )
            return count

    class Interrupted(Exception):
        pass

    who = {"tenant_id": tenant.id, "user_id": tenant.user_id, "now": NOW}
    with pytest.raises(Interrupted):
        async with open_unit_of_work(database, **who) as work:  # type: ignore[arg-type]
            work.enqueue(Job(JobKind.SEND_MAILING, new_id()))
            await work.save()
            raise Interrupted
    after_rollback = await waiting()
    async with open_unit_of_work(database, **who) as work:  # type: ignore[arg-type]
        work.enqueue(Job(JobKind.SEND_MAILING, new_id()))

    assert after_rollback == 0
    assert await waiting() == 1
