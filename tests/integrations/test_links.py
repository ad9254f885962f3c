"""A link to a PDF opens one version of one document for a limited time, and nothing else."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest
import pytest_asyncio
from pypdf import PdfReader

from db.database import Database
from db.link_signing import message, signature, signing_key
from gql.server.app import create_app
from gql.settings import Settings
from integrations.documents import printer
from integrations.documents.print_process import print_in_subprocess
from integrations.documents.route import PDF_POLICY
from tests.api.mutations import Json
from tests.api.sales import Sales
from tests.client import Api
from tests.reading import reading
from tests.tenants import MakeTenant, Tenant

PDF = "pdf { url expiresAt fileName }"


async def link(sales: Sales, noun: str, id: str) -> Json:
    """Return the link to the current version of a document."""
    data = await sales.api(f"query ($id: ID!) {{ {noun}(id: $id) {{ {PDF} }} }}", id=id)
    found: Json = data[noun]["pdf"]
    return found


@pytest_asyncio.fixture
async def reader(app: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A client without a token."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://salesgraph.test") as http:
        yield http


def words(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def changed(url: str, **more: str) -> str:
    """Return the link with other parameters."""
    parts = urlsplit(url)
    return parts._replace(query=urlencode(dict(parse_qsl(parts.query)) | more)).geturl()


async def test_the_link_gives_the_pdf(sales: Sales, reader: httpx.AsyncClient) -> None:
    quote = await sales.draft()

    found = await link(sales, "quote", quote["id"])
    answer = await reader.get(found["url"])

    assert found["url"].startswith(f"http://salesgraph.test/documents/{quote['id']}.pdf?")
    assert found["fileName"] == f"{quote['number']}.pdf"
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == f'inline; filename="{found["fileName"]}"'
    assert re.fullmatch(r"private, max-age=(8|9)\d\d", answer.headers["cache-control"])
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == PDF_POLICY
    assert answer.headers["referrer-policy"] == "no-referrer"
    text = words(answer.content)
    for word in ("Quote QUO-01001", "DRAFT", "Feed pump", "Alpine Foods", "€105.00", "Ada Test"):
        assert word in text


async def test_order_and_invoice_have_theirs(sales: Sales, reader: httpx.AsyncClient) -> None:
    invoice = await sales.invoice()
    order = invoice["order"]["id"]

    texts = [
        words((await reader.get((await link(sales, noun, id))["url"])).content)
        for noun, id in (("order", order), ("invoice", invoice["id"]))
    ]

    assert "Order confirmation ORD-01001" in texts[0]
    assert "Your quote QUO-01001" in texts[0]
    assert "Invoice INV-01001" in texts[1]
    assert "Due date" in texts[1]
    assert "Your order ORD-01001" in texts[1]


async def test_a_link_ends(api: Api, sales: Sales, database: Database, settings: Settings) -> None:
    quote = await sales.quote()
    found = await link(sales, "quote", quote["id"])
    end = datetime.fromisoformat(found["expiresAt"])

    async def at(moment: datetime) -> httpx.Response:
        app = create_app(database, settings, lambda: moment)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app)) as http:
            return await http.get(found["url"])

    before, after = await at(end - timedelta(seconds=1)), await at(end)

    assert timedelta(minutes=14) < end - datetime.now(UTC) <= timedelta(minutes=15)  # noqa: TID251
    assert before.status_code == 200
    assert after.status_code == 403
    assert after.text == "This link has expired. Request a new one.\n"
    assert after.headers["cache-control"] == "no-store"


Spoil = Callable[[str, str, str], str]  # a link, another tenant and another tenant's document


@pytest.mark.parametrize(
    "spoil",
    [
        lambda url, *_: url[:-1] + ("0" if url[-1] != "0" else "1"),
        lambda url, *_: url.partition("&signature=")[0],
        lambda url, *_: url + "0",
        lambda url, *_: changed(url, signature="ä"),
        lambda url, *_: changed(url, expires="9999999999"),
        lambda url, *_: changed(url, expires="-1"),
        lambda url, *_: changed(url, expires="1e3"),
        lambda url, *_: changed(url, version="1"),
        lambda url, *_: changed(url, version="99999999999999999999999"),
        lambda url, tenant, _: changed(url, tenant=tenant),
        lambda url, *_: changed(url, tenant="x"),
        lambda url, _, document: re.sub(r"quo_[0-9a-f]{32}", document, url),
        lambda url, *_: url.replace("/quo_", "/ord_"),
        lambda url, *_: url.replace("/quo_", "/acc_"),
        lambda url, *_: url.replace("/quo_", "/"),
        lambda url, *_: url.partition("?")[0],
    ],
)
async def test_a_link_that_is_not_ours_opens_nothing(  # noqa: PLR0917 - fixtures
    sales: Sales, reader: httpx.AsyncClient, app: Any, settings: Settings,
    make_tenant: MakeTenant, spoil: Spoil,
) -> None:  # fmt: skip
    stranger = Api(app, settings, await make_tenant())
    theirs = await Sales(stranger).quote()
    ours = await sales.quote()
    url = (await link(sales, "quote", ours["id"]))["url"]

    answer = await reader.get(spoil(url, stranger.tenant.id.hex, theirs["id"]))
    await stranger.close()

    assert (answer.status_code, answer.text) == (403, "This link is not valid.\n")
    assert (await reader.get(url)).status_code == 200


async def test_even_a_true_signature_leads_to_no_other_tenant(
    sales: Sales, reader: httpx.AsyncClient, settings: Settings, make_tenant: MakeTenant
) -> None:
    quote, stranger = await sales.quote(), await make_tenant()
    end = int(datetime(2200, 1, 1, tzinfo=UTC).timestamp())
    said = message(stranger.id, quote["id"], quote["version"], end)
    query = {
        "tenant": stranger.id.hex,
        "version": quote["version"],
        "expires": end,
        "signature": signature(signing_key(settings.secret), said),
    }

    answer = await reader.get(f"/documents/{quote['id']}.pdf", params=query)

    assert answer.status_code == 410


async def test_each_version_is_printed_once(
    sales: Sales, reader: httpx.AsyncClient, database: Database, tenant: Tenant,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    made: list[str] = []

    async def counted(content: str, logo: Any = None) -> bytes:
        made.append(content)
        return await print_in_subprocess(content, logo)

    monkeypatch.setattr(printer, "print_in_subprocess", counted)
    quote = await sales.draft()
    first = await link(sales, "quote", quote["id"])
    other = create_app(database, sales.api.settings)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=other)) as http:
        answers = await asyncio.gather(
            *(client.get(first["url"]) for client in (reader, http) for _ in range(4))
        )
    again = await reader.get((await link(sales, "quote", quote["id"]))["url"])
    await sales.do("updateQuote", id=quote["id"], input={"name": "Other"})
    second = await reader.get((await link(sales, "quote", quote["id"]))["url"])

    assert len({answer.content for answer in (*answers, again)}) == 1
    assert second.content != again.content
    assert len(made) == 2
    async with reading(database, tenant.id) as connection:
        versions = await connection.fetch(
            "SELECT version FROM renditions WHERE tenant_id = $1 ORDER BY version", tenant.id
        )
    assert [row["version"] for row in versions] == [1, 2]


async def test_a_version_that_is_gone_can_be_had_only_if_it_was_printed(
    sales: Sales, reader: httpx.AsyncClient
) -> None:
    printed, never = await sales.draft(), await sales.draft()
    urls = [(await link(sales, "quote", quote["id"]))["url"] for quote in (printed, never)]
    await reader.get(urls[0])

    for quote in (printed, never):
        await sales.do("updateQuote", id=quote["id"], input={"name": "Other"})
    kept, gone = [await reader.get(url) for url in urls]
    await sales.do("deleteQuote", quoteId=printed["id"])
    fresh = await sales.draft()
    deleted = (await link(sales, "quote", fresh["id"]))["url"]
    await sales.do("deleteQuote", quoteId=fresh["id"])

    assert kept.status_code == 200
    assert "Pumps" in words(kept.content)
    assert (gone.status_code, gone.text) == (
        410,
        "This version of the document is no longer available as a PDF.\n",
    )
    assert (await reader.get(deleted)).status_code == 410


async def test_a_new_letterhead_prints_anew(sales: Sales, reader: httpx.AsyncClient) -> None:
    quote = await sales.quote()
    before = await reader.get((await link(sales, "quote", quote["id"]))["url"])

    await sales.api('mutation { updateLetterhead(input: {companyName: "Nova AG"}) { letterhead'
                    " { companyName } } }")  # fmt: skip
    after = await reader.get((await link(sales, "quote", quote["id"]))["url"])

    assert "Nova AG" not in words(before.content)
    assert "Nova AG" in words(after.content)


async def test_the_address_is_the_operators_where_one_is_set(
    database: Database, settings: Settings, tenant: Tenant
) -> None:
    given = settings.model_copy(
        update={"public_url": "https://sales.example.com/api", "link_minutes": 1}
    )
    api = Api(create_app(database, given), given, tenant)
    sales = Sales(api)
    quote = await sales.quote()

    found = await link(sales, "quote", quote["id"])
    await api.close()

    assert found["url"].startswith("https://sales.example.com/api/documents/quo_")
    end = datetime.fromisoformat(found["expiresAt"])
    assert end - datetime.now(UTC) <= timedelta(minutes=1)  # noqa: TID251


async def test_a_revisions_file_says_so(sales: Sales) -> None:
    quote = await sales.quote()
    revision = (await sales.do("reviseQuote", quoteId=quote["id"]))["revision"]

    assert (await link(sales, "quote", revision["id"]))["fileName"] == "QUO-01001-1.pdf"


async def test_a_failure_is_a_sentence_and_the_next_one_may_succeed(
    sales: Sales, reader: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = (await link(sales, "quote", (await sales.quote())["id"]))["url"]

    async def broken(content: str, logo: Any = None) -> bytes:
        raise RuntimeError("secret detail")

    with monkeypatch.context() as patched:
        patched.setattr(printer, "print_in_subprocess", broken)
        failed = await reader.get(url)

    assert failed.status_code == 500
    assert re.fullmatch(r"The document could not be printed\. Error [0-9a-f]{32}\.\n", failed.text)
    assert (await reader.get(url)).status_code == 200
