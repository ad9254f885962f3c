"""Turns the fields that a client selects into one statement, planned once per shape.

A `PlannedOperation` is an operation with its variables. Its plan depends on the operation and on
the shape of the variables, not on their values, so that it is cached for all requests of that
shape.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import GraphQLObjectType, parse
from graphql.execution.values import VariableValues, get_variable_values

from db.planner.plan import Plan, PlanBuilder
from db.planner.selection import SelectedField
from db.planner.variables import shape_of, trace_scalars
from gql.cost.costs import Cost
from gql.cost.input_size import NO_SIZES, InputSize
from gql.engine.field_collector import TYPENAME, FieldCollector, Fields
from gql.engine.parsed_document import Operation, ParsedDocument, Tree
from gql.schema.extension_keys import SOURCE


@dataclass(frozen=True, slots=True)
class RootPlan:
    """The plan of a query's root fields, and whether introspection answers some of them."""

    plan: Plan
    names: tuple[bytes, ...]  # names of all root fields as JSON, each with its colon
    from_schema: bool

    def data(self, rows: list[bytes], introspection: Mapping[bytes, bytes]) -> bytes:
        """Assemble the data from the JSON that PostgreSQL wrote and from introspection, by name."""
        if self.from_schema:
            data = {**dict(zip(self.plan.names, rows, strict=True)), **introspection}
            rows = [data[name] for name in self.names]
        pieces = [piece for pair in zip(self.names, rows, strict=True) for piece in (b",", *pair)]
        # answers may be large, so they are copied only once
        return b"".join([b"{", *pieces[1:], b"}"])


@dataclass(frozen=True, slots=True)
class IntrospectionResult:
    """The JSON of the introspection fields, by name as in `RootPlan.names`."""

    fields: Mapping[bytes, bytes]

    @property
    def weight(self) -> int:
        """Estimated memory use in bytes."""
        return sum(len(name) + len(json) + 200 for name, json in self.fields.items())


class PlannedOperation:
    """An operation with its variables, and the prepared parts of its answer."""

    __slots__ = (
        "_tree",
        "coerced",
        "cost",
        "document",
        "introspection",
        "key",
        "operation",
        "raw_variables",
        "root_plan",
        "sizes",
    )

    def __init__(
        self,
        document: ParsedDocument,
        operation: Operation,
        raw_variables: Mapping[str, Any],
        sizes: Mapping[str, InputSize] = NO_SIZES,
        tree: Tree | None = None,
    ) -> None:
        """Coerce the variables. Raises RequestRefused if one is invalid."""
        self.document, self.operation = document, operation
        self.raw_variables, self.sizes = raw_variables, sizes  # before coercion
        self.coerced = operation.coerce(raw_variables)
        self.key: Hashable = (operation.number, shape_of(self.coerced))
        self.cost: Cost | None = None
        self.root_plan: RootPlan | None = None  # set for queries
        self.introspection: IntrospectionResult | None = (
            None  # set if the query has introspection fields
        )
        self._tree = tree

    @property
    def is_ready(self) -> bool:
        """Whether everything needed to answer the query or execute the mutation is known."""
        if self.cost is None:
            return False
        if not self.operation.is_query:
            return True
        plan = self.root_plan
        return plan is not None and (not plan.from_schema or self.introspection is not None)

    @property
    def tree(self) -> Tree:
        """The tree of the document, parsed again if it was not kept."""
        if self._tree is None:
            self._tree = self.document.tree or Tree.of(parse(self.document.text))
        return self._tree

    def field_collector(self) -> FieldCollector:
        """Return a field collector for a plan, which must not depend on the values of scalars."""
        operation, tree = self.operation, self.tree
        node = tree.operation(operation.name)
        values = get_variable_values(
            operation.schema, node.variable_definitions or (), dict(self.raw_variables)
        )
        if isinstance(values, list):
            raise TypeError("the variables have already been coerced")
        variables = VariableValues(values.sources, trace_scalars(self.coerced))
        return FieldCollector(operation.schema, node, tree.fragments, variables)

    def make_root_plan(self) -> RootPlan:
        """Plan a query; introspection fields are left to graphql-core."""
        collector, root = self.field_collector(), self.operation.root
        fields = collector.root(root)
        planned = _planned_fields(root, fields)
        return RootPlan(
            plan_fields({key: collector.collect(root, key, planned[key]) for key in planned}),
            tuple(orjson.dumps(key) + b":" for key in fields),
            len(planned) < len(fields),
        )


def _planned_fields(root: GraphQLObjectType, fields: Fields) -> Fields:
    """The fields of a query that PostgreSQL answers: all except `__schema` and `__type`."""
    return {
        key: details
        for key, details in fields.items()
        if details[0].node.name.value == TYPENAME
        or SOURCE in getattr(root.fields.get(details[0].node.name.value), "extensions", ())
    }


def plan_fields(fields: dict[str, SelectedField]) -> Plan:
    """Build the plan that answers these fields, each as JSON. Raises ReadRefused."""
    builder = PlanBuilder()
    return builder.finish(
        {key: selected.source.sql(builder, {}, selected) for key, selected in fields.items()}
    )
