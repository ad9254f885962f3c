"""The change feed is complete, in commit order, and limited to the tenant."""

import asyncio
import base64
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import uuid4

import asyncpg
import orjson
import pytest
import pytest_asyncio

from db.database import Database, plain_url
from db.planner.public_ids import public_id
from db.repositories.identity_map import IdentityMap
from db.tables import accounts
from domain.sales.party import Account
from gql.settings import Settings
from tests.api.catalog import Shop
from tests.api.mutations import Json
from tests.api.sales import Sales
from tests.client import Api
from tests.feed import QUESTION, assert_complete, page, rest
from tests.tenants import NOW, MakeTenant

SALES = ["OPPORTUNITY", "QUOTE", "ORDER", "INVOICE"]


@pytest_asyncio.fixture
async def other_api(app: Any, settings: Settings, make_tenant: MakeTenant) -> AsyncIterator[Api]:
    """A client of another tenant."""
    client = Api(app, settings, await make_tenant())
    yield client
    await client.close()


def summarize(changes: list[Json]) -> list[tuple[str, str, int]]:
    """Return the operations of changes, by kind of record."""
    return [(one["type"], one["operation"], one["version"]) for one in changes]


async def end(api: Api) -> str:
    """Return the current end cursor."""
    return (await rest(api))[1]


async def test_each_record_that_a_mutation_changes_is_told_of(sales: Sales, api: Api) -> None:
    opportunity = await sales.opportunity()
    quote = await sales.quote(opportunity)
    now = await end(api)

    payload = await sales.do("createOrderFromQuote", quoteId=quote["id"])

    changes, _ = await rest(api, now)
    assert summarize(changes) == [
        ("OPPORTUNITY", "UPDATED", payload["opportunity"]["version"]),
        ("QUOTE", "UPDATED", payload["quote"]["version"]),
        ("ORDER", "CREATED", 1),
    ]
    assert [one["record"]["id"] for one in changes] == [one["recordId"] for one in changes]
    assert changes[2]["recordId"] == payload["order"]["id"]


async def test_what_happens_to_a_line_happens_to_its_document(sales: Sales, api: Api) -> None:
    draft = await sales.draft()
    now = await end(api)

    await sales.do("updateLine", lineId=draft["lines"][0]["id"], input={"quantity": "7"})

    changes, _ = await rest(api, now)
    assert summarize(changes) == [("QUOTE", "UPDATED", draft["version"] + 1)]


async def test_a_deleted_record_is_told_of_and_is_no_more(sales: Sales, api: Api) -> None:
    draft = await sales.draft()
    now = await end(api)

    await sales.do("deleteQuote", quoteId=draft["id"])

    (change,), _ = await rest(api, now)
    assert (change["operation"], change["recordId"]) == ("DELETED", draft["id"])
    assert change["record"] is None


async def test_a_refused_mutation_and_one_that_changes_nothing_tell_nothing(
    sales: Sales, api: Api
) -> None:
    draft = await sales.draft(name="Same")
    now = await end(api)

    refused = await sales.attempt("reviseQuote", quoteId=draft["id"])
    await sales.do("updateQuote", id=draft["id"], input={"name": "Same"})

    assert refused["userErrors"]
    assert await rest(api, now) == ([], now)


async def test_the_beginning_tells_of_everything_in_pages_of_any_size(
    sales: Sales, shop: Shop, api: Api
) -> None:
    await shop.product()
    await sales.do("createOrderFromQuote", quoteId=(await sales.quote())["id"])
    whole, cursor = await rest(api)

    assert len(whole) > 160
    assert {"USER", "CURRENCY", "UNIT", "PRODUCT", "ORDER"} <= {one["type"] for one in whole}
    for size in (7, 100, 500):
        assert await rest(api, first=size) == (whole, cursor)
    middle = whole[80]["cursor"]
    assert (await rest(api, middle))[0] == whole[81:]


async def test_types_cut_the_feed_down(sales: Sales, api: Api) -> None:
    for _ in range(3):
        await sales.do("createOrderFromQuote", quoteId=(await sales.quote())["id"])
    whole, cursor = await rest(api)

    for types in (["ORDER"], ["QUOTE", "ORDER", "QUOTE"], SALES, []):
        wanted = [one for one in whole if not types or one["type"] in types]
        assert await rest(api, types=types) == (wanted, cursor)
        assert await rest(api, types=types, first=2) == (wanted, cursor)


async def test_an_empty_page_says_where_it_stands(sales: Sales, api: Api) -> None:
    await sales.quote()
    start = await page(api, first=0)

    assert (start["nodes"], start["hasMore"]) == ([], True)
    assert await rest(api, start["cursor"]) == await rest(api)


