"""The cost of a request is at least the number of objects in its answer."""

from typing import Any

import orjson
import pytest
from graphql import GraphQLSchema

from tests.reads.conftest import Pipeline
from tests.reads.test_oracle import documents, naive

__all__ = ["naive"]  # the fixture

SEEDS, PER_BATCH = range(10_000, 10_200), 50


def objects(value: Any) -> int:
    """Count the objects in a response, including itself."""
    if isinstance(value, dict):
        return 1 + sum(map(objects, value.values()))
    return sum(map(objects, value)) if isinstance(value, list) else 0


@pytest.mark.parametrize("start", range(SEEDS.start, SEEDS.stop, PER_BATCH))
async def test_no_answer_has_more_objects_than_it_cost(
    pipeline: Pipeline, naive: GraphQLSchema, start: int
) -> None:
    found = 0
    for seed, text, variables in documents(pipeline, naive, range(start, start + PER_BATCH)):
        planned = pipeline.planned(text, variables)

        body = orjson.loads(await pipeline.executor.answer(pipeline.context(), planned))

        returned = objects(body["data"]) - 1
        told = body["extensions"]["cost"]
        assert planned.cost is not None
        assert returned <= told["requestedQueryCost"] == planned.cost.requested, (seed, text)
        found += returned
    assert found > PER_BATCH
