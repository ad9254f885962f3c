"""Validation errors for values in documents, with the position of the value."""

from typing import Any

from graphql import (
    ArgumentNode,
    GraphQLError,
    GraphQLInputType,
    ValueNode,
    ValuesOfCorrectTypeRule,
    VariableDefinitionNode,
    specified_rules,
)
from graphql.language import SKIP, VisitorAction
from graphql.utilities import validate_input_literal


class LiteralsRule(ValuesOfCorrectTypeRule):
    """Reports the argument, or the variable with a default, whose value is invalid.

    graphql-core only reports what is wrong, which is little help in a mutation with fifty values.
    """

    _name, _subject = "", ""

    def enter_argument(self, node: ArgumentNode, *_: Any) -> None:
        """Remember the argument whose value follows."""
        self._name = node.name.value
        self._subject = f"Argument `{self._name}`"

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: Any) -> None:
        """Remember the variable whose default follows."""
        self._name = node.variable.name.value
        self._subject = f"The default of variable `${self._name}`"

    def is_valid_value_node(
        self, node: ValueNode, input_type: GraphQLInputType | None
    ) -> VisitorAction:
        """Report the errors in a value and in the values inside it."""

        def report(error: GraphQLError, path: list[str | int]) -> None:
            self.report_error(self._at_place(error, path))

        if input_type:
            hides = self.context.hide_suggestions
            validate_input_literal(node, input_type, report, None, None, hides)
        return SKIP

    def _at_place(self, error: GraphQLError, path: list[str | int]) -> GraphQLError:
        return GraphQLError(
            f"{self._subject} has an invalid value{place(path)}: {error.message}",
            error.nodes,
            original_error=error.original_error,
            extensions={"path": [self._name, *path]},
        )


VALIDATION_RULES = [
    LiteralsRule if rule is ValuesOfCorrectTypeRule else rule for rule in specified_rules
]


def place(path: list[str | int] | tuple[str | int, ...]) -> str:
    """The path to a nested value, such as " at `lines[0].quantity`"; empty for the whole value."""
    steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return f" at `{steps.removeprefix('.')}`" if steps else ""
