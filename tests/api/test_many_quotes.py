"""An opportunity with many quotes: an action reads only those that its rule needs.

The cost is measured without a clock: statements and bytes on the wire.
"""

from collections.abc import AsyncIterator

import pytest

from db.database import Database
from gql.server.app import create_app
from gql.settings import Settings
from tests.api.mutations import Json
from tests.api.sales import Sales
from tests.client import Api
from tests.counting import Counter, counted, stopped
from tests.tenants import Tenant

FEW, MANY = 2, 12
ROW = 300  # fewer bytes than the header of a quote has on the wire
ENDS = {  # mutations of an active quote or its opportunity
    "lose": 'closeQuote(quoteId: "{quote}", status: LOST)',
    "lose both": 'closeQuote(quoteId: "{quote}", status: LOST, closeOpportunity: true)',
    "revise": 'reviseQuote(quoteId: "{quote}")',
    "order": 'createOrderFromQuote(quoteId: "{quote}")',
    "order only": 'createOrderFromQuote(quoteId: "{quote}", closeOpportunity: false)',
    "win": 'winOpportunity(opportunityId: "{opportunity}", cancelOpenQuotes: true)',
}
CLOSED = "closeQuote(quoteId: $id, status: CANCELED) { userErrors { code } }"
Counted = tuple[Sales, Counter]


@pytest.fixture
async def counting(login_url: str, settings: Settings, tenant: Tenant) -> AsyncIterator[Counted]:
    """An API whose statements are counted."""
    async with counted(login_url) as (url, counter):
        database = await Database.connect(url, pool_size=2)
        api = Api(create_app(database, settings, ticks=stopped), settings, tenant)
        yield Sales(api), counter
        await api.close()
        await database.close()


async def deal(sales: Sales, *, drafts: int = 0, closed: int = 0) -> dict[str, str]:
    """Create an opportunity with an active quote and other quotes; return the IDs of the two."""
    opportunity = await sales.opportunity()
    quote = await sales.quote(opportunity)
    for _ in range(drafts):
        await sales.draft(opportunity)
    for _ in range(closed):
        other = await sales.quote(opportunity)
        await sales.api(f"mutation ($id: ID!) {{ {CLOSED} }}", id=other["id"])
    return {"opportunity": opportunity["id"], "quote": quote["id"]}


async def end(sales: Sales, call: str, ids: dict[str, str]) -> None:
    data = await sales.api(f"mutation {{ done: {call.format(**ids)} {{ userErrors {{ code }} }} }}")
    assert data["done"]["userErrors"] == []


@pytest.mark.parametrize("act", ENDS)
async def test_closed_quotes_are_not_read(counting: Counted, act: str) -> None:
    sales, counter = counting
    deals = [await deal(sales, closed=closed) for closed in (0, FEW, MANY)]
    taken = []

    for ids in deals:  # the first call also prepares new statements
        counter.reset()
        await end(sales, ENDS[act], ids)
        taken.append((counter.statements, counter.received))

    (_, (few, received), (many, more)) = taken
    assert many == few
    assert more - received < ROW


@pytest.mark.parametrize("act", ["lose", "revise", "order only"])
async def test_drafts_are_read_only_if_the_opportunity_may_be_closed(
    counting: Counted, act: str
) -> None:
    sales, counter = counting
    deals = [await deal(sales, drafts=drafts) for drafts in (0, FEW, MANY)]
    received = []

    for ids in deals:
        counter.reset()
        await end(sales, ENDS[act], ids)
        received.append(counter.received)

    assert received[2] - received[1] < ROW


async def test_what_was_not_read_still_counts(sales: Sales) -> None:
    """The revenue includes the quotes that were ordered before, and numbers of revisions go on."""
    opportunity = await sales.opportunity()
    first, second = [await sales.quote(opportunity) for _ in range(2)]
    await sales.do("createOrderFromQuote", quoteId=first["id"], closeOpportunity=False)
    newest = await _revised(sales, await _revised(sales, second))
    await sales.do("closeQuote", quoteId=newest["id"], status="LOST")
    revision = (await sales.do("reviseQuote", quoteId=second["id"]))["revision"]
    await sales.do("activateQuote", quoteId=revision["id"])

    payload = await sales.do("createOrderFromQuote", quoteId=revision["id"])

    assert revision["revision"] == 3
    assert payload["opportunityOutcome"] == "WON"
    assert payload["opportunity"]["actualValue"]["amount"] == "210.00"


async def _revised(sales: Sales, quote: Json) -> Json:
    """Return the next revision of a quote, active."""
    revision = (await sales.do("reviseQuote", quoteId=quote["id"]))["revision"]
    active: Json = (await sales.do("activateQuote", quoteId=revision["id"]))["quote"]
    return active


@pytest.fixture
async def poor(database: Database, settings: Settings, tenant: Tenant) -> AsyncIterator[Api]:
    """An API on which two mutations use up nearly everything."""
    api = Api(
        create_app(database, settings.model_copy(update={"max_cost": 15_000})), settings, tenant
    )
    yield api
    await api.close()


@pytest.mark.parametrize(("drafts", "second"), [(8, []), (20, ["COST_LIMIT_EXCEEDED"])])
async def test_quotes_that_close_with_their_opportunity_cost_more_from_the_second_mutation_on(
    sales: Sales, poor: Api, drafts: int, second: list[str]
) -> None:
    ids = [(await deal(sales, drafts=drafts))["opportunity"] for _ in range(2)]
    calls = (
        f'm{at}: loseOpportunity(opportunityId: "{id}", cancelOpenQuotes: true)'
        " { userErrors { code } }"
        for at, id in enumerate(ids)
    )

    body = await poor.raw(f"mutation {{ {' '.join(calls)} }}", {})

    assert [error["extensions"]["code"] for error in body.get("errors", ())] == second
    statuses = [(await sales.read("opportunity", id))["status"] for id in ids]
    assert statuses == ["LOST", "OPEN" if second else "LOST"]
