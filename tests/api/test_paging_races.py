"""When a list changes while a client pages through it, each remaining record is seen once."""

import asyncio
import random

import pytest

from tests.api.sales import Sales

QUESTION = """query ($first: Int, $after: String, $last: Int, $before: String,
    $orderBy: [OpportunitySort!]) {
  opportunities(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy) {
    nodes { id name }
    pageInfo { hasNextPage endCursor hasPreviousPage startCursor } } }"""


def name(chance: random.Random) -> str:
    """Return a random name."""
    return "".join(chance.choice("abcXYZ") for _ in range(6))


@pytest.mark.parametrize("backwards", [False, True], ids=["forwards", "backwards"])
@pytest.mark.parametrize("field", ["NAME", "ESTIMATED_CLOSE_DATE"])
async def test_nothing_is_lost_or_doubled_while_others_insert_and_delete(
    sales: Sales,
    field: str,
    backwards: bool,  # noqa: FBT001
) -> None:
    chance = random.Random(3)  # noqa: S311
    there = {(await sales.opportunity(name=name(chance)))["id"] for _ in range(24)}
    done = False

    async def disturb() -> None:
        while not done:
            own = await sales.opportunity(name=name(chance))
            if chance.random() < 0.5:
                await sales.do("deleteOpportunity", opportunityId=own["id"])

    others = [asyncio.create_task(disturb()) for _ in range(2)]
    size, cursor = ("last", "before") if backwards else ("first", "after")
    seen: list[str] = []
    at: str | None = None
    while True:
        asked = {size: 3, cursor: at, "orderBy": [{"field": field}]}
        page = (await sales.api(QUESTION, **asked))["opportunities"]
        seen += [node["id"] for node in page["nodes"]]
        info = page["pageInfo"]
        if not info["hasPreviousPage" if backwards else "hasNextPage"]:
            break
        at = info["startCursor" if backwards else "endCursor"]
    done = True
    await asyncio.gather(*others)

    assert len(seen) == len(set(seen))
    assert there <= set(seen)
