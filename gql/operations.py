"""Documents and their operations: parsed and validated once, then remembered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    parse,
    validate,
)
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.values import VariableValues, get_variable_values

from gql.cost.costs import Costs, Counted
from gql.cost.limits import too_much
from gql.recent import Recent
from gql.refusals import RequestRefused

REMEMBERED = 128
LONGEST_REMEMBERED = 20_000  # characters


@dataclass(frozen=True, slots=True)
class Document:
    """A valid document."""

    text: str
    node: DocumentNode
    operations: tuple[OperationDefinitionNode, ...]
    fragments: dict[str, FragmentDetails]
    counted: Counted

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation to execute. Raises RequestRefused where none is meant (GetOperation)."""
        if name is None:
            if len(self.operations) == 1:
                return self.operations[0]
            problem = "Name the operation: the document has several, or none."
            raise RequestRefused("BAD_USER_INPUT", problem)
        for operation in self.operations:
            if operation.name is not None and operation.name.value == name:
                return operation
        raise RequestRefused("BAD_USER_INPUT", "The document has no operation of that name.")


class Documents:
    """Reads documents for one schema."""

    def __init__(self, schema: GraphQLSchema, costs: Costs) -> None:
        self._schema, self._costs = schema, costs
        self._known: Recent[Document] = Recent(REMEMBERED)

    def read(self, text: str) -> Document:
        """The document of this text. Raises RequestRefused where it is not valid."""
        if len(text) > LONGEST_REMEMBERED:
            return self._read(text)
        return self._known.get(text, lambda: self._read(text))

    def _read(self, text: str) -> Document:
        node = self._parsed(text)
        counted = self._costs.counted(text, node)  # before validation, which it protects
        errors = validate(self._schema, node, max_errors=20)
        if errors:
            raise RequestRefused("GRAPHQL_VALIDATION_FAILED", *errors)
        found = node.definitions
        return Document(
            text,
            node,
            tuple(one for one in found if isinstance(one, OperationDefinitionNode)),
            {
                one.name.value: FragmentDetails(one)
                for one in found
                if isinstance(one, FragmentDefinitionNode)
            },
            counted,
        )

    def _parsed(self, text: str) -> DocumentNode:
        most = self._costs.limits.tokens
        try:
            return parse(text, max_tokens=most)
        except GraphQLSyntaxError as error:
            if f"more than {most} tokens" in error.message:
                raise too_much("tokens", most + 1, most, "Divide it.") from None
            raise RequestRefused("GRAPHQL_PARSE_FAILED", error) from None


def coerced(
    schema: GraphQLSchema, operation: OperationDefinitionNode, given: Mapping[str, Any]
) -> VariableValues:
    """The values of the operation's variables. Raises RequestRefused for unfit ones."""
    try:
        values = get_variable_values(
            schema, operation.variable_definitions or (), dict(given), max_errors=20
        )
    except RecursionError:
        raise RequestRefused("BAD_USER_INPUT", "A variable is nested too deeply.") from None
    if isinstance(values, list):
        raise RequestRefused("BAD_USER_INPUT", *[_known(error) for error in values])
    return values


def _known(error: GraphQLError) -> GraphQLError:
    return error
