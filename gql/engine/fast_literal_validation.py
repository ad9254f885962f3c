"""Accepts literal values that certainly fit their types: see `gql.engine.fast_validation`."""

from typing import Any

from graphql import (
    GraphQLInputObjectType,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
)
from graphql.language import (
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
)
from graphql.utilities import validate_input_literal

Usage = tuple[str, Any]  # a variable, and the type of the position it is used in


class Doubtful(Exception):
    """The document may be invalid."""


class Literals:
    """Checks values and collects the variables in them."""

    def check(self, node: ValueNode, kind: Any, usages: list[Usage]) -> None:
        """Check a value. Raises Doubtful unless it certainly fits the type."""
        if isinstance(node, VariableNode):
            usages.append((node.name.value, kind))
            return
        if is_non_null_type(kind):
            if isinstance(node, NullValueNode):
                raise Doubtful
            kind = kind.of_type
        if not isinstance(node, NullValueNode):
            self._check_given(node, kind, usages)

    def _check_given(self, node: ValueNode, kind: Any, usages: list[Usage]) -> None:
        """Check a value that is not null against a nullable type."""
        if is_list_type(kind):
            for item in node.values if isinstance(node, ListValueNode) else (node,):
                self.check(item, kind.of_type, usages)
        elif isinstance(kind, GraphQLInputObjectType):
            self._check_object(node, kind, usages)
        elif isinstance(node, ListValueNode | ObjectValueNode):
            raise Doubtful  # a scalar with a list or an object, which may contain variables
        else:
            validate_input_literal(node, kind, _doubt)

    def _check_object(
        self, node: ValueNode, kind: GraphQLInputObjectType, usages: list[Usage]
    ) -> None:
        if not isinstance(node, ObjectValueNode) or kind.is_one_of:
            raise Doubtful
        names = set()
        for each in node.fields:
            name = each.name.value
            if name in names or name not in kind.fields:
                raise Doubtful
            names.add(name)
            self.check(each.value, kind.fields[name].type, usages)
        for name, field in kind.fields.items():
            if name not in names and is_required_input_field(field):
                raise Doubtful


def _doubt(*_: Any) -> None:
    raise Doubtful
