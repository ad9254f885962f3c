"""The cost of a request, and its refusal if the cost is too high.

Nothing here caches a cost or keeps a syntax tree: `gql.engine.execution` caches costs by
`Costs.key`.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import orjson
from graphql import GraphQLSchema
from graphql.language import (
    DocumentNode,
    FragmentDefinitionNode,
    NamedTypeNode,
    OperationDefinitionNode,
    OperationType,
    TypeNode,
)

from gql.cost.collector import Collector, Selections, length
from gql.cost.estimate import Estimate
from gql.cost.field_costs import FieldCost, field_costs_of
from gql.cost.input_size import NO_SIZES, Inputs, InputSize
from gql.cost.limit_errors import limit_exceeded
from gql.cost.statement_size import StatementSize
from gql.cost.static_limits import DocumentCounts, SelectionCounts, count_document
from gql.lru_cache import compact
from gql.settings.cost_limits import Limits

MAX_INTEGER = 2**53 - 1  # largest integer that every JSON client reads exactly
REQUEST_WEIGHT = 2_500  # base cost of every request
PART = 50  # cost of planning one part of a statement
_CONDITION = "if"  # the argument of @skip and @include
_DIVIDE = "Split it into several requests."


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of an operation, and its JSON for `extensions.cost`."""

    requested: int
    bytes: bytes
    reading: int  # the cost without the base cost of a request and without planning


@dataclass(frozen=True, slots=True, eq=False)
class StaticCounts:
    """The type-independent counts of a document."""

    measures: Mapping[str | None, SelectionCounts]  # by operation name
    counting: tuple[str, ...]  # variables whose values the cost depends on
    # sizes of the variables' defaults, by operation name
    defaults: Mapping[str | None, Mapping[str, InputSize]]


