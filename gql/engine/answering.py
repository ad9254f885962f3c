"""Executes planned statements and turns their rows into response data.

A search takes one more statement, which finds the records that the planned one reads.
"""

from collections.abc import Mapping
from typing import Any

from db.change_numbering import reads_feed
from db.planner.errors import AnswerTooLarge, refusal_of
from db.planner.plan import Plan
from db.unit_of_work import UnitOfWork
from gql.engine.context import Context
from gql.engine.planned_operation import PlannedOperation


async def read(
    context: Context, plan: Plan, variables: Mapping[str, Any], unit: UnitOfWork | None = None
) -> list[bytes]:
    """Execute a plan and return the JSON of each field, in the unit's transaction if one is given.

    Raises ReadRefused for invalid values, and AnswerTooLarge.
    """
    if not plan.keys:
        return []
    request = context.request(variables)
    parameters = plan.parameters(request)
    first = None if plan.lookup is None else plan.lookup.first(request)
    numberer = context.database.numberer
    if numberer.is_behind(context.tenant_id) and reads_feed(plan.sql):
        await numberer.catch_up(context.tenant_id)
    try:
        if unit is not None:
            row = await unit.fetch_row(plan.sql, parameters, first)
        else:
            row = await context.database.fetch_row(context.tenant_id, plan.sql, parameters, first)
    except Exception as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error
    if row is None:
        raise AnswerTooLarge
    return list(row)


async def answer_query(context: Context, planned: PlannedOperation) -> bytes:
    """The data of a planned query, in the bytes that PostgreSQL wrote."""
    plan = planned.root_plan
    if plan is None:
        raise TypeError("a query must be planned before it is answered")
    rows = await read(context, plan.plan, planned.coerced)
    return plan.data(rows, planned.introspection.fields if planned.introspection else {})
