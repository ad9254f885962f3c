"""Random documents, executed twice: by PostgreSQL, and by graphql-core over the oracle's rows."""

import os
from collections.abc import Iterator
from random import Random
from typing import Any

import orjson
import pytest
from graphql import ExecutionResult, GraphQLSchema, execute, parse, validate

from db import tables
from db.planner.public_ids import PREFIXES
from gql.request_errors import RequestRefused
from gql.schema.fields import TABLES_BY_TYPE
from tests.reads.conftest import TEXTS, Pipeline, naive_schema
from tests.reads.generator import Generator

SEEDS = range(int(os.environ.get("DOCUMENTS") or 200))  # `make prove` asks for more
PER_BATCH = 20
LONGEST = 6_000  # characters; longer ones have too many tokens


def pools(pipeline: Pipeline, chance: Random) -> dict[str, list[Any]]:
    """Values of each scalar that are likely to match something."""
    ids = [
        one
        for table in PREFIXES
        for one in chance.sample(pipeline.ids(table), min(3, len(pipeline.rows[table])))
    ]
    texts = [row["number"] for row in chance.sample(pipeline.rows[tables.quotes], 3)]
    names = [row["name"] for row in chance.sample(pipeline.rows[tables.accounts], 3)]
    amounts = [row["total_amount"] for row in chance.sample(pipeline.rows[tables.orders], 3)]
    days = [row["effective_to"] for row in pipeline.rows[tables.quotes] if row["effective_to"]]
    moments = [row["created_at"] for row in chance.sample(pipeline.rows[tables.quotes], 3)]
    own = {
        kind.__name__: pipeline.ids(table)
        for kind, table in TABLES_BY_TYPE.items()
        if table is not tables.currencies
    }
    return own | {
        "ID": [*ids, "quo_" + "0" * 32, "nonsense", ""],
        "String": [*texts, *names, *TEXTS],
        "Decimal": [*map(str, amounts), "0", "-1", "1000.00001"],
        "Date": [day.isoformat() for day in chance.sample(days, 3)] + ["2026-01-15"],
        "DateTime": [moment.isoformat() for moment in moments] + ["2025-06-30T12:00:00.5+02:00"],
        "Int": [0, 1, 2, 50, -1],
        "Boolean": [True, False],
        "CurrencyCode": ["EUR", "USD", "JPY", "XXX"],
    }


def documents(
    pipeline: Pipeline, schema: GraphQLSchema, seeds: range
) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Yield a valid document for each seed, discarding those that do not merge or cost too much."""
    for seed in seeds:
        chance = Random(seed)  # noqa: S311 - repeatable, not secret
        while True:
            text, variables = Generator(schema, pools(pipeline, chance), chance).document()
            if len(text) < LONGEST and not validate(schema, parse(text)):
                if costs_too_much(pipeline, text, variables):
                    continue
                yield seed, text, variables
                break


def costs_too_much(pipeline: Pipeline, text: str, variables: dict[str, Any]) -> bool:
    """Return whether the request would be refused because of its cost, and so have no result."""
    try:
        pipeline.planned(text, variables)
    except RequestRefused as refusal:
        if refusal.code == "COST_LIMIT_EXCEEDED":
            return True
        raise
    return False


@pytest.fixture(scope="session")
def naive(pipeline: Pipeline) -> GraphQLSchema:
    """The oracle's schema."""
    return naive_schema(pipeline.naive)


@pytest.mark.parametrize("start", range(0, len(SEEDS), PER_BATCH))
async def test_two_ways_to_the_same_answer(
    pipeline: Pipeline, naive: GraphQLSchema, start: int
) -> None:
    checked = 0
    for seed, text, variables in documents(pipeline, naive, range(start, start + PER_BATCH)):
        planned = pipeline.planned(text, variables)

        short = orjson.loads(await pipeline.executor.answer(pipeline.context(), planned))["data"]
        oracle = execute(naive, parse(text), variable_values=variables)

        assert isinstance(oracle, ExecutionResult)
        problem = f"seed {seed}\n{text}\n{variables}"
        assert not oracle.errors, (oracle.errors, problem)
        assert orjson.dumps(short) == orjson.dumps(oracle.data), problem
        checked += 1
    assert checked == PER_BATCH
