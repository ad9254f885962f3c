"""Quotes over the API: every transition and every refusal; refusals change nothing."""

import pytest

from tests.api.mutations import Json
from tests.api.sales import Sales


async def closed(sales: Sales, status: str) -> Json:
    quote = await sales.quote()
    payload = await sales.do("closeQuote", quoteId=quote["id"], status=status)
    result: Json = payload["quote"]
    return result


async def test_i_01_a_new_quote_is_a_draft_of_revision_0_with_a_fresh_number(sales: Sales) -> None:
    first, second = await sales.draft(), await sales.draft()

    assert (first["status"], first["statusReason"]) == ("DRAFT", "IN_PROGRESS")
    assert first["revision"] == 0
    assert first["number"] != second["number"]


async def test_i_03_revising_an_active_quote_closes_it_and_begins_an_equal_draft(
    sales: Sales,
) -> None:
    quote = await sales.quote(discountPercentage="2.5", freightAmount="7.00")

    payload = await sales.do("reviseQuote", quoteId=quote["id"])

    old, new = payload["quote"], payload["revision"]
    assert (old["status"], old["statusReason"]) == ("CLOSED", "REVISED")
    assert (new["status"], new["revision"], new["number"]) == ("DRAFT", 1, quote["number"])
    same = ["discountPercentage", "freightAmount", "detailAmount", "totalAmount"]
    assert [new[name] for name in same] == [quote[name] for name in same]
    assert [line | {"id": ""} for line in new["lines"]] == [
        line | {"id": ""} for line in quote["lines"]
    ]


@pytest.mark.parametrize("status", ["LOST", "CANCELED"])
async def test_i_04_revising_a_closed_quote_keeps_its_status(sales: Sales, status: str) -> None:
    quote = await closed(sales, status)

    payload = await sales.do("reviseQuote", quoteId=quote["id"])

    assert (payload["quote"]["status"], payload["quote"]["statusReason"]) == ("CLOSED", status)
    assert payload["quote"]["version"] == quote["version"]
    assert payload["revision"]["revision"] == 1


async def test_i_02_and_i_05_a_number_has_one_live_revision(sales: Sales) -> None:
    quote = await sales.quote()
    revision = (await sales.do("reviseQuote", quoteId=quote["id"]))["revision"]

    code = await sales.refusal("reviseQuote", quoteId=quote["id"])

    assert code == "QUOTE_LIVE_REVISION_EXISTS"
    data = await sales.api(
        "query ($id: ID!) { quote(id: $id) { revisions { id revision status } } }", id=quote["id"]
    )
    assert [(r["revision"], r["status"]) for r in data["quote"]["revisions"]] == [
        (0, "CLOSED"),
        (1, "DRAFT"),
    ]
    assert data["quote"]["revisions"][1]["id"] == revision["id"]


async def test_i_06_won_and_draft_quotes_cannot_be_revised(sales: Sales) -> None:
    draft, quote = await sales.draft(), await sales.quote()
    await sales.do("createOrderFromQuote", quoteId=quote["id"])

    codes = [await sales.refusal("reviseQuote", quoteId=q["id"]) for q in (draft, quote)]

    assert codes == ["QUOTE_NOT_ACTIVE", "QUOTE_ALREADY_ACCEPTED"]
    assert await sales.read("quote", draft["id"]) == draft


@pytest.mark.parametrize("status", ["REVISED", "CANCELED", "LOST"])
async def test_i_07_only_an_active_quote_can_be_closed(sales: Sales, status: str) -> None:
    draft, done = await sales.draft(), await closed(sales, "LOST")
    won = await sales.quote()
    await sales.do("createOrderFromQuote", quoteId=won["id"])
    before = [await sales.read("quote", q["id"]) for q in (draft, done, won)]

    for quote in before:
        code = await sales.refusal("closeQuote", quoteId=quote["id"], status=status)
        assert code == "QUOTE_NOT_ACTIVE"

    assert [await sales.read("quote", q["id"]) for q in before] == before


async def test_i_07_only_a_draft_can_be_deleted(sales: Sales) -> None:
    draft, active, lost = await sales.draft(), await sales.quote(), await closed(sales, "LOST")

    payload = await sales.do("deleteQuote", quoteId=draft["id"])
    codes = [await sales.refusal("deleteQuote", quoteId=q["id"]) for q in (active, lost)]

    assert payload["deletedQuoteId"] == draft["id"]
    assert await sales.read("quote", draft["id"]) is None
    assert codes == ["RECORD_READ_ONLY", "RECORD_READ_ONLY"]
    assert await sales.refusal("deleteQuote", quoteId=draft["id"]) == "QUOTE_NOT_FOUND"


async def test_i_08_closing_as_revised_does_what_revise_does(sales: Sales) -> None:
    quote = await sales.quote()

    payload = await sales.do("closeQuote", quoteId=quote["id"], status="REVISED")

    assert payload["quote"]["statusReason"] == "REVISED"
    assert (payload["revision"]["status"], payload["revision"]["revision"]) == ("DRAFT", 1)
    assert payload["revision"]["number"] == quote["number"]


