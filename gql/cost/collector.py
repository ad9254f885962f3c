"""Collects the fields that an operation selects on an object, without executing anything.

Equivalent to CollectFields in the GraphQL spec, but iterative and on the bare syntax tree, because
it runs before anything that could be expensive.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graphql import GraphQLObjectType, GraphQLSchema, get_named_type, is_abstract_type
from graphql.language import (
    BooleanValueNode,
    DirectiveNode,
    EnumValueNode,
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

from gql.cost.input_size import EMPTY, NO_SIZES, Inputs, InputSize

Selections = tuple[SelectionSetNode, ...]
_CONTAINERS = (VariableNode, ListValueNode, ObjectValueNode)
Fragment = InlineFragmentNode | FragmentDefinitionNode


class Collector:
    """Collects the fields of one valid document with its coerced variables."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
        inputs: Inputs,
        sizes: Mapping[str, InputSize] = NO_SIZES,
    ) -> None:
        self._schema, self._fragments, self._variables = schema, fragments, variables
        self._inputs, self._sizes = inputs, sizes
        self.visited = 0  # visited selections

    def possible(self, kind: Any) -> Iterable[GraphQLObjectType]:
        """The object types of an abstract type."""
        return self._schema.get_possible_types(kind)

    def under(self, kind: GraphQLObjectType, nodes: Sequence[FieldNode]) -> tuple[Any, Selections]:
        """The type that a field returns, and the selections on it; none for a scalar."""
        field = self._schema.get_field(kind, nodes[0].name.value)
        inner = tuple(node.selection_set for node in nodes if node.selection_set)
        return (get_named_type(field.type), inner) if field else (None, ())

    def input(self, kind: GraphQLObjectType, node: FieldNode) -> InputSize:
        """The size of the lists and objects in a field's arguments, as literals or in variables."""
        total, field = EMPTY, None
        for argument in node.arguments or ():
            if not isinstance(argument.value, _CONTAINERS):
                continue
            field = field or self._schema.get_field(kind, node.name.value)
            declared = field.args.get(argument.name.value) if field else None
            if declared is not None:
                inner = self._inputs.kind(get_named_type(declared.type).name)
                size = self._inputs.of_literal(argument.value, inner, self._sizes)
                total = total.plus(size)
        return total

    def value(self, node: ValueNode) -> Any:
        """The value of a number, a boolean, an enum or a list, with variables resolved."""
        if isinstance(node, VariableNode):
            return self._variables.get(node.name.value)
        if isinstance(node, NullValueNode):
            return None
        if isinstance(node, IntValueNode):
            return int(node.value)
        if isinstance(node, BooleanValueNode | EnumValueNode):
            return node.value
        return list(node.values) if isinstance(node, ListValueNode) else node

    def fields(self, kind: GraphQLObjectType, chosen: Selections) -> dict[str, list[FieldNode]]:
        """The fields by response name; each fragment is visited once."""
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
        """The fragment of a selection; None if it has already been visited."""
        if not isinstance(node, FragmentSpreadNode):
            fragment: InlineFragmentNode = node
            return fragment
        name = node.name.value
        if name in seen:
            return None
        seen.add(name)
        return self._fragments.get(name)

    def _fits(self, kind: GraphQLObjectType, fragment: Fragment) -> bool:
        """Whether a fragment's type condition matches this type."""
        if fragment.type_condition is None:
            return True
        fragment_type = self._schema.get_type(fragment.type_condition.name.value)
        if fragment_type is kind:
            return True
        return is_abstract_type(fragment_type) and self._schema.is_sub_type(fragment_type, kind)

    def _is_left_out(self, directives: Sequence[DirectiveNode] | None) -> bool:
        for directive in directives or ():
            unwanted = {"skip": True, "include": False}.get(directive.name.value)
            if unwanted is not None and self._condition(directive) is unwanted:
                return True
        return False

    def _condition(self, directive: DirectiveNode) -> Any:
        (argument,) = directive.arguments or ()
        return self.value(argument.value)


def length(value: Any) -> int | None:
    """The number that a slicing argument stands for: an integer itself, or the length of a list."""
    if value is None:
        return None
    if isinstance(value, int):
        return max(0, value)
    return len(value) if isinstance(value, list) else 1
