"""Collects the fields that an operation chooses of an object, without executing anything.

The same as the executor's CollectFields, but iterative and over the bare syntax, because it comes
before everything that could be expensive.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graphql import GraphQLObjectType, GraphQLSchema, get_named_type, is_abstract_type
from graphql.language import (
    BooleanValueNode,
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
)

from gql.cost.inputs import EMPTY, NO_SIZES, Inputs, Size

Selections = tuple[SelectionSetNode, ...]
_CONTAINERS = (VariableNode, ListValueNode, ObjectValueNode)
Fragment = InlineFragmentNode | FragmentDefinitionNode


class Collector:
    """Collects for one valid document with these variables, whose values were coerced."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
        inputs: Inputs,
        sizes: Mapping[str, Size] = NO_SIZES,
    ) -> None:
        self._schema, self._fragments, self._variables = schema, fragments, variables
        self._inputs, self._sizes = inputs, sizes
        self.visited = 0  # selections that were looked at

    def possible(self, kind: Any) -> Iterable[GraphQLObjectType]:
        """The types that an object of an abstract type can have."""
        return self._schema.get_possible_types(kind)

    def under(self, kind: GraphQLObjectType, nodes: Sequence[FieldNode]) -> tuple[Any, Selections]:
        """What a field returns, and what is chosen of it; nothing of a scalar."""
        field = self._schema.get_field(kind, nodes[0].name.value)
        inner = tuple(node.selection_set for node in nodes if node.selection_set)
        return (get_named_type(field.type), inner) if field else (None, ())

    def input(self, kind: GraphQLObjectType, node: FieldNode) -> Size:
        """What a field is given in lists and objects, written there or in variables."""
        found, field = EMPTY, None
        for argument in node.arguments or ():
            if not isinstance(argument.value, _CONTAINERS):
                continue
            field = field or self._schema.get_field(kind, node.name.value)
            declared = field.args.get(argument.name.value) if field else None
            if declared is not None:
                inner = self._inputs.kind(get_named_type(declared.type).name)
                size = self._inputs.of_literal(argument.value, inner, self._sizes)
                found = found.plus(size)
        return found

    def value(self, node: ValueNode) -> Any:
        """A plain value that says how many, or whether; a list stands for its length."""
        if isinstance(node, VariableNode):
            return self._variables.get(node.name.value)
        if isinstance(node, NullValueNode):
            return None
        if isinstance(node, IntValueNode):
            return int(node.value)
        if isinstance(node, BooleanValueNode):
            return node.value
        return list(node.values) if isinstance(node, ListValueNode) else node

    def fields(self, kind: GraphQLObjectType, chosen: Selections) -> dict[str, list[FieldNode]]:
        """The fields by response name; each fragment is looked into once."""
        fields: dict[str, list[FieldNode]] = {}
        waiting, seen = list(chosen), set[str]()
        while waiting:
            for node in waiting.pop().selections:
                self.visited += 1
                if self._is_left_out(node.directives):
                    continue
                if isinstance(node, FieldNode):
                    key = node.alias.value if node.alias else node.name.value
                    fields.setdefault(key, []).append(node)
                    continue
                fragment = self._fragment(node, seen)
                if fragment is not None and self._fits(kind, fragment):
                    waiting.append(fragment.selection_set)
        return fields

    def _fragment(self, node: Any, seen: set[str]) -> Fragment | None:
        """The fragment that a selection stands for; none where it was looked into before."""
        if not isinstance(node, FragmentSpreadNode):
            found: InlineFragmentNode = node
            return found
        name = node.name.value
        if name in seen:
            return None
        seen.add(name)
        return self._fragments.get(name)

    def _fits(self, kind: GraphQLObjectType, fragment: Fragment) -> bool:
        """Whether a fragment's condition holds for objects of this type."""
        if fragment.type_condition is None:
            return True
        wanted = self._schema.get_type(fragment.type_condition.name.value)
        if wanted is kind:
            return True
        return is_abstract_type(wanted) and self._schema.is_sub_type(wanted, kind)

    def _is_left_out(self, directives: Sequence[DirectiveNode] | None) -> bool:
        for directive in directives or ():
            unwanted = {"skip": True, "include": False}.get(directive.name.value)
            if unwanted is not None and self._condition(directive) is unwanted:
                return True
        return False

    def _condition(self, directive: DirectiveNode) -> Any:
        (given,) = directive.arguments or ()
        return self.value(given.value)


def length(value: Any) -> int | None:
    """What a slicing argument of this value comes to: a number, or how many there are."""
    if value is None:
        return None
    if isinstance(value, int):
        return max(0, value)
    return len(value) if isinstance(value, list) else 1
