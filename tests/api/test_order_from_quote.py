"""Creating an order from a quote over the API, and its effect on the opportunity."""

import asyncio

import pytest

from tests.api.sales import Sales


async def test_i_11_and_i_12_an_order_equals_its_quote_to_the_last_digit(sales: Sales) -> None:
    quote = await sales.quote(discountPercentage="3.33", discountAmount="1.00", freightAmount="9")

    payload = await sales.do("createOrderFromQuote", quoteId=quote["id"])

    order = payload["order"]
    assert (payload["quote"]["status"], payload["quote"]["statusReason"]) == ("WON", "WON")
    assert (order["status"], order["statusReason"]) == ("ACTIVE", "NEW")
    assert order["pricesLocked"] is True
    amounts = [name for name in quote if name.endswith(("Amount", "Tax", "Percentage"))]
    assert len(amounts) == 9
    assert {name: order[name] for name in amounts} == {name: quote[name] for name in amounts}
    assert [line["quoteLine"]["id"] for line in order["lines"]] == [
        line["id"] for line in quote["lines"]
    ]
    assert payload["quote"]["order"] == {"id": order["id"]}


async def test_i_11_only_an_active_quote_can_be_ordered(sales: Sales) -> None:
    draft, lost = await sales.draft(), await sales.quote()
    await sales.do("closeQuote", quoteId=lost["id"], status="LOST")

    codes = [await sales.refusal("createOrderFromQuote", quoteId=q["id"]) for q in (draft, lost)]

    assert codes == ["QUOTE_NOT_ACTIVE", "QUOTE_NOT_ACTIVE"]
    assert await sales.read("quote", draft["id"]) == draft


async def test_i_13_a_quote_is_ordered_once_and_the_error_names_the_order(sales: Sales) -> None:
    quote = await sales.quote()
    order = (await sales.do("createOrderFromQuote", quoteId=quote["id"]))["order"]

    payload = await sales.attempt("createOrderFromQuote", quoteId=quote["id"])

    (error,) = payload["userErrors"]
    assert error["code"] == "QUOTE_ALREADY_ORDERED"
    assert order["number"] in error["message"]


async def test_i_13_of_many_at_once_exactly_one_makes_the_order(sales: Sales) -> None:
    quote = await sales.quote(await sales.opportunity())

    payloads = await asyncio.gather(
        *(sales.attempt("createOrderFromQuote", quoteId=quote["id"]) for _ in range(8))
    )

    orders = [payload["order"]["id"] for payload in payloads if payload["order"]]
    codes = [payload["userErrors"][0]["code"] for payload in payloads if payload["userErrors"]]
    assert len(orders) == 1
    assert codes == ["QUOTE_ALREADY_ORDERED"] * 7
    data = await sales.api("{ orders { totalCount nodes { id } } }")
    assert data["orders"] == {"totalCount": 1, "nodes": [{"id": orders[0]}]}


async def test_i_14_the_only_active_quote_wins_the_opportunity(sales: Sales) -> None:
    opportunity = await sales.opportunity(estimatedValue="999.00")
    quote = await sales.quote(opportunity)

    payload = await sales.do("createOrderFromQuote", quoteId=quote["id"], dateWon="2030-01-02")

    won = payload["opportunity"]
    assert payload["opportunityOutcome"] == "WON"
    assert (won["status"], won["statusReason"], won["forecastCategory"]) == ("WON", "WON", "WON")
    assert won["actualValue"] == quote["totalAmount"]
    assert won["actualCloseDate"] == "2030-01-02"
    assert len(won["closeRecords"]) == len(payload["quote"]["closeRecords"]) == 1


async def test_i_14_revenue_is_the_callers_where_given(sales: Sales) -> None:
    quote = await sales.quote(await sales.opportunity())

    payload = await sales.do("createOrderFromQuote", quoteId=quote["id"], actualRevenue="77.00")

    assert payload["opportunity"]["actualValue"] == {"amount": "77.00"}


