"""Round trips are few: the number of statements that a request sends, counted on the wire."""

from collections.abc import AsyncIterator

import pytest

from db.database import Database
from gql.server.app import create_app
from gql.settings import Settings
from tests.api.catalog import Shop, item
from tests.api.sales import Sales
from tests.client import Api
from tests.counting import Counter, counted, stopped
from tests.tenants import Tenant


@pytest.fixture
async def counter(
    login_url: str, settings: Settings, tenant: Tenant
) -> AsyncIterator[tuple[Sales, Counter]]:
    """An API whose statements are counted."""
    async with counted(login_url) as (url, counter):
        database = await Database.connect(url, pool_size=2)
        api = Api(create_app(database, settings, ticks=stopped), settings, tenant)
        yield Sales(api), counter
        await api.close()
        await database.close()


@pytest.mark.parametrize("lines", [1, 200])
async def test_ordering_a_quote_takes_at_most_12_statements(
    counter: tuple[Sales, Counter], lines: int
) -> None:
    """The count includes BEGIN, locks, reads, the number, writes, COMMIT and the final read."""
    sales, count = counter
    line = {"writeIn": "Valve", "quantity": "2", "pricePerUnit": "5.00"}
    counts = []
    for _ in range(2):  # the first call also prepares new statements
        quote = await sales.quote(await sales.opportunity(lines=[line] * lines))
        count.reset()
        payload = await sales.do("createOrderFromQuote", quoteId=quote["id"])
        counts.append(count.statements)

    assert payload["opportunityOutcome"] == "WON"
    assert len(payload["order"]["lines"]) == lines
    assert counts[-1] <= 12


@pytest.mark.parametrize("items", [1, 100])
async def test_pricing_many_products_takes_as_many_statements_as_pricing_one(
    counter: tuple[Sales, Counter], items: int
) -> None:
    sales, count = counter
    shop = Shop(sales.api)
    units = [{"name": f"U-{n}", "quantity": str(n + 2)} for n in range(items)]
    group = await shop.do(
        "createUnitGroup", input={"name": "G", "primaryUnit": "one", "units": units}
    )
    product = await shop.product(unitGroupId=group["id"])
    found = await sales.api(
        '{ units(first: 100, filter: { name: { startsWith: "U-" } }) { nodes { id } } }'
    )
    given = [item(product, unitId=unit["id"]) for unit in found["units"]["nodes"]]
    counts = []
    for name in ("A", "B"):  # the first call also prepares new statements
        price_list = await shop.price_list(name)
        count.reset()
        await shop.do("addPriceListItems", priceListId=price_list["id"], items=given)
        counts.append(count.statements)

    assert len(given) == items
    assert counts[-1] <= 11


async def test_a_question_is_one_statement_however_deep(counter: tuple[Sales, Counter]) -> None:
    sales, count = counter
    await sales.do("createOrderFromQuote", quoteId=(await sales.quote())["id"])
    question = """{ accounts { nodes { name opportunities { nodes { name } }
      quotes { totalCount edges { cursor node { number lines(first: 10) { quantity }
        order { number invoices { nodes { number } } } revisions { revision } } } } } }
      orders { nodes { number availableActions { action allowed } } } viewer { user { name } } }"""
    await sales.api(question)
    count.reset()

    await sales.api(question)

    assert count.statements == 1


@pytest.mark.parametrize("searches", [1, 3])
async def test_searching_takes_one_statement_more(
    counter: tuple[Sales, Counter], searches: int
) -> None:
    """This holds for any number of searches and any fields of the results."""
    sales, count = counter
    await sales.do("createOrderFromQuote", quoteId=(await sales.quote())["id"])
    search = """search(text: "o") { __typename ... on Order { number customer { name }
      invoices { nodes { number } } } }"""
    named = " ".join(f"s{at}: {search}" for at in range(searches))
    question = f"{{ {named} quotes {{ nodes {{ number lines(first: 5) {{ quantity }} }} }} }}"
    await sales.api(question)
    count.reset()

    found = await sales.api(question)

    assert count.statements == 2
    assert all(found[f"s{at}"] for at in range(searches))


async def test_without_a_database_the_answer_says_so(counter: tuple[Sales, Counter]) -> None:
    sales, count = counter
    draft = await sales.draft()
    count.cut()

    question = await sales.api.http.post("/graphql", json={"query": "{ viewer { user { id } } }"})
    body = await sales.api.raw(
        f'mutation {{ activateQuote(quoteId: "{draft["id"]}") {{ quote {{ id }} }} }}'
    )

    assert question.status_code == 503
    assert question.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
    assert body["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