class Costs:
    """Calculates costs for one schema under these limits."""

    def __init__(self, schema: GraphQLSchema, limits: Limits) -> None:
        self._schema, self.limits = schema, limits
        self._field_costs, self._inputs = field_costs_of(schema), Inputs(schema, limits)
        counting = (_counting(field_cost) for field_cost in self._field_costs.values())
        self._counting = {_CONDITION}.union(*counting)

    def count(self, document: DocumentNode) -> StaticCounts:
        """Count a parsed document. Raises RequestRefused if validating it would cost too much."""
        document_counts = count_document(document)
        self._check_counts(document_counts)
        return StaticCounts(
            {_name(operation): counts for operation, counts in document_counts.operations},
            tuple({name for place, name in document_counts.variables if place in self._counting}),
            {
                _name(operation): self._defaults(operation)
                for operation, _ in document_counts.operations
            },
        )

    def sizes(
        self, variables: Iterable[Any], raw_variables: Mapping[str, Any]
    ) -> Mapping[str, InputSize]:
        """The sizes of an operation's variables, which have a name and a type.

        Call this before the variables are coerced. Raises RequestRefused.
        """
        return self._inputs.of_variables(variables, raw_variables)

    def key(
        self,
        document: StaticCounts,
        variables: Mapping[str, Any],
        sizes: Mapping[str, InputSize] = NO_SIZES,
    ) -> Hashable:
        """The cache key of a cost: everything it depends on, including the coerced variables."""
        values = tuple(_short(variables.get(name)) for name in document.counting)
        return values, tuple(sizes.items())

    def of(
        self,
        document: StaticCounts,
        name: str | None,
        tree: DocumentNode,
        variables: Mapping[str, Any],
        sizes: Mapping[str, InputSize] = NO_SIZES,
    ) -> Cost:
        """The cost of an operation of a valid document, with coerced variables and their sizes.

        Raises RequestRefused if the statement or the input of mutations would be too large.
        """
        operation, fragments = _definitions(tree, name)
        known = {**document.defaults[name], **sizes}
        collector = Collector(self._schema, fragments, variables, self._inputs, known)
        root, chosen = self._schema.get_root_type(operation.operation), (operation.selection_set,)
        if operation.operation is OperationType.MUTATION:
            _check_limit("objects", _objects(collector, root, chosen), self.limits.objects, _DIVIDE)
        parts = StatementSize(collector, self._field_costs).below(root, chosen)
        _check_limit("parts", parts, self.limits.parts, _DIVIDE)
        reading = min(MAX_INTEGER, Estimate(collector, self._field_costs).below(root, chosen))
        requested = min(MAX_INTEGER, REQUEST_WEIGHT + PART * parts + reading)
        cost_json = self._to_json(requested, document.measures[name], parts)
        return Cost(requested, compact(cost_json), reading)

    def _to_json(self, requested: int, counts: SelectionCounts, parts: int) -> bytes:
        """The JSON for `extensions.cost`."""
        return orjson.dumps(
            {
                "requestedQueryCost": requested,
                "maximumQueryCost": self.limits.cost,
                "depth": counts.depth,
                "fields": counts.fields,
                "aliases": counts.aliases,
                "parts": parts,
            }
        )

    def check(self, cost: Cost) -> None:
        """Raise RequestRefused if the cost exceeds the limit."""
        if cost.requested > self.limits.cost:
            advice = (
                "Request smaller pages or fewer nested lists, or split it into several requests."
            )
            refusal = limit_exceeded("cost", cost.requested, self.limits.cost, advice)
            refusal.cost = cost.bytes
            raise refusal

    def _defaults(self, operation: OperationDefinitionNode) -> Mapping[str, InputSize]:
        """The sizes of the variables' defaults."""
        return {
            one.variable.name.value: self._inputs.of_literal(
                one.default_value, self._inputs.kind(_type_name(one.type)), NO_SIZES
            )
            for one in operation.variable_definitions or ()
            if one.default_value is not None
        }

    def _check_counts(self, document: DocumentCounts) -> None:
        limits, merge = self.limits, "Select each field only once at each level."
        _check_limit("operations", len(document.operations), limits.operations, _DIVIDE)
        _check_limit("overlaps", document.overlaps, limits.overlaps, merge)
        _check_limit("nesting", document.nesting, limits.nesting, "Flatten the arguments.")
        for operation, counts in document.operations:
            _check_limit(
                "depth", counts.depth, limits.depth, "Request the deeper levels separately."
            )
            _check_limit("fields", counts.fields, limits.fields, _DIVIDE)
            _check_limit("aliases", counts.aliases, limits.aliases, _DIVIDE)
            changes = operation.operation is OperationType.MUTATION
            most = limits.mutations if changes else limits.roots
            _check_limit("mutations" if changes else "roots", counts.roots, most, _DIVIDE)


def _check_limit(limit: str, requested: int, most: int, advice: str) -> None:
    if requested > most:
        raise limit_exceeded(limit, requested, most, advice)


def _objects(collector: Collector, root: Any, chosen: Selections) -> int:
    """The number of objects in the input lists of all mutations; aliases count separately."""
    fields = collector.fields(root, chosen).values()
    return sum(collector.input(root, nodes[0]).objects for nodes in fields)


def _definitions(
    tree: DocumentNode, name: str | None
) -> tuple[OperationDefinitionNode, Mapping[str, FragmentDefinitionNode]]:
    """The operation with this name, and the fragments by name."""
    operations, fragments = [], {}
    for node in tree.definitions:
        if isinstance(node, FragmentDefinitionNode):
            fragments[node.name.value] = node
        elif isinstance(node, OperationDefinitionNode) and _name(node) == name:
            operations.append(node)
    (operation,) = operations
    return operation, fragments


def _name(operation: OperationDefinitionNode) -> str | None:
    return operation.name.value if operation.name else None


def _type_name(node: TypeNode) -> str:
    """The name of a type without list brackets and exclamation marks."""
    while not isinstance(node, NamedTypeNode):
        node = node.type  # type: ignore[attr-defined]
    return node.name.value


def _counting(field_cost: FieldCost) -> Iterable[str]:
    """The arguments whose values the cost of a field depends on."""
    option = field_cost.option
    return (*field_cost.slicing, *((option.argument, option.implied_by[0]) if option else ()))


def _short(value: Any) -> Any:
    """The part of a variable's value that the cost depends on."""
    return value if isinstance(value, bool | Enum) else length(value)