@pytest.mark.parametrize("status", ["LOST", "CANCELED"])
async def test_i_09_closing_makes_no_copy_unless_asked(sales: Sales, status: str) -> None:
    first, second = await sales.quote(), await sales.quote()

    plain = await sales.do("closeQuote", quoteId=first["id"], status=status)
    asked = await sales.do("closeQuote", quoteId=second["id"], status=status, createRevision=True)

    assert (plain["quote"]["statusReason"], plain["revision"]) == (status, None)
    assert asked["revision"]["status"] == "DRAFT"


async def test_closing_as_revised_without_a_copy(sales: Sales) -> None:
    quote = await sales.quote()

    payload = await sales.do(
        "closeQuote", quoteId=quote["id"], status="REVISED", createRevision=False
    )

    assert payload["revision"] is None


async def test_i_10_a_quote_is_read_only_once_active(sales: Sales) -> None:
    quote = await sales.quote()
    line = {"writeIn": "More", "quantity": "1", "pricePerUnit": "1.00"}

    codes = [
        await sales.refusal("updateQuote", id=quote["id"], input={"name": "Other"}),
        await sales.refusal("addLines", documentId=quote["id"], lines=[line]),
        await sales.refusal("updateLine", lineId=quote["lines"][0]["id"], input={"quantity": "9"}),
        await sales.refusal("removeLine", lineId=quote["lines"][0]["id"]),
        await sales.refusal("recalculate", documentId=quote["id"]),
    ]

    assert codes == [
        "RECORD_READ_ONLY",
        "PARENT_READ_ONLY",
        "PARENT_READ_ONLY",
        "PARENT_READ_ONLY",
        "RECORD_READ_ONLY",
    ]
    assert await sales.read("quote", quote["id"]) == quote


async def test_activating_needs_a_draft_with_lines_and_happens_once(sales: Sales) -> None:
    empty, quote = await sales.draft(lines=[]), await sales.quote()
    lost = await closed(sales, "LOST")

    again = await sales.do("activateQuote", quoteId=quote["id"])

    assert again["quote"] == quote
    assert await sales.refusal("activateQuote", quoteId=empty["id"]) == "EMPTY_DOCUMENT"
    assert await sales.refusal("activateQuote", quoteId=lost["id"]) == "QUOTE_NOT_DRAFT"


async def test_i_21_an_active_quote_says_in_progress_or_open(sales: Sales) -> None:
    quote, draft = await sales.quote(), await sales.draft()

    payload = await sales.do("setQuoteStatusReason", quoteId=quote["id"], statusReason="OPEN")

    assert (payload["quote"]["status"], payload["quote"]["statusReason"]) == ("ACTIVE", "OPEN")
    refused = await sales.refusal("setQuoteStatusReason", quoteId=draft["id"], statusReason="OPEN")
    assert refused == "QUOTE_NOT_ACTIVE"
    won = await sales.refusal("setQuoteStatusReason", quoteId=quote["id"], statusReason="WON")
    assert won == "INVALID_STATE"


async def test_i_22_each_close_writes_one_record(sales: Sales) -> None:
    quote = await sales.quote()

    payload = await sales.do(
        "closeQuote",
        quoteId=quote["id"],
        status="LOST",
        closeDate="2030-02-01",
        description="Too dear.",
    )

    (record,) = payload["quote"]["closeRecords"]
    assert (record["status"], record["statusReason"]) == ("CLOSED", "LOST")
    assert (record["closeDate"], record["description"]) == ("2030-02-01", "Too dear.")
    assert payload["quote"]["closedOn"] == "2030-02-01"


async def test_closing_a_quote_can_lose_its_opportunity(sales: Sales) -> None:
    opportunity = await sales.opportunity()
    rival = (await sales.do("createCompetitor", input={"name": "Hydrovia"}))["competitor"]
    first, second = await sales.quote(opportunity), await sales.quote(opportunity)
    ask = {"status": "LOST", "closeOpportunity": True, "competitorId": rival["id"]}

    refused = await sales.refusal("closeQuote", quoteId=first["id"], **ask)
    unchanged = await sales.read("quote", first["id"])
    await sales.do("closeQuote", quoteId=second["id"], status="CANCELED")
    payload = await sales.do("closeQuote", quoteId=first["id"], **ask)

    assert refused == "OPPORTUNITY_HAS_OPEN_QUOTES"
    assert unchanged == first
    assert payload["opportunity"]["status"] == "LOST"
    assert payload["opportunity"]["statusReason"] == "OUT_SOLD"
    (record,) = payload["opportunity"]["closeRecords"]
    assert record["competitor"] == {"name": "Hydrovia"}


async def test_a_revision_and_a_closed_opportunity_exclude_each_other(sales: Sales) -> None:
    quote = await sales.quote(await sales.opportunity())

    code = await sales.refusal(
        "closeQuote", quoteId=quote["id"], status="REVISED", closeOpportunity=True
    )

    assert code == "REVISION_KEEPS_OPPORTUNITY_OPEN"
    assert await sales.read("quote", quote["id"]) == quote


async def test_i_64_an_expired_quote_says_so(sales: Sales) -> None:
    past = await sales.draft(effectiveTo="2020-01-31")
    coming = await sales.draft(expiresOn="2199-01-31")

    data = await sales.api(
        """query ($a: ID!, $b: ID!) {
             a: quote(id: $a) { isExpired } b: quote(id: $b) { isExpired }
           }""",
        a=past["id"],
        b=coming["id"],
    )

    assert data == {"a": {"isExpired": True}, "b": {"isExpired": False}}
