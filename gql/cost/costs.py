"""The cost of a request, and its refusal where it is too high.

Nothing here keeps a syntax tree or remembers a cost: `gql.execution` does, by the key of a cost.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
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

from gql.cost.bulk import Bulk
from gql.cost.collecting import Collector, Selections, length
from gql.cost.estimate import Estimate
from gql.cost.excess import too_much
from gql.cost.inputs import NO_SIZES, Inputs, Size
from gql.cost.limits import Limits
from gql.cost.outline import Measure, Outline, outline
from gql.cost.prices import prices_of
from gql.recent import compact

LARGEST = 2**53 - 1  # what every client can read in JSON
REQUEST = 2_500  # what any request costs
PART = 50  # what planning a part of the statement costs
_CONDITION = "if"  # the argument of @skip and @include
_DIVIDE = "Split it into several requests."


@dataclass(frozen=True, slots=True)
class Cost:
    """What an operation costs, and the JSON that tells it in `extensions.cost`."""

    requested: int
    bytes: bytes
    reading: int  # what it costs without what any request costs, and without planning it


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """What is known of a document without its types."""

    measures: Mapping[str | None, Measure]  # by the name of the operation
    counting: tuple[str, ...]  # the variables whose values the cost depends on
    defaults: Mapping[str | None, Mapping[str, Size]]  # of variables, by the operation's name


class Costs:
    """Counts for one schema under these limits."""

    def __init__(self, schema: GraphQLSchema, limits: Limits) -> None:
        self._schema, self.limits = schema, limits
        self._prices, self._inputs = prices_of(schema), Inputs(schema, limits)
        slicing = {name for price in self._prices.values() for name in price.slicing}
        self._counting = slicing | {_CONDITION}

    def counted(self, document: DocumentNode) -> Counted:
        """A parsed document, counted. Raises RequestRefused where validating it is too much."""
        found = outline(document)
        self._hold_outline(found)
        return Counted(
            {_name(operation): measure for operation, measure in found.operations},
            tuple({name for place, name in found.variables if place in self._counting}),
            {_name(operation): self._defaults(operation) for operation, _ in found.operations},
        )

    def sizes(self, variables: Iterable[Any], given: Mapping[str, Any]) -> Mapping[str, Size]:
        """How much there is in the variables of an operation, which have a name and a type.

        To be asked before anything is made of them. Raises RequestRefused.
        """
        return self._inputs.of_variables(variables, given)

    def key(
        self, document: Counted, variables: Mapping[str, Any], sizes: Mapping[str, Size] = NO_SIZES
    ) -> Hashable:
        """All that the cost of an operation depends on, with the coerced variables."""
        values = tuple(_short(variables.get(name)) for name in document.counting)
        return values, tuple(sizes.items())

    def of(
        self,
        document: Counted,
        name: str | None,
        tree: DocumentNode,
        variables: Mapping[str, Any],
        sizes: Mapping[str, Size] = NO_SIZES,
    ) -> Cost:
        """What an operation of a valid document costs, with the coerced variables and their sizes.

        Raises RequestRefused where the statement, or what a mutation is given, would be too large.
        """
        operation, fragments = _definitions(tree, name)
        known = {**document.defaults[name], **sizes}
        collector = Collector(self._schema, fragments, variables, self._inputs, known)
        root, chosen = self._schema.get_root_type(operation.operation), (operation.selection_set,)
        if operation.operation is OperationType.MUTATION:
            _hold("objects", _objects(collector, root, chosen), self.limits.objects, _DIVIDE)
        parts = Bulk(collector, self._prices).below(root, chosen)
        _hold("parts", parts, self.limits.parts, _DIVIDE)
        reading = min(LARGEST, Estimate(collector, self._prices).below(root, chosen))
        requested = min(LARGEST, REQUEST + PART * parts + reading)
        told = self._to_json(requested, document.measures[name], parts)
        return Cost(requested, compact(told), reading)

    def _to_json(self, requested: int, measure: Measure, parts: int) -> bytes:
        """What `extensions.cost` tells a client."""
        return orjson.dumps(
            {
                "requestedQueryCost": requested,
                "maximumQueryCost": self.limits.cost,
                "depth": measure.depth,
                "fields": measure.fields,
                "aliases": measure.aliases,
                "parts": parts,
            }
        )

    def check(self, cost: Cost) -> None:
        """Raise RequestRefused where a request costs more than is allowed."""
        if cost.requested > self.limits.cost:
            advice = (
                "Request smaller pages or fewer nested lists, or split it into several requests."
            )
            refusal = too_much("cost", cost.requested, self.limits.cost, advice)
            refusal.cost = cost.bytes
            raise refusal

    def _defaults(self, operation: OperationDefinitionNode) -> Mapping[str, Size]:
        """How much there is in the values of variables that are not given."""
        return {
            one.variable.name.value: self._inputs.of_literal(
                one.default_value, self._inputs.kind(_named(one.type)), NO_SIZES
            )
            for one in operation.variable_definitions or ()
            if one.default_value is not None
        }

    def _hold_outline(self, found: Outline) -> None:
        limits, merge = self.limits, "Select each field only once at each level."
        _hold("operations", len(found.operations), limits.operations, _DIVIDE)
        _hold("overlaps", found.overlaps, limits.overlaps, merge)
        _hold("nesting", found.nesting, limits.nesting, "Flatten the arguments.")
        for operation, measure in found.operations:
            _hold("depth", measure.depth, limits.depth, "Request the deeper levels separately.")
            _hold("fields", measure.fields, limits.fields, _DIVIDE)
            _hold("aliases", measure.aliases, limits.aliases, _DIVIDE)
            changes = operation.operation is OperationType.MUTATION
            most = limits.mutations if changes else limits.roots
            _hold("mutations" if changes else "roots", measure.roots, most, _DIVIDE)


def _hold(limit: str, requested: int, most: int, advice: str) -> None:
    if requested > most:
        raise too_much(limit, requested, most, advice)


def _objects(collector: Collector, root: Any, chosen: Selections) -> int:
    """How many objects there are in the lists that mutations are given; each takes its own."""
    fields = collector.fields(root, chosen).values()
    return sum(collector.input(root, nodes[0]).objects for nodes in fields)


def _definitions(
    tree: DocumentNode, name: str | None
) -> tuple[OperationDefinitionNode, Mapping[str, FragmentDefinitionNode]]:
    """The operation of this name, and the fragments by theirs."""
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


def _named(node: TypeNode) -> str:
    """The name in a type, without its lists and exclamation marks."""
    while not isinstance(node, NamedTypeNode):
        node = node.type  # type: ignore[attr-defined]
    return node.name.value


def _short(value: Any) -> Any:
    """As much of a variable as counts."""
    return value if isinstance(value, bool) else length(value)
