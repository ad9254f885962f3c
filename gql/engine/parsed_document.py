"""Valid documents and their operations, cached without their syntax trees."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    Undefined,
    coerce_input_literal,
    coerce_input_value,
    is_input_type,
    is_non_null_type,
    type_from_ast,
)
from graphql.execution.collect_fields import FragmentDetails

from db.planner.variables import size
from gql.cost.costs import StaticCounts
from gql.engine.variable_errors import problems
from gql.request_errors import RequestRefused

_DOCUMENT, _OPERATION, _VARIABLE = 1_500, 800, 600  # bytes of memory, measured
_TREE = 130  # bytes of memory for each parsed character, measured

_numbers = count()


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of an operation: its type and its default."""

    name: str
    type: Any
    default: Any = Undefined


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One operation of a valid document."""

    schema: GraphQLSchema
    name: str | None
    kind: OperationType
    variables: tuple[Variable, ...]
    number: int = field(default_factory=_numbers.__next__)  # cache key that keeps no object alive

    @property
    def is_query(self) -> bool:
        """Whether the operation is a query."""
        return self.kind is OperationType.QUERY

    @property
    def root(self) -> GraphQLObjectType:
        """The root type of the operation."""
        root = self.schema.get_root_type(self.kind)
        if root is None:
            raise TypeError("validation refuses operations without a root type")
        return root

    def coerce(self, raw_variables: Mapping[str, Any]) -> dict[str, Any]:
        """Coerce the values of the variables. Raises RequestRefused if one is invalid."""
        values: dict[str, Any] = {}
        try:
            for variable in self.variables:
                value = raw_variables.get(variable.name, Undefined)
                if value is not Undefined:
                    value = coerce_input_value(value, variable.type)
                    if value is Undefined:
                        raise self._unfit(raw_variables)
                    values[variable.name] = value
                elif variable.default is not Undefined:
                    values[variable.name] = variable.default
                elif is_non_null_type(variable.type):
                    raise self._unfit(raw_variables)
        except RecursionError:
            raise RequestRefused(
                "BAD_USER_INPUT", "A variable is nested too deeply. Flatten it."
            ) from None
        return values

    def _unfit(self, raw_variables: Mapping[str, Any]) -> RequestRefused:
        errors: list[Any] = [*problems(self.variables, raw_variables)]
        return RequestRefused("BAD_USER_INPUT", *(errors or ["A variable has an invalid value."]))


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """The syntax tree of a valid document, for planning, cost counting and execution."""

    node: DocumentNode
    fragments: dict[str, FragmentDetails]

    @classmethod
    def of(cls, node: DocumentNode) -> "Tree":
        """The tree of a parsed document.

        graphql-core links tokens in both directions. Without the backward links, reference counting
        frees the tree as soon as it is no longer used, without a garbage collection.
        """
        token = node.loc.start_token if node.loc else None
        while token is not None:
            token.prev, token = None, token.next
        fragments = {
            one.name.value: FragmentDetails(one)
            for one in node.definitions
            if isinstance(one, FragmentDefinitionNode)
        }
        return cls(node, fragments)

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation with this name; None finds the unnamed one."""
        return next(
            one
            for one in self.node.definitions
            if isinstance(one, OperationDefinitionNode) and _name(one) == name
        )


@dataclass(frozen=True, slots=True, eq=False)
class ParsedDocument:
    """A valid document. Only mutations keep their tree, because each execution walks it."""

    text: str
    counted: StaticCounts
    operations: Mapping[str | None, Operation]
    tree: Tree | None

    @classmethod
    def of(
        cls, schema: GraphQLSchema, text: str, tree: Tree, counted: StaticCounts
    ) -> "ParsedDocument":
        """Build the cached form of a valid document."""
        operations = {
            _name(one): _operation(schema, one)
            for one in tree.node.definitions
            if isinstance(one, OperationDefinitionNode)
        }
        is_executed = any(one.kind is OperationType.MUTATION for one in operations.values())
        return cls(text, counted, operations, tree if is_executed else None)

    @property
    def weight(self) -> int:
        """Estimated memory use in bytes."""
        variables = [each for one in self.operations.values() for each in one.variables]
        defaults = sum(size(each.default) for each in variables)
        tree = _TREE * len(self.text) if self.tree else 0
        parts = _OPERATION * len(self.operations) + _VARIABLE * len(variables) + defaults
        return _DOCUMENT + sys.getsizeof(self.text) + parts + tree

    def operation(self, name: str | None) -> Operation:
        """The operation to execute, per GetOperation in the GraphQL spec. Raises RequestRefused."""
        if name is not None:
            operation = self.operations.get(name)
            problem = "The document has no operation with this name."
        else:
            operation = next(iter(self.operations.values())) if len(self.operations) == 1 else None
            problem = "Set `operationName`: the document has several operations or none."
        if operation is None:
            raise RequestRefused("BAD_USER_INPUT", problem)
        if operation.kind is OperationType.SUBSCRIPTION:
            raise RequestRefused("BAD_USER_INPUT", "Subscriptions are not supported.")
        return operation


def _operation(schema: GraphQLSchema, node: OperationDefinitionNode) -> Operation:
    variables = tuple(_variable(schema, one) for one in node.variable_definitions or ())
    return Operation(schema, _name(node), node.operation, variables)


def _variable(schema: GraphQLSchema, node: Any) -> Variable:
    kind = type_from_ast(schema, node.type)
    if not is_input_type(kind):
        raise TypeError("validation refuses variables that are not input types")
    default = Undefined
    if node.default_value is not None:
        default = coerce_input_literal(node.default_value, kind)
    return Variable(node.variable.name.value, kind, default)


def _name(node: OperationDefinitionNode) -> str | None:
    return node.name.value if node.name else None
