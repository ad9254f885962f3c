"""Defaults of new records: the owner and the price list."""

from uuid import uuid4

import pytest
import pytest_asyncio

from db.database import Database
from db.planner.public_ids import public_id
from db.tables import users
from tests.api.catalog import Shop
from tests.api.mutations import Json
from tests.api.sales import Sales
from tests.client import Api
from tests.tenants import Tenant

OWNED = ["Account", "Contact", "Opportunity", "Quote", "Order", "Invoice"]
PRICED = ["Opportunity", "Quote", "Order", "Invoice"]


@pytest_asyncio.fixture
async def colleague(database: Database, tenant: Tenant) -> str:
    """Return the ID of another user of the tenant."""
    id = uuid4()
    async with database.writing(tenant.id) as connection:
        await connection.exec_driver_sql(
            "INSERT INTO users (tenant_id, id, email, name, created_at)"
            f" VALUES ('{tenant.id}', '{id}', 'bo@example.com', 'Bo', now())"
        )
    return public_id(users, id)


async def _field(api: Api, kind: str, id: str, field: str) -> Json | None:
    query = f"query ($id: ID!) {{ node(id: $id) {{ ... on {kind} {{ {field} {{ id }} }} }} }}"
    found: Json | None = (await api(query, id=id))["node"][field]
    return found


async def _input(sales: Sales, kind: str) -> Json:
    if kind in PRICED:
        return await sales.header()
    return {"name": "Bo"} if kind == "Account" else {"lastName": "Bo"}


@pytest.mark.parametrize("kind", OWNED)
async def test_a_record_is_the_callers_unless_it_names_an_owner(
    sales: Sales, api: Api, colleague: str, kind: str
) -> None:
    me = (await api("{ viewer { user { id } } }"))["viewer"]["user"]
    given = await _input(sales, kind)

    mine = (await sales.do(f"create{kind}", input=given))[kind.lower()]
    theirs = (await sales.do(f"create{kind}", input={**given, "ownerId": colleague}))[kind.lower()]
    before = [await _field(api, kind, each["id"], "owner") for each in (mine, theirs)]
    await sales.do(f"update{kind}", id=mine["id"], input={"ownerId": colleague})
    await sales.do(f"update{kind}", id=theirs["id"], input={"ownerId": me["id"]})
    after = [await _field(api, kind, each["id"], "owner") for each in (mine, theirs)]

    assert before == [me, {"id": colleague}]
    assert after == [{"id": colleague}, me]


@pytest.mark.parametrize("kind", PRICED)
@pytest.mark.parametrize("customer", ["Account", "Contact"])
async def test_the_price_list_of_a_customer_is_that_of_their_documents(
    sales: Sales, shop: Shop, kind: str, customer: str
) -> None:
    """3.2: the named list, or else the opportunity's, or else the customer's."""
    theirs, other = await shop.price_list("Theirs"), await shop.price_list("Other")
    dollars = await shop.price_list("Dollars", "USD")
    name = await _input(sales, customer)
    buyer = await shop.do(f"create{customer}", input={**name, "defaultPriceListId": theirs["id"]})
    given = await sales.header(customerId=buyer["id"])
    chosen = [
        given,
        {**given, "priceListId": other["id"]},
        {**given, "currencyCode": "USD", "priceListId": dollars["id"]},
        {**given, "currencyCode": "USD"},
    ]

    made = [(await sales.do(f"create{kind}", input=each))[kind.lower()] for each in chosen]

    lists = [await _field(sales.api, kind, each["id"], "priceList") for each in made]
    assert lists == [{"id": theirs["id"]}, {"id": other["id"]}, {"id": dollars["id"]}, None]


@pytest.mark.parametrize("kind", ["Quote", "Order", "Invoice"])
async def test_the_price_list_of_an_opportunity_comes_before_that_of_the_customer(
    sales: Sales, shop: Shop, kind: str
) -> None:
    theirs, agreed = await shop.price_list("Theirs"), await shop.price_list("Agreed")
    account = await sales.customer()
    await shop.do("updateAccount", id=account, input={"defaultPriceListId": theirs["id"]})
    listed = await sales.opportunity(lines=[], priceListId=agreed["id"])
    bare = await sales.opportunity(lines=[], priceListId=theirs["id"])
    await sales.do("updateOpportunity", id=bare["id"], input={"priceListId": None})

    made = [
        (await sales.do(f"create{kind}", input=await sales.header(opportunityId=each["id"])))
        for each in (listed, bare)
    ]

    lists = [await _field(sales.api, kind, p[kind.lower()]["id"], "priceList") for p in made]
    assert lists == [{"id": agreed["id"]}, {"id": theirs["id"]}]


async def test_a_unit_whose_base_is_null_is_counted_in_the_primary_unit(shop: Shop) -> None:
    group, units = await shop.group()
    given = {"unitGroupId": group["id"], "name": "bag", "quantity": "5", "baseUnitId": None}

    made = await shop.do("createUnit", input=given)

    assert made["baseUnit"] == {"id": units["piece"]}
