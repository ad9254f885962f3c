"""The letterhead over the API, and in PDFs."""

import base64
from io import BytesIO
from typing import Any

import httpx
from pypdf import PdfReader

from gql.settings import Settings
from tests.api.mutations import Json
from tests.api.sales import Sales
from tests.client import Api
from tests.integrations.samples import png
from tests.tenants import MakeTenant

HEAD = """companyName addressLines phone email website taxId footer locale
  logo { data mediaType size } version"""


async def update(api: Api, given: Json, version: int | None = None) -> Json:
    """Change the letterhead; return the payload."""
    data = await api(
        f"""mutation ($input: UpdateLetterheadInput!, $version: Int) {{
          updateLetterhead(input: $input, expectedVersion: $version) {{
            letterhead {{ {HEAD} }} userErrors {{ code path }} }} }}""",
        input=given,
        version=version,
    )
    payload: Json = data["updateLetterhead"]
    return payload


async def read(api: Api) -> Json:
    """Return the current letterhead."""
    data = await api(f"{{ viewer {{ tenant {{ letterhead {{ {HEAD} }} }} }} }}")
    head: Json = data["viewer"]["tenant"]["letterhead"]
    return head


GIVEN = {
    "companyName": "Nordlicht Pumpen GmbH",
    "addressLines": ["Hafenstraße 3", "24103 Kiel"],
    "phone": "+49 431 555 0100",
    "email": "info@nordlicht.example",
    "website": "https://nordlicht.example",
    "taxId": "DE 123 456 789",
    "footer": "IBAN DE02 1203 0000 0000 2020 51",
    "locale": "de-de",
}


async def test_a_tenant_begins_with_its_name(api: Api) -> None:
    head = await read(api)

    assert (head["companyName"], head["locale"], head["version"]) == ("Test", "en", 1)
    assert head["logo"] is None
    assert head["addressLines"] == []


async def test_what_is_set_is_read_and_what_is_absent_stays(api: Api) -> None:
    logo = base64.b64encode(png()).decode()

    changed = await update(api, {**GIVEN, "logo": logo}, 1)
    kept = await update(api, {"phone": None})

    head = changed["letterhead"]
    shown = {"data": logo, "mediaType": "image/png", "size": len(png())}
    assert head == {**GIVEN, "locale": "de-DE", "logo": shown, "version": 2}
    assert kept["letterhead"] == {**head, "phone": None, "version": 3}
    assert await read(api) == kept["letterhead"]


async def test_refusals_name_the_field(api: Api) -> None:
    unfit: list[tuple[Json, str, str]] = [
        ({"logo": "aGVsbG8="}, "LOGO_INVALID", "logo"),
        ({"locale": "de_DE"}, "LOCALE_INVALID", "locale"),
        ({"companyName": ""}, "TEXT_REQUIRED", "companyName"),
        ({"addressLines": ["x"] * 7}, "LETTERHEAD_LINE_INVALID", "addressLines"),
    ]

    for given, code, field in unfit:
        payload = await update(api, given)
        assert payload["userErrors"] == [{"code": code, "path": ["input", field]}]
        assert payload["letterhead"] is None
    conflict = await update(api, {"phone": "1"}, 7)

    assert conflict["userErrors"] == [{"code": "VERSION_CONFLICT", "path": None}]
    assert (await read(api))["version"] == 1


async def test_it_is_on_every_document(api: Api, sales: Sales, app: Any) -> None:
    await update(api, {**GIVEN, "logo": base64.b64encode(png()).decode()})
    quote = await sales.quote()
    data = await api("query ($id: ID!) { quote(id: $id) { pdf { url } } }", id=quote["id"])

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app)) as http:
        pdf = (await http.get(data["quote"]["pdf"]["url"])).content

    (page,) = PdfReader(BytesIO(pdf)).pages
    text = page.extract_text()
    assert len(page.images) == 1
    assert "Angebot QUO-01001" in text  # the customer has no locale of its own
    for word in ("Nordlicht Pumpen GmbH", "Hafenstraße 3", "24103 Kiel", "+49 431 555 0100",
                 "info@nordlicht.example", "Steuernummer DE 123 456 789",
                 "IBAN DE02 1203 0000 0000 2020 51", "Seite 1 von 1"):  # fmt: skip
        assert word in text


async def test_a_strangers_letterhead_is_another_one(
    api: Api, app: Any, settings: Settings, make_tenant: MakeTenant
) -> None:
    stranger = Api(app, settings, await make_tenant())

    await update(api, GIVEN)
    theirs = await read(stranger)
    await stranger.close()

    assert theirs["companyName"] == "Test"
