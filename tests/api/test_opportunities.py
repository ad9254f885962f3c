"""Opportunities over the API: hold, win, lose, reopen, delete, and their refusals."""

import pytest

from tests.api.sales import Sales


async def test_a_new_opportunity_is_open_and_in_progress(sales: Sales) -> None:
    opportunity = await sales.opportunity()

    assert (opportunity["status"], opportunity["statusReason"]) == ("OPEN", "IN_PROGRESS")
    assert opportunity["number"].startswith("OPP-")
    assert opportunity["totalAmount"] == {"amount": "105.00"}


async def test_hold_and_resume(sales: Sales) -> None:
    id = (await sales.opportunity())["id"]

    held = await sales.do("holdOpportunity", opportunityId=id)
    twice = await sales.refusal("holdOpportunity", opportunityId=id)
    resumed = await sales.do("resumeOpportunity", opportunityId=id)
    again = await sales.refusal("resumeOpportunity", opportunityId=id)

    assert (held["opportunity"]["status"], held["opportunity"]["statusReason"]) == (
        "OPEN",
        "ON_HOLD",
    )
    assert resumed["opportunity"]["statusReason"] == "IN_PROGRESS"
    assert [twice, again] == ["OPPORTUNITY_NOT_IN_PROGRESS", "OPPORTUNITY_NOT_ON_HOLD"]


@pytest.mark.parametrize("mutation", ["winOpportunity", "loseOpportunity"])
async def test_i_17_live_quotes_keep_an_opportunity_open_and_are_named(
    sales: Sales, mutation: str
) -> None:
    opportunity = await sales.opportunity()
    draft, quote = await sales.draft(opportunity), await sales.quote(opportunity)
    before = await sales.read("opportunity", opportunity["id"])

    payload = await sales.attempt(mutation, opportunityId=opportunity["id"])

    (error,) = payload["userErrors"]
    assert error["code"] == "OPPORTUNITY_HAS_OPEN_QUOTES"
    assert draft["number"] in error["message"]
    assert quote["number"] in error["message"]
    assert await sales.read("opportunity", opportunity["id"]) == before


@pytest.mark.parametrize(
    ("mutation", "status"), [("winOpportunity", "WON"), ("loseOpportunity", "LOST")]
)
async def test_live_quotes_are_canceled_when_asked(
    sales: Sales, mutation: str, status: str
) -> None:
    opportunity = await sales.opportunity()
    draft, quote = await sales.draft(opportunity), await sales.quote(opportunity)

    payload = await sales.do(mutation, opportunityId=opportunity["id"], cancelOpenQuotes=True)

    assert payload["opportunity"]["status"] == status
    assert {q["id"] for q in payload["canceledQuotes"]} == {draft["id"], quote["id"]}
    assert {q["statusReason"] for q in payload["canceledQuotes"]} == {"CANCELED"}


@pytest.mark.parametrize("first", ["winOpportunity", "loseOpportunity"])
@pytest.mark.parametrize("second", ["winOpportunity", "loseOpportunity", "holdOpportunity"])
async def test_i_17_a_closed_opportunity_cannot_be_closed_again(
    sales: Sales, first: str, second: str
) -> None:
    opportunity = await sales.opportunity()
    closed = (await sales.do(first, opportunityId=opportunity["id"]))["opportunity"]

    code = await sales.refusal(second, opportunityId=opportunity["id"])

    assert code == "OPPORTUNITY_ALREADY_CLOSED"
    assert await sales.read("opportunity", opportunity["id"]) == closed


async def test_i_18_winning_takes_the_estimate_where_no_revenue_is_given(sales: Sales) -> None:
    estimated = await sales.opportunity(estimatedValue="500.00")
    given = await sales.opportunity(estimatedValue="500.00")

    first = await sales.do("winOpportunity", opportunityId=estimated["id"])
    second = await sales.do(
        "winOpportunity", opportunityId=given["id"], actualRevenue="450.00", closeDate="2030-01-09"
    )

    assert first["opportunity"]["actualValue"] == {"amount": "500.00"}
    assert second["opportunity"]["actualValue"] == {"amount": "450.00"}
    assert second["opportunity"]["actualCloseDate"] == "2030-01-09"
    assert second["opportunity"]["closeRecords"][0]["revenue"] == {"amount": "450.00"}


