"""Hostile documents are answered, or refused with a code. tests.proofs.requests times them."""

from random import Random

import pytest

from gql.engine.execution import Executor
from gql.request_errors import RequestRefused
from tests.cost.count import GRAPHQL
from tests.proofs.documents import DOCUMENTS

CODES = {
    "BAD_USER_INPUT",
    "COST_LIMIT_EXCEEDED",
    "GRAPHQL_PARSE_FAILED",
    "GRAPHQL_VALIDATION_FAILED",
}


@pytest.mark.parametrize("kind", DOCUMENTS)
async def test_a_hostile_document_is_planned_or_refused(kind: str) -> None:
    executor = Executor(GRAPHQL)
    for seed in range(8):
        body = DOCUMENTS[kind](Random(f"{kind} {seed}"))  # noqa: S311 - repeatable
        try:
            question = await executor.prepare("a", body["query"], body.get("operationName"))
        except RequestRefused as refusal:
            code, told = refusal.code, refusal.to_json()
            assert code in CODES
            assert all(len(each["message"]) <= 501 for each in told)
        else:
            assert question.is_ready


@pytest.mark.parametrize("depth", [3, 20, 30, 100, 190, 320, 450, 900, 3_000])
@pytest.mark.parametrize(
    ("before", "opening", "closing", "after"),
    [
        ("{ quotes(filter: ", "{ not: ", " }", ") { totalCount } }"),
        ("{ quotes(filter: ", "{ and: [", "] }", ") { totalCount } }"),
        ("{ quotes(filter: { id: { in: ", "[", "]", " } }) { totalCount } }"),
        ("{ search(text: ", "[", "]", ") { __typename } }"),
        ("query ($f: QuoteFilter = ", "{ not: ", " }", ") { quotes(filter: $f) { totalCount } }"),
        ("query ($f: ", "[", "]", ") { quotes { totalCount } }"),
        ("{ viewer { user ", "{ ... ", " }", " } }"),
        ("{ viewer { ...F } } fragment F on Viewer ", "{ ... ", "}", ""),
        ("{ quotes { nodes ", "{ account { opportunities { nodes ", " } } }", " } }"),
        ("{ viewer @skip(if: ", "[", "]", ") { user { id } } }"),
    ],
)
async def test_what_is_nested_too_deeply_is_refused(
    before: str, opening: str, closing: str, after: str, depth: int
) -> None:
    inner = {"{ not: ": "{}", "{ and: [": "{}", "[": "Int"}.get(opening, "{ id }")
    text = before + opening * depth + inner + closing * depth + after
    executor = Executor(GRAPHQL)
    try:
        await executor.prepare("a", text)
    except RequestRefused as refusal:
        assert refusal.code in CODES  # noqa: PT017 - small depths may be fine
        assert refusal.code != "BAD_USER_INPUT" or depth < 30  # noqa: PT017
    else:
        assert depth <= 450
