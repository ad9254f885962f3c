"""Results that random documents rarely contain, and other tenants' records."""

from uuid import UUID

import orjson
import pytest

from db import tables
from db.planner.public_ids import PREFIXES, public_id
from gql.request_errors import RequestRefused
from gql.schema.extension_keys import TABLE
from gql.server.schema import graphql_of, schema
from tests.preparing import get_plan
from tests.reads.conftest import Pipeline
from tests.tenants import new_tenant

MADE = graphql_of(schema)


async def test_many_fields_and_odd_names_on_one_object(pipeline: Pipeline) -> None:
    id = pipeline.ids(tables.quotes)[0]
    number = pipeline.rows[tables.quotes][0]["number"]
    names = [f"a{n}" for n in range(230)] + ["_", "__x", "select", "tenant_id", "b" * 100]

    data = await pipeline.ask(
        f'{{ quote(id: "{id}") {{ {" ".join(f"{n}: number" for n in names)} }} }}'
    )

    assert list(data["quote"]) == names
    assert set(data["quote"].values()) == {number}


async def test_nodes_come_in_the_order_of_their_ids_with_nulls(pipeline: Pipeline) -> None:
    quote, account = pipeline.ids(tables.quotes)[3], pipeline.ids(tables.accounts)[5]
    line = pipeline.ids(tables.order_lines)[0]
    ids = [line, "nonsense", quote, account, quote, "quo_" + "f" * 32, "ord_" + quote[4:]]

    data = await pipeline.ask(
        "query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }", ids=ids
    )

    assert [node and node["id"] for node in data["nodes"]] == [
        line, None, quote, account, quote, None, None,
    ]  # fmt: skip
    assert data["nodes"][3]["__typename"] == "Account"


async def test_a_node_of_any_type_is_found_by_its_id(pipeline: Pipeline) -> None:
    found_in = {name: kind.extensions.get(TABLE) for name, kind in MADE.type_map.items()}
    tables_of = {name: table for name, table in found_in.items() if table is not None}
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }"

    for name, table in tables_of.items():
        ids = pipeline.ids(table)[:2]
        found = (await pipeline.ask(query, ids=ids))["nodes"]
        assert found == [{"id": id, "__typename": name} for id in ids]
    assert tables_of.keys() >= {"Tenant", "TenantSettings", "Letterhead", "User", "QuoteLine"}


async def test_the_viewers_tenant_can_be_refetched(pipeline: Pipeline) -> None:
    parts = "id name settings { id pricingPrecision } letterhead { id companyName }"
    tenant = (await pipeline.ask(f"{{ viewer {{ tenant {{ {parts} }} }} }}"))["viewer"]["tenant"]
    query = """query ($tenant: ID!, $settings: ID!, $letterhead: ID!) {
      tenant: node(id: $tenant) { ... on Tenant { %s } }
      settings: node(id: $settings) { id ... on TenantSettings { pricingPrecision } }
      letterhead: node(id: $letterhead) { id ... on Letterhead { companyName } } }"""
    ids = {"settings": tenant["settings"]["id"], "letterhead": tenant["letterhead"]["id"]}

    again = await pipeline.ask(query % parts, tenant=tenant["id"], **ids)

    assert again == {
        "tenant": tenant, "settings": tenant["settings"], "letterhead": tenant["letterhead"]
    }  # fmt: skip
    assert len({tenant["id"], *ids.values()}) == 3


async def test_too_many_nodes_are_refused(pipeline: Pipeline) -> None:
    with pytest.raises(RequestRefused) as refusal:
        await pipeline.ask("query ($i: [ID!]!) { nodes(ids: $i) { id } }", i=["x"] * 101)

    assert refusal.value.code == "BAD_USER_INPUT"


async def test_an_id_of_another_kind_is_nobody(pipeline: Pipeline) -> None:
    id = pipeline.ids(tables.quotes)[0]

    data = await pipeline.ask(
        "query ($id: ID!) { order(id: $id) { id } quote(id: $id) { id } }", id=id
    )

    assert data == {"order": None, "quote": {"id": id}}


@pytest.mark.parametrize("filter", ["{number: {eq: null}}", "{customerId: {in: null}}"])
async def test_an_operator_is_never_null(pipeline: Pipeline, filter: str) -> None:
    with pytest.raises(RequestRefused, match="BAD_USER_INPUT"):
        await pipeline.ask(f"{{ quotes(filter: {filter}) {{ totalCount }} }}")


@pytest.mark.parametrize(
    ("filter", "message"),
    [
        (
            "quotes(filter: {status: {eq: CANCELED}})",
            "The `status` of quotes is never `CANCELED`. Use `DRAFT`, `ACTIVE`, `WON` or `CLOSED`.",
        ),
        (
            "orders(filter: {quote: {status: {in: [PAID, OPEN]}}})",
            (
                "The `status` of quotes is never `PAID` or `OPEN`. Use `DRAFT`, `ACTIVE`, `WON` or"
                " `CLOSED`."
            ),
        ),
        (
            "invoices(filter: {not: {status: {in: [DRAFT]}}})",
            "The `status` of invoices is never `DRAFT`. Use `ACTIVE`, `PAID` or `CANCELED`.",
        ),
    ],
)
async def test_a_state_that_no_such_document_has_is_refused(
    pipeline: Pipeline, filter: str, message: str
) -> None:
    with pytest.raises(RequestRefused) as refusal:
        await pipeline.ask(f"{{ {filter} {{ totalCount }} }}")

    assert refusal.value.code == "BAD_USER_INPUT"
    assert refusal.value.errors[0].message == message


