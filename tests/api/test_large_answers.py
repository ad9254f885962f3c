"""Responses that would be too large are refused by what the database finds, over HTTP."""

from typing import Any

import pytest

from db.planner.errors import MAX_BYTES
from tests.api.sales import Sales
from tests.client import Api


async def post(api: Api, query: str, **variables: Any) -> Any:
    """Return the body of a response."""
    request = {"query": query, "variables": variables}
    return (await api.http.post("/graphql", json=request)).json()


def wide(count: int) -> str:
    """Build a document that selects the description repeatedly, under different aliases."""
    fields = " ".join(f"a{at}: description" for at in range(count))
    return f"{{ quotes(first: 100) {{ nodes {{ {fields} }} }} }}"


async def test_an_answer_that_is_too_large_is_refused_with_what_to_do(sales: Sales) -> None:
    for _ in range(20):
        await sales.draft(description="x" * 2_000)  # 400 names of 20 descriptions: 16 MB

    refused = await post(sales.api, wide(450))
    given = await post(sales.api, wide(300))

    assert refused["errors"][0]["message"] == (
        f"The answer would be larger than {MAX_BYTES:,} bytes. Request smaller pages or"
        " fewer fields."
    )
    assert refused["errors"][0]["extensions"]["code"] == "COST_LIMIT_EXCEEDED"
    assert "data" not in refused
    assert len(given["data"]["quotes"]["nodes"]) == 20


async def test_a_mutation_whose_answer_is_too_large_changes_nothing(sales: Sales) -> None:
    quote = await sales.draft(description="x" * 2_000)
    for _ in range(20):
        await sales.draft(description="x" * 2_000)
    fields = " ".join(f"a{at}: description" for at in range(450))
    chosen = f"quote {{ account {{ quotes(first: 100) {{ nodes {{ {fields} }} }} }} }}"
    change = f'updateQuote(id: "{quote["id"]}", input: {{ name: "Other" }})'

    refused = await post(sales.api, f"mutation {{ {change} {{ {chosen} }} }}")

    assert refused["errors"][0]["extensions"]["code"] == "COST_LIMIT_EXCEEDED"
    read = await sales.read("quote", quote["id"])
    assert read["version"] == quote["version"]


FILLED = """query ($from: Date!, $to: Date!) { quoteGroups(first: 1000, groupBy: [
  { field: OWNER }, { field: ACCOUNT }, { field: STATUS }, { field: CURRENCY_CODE },
  { field: CREATED_AT, by: DAY, fill: { from: $from, to: $to } }]) { totalCount } }"""


@pytest.mark.parametrize(("days", "is_answered"), [("2019-12-31", True), ("2022-06-30", False)])
async def test_filled_groups_are_counted_before_they_are_made(
    sales: Sales, days: str, *, is_answered: bool
) -> None:
    for at in range(60):  # as many groups, each with one document
        made = await sales.do("createAccount", input={"name": f"Buyer {at}"})
        header = await sales.header(customerId=made["account"]["id"])
        await sales.do("createQuote", input=header)

    body = await post(sales.api, FILLED, **{"from": "2018-01-01", "to": days})

    if is_answered:
        assert body["data"]["quoteGroups"]["totalCount"] > 60 * 700
    else:
        assert body["errors"][0]["extensions"]["code"] == "COST_LIMIT_EXCEEDED"
        assert "more than 50,000 groups" in body["errors"][0]["message"]