async def test_i_18_losing_names_the_reason_by_the_competitor(sales: Sales) -> None:
    rival = (await sales.do("createCompetitor", input={"name": "PumpWerk"}))["competitor"]
    given_up, out_sold = await sales.opportunity(), await sales.opportunity()

    first = await sales.do("loseOpportunity", opportunityId=given_up["id"])
    second = await sales.do(
        "loseOpportunity", opportunityId=out_sold["id"], competitorId=rival["id"]
    )

    assert first["opportunity"]["statusReason"] == "CANCELED"
    assert second["opportunity"]["statusReason"] == "OUT_SOLD"
    assert second["opportunity"]["closeRecords"][0]["competitor"] == {"name": "PumpWerk"}


@pytest.mark.parametrize("reason", ["CANCELED", "OUT_SOLD"])
async def test_i_18_a_reason_that_is_given_for_losing_is_kept(sales: Sales, reason: str) -> None:
    opportunity = await sales.opportunity()

    payload = await sales.do(
        "loseOpportunity", opportunityId=opportunity["id"], statusReason=reason
    )

    assert payload["opportunity"]["statusReason"] == reason
    assert payload["opportunity"]["closeRecords"][0]["statusReason"] == reason


async def test_i_19_reopening_leaves_quotes_as_they_are(sales: Sales) -> None:
    opportunity = await sales.opportunity()
    quote = await sales.quote(opportunity)
    await sales.do("createOrderFromQuote", quoteId=quote["id"])

    payload = await sales.do("reopenOpportunity", opportunityId=opportunity["id"])

    reopened = payload["opportunity"]
    assert (reopened["status"], reopened["statusReason"]) == ("OPEN", "IN_PROGRESS")
    assert reopened["forecastCategory"] == "PIPELINE"
    assert (reopened["actualValue"], reopened["actualCloseDate"]) == (None, None)
    assert reopened["quotes"]["nodes"] == [
        {"id": quote["id"], "status": "WON", "statusReason": "WON"}
    ]
    assert len(reopened["closeRecords"]) == 1
    again = await sales.refusal("reopenOpportunity", opportunityId=opportunity["id"])
    assert again == "OPPORTUNITY_ALREADY_OPEN"


async def test_i_10_a_closed_opportunity_is_read_only(sales: Sales) -> None:
    opportunity = await sales.opportunity()
    await sales.do("winOpportunity", opportunityId=opportunity["id"])
    line = opportunity["lines"][0]["id"]

    codes = [
        await sales.refusal("updateOpportunity", id=opportunity["id"], input={"name": "Other"}),
        await sales.refusal("updateLine", lineId=line, input={"quantity": "9"}),
        await sales.refusal("removeLine", lineId=line),
        await sales.refusal("deleteOpportunity", opportunityId=opportunity["id"]),
    ]

    assert codes == ["RECORD_READ_ONLY", "PARENT_READ_ONLY", "PARENT_READ_ONLY", "RECORD_READ_ONLY"]


async def test_an_opportunity_with_documents_is_kept(sales: Sales) -> None:
    empty, used = await sales.opportunity(), await sales.opportunity()
    await sales.draft(used)

    deleted = await sales.do("deleteOpportunity", opportunityId=empty["id"])
    code = await sales.refusal("deleteOpportunity", opportunityId=used["id"])

    assert deleted["deletedOpportunityId"] == empty["id"]
    assert await sales.read("opportunity", empty["id"]) is None
    assert code == "OPPORTUNITY_HAS_DOCUMENTS"


async def test_the_estimate_follows_the_total_when_calculated(sales: Sales) -> None:
    opportunity = await sales.opportunity(isRevenueSystemCalculated=True)
    line = {"writeIn": "Valve", "quantity": "1", "pricePerUnit": "20.00"}

    await sales.do("addLines", documentId=opportunity["id"], lines=[line])

    now = await sales.read("opportunity", opportunity["id"])
    assert now["estimatedValue"] == now["totalAmount"] == {"amount": "125.00"}
    code = await sales.refusal(
        "updateOpportunity", id=opportunity["id"], input={"estimatedValue": "1.00"}
    )
    assert code == "ESTIMATED_VALUE_IS_CALCULATED"