async def test_i_14_another_active_quote_keeps_the_opportunity_open(sales: Sales) -> None:
    opportunity = await sales.opportunity()
    quote, other = await sales.quote(opportunity), await sales.quote(opportunity)

    first = await sales.do("createOrderFromQuote", quoteId=quote["id"])
    second = await sales.do("createOrderFromQuote", quoteId=other["id"])

    assert first["opportunityOutcome"] == "KEPT_OPEN_OTHER_ACTIVE_QUOTES"
    assert first["opportunity"]["status"] == "OPEN"
    assert second["opportunityOutcome"] == "WON"
    assert second["opportunity"]["actualValue"] == {"amount": "210.00"}


async def test_i_14_drafts_left_over_are_canceled_in_the_same_transaction(sales: Sales) -> None:
    opportunity = await sales.opportunity()
    draft, quote = await sales.draft(opportunity), await sales.quote(opportunity)

    payload = await sales.do("createOrderFromQuote", quoteId=quote["id"])

    (canceled,) = payload["canceledQuotes"]
    assert (canceled["id"], canceled["statusReason"]) == (draft["id"], "CANCELED")
    assert len(canceled["closeRecords"]) == 1
    assert payload["opportunityOutcome"] == "WON"


async def test_i_14_closed_siblings_do_not_matter(sales: Sales) -> None:
    opportunity = await sales.opportunity()
    lost, quote = await sales.quote(opportunity), await sales.quote(opportunity)
    await sales.do("closeQuote", quoteId=lost["id"], status="LOST")

    payload = await sales.do("createOrderFromQuote", quoteId=quote["id"])

    assert (payload["opportunityOutcome"], payload["canceledQuotes"]) == ("WON", [])


async def test_the_opportunity_stays_open_when_asked(sales: Sales) -> None:
    quote = await sales.quote(await sales.opportunity())

    payload = await sales.do("createOrderFromQuote", quoteId=quote["id"], closeOpportunity=False)

    assert payload["opportunityOutcome"] == "KEPT_OPEN_AS_ASKED"
    assert payload["opportunity"]["status"] == "OPEN"


async def test_i_16_no_opportunity_or_a_closed_one(sales: Sales) -> None:
    alone = await sales.quote()
    opportunity = await sales.opportunity()
    await sales.do("winOpportunity", opportunityId=opportunity["id"])
    late = await sales.quote(opportunity)

    none = await sales.do("createOrderFromQuote", quoteId=alone["id"])
    closed = await sales.do("createOrderFromQuote", quoteId=late["id"])

    assert (none["opportunityOutcome"], none["opportunity"]) == ("NO_OPPORTUNITY", None)
    assert closed["opportunityOutcome"] == "ALREADY_CLOSED"
    assert len(closed["opportunity"]["closeRecords"]) == 1


async def test_i_15_all_or_nothing(sales: Sales) -> None:
    """The opportunity's revenue exceeds the largest amount, so the whole mutation must fail."""
    opportunity = await sales.opportunity()
    quote = await sales.quote(opportunity)

    code = await sales.refusal(
        "createOrderFromQuote", quoteId=quote["id"], actualRevenue="999999999999999.00"
    )

    assert code == "VALUE_OUT_OF_RANGE"
    assert await sales.read("quote", quote["id"]) == quote
    assert (await sales.read("opportunity", opportunity["id"]))["status"] == "OPEN"
    data = await sales.api("{ orders { totalCount } }")
    assert data == {"orders": {"totalCount": 0}}


@pytest.mark.parametrize("mutation", ["createOrderFromOpportunity", "createInvoiceFromOpportunity"])
async def test_an_opportunity_can_skip_the_quote(sales: Sales, mutation: str) -> None:
    opportunity = await sales.opportunity(discountAmount="5.00")

    payload = await sales.do(mutation, opportunityId=opportunity["id"])

    (document,) = (payload[name] for name in payload if name != "userErrors")
    assert document["totalAmount"] == opportunity["totalAmount"]
    assert document["pricesLocked"] is True
    assert (await sales.read("opportunity", opportunity["id"]))["status"] == "OPEN"


async def test_a_lost_opportunity_begins_no_documents(sales: Sales) -> None:
    opportunity = await sales.opportunity()
    await sales.do("loseOpportunity", opportunityId=opportunity["id"])

    codes = [
        await sales.refusal(mutation, opportunityId=opportunity["id"])
        for mutation in (
            "createQuoteFromOpportunity",
            "createOrderFromOpportunity",
            "createInvoiceFromOpportunity",
        )
    ]

    assert codes == ["OPPORTUNITY_LOST"] * 3