@pytest.mark.parametrize("first", [-1, 501])
async def test_a_page_has_its_limits(api: Api, first: int) -> None:
    body = await api.raw(QUESTION, {"first": first})

    (error,) = body["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "between 0 and 500" in error["message"]


async def test_what_is_no_cursor_of_this_feed_is_refused(
    api: Api, sales: Sales, database_url: str, other_api: Api
) -> None:
    await sales.quote()
    cursor = await end(api)
    quotes = await api("{ quotes { pageInfo { endCursor } } }")
    foreign = [quotes["quotes"]["pageInfo"]["endCursor"], await end(other_api)]
    owner = await asyncpg.connect(plain_url(database_url))
    await owner.execute("SELECT set_config('app.tenant_id', $1, false)", str(api.tenant.id))
    await owner.execute(
        "UPDATE change_feeds SET last = last - 1 WHERE tenant_id = $1", api.tenant.id
    )

    (feed, place, _) = orjson.loads(base64.b64decode(cursor))
    odd = base64.b64encode(orjson.dumps([feed, place, "\x00"])).decode()
    for given in (*foreign, cursor, odd, "", "nonsense", "WyJhIiwgIjEiXQ==", "é", cursor * 9):
        body = await api.raw(QUESTION, {"since": given})
        (error,) = body["errors"]
        assert error["extensions"]["code"] == "BAD_CURSOR", given
        assert "without `since`" in error["message"]
    await owner.execute(
        "UPDATE change_feeds SET last = last + 1 WHERE tenant_id = $1", api.tenant.id
    )
    assert await rest(api, cursor) == ([], cursor)
    await owner.execute(
        "UPDATE change_feeds SET id = gen_random_uuid() WHERE tenant_id = $1", api.tenant.id
    )
    assert "errors" in await api.raw(QUESTION, {"since": cursor})
    await owner.close()


async def test_nobody_reads_the_feed_of_another_tenant(
    sales: Sales, api: Api, other_api: Api
) -> None:
    quote = await sales.quote()

    theirs, _ = await rest(other_api)

    assert quote["id"] not in {one["recordId"] for one in theirs}


async def test_a_change_that_is_committed_late_is_not_missed(
    api: Api, sales: Sales, database: Database
) -> None:
    """It was written first, and stays uncommitted while other changes are committed and read."""
    held, written = asyncio.Event(), asyncio.Event()
    account = Account(id=uuid4(), name="Late", owner_id=api.tenant.user_id)

    async def late() -> None:
        async with database.writing(api.tenant.id) as connection:
            store = IdentityMap(connection, api.tenant.id, api.tenant.user_id, NOW)
            store.add(account)
            await store.save()
            written.set()
            await held.wait()

    transaction = asyncio.create_task(late())
    await written.wait()
    quote = await sales.quote()
    seen, cursor = await rest(api)
    held.set()
    await transaction
    (change,), _ = await rest(api, cursor)

    assert quote["id"] in {one["recordId"] for one in seen}
    assert change["recordId"] == public_id(accounts, account.id)
    assert change["recordId"] not in {one["recordId"] for one in seen}


async def test_reading_does_not_wait_for_a_numbering_that_takes_long(
    api: Api, sales: Sales, database_url: str
) -> None:
    now = await end(api)
    owner = await asyncpg.connect(plain_url(database_url))
    async with owner.transaction():
        await owner.execute(
            "SELECT FROM change_feeds WHERE tenant_id = $1 FOR UPDATE", api.tenant.id
        )
        draft = await sales.draft()
        async with asyncio.timeout(5):
            assert await rest(api, now) == ([], now)
    await owner.close()

    changes: list[Json] = []
    async with asyncio.timeout(5):
        while draft["id"] not in {one["recordId"] for one in changes}:
            changes, _ = await rest(api, now)


async def follow(api: Api, stop: Callable[[], bool], since: str | None, size: int) -> list[Json]:
    """Poll the feed like a partner."""
    found: list[Json] = []
    while True:
        last = stop()
        asked = await page(api, since, first=size)
        found += asked["nodes"]
        since = asked["cursor"]
        if last and not asked["hasMore"]:
            return found


async def test_partners_that_poll_while_twenty_write_miss_nothing_and_see_nothing_twice(
    api: Api, sales: Sales, database_url: str
) -> None:
    quotes = [await sales.draft() for _ in range(5)]
    start = await end(api)
    header = await sales.header(name="Own")
    done = False

    async def write(at: int) -> None:
        for turn in range(4):
            own = await sales.do("createQuote", input=header)
            quote = quotes[at % 5]["id"]
            await sales.attempt("updateQuote", id=quote, input={"name": f"{at}-{turn}"})
            if turn % 2:
                await sales.do("deleteQuote", quoteId=own["quote"]["id"])

    pollers = [asyncio.create_task(follow(api, lambda: done, start, size)) for size in (3, 50, 500)]
    await asyncio.gather(*(write(at) for at in range(20)))
    done = True
    feeds = await asyncio.gather(*pollers)

    assert [summarize(feed) for feed in feeds] == [summarize(feeds[0])] * 3
    for feed in feeds:
        assert [one["cursor"] for one in feed] == [one["cursor"] for one in feeds[0]]
    assert len({one["cursor"] for one in feeds[0]}) == len(feeds[0]) > 20 * 4 * 2
    await assert_complete(plain_url(database_url), api.tenant.id)
