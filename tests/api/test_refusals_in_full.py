"""Refusals of document actions: the code, the argument and the message; nothing is used up."""

from typing import Any

import pytest

from tests.api.catalog import Shop
from tests.api.mutations import Json
from tests.api.sales import Sales

KINDS = ["Quote", "Order", "Invoice"]


async def refusal_of(sales: Sales, mutation: str, **arguments: Any) -> tuple[str, str, str]:
    """Return the code, the path and the message of a refusal."""
    (error,) = (await sales.attempt(mutation, **arguments))["userErrors"]
    return error["code"], ".".join(error["path"] or ()), error["message"]


async def other_account(sales: Sales) -> str:
    made = await sales.do("createAccount", input={"name": "Somebody else"})
    id: str = made["account"]["id"]
    return id


@pytest.mark.parametrize("kind", KINDS)
async def test_a_document_and_its_opportunity_have_one_currency(sales: Sales, kind: str) -> None:
    opportunity = await sales.opportunity(currencyCode="CHF")
    document = (await sales.do(f"create{kind}", input=await sales.header()))[kind.lower()]
    given = await sales.header(opportunityId=opportunity["id"])

    begun = await refusal_of(sales, f"create{kind}", input=given)
    taken = await refusal_of(
        sales,
        "getProductsFromOpportunity",
        documentId=document["id"],
        opportunityId=opportunity["id"],
    )

    assert begun[:2] == ("CURRENCY_MISMATCH", "input.currencyCode")
    assert "must be CHF, not EUR" in begun[2]
    assert taken[:2] == ("CURRENCY_MISMATCH", "opportunityId")
    assert "must be EUR, not CHF" in taken[2]


@pytest.mark.parametrize("kind", KINDS)
async def test_nothing_begins_for_a_lost_opportunity(sales: Sales, kind: str) -> None:
    opportunity = await sales.opportunity()
    await sales.do("loseOpportunity", opportunityId=opportunity["id"])
    given = await sales.header(opportunityId=opportunity["id"])

    refused = await refusal_of(sales, f"create{kind}", input=given)

    assert refused[:2] == ("OPPORTUNITY_LOST", "input.opportunityId")


async def test_the_currency_and_customer_of_an_opportunity_with_documents_stay(
    sales: Sales,
) -> None:
    bare, busy = await sales.opportunity(lines=[]), await sales.opportunity(lines=[])
    await sales.draft(busy)
    other = {"customerId": await other_account(sales)}

    currency = await refusal_of(
        sales, "updateOpportunity", id=busy["id"], input={"currencyCode": "USD"}
    )
    customer = await refusal_of(sales, "updateOpportunity", id=busy["id"], input=other)
    await sales.do("updateOpportunity", id=bare["id"], input={"currencyCode": "USD", **other})
    await sales.do("updateOpportunity", id=busy["id"], input={"currencyCode": "EUR"})

    assert currency[:2] == ("CURRENCY_IMMUTABLE", "input.currencyCode")
    assert customer[:2] == ("CUSTOMER_FIXED", "input.customerId")


@pytest.mark.parametrize("of", ["quote", "order"])
async def test_what_came_from_a_quote_or_an_order_keeps_its_customer(sales: Sales, of: str) -> None:
    made = await (sales.order() if of == "quote" else sales.invoice())
    kind = "Order" if of == "quote" else "Invoice"
    other = {"customerId": await other_account(sales)}

    refused = await refusal_of(sales, f"update{kind}", id=made["id"], input=other)

    assert refused[:2] == ("CUSTOMER_MISMATCH", "input.customerId")


@pytest.mark.parametrize("kind", ["Opportunity", *KINDS])
async def test_a_change_names_only_what_there_is(sales: Sales, shop: Shop, kind: str) -> None:
    """Records not named are not looked up: an inactive customer does not prevent a note."""
    made = (await sales.do(f"create{kind}", input=await sales.header()))[kind.lower()]
    off = await shop.price_list("Off")
    await shop.do("deactivatePriceList", priceListId=off["id"])
    gone = await other_account(sales)
    await sales.do("updateAccount", id=gone, input={"isActive": False})

    refused = [
        (await refusal_of(sales, f"update{kind}", id=made["id"], input=wrong))[:2]
        for wrong in ({"priceListId": off["id"]}, {"customerId": gone})
    ]
    await sales.do("updateAccount", id=await sales.customer(), input={"isActive": False})
    await sales.do(f"update{kind}", id=made["id"], input={"description": "A note"})

    assert refused == [
        ("PRICE_LIST_INACTIVE", "input.priceListId"),
        ("CUSTOMER_INACTIVE", "input.customerId"),
    ]


async def test_a_customer_with_an_active_quote_is_not_deactivated(sales: Sales) -> None:
    person = (await sales.do("createContact", input={"lastName": "Byron"}))["contact"]["id"]
    account, off = await sales.customer(), {"isActive": False}
    theirs = await sales.quote(customerId=person)
    ours = await sales.quote()

    refused = [
        (await refusal_of(sales, "updateAccount", id=account, input=off))[:2],
        (await refusal_of(sales, "updateContact", id=person, input=off))[:2],
    ]
    await sales.do("closeQuote", quoteId=theirs["id"], status="LOST")
    await sales.do("updateContact", id=person, input=off)  # the open quote is the account's
    await sales.do("closeQuote", quoteId=ours["id"], status="LOST")
    await sales.do("updateAccount", id=account, input=off)
    await sales.do("updateAccount", id=account, input={**off, "name": "Still off"})

    assert refused == [("CUSTOMER_HAS_ACTIVE_QUOTES", "input.isActive")] * 2


def _count(record: Json) -> int:
    return int("".join(letter for letter in record["number"].split("-")[1] if letter.isdigit()))


async def test_a_refused_document_uses_no_number_up(sales: Sales) -> None:
    """I-66: if the source alone decides that nothing is created, no number is drawn."""
    lost, empty, draft = (
        await sales.opportunity(),
        await sales.opportunity(lines=[]),
        await sales.draft(),
    )
    billed, canceled = await sales.invoice(), await sales.order()
    await sales.do("loseOpportunity", opportunityId=lost["id"])
    await sales.do("cancelOrder", orderId=canceled["id"])
    before = [
        (await sales.do(f"create{kind}", input=await sales.header()))[kind.lower()]
        for kind in KINDS
    ]

    for mutation, given in (
        ("createQuoteFromOpportunity", {"opportunityId": lost["id"]}),
        ("createOrderFromOpportunity", {"opportunityId": lost["id"]}),
        ("createOrderFromOpportunity", {"opportunityId": empty["id"]}),
        ("createInvoiceFromOpportunity", {"opportunityId": lost["id"]}),
        ("createInvoiceFromOpportunity", {"opportunityId": empty["id"]}),
        ("createOrderFromQuote", {"quoteId": draft["id"]}),
        ("createInvoiceFromOrder", {"orderId": canceled["id"]}),
        ("createInvoiceFromOrder", {"orderId": billed["order"]["id"]}),
    ):
        await sales.refusal(mutation, **given)

    after = [
        (await sales.do(f"create{kind}", input=await sales.header()))[kind.lower()]
        for kind in KINDS
    ]
    assert [_count(each) + 1 for each in before] == [_count(each) for each in after]
