"""What is wrong with a value that is written into a document, and where the value stands."""

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
    """Names the argument, or the variable with a default, that a value does not fit.

    graphql-core says only what is wrong, which is little help in a mutation with fifty values.
    """

    _name, _subject = "", ""

    def enter_argument(self, node: ArgumentNode, *_: Any) -> None:
        """Remember whose value comes next."""
        self._name = node.name.value
        self._subject = f"Argument '{self._name}'"

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: Any) -> None:
        """Remember whose default comes next."""
        self._name = node.variable.name.value
        self._subject = f"The default of variable '${self._name}'"

    def is_valid_value_node(
        self, node: ValueNode, input_type: GraphQLInputType | None
    ) -> VisitorAction:
        """Report what is wrong with a value, and with the values in it."""

        def report(error: GraphQLError, path: list[str | int]) -> None:
            self.report_error(self._placed(error, path))

        if input_type:
            hides = self.context.hide_suggestions
            validate_input_literal(node, input_type, report, None, None, hides)
        return SKIP

    def _placed(self, error: GraphQLError, path: list[str | int]) -> GraphQLError:
        return GraphQLError(
            f"{self._subject} has an invalid value{place(path)}: {error.message}",
            error.nodes,
            original_error=error.original_error,
            extensions={"path": [self._name, *path]},
        )


RULES = [LiteralsRule if rule is ValuesOfCorrectTypeRule else rule for rule in specified_rules]


def place(path: list[str | int] | tuple[str | int, ...]) -> str:
    """The path to a value inside of another, ` at lines[0].quantity`; empty for the whole."""
    steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return f" at {steps.removeprefix('.')}" if steps else ""