async def test_a_document_is_found_by_the_state_that_it_answers(pipeline: Pipeline) -> None:
    read = "query ($id: ID!) { node(id: $id) { ... on SalesDocument { status statusReason } } }"
    find = """query ($id: ID!, $status: DocumentStatus!, $reason: [DocumentStatusReason!]!) {
      found: %s(filter: {id: {eq: $id}, status: {eq: $status}, statusReason: {in: $reason}})
      { totalCount } }"""

    for table in (tables.opportunities, tables.quotes, tables.orders, tables.invoices):
        for id in pipeline.ids(table)[:10]:
            state = (await pipeline.ask(read, id=id))["node"]
            given = {"status": state["status"], "reason": [state["statusReason"]]}
            found = await pipeline.ask(find % table.name, id=id, **given)
            assert found == {"found": {"totalCount": 1}}


async def test_the_same_states_may_be_asked_of_all_documents(pipeline: Pipeline) -> None:
    kinds = " ".join(
        f"{kind}(filter: {{status: {{in: $live}}}}) {{ totalCount }}"
        for kind in ("opportunities", "quotes", "orders", "invoices")
    )
    query = f"query ($live: [DocumentStatus!]!) {{ {kinds} }}"

    data = await pipeline.ask(query, live=["OPEN", "DRAFT", "ACTIVE"])

    assert all(page["totalCount"] for page in data.values())


async def test_a_text_with_nul_is_refused(pipeline: Pipeline) -> None:
    query = "query ($t: String) { quotes(filter: {number: {eq: $t}}) { totalCount } }"

    with pytest.raises(RequestRefused, match="BAD_USER_INPUT"):
        await pipeline.ask(query, t="a\x00b")


async def test_clients_texts_are_never_sql(pipeline: Pipeline) -> None:
    nasty = """x'); DROP TABLE quotes; --"""
    query = """query ($t: String, $id: ID!) { quote(id: $id) { id }
      quotes(filter: {or: [{name: {contains: $t}}, {id: {eq: $id}}]}) { totalCount } }"""
    planned = pipeline.planned(query, {"t": nasty, "id": nasty})

    assert await pipeline.ask(query, t=nasty, id=nasty) == {
        "quote": None,
        "quotes": {"totalCount": 0},
    }
    assert "DROP" not in get_plan(planned).sql


async def test_one_plan_serves_all_values(pipeline: Pipeline) -> None:
    query = "query ($id: ID!, $n: Int) { quote(id: $id) { id } quotes(first: $n) { totalCount } }"
    one, other = pipeline.ids(tables.quotes)[:2]

    plans = [
        get_plan(pipeline.planned(query, {"id": id, "n": n})) for id, n in ((one, 1), (other, 2))
    ]

    assert plans[0] is plans[1]
    assert (await pipeline.ask(query, id=one, n=1))["quote"]["id"] == one
    assert (await pipeline.ask(query, id=other, n=2))["quote"]["id"] == other


async def test_another_tenant_sees_nothing(pipeline: Pipeline) -> None:
    other = await new_tenant(pipeline.url)
    stranger = pipeline.context(tenant_id=other.id, user_id=other.user_id)
    lists = [
        "accounts",
        "contacts",
        "competitors",
        "products",
        "priceLists",
        "priceListItems",
        "discountLists",
        "taxCodes",
        "opportunities",
        "quotes",
        "orders",
        "invoices",
    ]
    ids = [pipeline.ids(table)[0] for table in PREFIXES if pipeline.rows[table]]
    query = """query ($ids: [ID!]!, $one: ID!) {
      nodes(ids: $ids) { id } node(id: $one) { id } quote(id: $one) { id } %s }"""
    counts = " ".join(f"{name} {{ totalCount nodes {{ id }} }}" for name in lists)
    quote = public_id(tables.quotes, UUID(hex=pipeline.ids(tables.quotes)[0][4:]))
    planned = pipeline.planned(query % counts, {"ids": ids, "one": quote})

    seen = orjson.loads(await pipeline.executor.answer(stranger, planned))["data"]

    assert seen is not None
    assert seen["nodes"] == [None] * len(ids)
    assert seen["node"] is None
    assert seen["quote"] is None
    assert [seen[name] for name in lists] == [{"totalCount": 0, "nodes": []}] * len(lists)


async def test_a_bomb_of_fragments_is_refused(pipeline: Pipeline) -> None:
    bomb = (
        "query { accounts { nodes { ...F0 } } } "
        + " ".join(
            f"fragment F{n} on Account {{ a: contacts {{ nodes {{ account {{ ...F{n + 1} }} }} }}"
            f" b: contacts {{ nodes {{ account {{ ...F{n + 1} }} }} }} }}"
            for n in range(20)
        )
        + " fragment F20 on Account { id }"
    )

    with pytest.raises(RequestRefused) as refusal:
        await pipeline.ask(bomb)

    assert refusal.value.code == "COST_LIMIT_EXCEEDED"


async def test_a_filter_of_thousands_of_conditions_is_refused(pipeline: Pipeline) -> None:
    wide = {"or": [{"name": {"eq": "x"}}] * 9_000}

    with pytest.raises(RequestRefused) as refusal:
        await pipeline.ask("query ($f: UserFilter) { users(filter: $f) { totalCount } }", f=wide)

    assert refusal.value.code == "COST_LIMIT_EXCEEDED"
