"""Prepares requests synchronously; the server does so in a thread."""

from collections.abc import Mapping
from typing import Any

from db.planner.plan import Plan
from gql.engine.execution import Executor
from gql.engine.planned_operation import PlannedOperation


def make_question(
    executor: Executor,
    text: str,
    name: str | None = None,
    variables: Mapping[str, Any] | None = None,
) -> PlannedOperation:
    """Prepare a request. Raises RequestRefused."""
    work = executor._work((text, name, variables or {}))
    executor._do(work)
    return executor._learn(work, None)


def get_plan(question: PlannedOperation) -> Plan:
    """Return the cached plan of a prepared query."""
    assert question.root_plan is not None
    return question.root_plan.plan
