"""A cached plan keeps only its SQL and small getters alive, nothing it was built from."""

import gc
import time
from collections.abc import Iterator
from types import FunctionType, ModuleType
from typing import Any

import pytest
from graphql.language import Node
from sqlalchemy import ClauseElement, Table

from db.planner.plan import PlanBuilder
from db.planner.selection import ObjectSelection, SelectedField
from db.sql.expressions import Expression
from db.sql.rows import Rows
from db.sql.sql_types import INTEGERS, TEXT
from gql.request_errors import RequestRefused
from tests.preparing import get_plan
from tests.reads.conftest import Pipeline
from tests.reads.test_oracle import documents

MAKINGS = (PlanBuilder, Expression, Rows, SelectedField, ObjectSelection, Node, ClauseElement)
_LASTING = (type, ModuleType, Table)  # alive as long as the process, whatever is cached


def kept(root: Any) -> Iterator[Any]:
    """Return all objects that one keeps alive, except those that always exist."""
    seen, waiting = {id(root)}, [root]
    while waiting:
        one = waiting.pop()
        yield one
        found = gc.get_referents(one)
        if isinstance(one, FunctionType):
            found = [one.__closure__, one.__defaults__]  # its globals stay in any case
        for other in found:
            if id(other) not in seen and not isinstance(other, _LASTING):
                seen.add(id(other))
                waiting.append(other)


def test_a_plan_keeps_nothing_of_what_it_was_made_of(pipeline: Pipeline) -> None:
    schema = pipeline.planned("{ __typename }").operation.schema
    getters = 0
    for _, text, variables in documents(pipeline, schema, range(2000, 2060)):
        plan = get_plan(pipeline.planned(text, variables))
        for one in kept(plan):
            assert not isinstance(one, MAKINGS), (one, text)
        getters += len(plan.getters)

    assert getters > 100


def test_actions_are_written_once_however_often_they_are_chosen(pipeline: Pipeline) -> None:
    def sql(times: int) -> str:
        chosen = " ".join(
            f"a{at}: availableActions {{ action allowed reason code }}"
            f" p{at}: priceBreakdown {{ step value rule }} o{at}: pricesOutdated"
            for at in range(times)
        )
        planned = pipeline.planned(f"{{ quotes {{ nodes {{ {chosen} }} }} }}")
        return get_plan(planned).sql

    once, often = sql(1), sql(8)

    for rule in ("CASE WHEN", "EXISTS (", "The document has no lines."):
        assert once.count(rule) == often.count(rule) > 0


async def test_aliased_actions_answer_alike(pipeline: Pipeline) -> None:
    """All aliases of a document's actions return the same result, in any order."""
    text = """{ quotes(first: 20) { edges { a: node { x: availableActions { allowed } } b: node {
      y: availableActions { action allowed reason code }
      opportunity { availableActions { allowed } lines { priceBreakdown { rule } } } } } } }"""

    edges = (await pipeline.ask(text))["quotes"]["edges"]

    for edge in edges:
        allowed = [offer["allowed"] for offer in edge["b"]["y"]]
        assert [offer["allowed"] for offer in edge["a"]["x"]] == allowed
        assert all((offer["reason"] is None) is offer["allowed"] for offer in edge["b"]["y"])
    assert len(edges) == 20


def test_a_name_that_a_client_chose_is_one_parameter_however_often_it_is_used(
    pipeline: Pipeline,
) -> None:
    plan = get_plan(
        pipeline.planned(
            "{ quotes { nodes { evil_name: id lines { evil_name: id other_name: id } } } }"
        )
    )

    request = pipeline.context().request({})
    assert sorted(map(str, plan.parameters(request)))[-2:] == ["evil_name", "other_name"]
    assert len(plan.getters) == 3  # and the tenant
    assert "_name" not in plan.sql


async def test_a_parameter_that_nothing_reads_is_answered_all_the_same(pipeline: Pipeline) -> None:
    builder = PlanBuilder()
    builder.bind("unused", TEXT)
    builder.bind([1, 2], INTEGERS)
    used = builder.bind("used", TEXT)

    plan = builder.finish({"value": used})

    row = await pipeline.database.fetch_row(
        pipeline.tenant_id, plan.sql, plan.parameters(pipeline.context().request({}))
    )
    assert list(row) == [b'"used"']


OFTEN = """query ($ids: [ID!]!) { quotes(first: 1, filter: { or: [%s] }) { edges { %s } } }"""


def test_a_variable_is_converted_once_however_often_it_is_used(pipeline: Pipeline) -> None:
    wanted = ["{ id: { in: $ids } }", "{ not: { id: { in: $ids } } }"] * 40
    given = {"ids": [f"quo_{at:032x}" for at in range(80)]}
    planned = pipeline.planned(OFTEN % (" ".join(wanted), "node { id }"), given)

    parameters = get_plan(planned).parameters(pipeline.context().request(given))

    assert sum(isinstance(value, list) for value in parameters) == 1


def test_a_variable_is_looked_at_once_for_all_cursors_of_a_request(pipeline: Pipeline) -> None:
    wanted, cursors = "{ id: { in: $ids } }" * 60, " ".join(f"c{at}: cursor" for at in range(300))
    given = {"ids": [f"quo_{at:032x}" for at in range(100)]}
    plan = get_plan(pipeline.planned(OFTEN % (wanted, cursors), given))
    taken = []
    for _ in range(3):
        begun = time.process_time()
        plan.parameters(pipeline.context().request(given))
        taken.append(time.process_time() - begun)

    assert min(taken) < 0.05


def test_a_word_of_a_list_is_kept_once(pipeline: Pipeline) -> None:
    text = 'query ($t: [SearchType!]) { search(text: "a", types: $t) { __typename } }'
    given = {"t": ["QUOTE", "ORDER"] * 2_000}
    planned = pipeline.planned(text, given)

    lookup = get_plan(planned).lookup

    assert lookup is not None
    assert ["QUOTE", "ORDER"] in lookup.first(pipeline.context().request(given)).parameters


@pytest.mark.parametrize("operator", ["contains", "startsWith"])
async def test_a_text_to_look_for_has_a_limit(pipeline: Pipeline, operator: str) -> None:
    wanted = f"filter: {{ name: {{ {operator}: $t }} }}"
    text = f"query ($t: String!) {{ quotes({wanted}) {{ nodes {{ id }} }} }}"

    assert await pipeline.ask(text, t="\\%_" * 333 + "x") == {"quotes": {"nodes": []}}
    with pytest.raises(RequestRefused) as refusal:
        await pipeline.ask(text, t="x" * 1_001)
    assert refusal.value.code == "BAD_USER_INPUT"
