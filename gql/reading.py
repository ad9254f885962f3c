"""The question road: what was chosen becomes one statement, planned once for its shape.

A `Question` is an operation with its variables. Its plan is remembered by the text of the
document and the shape of the variables, so that asking it again costs one statement and no more.
"""

from collections.abc import Callable, Hashable, Mapping
from typing import Any

import orjson
from graphql import GraphQLObjectType, GraphQLSchema
from graphql.execution.values import VariableValues
from graphql.language import OperationDefinitionNode, OperationType
from sqlalchemy import func

from db.reads.draft import Draft, Plan
from db.reads.selection import Chosen
from db.reads.values import shape, traced
from gql.context import Context
from gql.cost.costs import Cost
from gql.marks import SOURCE
from gql.operations import Document
from gql.recent import Recent
from gql.selecting import TYPENAME, Selector

REMEMBERED = 1_024

_plans: Recent[Plan] = Recent(REMEMBERED)
_planned_whole: Recent[bool] = Recent(REMEMBERED)


class Question:
    """An operation with its variables."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: Document,
        operation: OperationDefinitionNode,
        given: Mapping[str, Any],
        variables: VariableValues,
        *,
        cost: Cost,
    ) -> None:
        self.given = given  # the variables as they came
        self.schema, self.document = schema, document
        self.operation, self.variables, self.cost = operation, variables, cost
        name = operation.name.value if operation.name else None
        self.key: Hashable = (id(schema), document.text, name, shape(variables.coerced))

    @property
    def root(self) -> GraphQLObjectType:
        """The type of the operation."""
        found = self.schema.get_root_type(self.operation.operation)
        if found is None:
            raise TypeError("validation lets no such operation through")
        return found

    @property
    def is_planned(self) -> bool:
        """Whether the planner can answer all of it, so that the executor has nothing to do."""
        return _planned_whole.get(self.key, self._is_planned)

    def _is_planned(self) -> bool:
        if self.operation.operation is not OperationType.QUERY:
            return False
        fields = self.selector(hidden=False).root(self.root)
        names = {details[0].node.name.value for details in fields.values()}
        return all(name == TYPENAME or _has_source(self.root, name) for name in names)

    def selector(self, *, hidden: bool) -> Selector:
        """Collects fields for a plan, which must not depend on the values of scalars."""
        variables = VariableValues(self.variables.sources, traced(self.variables.coerced))
        fragments = self.document.fragments
        return Selector(self.schema, self.operation, fragments, variables, hidden=hidden)

    def plan(self, *, hidden: bool) -> Plan:
        """The plan of the planned root fields."""
        return self.remembered(("root", hidden), lambda: self._plan(hidden=hidden))

    def remembered(self, part: Hashable, make: Callable[[], Plan]) -> Plan:
        """The plan of a part of this question."""
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
    columns = {}
    for key, chosen in fields.items():
        value = chosen.source.sql(draft, {}, chosen)
        columns[key] = func.to_json(value) if chosen.name == TYPENAME else value
    return draft.finish(columns)


async def read(context: Context, plan: Plan, variables: dict[str, Any]) -> dict[str, str]:
    """The JSON of each field. Raises ReadRefused for values that make no sense."""
    if not plan.keys:
        return {}
    parameters = plan.parameters(context.asker(variables))
    async with context.database.reading(context.tenant_id) as connection:
        row = await connection.fetchrow(plan.sql, *parameters)
    return {key: "null" if text is None else text for key, text in zip(plan.keys, row, strict=True)}


async def answered(context: Context, question: Question) -> bytes:
    """The data of a planned question, as PostgreSQL wrote it."""
    found = await read(context, question.plan(hidden=False), question.variables.coerced)
    return orjson.dumps({key: orjson.Fragment(text) for key, text in found.items()})


async def decoded(context: Context, question: Question) -> dict[str, Any]:
    """The data of the planned root fields, for the executor to walk."""
    found = await read(context, question.plan(hidden=True), question.variables.coerced)
    return {key: orjson.loads(text) for key, text in found.items()}


def _has_source(kind: GraphQLObjectType, name: str) -> bool:
    return name in kind.fields and SOURCE in kind.fields[name].extensions
