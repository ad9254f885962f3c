"""The HTTP endpoint: whose requests it accepts, in which form, and how it refuses others."""

import gzip
from typing import Any

import httpx
import pytest

from tests.client import Api

GRAPHQL = "application/graphql-response+json"


async def post(api: Api, content: Any, **headers: str) -> httpx.Response:
    given = {"content-type": "application/json"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return await api.http.post("/graphql", content=content, headers=given)


def code(response: httpx.Response) -> str:
    body = response.json()
    assert "data" not in body
    found: str = body["errors"][0]["extensions"]["code"]
    return found


@pytest.mark.parametrize("token", ["", "Basic abc", "Bearer", "Bearer nonsense", "Bearer a.b.c"])
async def test_without_a_token_nothing_is_answered(api: Api, token: str) -> None:
    response = await post(api, b'{"query": "{ __typename }"}', authorization=token)

    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert code(response) == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"5",
        b"null",
        b'"x"',
        b"[]",
        b'[{"query": "{ __typename }"}]',
        b"\xff\xfe",
        b'{"query": 5}',
        b'{"query": ""}',
        b'{"query": "{ __typename }", "variables": []}',
        b'{"query": "{ __typename }", "operationName": 1}',
        b'{"query": "{ __typename }", "variables": {"a": NaN}}',
        b'{"query": "\\ud800"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
)
async def test_a_body_that_makes_no_sense_is_a_400(api: Api, body: bytes) -> None:
    response = await post(api, body)

    assert response.status_code == 400
    assert code(response) == "BAD_USER_INPUT"


async def test_a_body_is_at_most_a_megabyte(api: Api) -> None:
    response = await post(api, b" " * (1024 * 1024 + 1))

    assert response.status_code == 413


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/json2", "application/x-www-form-urlencoded", ""]
)
async def test_only_json_is_understood(api: Api, kind: str) -> None:
    response = await post(api, b'{"query": "{ __typename }"}', content_type=kind)

    assert response.status_code == 415


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "GZIP", "identity, gzip"])
async def test_a_compressed_body_is_refused_by_its_header(api: Api, encoding: str) -> None:
    body = gzip.compress(b'{"query": "{ __typename }"}')
    response = await api.http.post(
        "/graphql",
        content=body,
        headers={"content-type": "application/json", "content-encoding": encoding},
    )

    assert response.status_code == 415
    assert "without compression" in response.json()["errors"][0]["message"]


async def test_a_body_may_say_that_it_is_not_compressed(api: Api) -> None:
    response = await api.http.post(
        "/graphql", json={"query": "{ __typename }"}, headers={"content-encoding": "identity"}
    )

    assert response.status_code == 200


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { __typename } query B { __typename }", "BAD_USER_INPUT"),
        ("query ($n: Int!) { users(first: $n) { totalCount } }", "BAD_USER_INPUT"),
        ("{ quotes(first: 101) { totalCount nodes { id } } }", "BAD_USER_INPUT"),
        ('{ quotes(after: "x") { nodes { id } } }', "BAD_CURSOR"),
        (
            "{ a: " + "users { nodes { name } } b: ".join([""] * 700) + "__typename }",
            "COST_LIMIT_EXCEEDED",
        ),
    ],
)
async def test_each_refusal_has_its_code(api: Api, query: str, expected: str) -> None:
    response = await api.http.post("/graphql", json={"query": query}, headers={"accept": GRAPHQL})
    legacy = await api.http.post("/graphql", json={"query": query})

    assert response.status_code == 400
    assert response.headers["content-type"] == f"{GRAPHQL}; charset=utf-8"
    assert code(response) == expected
    assert legacy.status_code == 200
    assert legacy.headers["content-type"] == "application/json; charset=utf-8"


async def test_an_accept_that_nothing_fits_is_a_406(api: Api) -> None:
    response = await post(api, b'{"query": "{ __typename }"}', accept="image/png")

    assert response.status_code == 406


async def test_browsers_get_a_page_of_our_own(api: Api) -> None:
    response = await api.http.get("/graphql", headers={"accept": "text/html,*/*;q=0.8"})

    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")
    assert "http://" not in response.text
    assert "https://" not in response.text


async def test_introspection_goes_together_with_questions(api: Api) -> None:
    data = await api("{ viewer { user { id } } __schema { queryType { name } } a: __typename }")

    assert list(data) == ["viewer", "__schema", "a"]
    assert data["viewer"]["user"]["id"].startswith("usr_")
    assert data["__schema"]["queryType"]["name"] == data["a"] == "Query"


async def test_it_is_healthy(api: Api) -> None:
    assert (await api.http.get("/healthz")).json() == {"status": "ok"}


@pytest.mark.parametrize("value", ["1", "1.5", '"1e3"', '"NaN"', '" 1"', '"1_0"', '"\u0661"', '""'])
async def test_a_decimal_is_a_text_in_plain_notation(api: Api, value: str) -> None:
    filter = f"{{totalAmount: {{eq: {value}}}}}"

    body = await api.raw(f"{{ quotes(filter: {filter}) {{ totalCount }} }}")

    assert body["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


@pytest.mark.parametrize("body", [b"", b"{", b"query={viewer}", b"[]", b'"{ viewer }"'])
async def test_a_body_of_another_form_is_told_what_to_send(api: Api, body: bytes) -> None:
    response = await post(api, body)

    message = response.json()["errors"][0]["message"]
    assert message.endswith(
        'Send one request as {"query": "…"}, with variables and operationName if it needs them.'
    )
