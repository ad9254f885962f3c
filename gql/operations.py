"""Documents and their operations: parsed and validated once, then remembered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    Undefined,
    coerce_input_literal,
    coerce_input_value,
    is_input_type,
    is_non_null_type,
    parse,
    type_from_ast,
    validate,
)
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.values import VariableValues, get_variable_values

from gql.cost.costs import Costs, Counted
from gql.cost.excess import too_much
from gql.literals import RULES
from gql.recent import Recent
from gql.refusals import RequestRefused
from gql.unfit import problems

REMEMBERED = 512
LONGEST_REMEMBERED = 20_000  # characters
ALL_REMEMBERED = 2_000_000  # characters of all documents together

_numbers = count()


def _without_python(error: GraphQLError) -> GraphQLError:
    """The error; where Python could not read a number, without Python's words."""
    if isinstance(error.original_error, ValueError):
        return GraphQLError("A number in the document has too many digits.", error.nodes)
    return error


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of an operation: its type, and its value where none is given."""

    name: str
    type: Any
    default: Any = Undefined


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One operation of a valid document, ready to be asked with variables."""

    schema: GraphQLSchema
    node: OperationDefinitionNode
    document: "Document"
    variables: tuple[Variable, ...]
    number: int = field(default_factory=_numbers.__next__)  # a key that does not keep the document

    @property
    def is_query(self) -> bool:
        """Whether it only asks."""
        return self.node.operation is OperationType.QUERY

    @property
    def name(self) -> str | None:
        """Its name, if it has one."""
        return self.node.name.value if self.node.name else None

    def coerced(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The values of its variables. Raises RequestRefused for unfit ones."""
        values: dict[str, Any] = {}
        try:
            for variable in self.variables:
                value = given.get(variable.name, Undefined)
                if value is not Undefined:
                    value = coerce_input_value(value, variable.type)
                    if value is Undefined:
                        return self.values(given).coerced
                    values[variable.name] = value
                elif variable.default is not Undefined:
                    values[variable.name] = variable.default
                elif is_non_null_type(variable.type):
                    return self.values(given).coerced
        except RecursionError:
            raise RequestRefused("BAD_USER_INPUT", "A variable is nested too deeply.") from None
        return values

    def values(self, given: Mapping[str, Any]) -> VariableValues:
        """The same as graphql-core wants them. Raises RequestRefused, which says what is unfit."""
        try:
            values = get_variable_values(
                self.schema, self.node.variable_definitions or (), dict(given), max_errors=1
            )
            if isinstance(values, list):
                raise RequestRefused("BAD_USER_INPUT", *problems(self.variables, given))
        except RecursionError:
            raise RequestRefused("BAD_USER_INPUT", "A variable is nested too deeply.") from None
        return values


@dataclass(slots=True, eq=False)
class Document:
    """A valid document."""

    text: str
    node: DocumentNode
    fragments: dict[str, FragmentDetails]
    counted: Counted
    operations: dict[str | None, Operation] = field(default_factory=dict)

    @property
    def is_remembered(self) -> bool:
        """Whether it may be; a longer one is read anew each time, so its plans would be useless."""
        return len(self.text) <= LONGEST_REMEMBERED

    def operation(self, name: str | None) -> Operation:
        """The operation to execute. Raises RequestRefused where none is meant (GetOperation)."""
        if name is None:
            if len(self.operations) == 1:
                (only,) = self.operations.values()
                return only
            problem = "Name the operation: the document has several, or none."
            raise RequestRefused("BAD_USER_INPUT", problem)
        found = self.operations.get(name)
        if found is None:
            raise RequestRefused("BAD_USER_INPUT", "The document has no operation of that name.")
        return found


class Documents:
    """Reads documents for one schema."""

    def __init__(self, schema: GraphQLSchema, costs: Costs) -> None:
        self._schema, self._costs = schema, costs
        self._known: Recent[Document] = Recent(
            REMEMBERED, heaviest=ALL_REMEMBERED, weigh=lambda document: len(document.text)
        )

    def read(self, text: str) -> Document:
        """The document of this text. Raises RequestRefused where it is not valid."""
        if len(text) > LONGEST_REMEMBERED:
            return self._read(text)
        return self._known.get(text, lambda: self._read(text))

    def _read(self, text: str) -> Document:
        node = self._parsed(text)
        counted = self._costs.counted(node)  # before validation, which it protects
        errors = validate(self._schema, node, RULES, max_errors=20)
        if errors:
            raise RequestRefused("GRAPHQL_VALIDATION_FAILED", *map(_without_python, errors))
        return self._understood(text, node, counted)

    def _parsed(self, text: str) -> DocumentNode:
        most = self._costs.limits.tokens
        try:
            return parse(text, max_tokens=most)
        except GraphQLSyntaxError as error:
            if f"more than {most} tokens" in error.message:
                raise too_much("tokens", most + 1, most, "Divide it.") from None
            raise RequestRefused("GRAPHQL_PARSE_FAILED", error) from None

    def _understood(self, text: str, node: DocumentNode, counted: Counted) -> Document:
        fragments = {
            one.name.value: FragmentDetails(one)
            for one in node.definitions
            if isinstance(one, FragmentDefinitionNode)
        }
        document = Document(text, node, fragments, counted)
        for one in node.definitions:
            if isinstance(one, OperationDefinitionNode):
                name = one.name.value if one.name else None
                variables = tuple(self._variable(v) for v in one.variable_definitions or ())
                document.operations[name] = Operation(self._schema, one, document, variables)
        return document

    def _variable(self, node: Any) -> Variable:
        kind = type_from_ast(self._schema, node.type)
        if not is_input_type(kind):
            raise TypeError("validation lets no such variable through")
        default = Undefined
        if node.default_value is not None:
            default = coerce_input_literal(node.default_value, kind)
        return Variable(node.variable.name.value, kind, default)
