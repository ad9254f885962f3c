"""The question road: what was chosen becomes one statement, planned once for its shape.

A `Question` is an operation with its variables. Its plan is remembered by the operation and the
shape of the variables, so that asking it again costs one statement and no more. Planning never
waits, so of clients that ask the same new question at once the first one plans for all.
"""

from collections.abc import Callable, Hashable, Mapping
from typing import Any

import orjson
from graphql import GraphQLObjectType
from graphql.execution.values import VariableValues

from db.reads.draft import Draft, Plan
from db.reads.refusals import refused_by_database
from db.reads.selection import Chosen
from db.reads.values import parts, shape, traced
from db.work import UnitOfWork
from gql.context import Context
from gql.cost.costs import Cost
from gql.marks import SOURCE
from gql.operations import Operation
from gql.recent import Recent
from gql.selecting import TYPENAME, Selector

REMEMBERED = 1_024  # plans
ALL_REMEMBERED = 16_000_000  # characters of the SQL of all plans together
EACH = 400  # what a parameter weighs, in characters
MOST_PARTS = 5_000  # of the shape of variables that is remembered; a part takes about 60 bytes
ALL_PARTS = 200_000  # of all remembered shapes together

_plans: Recent[Plan] = Recent(
    REMEMBERED, heaviest=ALL_REMEMBERED, weigh=lambda plan: len(plan.sql) + EACH * len(plan.getters)
)
# Whether a question is planned whole, and of how many parts its key is made: a client chooses it.
_planned_whole: Recent[tuple[bool, int]] = Recent(
    REMEMBERED, heaviest=ALL_PARTS, weigh=lambda known: known[1]
)


class Question:
    """An operation with its variables."""

    __slots__ = ("coerced", "cost", "given", "key", "operation")

    cost: Cost  # set when it was held against the limits

    def __init__(self, operation: Operation, given: Mapping[str, Any]) -> None:
        self.operation = operation
        self.given = given  # the variables as they came
        self.coerced = operation.coerced(given)
        self.key: Hashable = (operation.number, shape(self.coerced))

    @property
    def root(self) -> GraphQLObjectType:
        """The type of the operation."""
        found = self.operation.schema.get_root_type(self.operation.node.operation)
        if found is None:
            raise TypeError("validation lets no such operation through")
        return found

    @property
    def is_planned(self) -> bool:
        """Whether the planner can answer all of it, so that the executor has nothing to do."""
        if not self.operation.document.is_remembered:
            return self._is_planned()
        known = _planned_whole.find(self.key)
        if known is None:
            known = self._is_planned(), parts(self.key)
            if known[1] <= MOST_PARTS:
                _planned_whole.keep(self.key, known)
        return known[0]

    def _is_planned(self) -> bool:
        if not self.operation.is_query:
            return False
        fields = self.selector(hidden=False).root(self.root)
        names = {details[0].node.name.value for details in fields.values()}
        return all(name == TYPENAME or _has_source(self.root, name) for name in names)

    def selector(self, *, hidden: bool) -> Selector:
        """Collects fields for a plan, which must not depend on the values of scalars."""
        operation = self.operation
        values = operation.values(self.given)
        variables = VariableValues(values.sources, traced(self.coerced))
        fragments = operation.document.fragments
        return Selector(operation.schema, operation.node, fragments, variables, hidden=hidden)

    def plan(self, *, hidden: bool) -> Plan:
        """The plan of the planned root fields."""
        return self.remembered(("root", hidden), lambda: self._plan(hidden=hidden))

    def remembered(self, part: Hashable, make: Callable[[], Plan]) -> Plan:
        """The plan of a part of this question."""
        if not self.operation.document.is_remembered:
            return make()
        return _plans.get((self.key, part), make)

    def _plan(self, *, hidden: bool) -> Plan:
        selector = self.selector(hidden=hidden)
        fields = selector.root(self.root).items()
        return planned(
            {
                key: selector.chosen(self.root, key, details)
                for key, details in fields
                if details[0].node.name.value == TYPENAME
                or _has_source(self.root, details[0].node.name.value)
            }
        )


def planned(fields: dict[str, Chosen]) -> Plan:
    """The plan that answers these fields, each as JSON."""
    draft = Draft()
    return draft.finish(
        {key: chosen.source.sql(draft, {}, chosen) for key, chosen in fields.items()}
    )


async def read(
    context: Context, plan: Plan, variables: Mapping[str, Any], unit: UnitOfWork | None = None
) -> list[bytes]:
    """The JSON of each field of a plan, in the transaction of the unit if one is given.

    Raises ReadRefused for values that make no sense.
    """
    if not plan.keys:
        return []
    parameters = plan.parameters(context.asker(variables))
    try:
        if unit is not None:
            return list(await unit.fetch_row(plan.sql, parameters))
        return list(await context.database.fetch_row(context.tenant_id, plan.sql, parameters))
    except Exception as error:
        refusal = refused_by_database(error)
        if refusal is None:
            raise
        raise refusal from error


async def answered(context: Context, question: Question) -> bytes:
    """The data of a planned question, the bytes that PostgreSQL wrote."""
    plan = question.plan(hidden=False)
    found = await read(context, plan, question.coerced)
    pairs = b",".join([name + json for name, json in zip(plan.names, found, strict=True)])
    return b"{" + pairs + b"}"


async def decoded(
    context: Context, plan: Plan, variables: Mapping[str, Any], unit: UnitOfWork | None = None
) -> dict[str, Any]:
    """The data of a plan's fields, for the executor to walk; read as `read` does."""
    found = await read(context, plan, variables, unit)
    return {key: orjson.loads(json) for key, json in zip(plan.keys, found, strict=True)}


def _has_source(kind: GraphQLObjectType, name: str) -> bool:
    return name in kind.fields and SOURCE in kind.fields[name].extensions
