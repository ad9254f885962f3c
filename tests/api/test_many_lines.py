"""A document has at most 1,000 lines, unless the tenant's settings allow more, over HTTP."""

from tests.api.mutations import Json
from tests.api.sales import Sales

LINE: Json = {"writeIn": "Bolt", "quantity": "1", "pricePerUnit": "0.10"}


async def limit_to(sales: Sales, count: int) -> Json:
    """Change the limit; return the payload."""
    return await sales.attempt("updateTenantSettings", input={"maxLinesPerDocument": count})


async def test_a_thousand_lines_are_taken_and_one_more_is_not(sales: Sales) -> None:
    header = await sales.header()

    too_many = await sales.attempt("createQuote", input={**header, "lines": [LINE] * 1_001})
    draft = await sales.draft(lines=[LINE] * 1_000)
    one_more = await sales.refusal("addLines", documentId=draft["id"], lines=[LINE])

    (error,) = too_many["userErrors"]
    assert (error["code"], error["path"]) == ("TOO_MANY_LINES", ["input", "lines", "1000"])
    assert error["message"].startswith("The document would have at least 1001 lines; 1000 are")
    assert one_more == "TOO_MANY_LINES"


async def test_the_setting_has_bounds(sales: Sales) -> None:
    refused = [(await limit_to(sales, count))["userErrors"][0] for count in (999, 5_001)]

    assert {error["code"] for error in refused} == {"VALUE_OUT_OF_RANGE"}
    assert (await limit_to(sales, 5_000))["settings"]["maxLinesPerDocument"] == 5_000


async def test_a_longer_document_is_kept_and_read_but_not_copied(sales: Sales) -> None:
    await limit_to(sales, 1_001)
    source = await sales.opportunity(lines=[LINE] * 1_001)
    quote = await sales.quote(lines=[LINE] * 1_001)
    small = await sales.draft()
    await limit_to(sales, 1_000)

    refused = [
        await sales.refusal(verb, opportunityId=source["id"])
        for verb in (
            "createQuoteFromOpportunity",
            "createOrderFromOpportunity",
            "createInvoiceFromOpportunity",
        )
    ]
    refused += [
        await sales.refusal("createOrderFromQuote", quoteId=quote["id"]),
        await sales.refusal("reviseQuote", quoteId=quote["id"]),
        await sales.refusal("closeQuote", quoteId=quote["id"], status="REVISED"),
        await sales.refusal(
            "getProductsFromOpportunity", documentId=small["id"], opportunityId=source["id"]
        ),
    ]

    assert set(refused) == {"TOO_MANY_LINES"}
    assert len((await sales.read("quote", quote["id"]))["lines"]) == 1_001
    canceled = await sales.do("closeQuote", quoteId=quote["id"], status="CANCELED")
    assert canceled["quote"]["statusReason"] == "CANCELED"

    await limit_to(sales, 1_001)
    copy = await sales.do("createQuoteFromOpportunity", opportunityId=source["id"])
    assert len(copy["quote"]["lines"]) == 1_001


FIRST = """query ($id: ID!, $n: Int) { quote(id: $id) { lines(first: $n) { lineNumber } }
  node(id: $id) { ... on SalesDocument { lines(first: 1) { lineNumber } } } }"""


async def test_the_first_lines_can_be_asked_for(sales: Sales) -> None:
    quote = await sales.draft(lines=[LINE] * 3)

    for count, numbers in ((2, [1, 2]), (0, []), (5_000, [1, 2, 3]), (None, [1, 2, 3])):
        data = await sales.api(FIRST, id=quote["id"], n=count)
        assert [line["lineNumber"] for line in data["quote"]["lines"]] == numbers
        assert data["node"]["lines"] == [{"lineNumber": 1}]
    for count in (-1, 5_001):
        body = await sales.api.raw(FIRST, {"id": quote["id"], "n": count})
        assert body["errors"][0]["message"] == "`first` must be between 0 and 5000."
