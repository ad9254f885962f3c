"""Over HTTP, oversized and malformed inputs are refused at once, with advice on what to do."""

import base64
from typing import Any

import orjson
import pytest

from tests.api.sales import Sales
from tests.client import Api

FILTER = "query ($f: QuoteFilter) { quotes(filter: $f) { totalCount } }"


async def refused(api: Api, query: str, **variables: Any) -> dict[str, Any]:
    """Return the only error of a request that is refused as a whole."""
    request = {"query": query, "variables": variables}
    response = await api.http.post("/graphql", json=request)
    body = response.json()
    assert "data" not in body
    (error,) = body["errors"]
    found: dict[str, Any] = error
    return found


def nested(levels: int) -> Any:
    inner: Any = {}
    for _ in range(levels):
        inner = {"not": inner}
    return inner


async def test_the_refusal_names_the_variable_the_place_the_limit_and_what_to_do(api: Api) -> None:
    error = await refused(api, FILTER, f={"or": [{"id": {"in": ["a"] * 5_001}}]})

    assert error == {
        "message": (
            "Variable `$f` at `or[0].id.in` is a list of 5,001 items; at most 5,000 are allowed."
            " Split the list across several requests."
        ),
        "extensions": {
            "code": "COST_LIMIT_EXCEEDED",
            "limit": "items",
            "requested": 5_001,
            "maximum": 5_000,
            "path": ["f", "or", 0, "id", "in"],
        },
    }


@pytest.mark.parametrize(
    ("query", "variables", "limit"),
    [
        (FILTER, {"f": nested(190)}, "nesting"),
        (FILTER, {"f": {"or": [{}] * 4_900}}, "conditions"),
        (
            "query ($o: [QuoteSort!]) { quotes(orderBy: $o) { totalCount } }",
            {"o": [{"field": "NAME"}] * 20_000},
            "items",
        ),
        ("query ($i: [ID!]!) { nodes(ids: $i) { id } }", {"i": ["a"] * 5_001}, "items"),
        (
            "query ($t: [SearchType!]) { search(text: \"a\", types: $t) { __typename } }",
            {"t": ["QUOTE"] * 5_001},
            "items",
        ),
        (
            "query ($f: QuoteFilter = " + "{not: " * 190 + "{}" + "}" * 190
            + ") { quotes(filter: $f) { totalCount } }",
            {},
            "nesting",
        ),
    ],
)  # fmt: skip
async def test_input_that_is_too_large_is_refused_by_its_limit(
    api: Api, query: str, variables: dict[str, Any], limit: str
) -> None:
    assert (await refused(api, query, **variables))["extensions"]["limit"] == limit


async def test_json_that_is_nested_without_end_is_no_json(api: Api) -> None:
    for opening, closing in (("[", "]"), ('{"a":', "}")):
        deep = opening * 100_000 + "1" + closing * 100_000
        body = f'{{"query": "{{ __typename }}", "variables": {{"a": {deep}}}}}'

        response = await api.http.post(
            "/graphql", content=body, headers={"content-type": "application/json"}
        )

        assert response.status_code == 400
        assert response.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


LIST = """query ($o: [QuoteSort!], $a: String) {
  quotes(first: 1, after: $a, orderBy: $o) { edges { cursor } } }"""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("CREATED_AT", "0001-01-01T00:00:00+14:00"),
        ("CREATED_AT", "9999-12-31T23:59:59-14:00"),
        ("TOTAL_AMOUNT", "NaN"),
        ("TOTAL_AMOUNT", "1e999999999"),
        ("TOTAL_AMOUNT", "1e-999999999"),
        ("REVISION", "9" * 3_000),
        ("NAME", "\x00"),
    ],
)
async def test_a_cursor_with_a_value_that_no_column_has_is_refused(
    sales: Sales, field: str, value: str
) -> None:
    api, order = sales.api, [{"field": field}]
    await sales.quote()
    (edge,) = (await api(LIST, o=order))["quotes"]["edges"]
    mark, *rest = orjson.loads(base64.b64decode(edge["cursor"]))
    forged = base64.b64encode(orjson.dumps([mark, value, *rest[1:]])).decode()

    error = await refused(api, LIST, o=order, a=forged)

    assert error["extensions"]["code"] == "BAD_CURSOR"
