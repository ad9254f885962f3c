"""Limits of one request, over HTTP: bombs are refused, and honest clients get their response."""

from typing import Any

import pytest
from graphql import get_introspection_query

from gql.cost.costs import PART, REQUEST_WEIGHT
from tests.client import Api
from tests.cost.test_static_limits import chain

GRAPHQL = "application/graphql-response+json"
CIRCLE = "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"


async def post(api: Api, query: str, **variables: Any) -> dict[str, Any]:
    """Return the body for a client of the newer media type; refusals have status 400."""
    request = {"query": query, "variables": variables}
    response = await api.http.post("/graphql", json=request, headers={"accept": GRAPHQL})
    body: dict[str, Any] = response.json()
    assert response.status_code == (400 if "data" not in body else 200)
    return body


def reading(body: dict[str, Any]) -> int:
    """Return the cost of a request without the base cost and the cost of planning."""
    told: dict[str, int] = body["extensions"]["cost"]
    return told["requestedQueryCost"] - REQUEST_WEIGHT - PART * told["parts"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (chain(24, "NEXT NEXT"), "COST_LIMIT_EXCEEDED"),
        (chain(24, "a: unknown { NEXT } b: unknown { NEXT }"), "COST_LIMIT_EXCEEDED"),
        (chain(24, "unknown NEXT NEXT"), "COST_LIMIT_EXCEEDED"),
        ("{ " + " ".join(f"a{at}: viewer" for at in range(1_000)) + " }", "COST_LIMIT_EXCEEDED"),
        ("{ " + "viewer { user { id } } " * 280 + "}", "COST_LIMIT_EXCEEDED"),
        ("{ viewer " * 100 + "}" * 100, "COST_LIMIT_EXCEEDED"),
        ("{ viewer " * 600 + "}" * 600, "GRAPHQL_PARSE_FAILED"),
        ("{ quotes(filter: " + "{and: [" * 20 + "]}" * 20 + ") { id } }", "COST_LIMIT_EXCEEDED"),
        ("{ quotes(filter: " + "[" * 900 + "]" * 900 + ") { id } }", "GRAPHQL_PARSE_FAILED"),
        (CIRCLE, "GRAPHQL_VALIDATION_FAILED"),
    ],
)
async def test_a_bomb_is_refused_before_anything_runs(api: Api, query: str, code: str) -> None:
    body = await post(api, query)

    assert body["errors"][0]["extensions"]["code"] == code
    assert "data" not in body


async def test_a_refusal_says_which_limit_how_much_and_what_to_do(api: Api) -> None:
    body = await post(api, "mutation { " + "deleteQuote(quoteId: 1) { __typename } " * 5 + "}")

    (error,) = body["errors"]
    assert error["extensions"] == {
        "code": "COST_LIMIT_EXCEEDED",
        "limit": "mutations",
        "requested": 5,
        "maximum": 4,
    }
    assert error["message"] == (
        "The request has 5 mutations; at most 4 are allowed. Split it into several requests."
    )
    assert "extensions" not in body  # its cost was not even counted


PAGES = """query ($n: Int) { opportunities(first: $n) { nodes { quotes(first: $n) { nodes {
  opportunity { quotes(first: $n) { nodes { id } } } } } } } }"""


async def test_the_cost_goes_with_the_variables(api: Api) -> None:
    small = await post(api, PAGES, n=10)
    large = await post(api, PAGES, n=100)

    assert reading(small) == 1 + 10 * (2 + 10 * (3 + 10))
    assert small["data"]["opportunities"]["nodes"] == []
    assert reading(large) == 1 + 100 * (2 + 100 * (3 + 100))
    assert large["errors"][0]["extensions"]["limit"] == "cost"


@pytest.mark.parametrize(
    ("query", "cost"),
    [
        ("{ viewer { user { id } } }", 2),
        ("{ viewer { user { id } } __schema { queryType { name } } }", 2 + 12 * 2),
        ('mutation { deleteQuote(quoteId: "x") { deletedQuoteId userErrors { code } } }', 18_011),
        ("{ quotes(first: 101) { nodes { id } } }", 102),
        ('{ quotes(after: "nonsense") { nodes { id } } }', 26),
        ('query ($id: ID = "x") { quote(id: $id) { id } }', 1),
    ],
)
async def test_every_answer_says_what_it_cost(api: Api, query: str, cost: int) -> None:
    body = await post(api, query)

    assert list(body["extensions"]["cost"]) == [
        "requestedQueryCost", "maximumQueryCost", "depth", "fields", "aliases", "parts"
    ]  # fmt: skip
    assert reading(body) == cost


@pytest.mark.parametrize("descriptions", [True, False])
async def test_tools_may_read_the_whole_schema(api: Api, *, descriptions: bool) -> None:
    query = get_introspection_query(
        descriptions=descriptions,
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
    )

    body = await post(api, query)

    assert "errors" not in body
    assert body["extensions"]["cost"]["depth"] == 15


RELAY = """
query ListQuery($count: Int!) { ...List_query_1G22uz }
fragment List_query_1G22uz on Query {
  opportunities(first: $count) {
    edges { cursor node { ...Row_opportunity id __typename } }
    pageInfo { endCursor hasNextPage }
  }
}
fragment Row_opportunity on Opportunity {
  id name account { ...Party id } contact { ...Party id } quotes(first: 10) { ...Quotes }
}
fragment Quotes on QuoteConnection { edges { node { id number ...Amounts __typename } cursor } }
fragment Amounts on SalesDocument {
  total: totalAmount { amount currencyCode } lines(first: 20) { id }
}
fragment Party on Node { __isNode: __typename id ... on Customer { name email } }
"""
APOLLO = """
query Deal($id: ID!, $withLines: Boolean = false) {
  opportunity(id: $id) { ...Header ...Money quotes { nodes { ...Header ...Money ...Lines } } }
}
fragment Header on SalesDocument { __typename id number owner { __typename id name } }
fragment Money on SalesDocument { __typename id totalAmount { __typename amount } }
fragment Lines on Quote { __typename id lines @include(if: $withLines) { __typename id } }
"""


@pytest.mark.parametrize(
    ("query", "variables", "cost"),
    [
        (RELAY, {"count": 50}, 2 + 50 * (5 + 10 * (2 + 1 + 20))),
        (APOLLO, {"id": "x"}, 1 + 2 + 1 + 25 * 3),
        (APOLLO, {"id": "x", "withLines": True}, 1 + 2 + 1 + 25 * (3 + 1_000)),
    ],
)
async def test_documents_of_client_libraries_are_answered(
    api: Api, query: str, variables: dict[str, Any], cost: int
) -> None:
    body = await post(api, query, **variables)

    assert "errors" not in body
    assert reading(body) == cost
