"""Lines that the estimate cannot foresee are charged while a request runs, over HTTP."""

from typing import Any

import pytest

from tests.api.desk import Desk, item, of, written
from tests.api.mutations import Json
from tests.client import Api

LONG = [written("1", "0.10")] * 1_200  # a request may have no more objects
CHANGE = 'updateQuote(id: "{id}", input: {{ discountPercentage: "{percent}" }})'


@pytest.fixture
def desk(api: Api) -> Desk:
    return Desk(api)


async def send(desk: Desk, *calls: str, **variables: Any) -> Json:
    """Return the response to these mutations in one request."""
    chosen = " ".join(f"m{at}: {call} {{ userErrors {{ code }} }}" for at, call in enumerate(calls))
    head = "mutation ($l: [LineInput!]!)" if variables else "mutation"
    return await desk.api.raw(f"{head} {{ {chosen} }}", variables)


def codes(body: Json) -> list[str]:
    return [error["extensions"]["code"] for error in body.get("errors", ())]


async def long_quote(desk: Desk, lines: int) -> str:
    """Create a quote with this many lines, more than one request can add."""
    quote: str = (await desk.document(*LONG))["id"]
    for start in range(len(LONG), lines, len(LONG)):
        more = LONG[: lines - start]
        await desk.do("addLines", documentId=quote, lines=more)
    return quote


async def test_longer_documents_cost_in_proportion_from_the_second_mutation_on(desk: Desk) -> None:
    await desk.settings(maxLinesPerDocument=5_000)
    quote = await long_quote(desk, 4_000)
    recalculate = f'recalculate(documentId: "{quote}")'
    change = CHANGE.format(id=quote, percent=5)

    alone = await send(desk, recalculate)  # 200,000 points
    both = await send(desk, change, recalculate)  # 272,000
    few = await send(desk, change, CHANGE.format(id=quote, percent=7))  # 144,000

    assert (codes(alone), codes(both), codes(few)) == ([], ["COST_LIMIT_EXCEEDED"], [])
    (error,) = both["errors"]
    assert error["path"] == ["m1"]
    said = "With the lines and quotes that its mutations process, the request has "
    assert error["message"].startswith(said)
    assert "Send this mutation in a separate request" in error["message"]


async def test_so_do_longer_documents_that_are_deleted_or_sent(desk: Desk) -> None:
    """PostgreSQL processes their lines, which nobody loads."""
    await desk.settings(maxLinesPerDocument=5_000)
    draft, offer = [await long_quote(desk, lines) for lines in (4_000, 3_000)]
    await desk.do("activateQuote", quoteId=offer)
    mail = f'sendQuote(quoteId: "{offer}", to: ["ada@example.com"])'
    delete = f'deleteQuote(quoteId: "{draft}")'

    mailed = await send(desk, mail, mail)  # 300,000 points
    deleted = await send(desk, f'recalculate(documentId: "{draft}")', delete)  # 272,000
    alone = await send(desk, delete)

    assert (codes(mailed), codes(deleted)) == (["COST_LIMIT_EXCEEDED"], ["COST_LIMIT_EXCEEDED"])
    assert codes(alone) == []
    assert [body["errors"][0]["path"] for body in (mailed, deleted)] == [["m1"]] * 2


async def test_the_first_mutation_may_work_on_a_document_of_any_length(desk: Desk) -> None:
    await desk.settings(maxLinesPerDocument=5_000)
    quote = await long_quote(desk, 4_000)
    await desk.do("activateQuote", quoteId=quote)

    body = await send(desk, f'reviseQuote(quoteId: "{quote}")')  # 360,000 points

    assert body["data"]["m0"]["userErrors"] == []


async def test_the_items_of_bundles_count_as_lines(desk: Desk) -> None:
    items = [await desk.product(currencyCode="USD") for _ in range(15)]
    bundle = await desk.bundle(*((each, "1", True) for each in items))
    prices = await desk.price_list("USD", item(bundle, "50.00"))
    drafts = [(await desk.document(priceListId=prices))["id"] for _ in range(2)]
    add = [f'addLines(documentId: "{draft}", lines: $l)' for draft in drafts]
    lines = [of(bundle)] * 50  # 800 lines with their items

    alone = await send(desk, add[0], l=lines)
    again = await send(desk, *add, l=lines)

    assert codes(alone) == []
    assert codes(again) == ["COST_LIMIT_EXCEEDED"]
    assert [len((await desk.read(draft))["lines"]) for draft in drafts] == [800, 0]
