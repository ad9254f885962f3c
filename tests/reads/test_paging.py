"""Paging: every row appears exactly once in both directions, whatever the sort and the filter."""

from typing import Any

import pytest

from db import tables
from gql.request_errors import RequestRefused
from tests.reads.conftest import Pipeline

ORDERS: list[list[dict[str, str]]] = [
    [],
    [{"field": "EXPIRES_ON", "nulls": "FIRST"}],
    [{"field": "EXPIRES_ON", "direction": "DESC", "nulls": "LAST"}],
    [{"field": "EFFECTIVE_TO"}, {"field": "EXPIRES_ON", "direction": "DESC", "nulls": "FIRST"}],
    [{"field": "STATUS", "direction": "DESC"}, {"field": "CLOSED_ON"}, {"field": "NAME"}],
    [{"field": "CUSTOMER_NAME"}],
    [{"field": "CONTACT_NAME", "direction": "DESC", "nulls": "FIRST"}],
    [{"field": "ACCOUNT_NAME"}, {"field": "CONTACT_NAME", "direction": "DESC"}],
    [{"field": "STATUS"}, {"field": "OWNER_NAME", "direction": "DESC"}, {"field": "REVISION"}],
    [{"field": "NUMBER", "direction": "DESC"}],
    [{"field": "TOTAL_AMOUNT", "direction": "ASC"}],
    [{"field": "TOTAL_AMOUNT", "direction": "DESC"}, {"field": "NUMBER", "direction": "ASC"}],
    [{"field": "CREATED_AT", "direction": "DESC"}, {"field": "UPDATED_AT", "direction": "DESC"}],
]
PAGE = """query ($first: Int, $after: String, $last: Int, $before: String,
               $orderBy: [QuoteSort!], $filter: QuoteFilter) {
  quotes(first: $first, after: $after, last: $last, before: $before,
         orderBy: $orderBy, filter: $filter) {
    totalCount edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
SOME: dict[str, Any] = {"status": {"in": ["WON", "ACTIVE"]}}


async def walk(pipeline: Pipeline, size: int, order: Any, *, forwards: bool) -> list[list[str]]:
    """Return all pages in the order in which they were requested."""
    pages: list[list[str]] = []
    place: dict[str, Any] = {}
    more = True
    while more:
        count = {"first": size} if forwards else {"last": size}
        data = await pipeline.ask(PAGE, orderBy=order, filter=SOME, **count, **place)
        edges, info = data["quotes"]["edges"], data["quotes"]["pageInfo"]
        pages.append([edge["node"]["id"] for edge in edges])
        assert info["startCursor"] == edges[0]["cursor"]
        assert info["endCursor"] == edges[-1]["cursor"]
        behind = info["hasPreviousPage"] if forwards else info["hasNextPage"]
        assert behind is (len(pages) > 1)
        more = info["hasNextPage"] if forwards else info["hasPreviousPage"]
        place = {"after": info["endCursor"]} if forwards else {"before": info["startCursor"]}
    assert data["quotes"]["totalCount"] == sum(map(len, pages))
    return pages


@pytest.mark.parametrize("order", ORDERS)
async def test_both_ways_give_every_row_once_and_in_the_same_order(
    pipeline: Pipeline, order: Any
) -> None:
    wanted = [r for r in pipeline.rows[tables.quotes] if r["status"] in {"WON", "ACTIVE"}]

    there = await walk(pipeline, 19, order, forwards=True)
    back = await walk(pipeline, 13, order, forwards=False)

    forwards = [id for page in there for id in page]
    backwards = [id for page in reversed(back) for id in page]
    assert forwards == backwards
    assert len(forwards) == len(set(forwards)) == len(wanted)


async def test_a_page_between_two_cursors(pipeline: Pipeline) -> None:
    edges = (await pipeline.ask(PAGE, first=9))["quotes"]["edges"]
    between = {"after": edges[1]["cursor"], "before": edges[7]["cursor"]}

    first = (await pipeline.ask(PAGE, first=2, **between))["quotes"]
    last = (await pipeline.ask(PAGE, last=9, **between))["quotes"]

    assert first["edges"] == edges[2:4]
    assert first["pageInfo"]["hasNextPage"]
    assert first["pageInfo"]["hasPreviousPage"]
    assert last["edges"] == edges[2:7]
    assert last["pageInfo"]["hasNextPage"]
    assert last["pageInfo"]["hasPreviousPage"]


async def test_a_page_of_nothing_has_no_cursors(pipeline: Pipeline) -> None:
    page = (await pipeline.ask(PAGE, first=0))["quotes"]

    assert page["edges"] == []
    assert page["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "startCursor": None,
        "endCursor": None,
    }


async def test_the_default_page_has_25(pipeline: Pipeline) -> None:
    assert len((await pipeline.ask(PAGE))["quotes"]["edges"]) == 25


@pytest.mark.parametrize(
    "arguments",
    [{"first": 101}, {"first": -1}, {"last": 101}, {"last": -5}, {"first": 3, "last": 3}],
)
async def test_a_page_has_limits(pipeline: Pipeline, arguments: dict[str, int]) -> None:
    with pytest.raises(RequestRefused) as refusal:
        await pipeline.ask(PAGE, **arguments)

    assert refusal.value.code == "BAD_USER_INPUT"


async def test_a_cursor_is_good_for_its_own_list_only(pipeline: Pipeline) -> None:
    edge = (await pipeline.ask(PAGE, first=1, filter=SOME))["quotes"]["edges"][0]
    good = edge["cursor"]
    misuses: list[dict[str, Any]] = [
        {"after": good},
        {"after": good, "filter": {"status": {"in": ["WON"]}}},
        {"after": good, "filter": SOME, "orderBy": [{"field": "NUMBER", "direction": "ASC"}]},
        {"before": good, "orderBy": [{"field": "CREATED_AT", "direction": "DESC"}]},
    ]
    garbage = ["", "x", "null", "WyJ4Il0=", good[:-8], good + "AAAA", "\u00e9", "W10=", "bnVsbA=="]
    misuses += [{"after": text, "filter": SOME} for text in garbage]

    assert (await pipeline.ask(PAGE, first=1, after=good, filter=SOME))["quotes"]["edges"]
    for misuse in misuses:
        with pytest.raises(RequestRefused) as refusal:
            await pipeline.ask(PAGE, first=1, **misuse)
        assert refusal.value.code == "BAD_CURSOR", misuse


@pytest.mark.parametrize("many", [2, 60])
async def test_a_cursor_is_good_for_the_same_filter_however_it_is_written(
    pipeline: Pipeline, many: int
) -> None:
    ids = [f"quo_{row['id'].hex}" for row in pipeline.rows[tables.quotes]][:many]
    page = """query ($after: String, %s) {
      quotes(first: 1, after: $after, filter: %s) { edges { cursor node { id } } } }"""
    listed = ", ".join(f'"{id}"' for id in ids)
    forms: list[tuple[str, str, dict[str, Any]]] = [
        ("$f: QuoteFilter", "$f", {"f": {"id": {"in": ids}}}),
        ("$i: [ID!]!", "{ id: { in: $i } }", {"i": ids}),
        ("", f"{{ id: {{ in: [{listed}] }} }}", {}),
    ]
    for declared, text, given in forms:
        found = await pipeline.ask(page % (declared, text), **given)
        (edge,) = found["quotes"]["edges"]
        for other, same, values in forms:
            asked = page % (other, same)
            found = await pipeline.ask(asked, after=edge["cursor"], **values)
            (after,) = found["quotes"]["edges"]
            assert after["node"]["id"] != edge["node"]["id"]
        fewer = {"f": {"id": {"in": ids[1:]}}}
        with pytest.raises(RequestRefused) as refusal:
            await pipeline.ask(page % forms[0][:2], after=edge["cursor"], **fewer)
        assert refusal.value.code == "BAD_CURSOR"


async def test_nested_pages_go_on_where_they_ended(pipeline: Pipeline) -> None:
    query = """query ($id: ID!, $after: String) { account(id: $id) {
      opportunities(first: 1, after: $after) {
        totalCount nodes { id } pageInfo { hasNextPage endCursor } } } }"""
    owners = [row["account_id"] for row in pipeline.rows[tables.opportunities]]
    busiest = max((one for one in owners if one), key=owners.count)
    id = f"acc_{busiest.hex}"
    seen: list[str] = []
    after = None
    while True:
        page = (await pipeline.ask(query, id=id, after=after))["account"]["opportunities"]
        seen += [node["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert len(seen) == len(set(seen)) == page["totalCount"] == owners.count(busiest)
