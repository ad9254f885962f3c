"""How many objects an operation can return at most, and what it costs to find them.

Each object costs 1, scalars nothing; a field with a weight costs that too, each time that it is
read. What stands below a list counts as often as the list is long. Fields are collected as the
executor does, so what merges counts once; of an interface the dearest of its types counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)
from graphql.language import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
)

from gql.cost.prices import Price, Prices

Selections = tuple[SelectionSetNode, ...]
Fragment = InlineFragmentNode | FragmentDefinitionNode


@dataclass(frozen=True, slots=True)
class Page:
    """How many objects the lists of a page have."""

    size: int
    fields: frozenset[str]


_ALONE = Page(1, frozenset())
_NOTHING = Price()


class Estimate:
    """Counts for one valid document with these variables, whose values were coerced."""

    def __init__(
        self,
        schema: GraphQLSchema,
        prices: Prices,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
    ) -> None:
        self._schema, self._prices = schema, prices
        self._fragments, self._variables = fragments, variables
        self._known: dict[tuple[str, tuple[int, ...], Page], int] = {}
        self.visited = 0  # selections that were looked at

    def below(self, kind: Any, chosen: Selections, page: Page = _ALONE) -> int:
        """What the chosen fields of one object cost."""
        if is_abstract_type(kind):
            possible = self._schema.get_possible_types(kind)
            return max((self.below(one, chosen, page) for one in possible), default=0)
        key = (kind.name, tuple(map(id, chosen)), page)
        if key not in self._known:
            fields = self._collected(kind, chosen).values()
            self._known[key] = sum(self._field(kind, nodes, page) for nodes in fields)
        return self._known[key]

    def _field(self, kind: GraphQLObjectType, nodes: Sequence[FieldNode], page: Page) -> int:
        """What a field costs with all that is below it."""
        name = nodes[0].name.value
        field = self._schema.get_field(kind, name)
        if field is None:
            return 0
        price = self._prices.get((kind.name, name), _NOTHING)
        returned = get_named_type(field.type)
        if is_leaf_type(returned):
            return price.weight
        inner = tuple(node.selection_set for node in nodes if node.selection_set)
        size = page.size if name in page.fields else self._size(price, nodes[0])
        if price.sized:
            below = self.below(returned, inner, Page(size, price.sized))
            return price.weight + price.each + below
        return price.weight + size * (price.each + self.below(returned, inner))

    def _size(self, price: Price, node: FieldNode) -> int:
        """How many objects a list has, by its slicing arguments or by what is assumed."""
        given = [
            size
            for argument in node.arguments or ()
            if argument.name.value in price.slicing
            and (size := self._length(argument.value)) is not None
        ]
        return max(given, default=price.assumed)

    def _length(self, value: ValueNode) -> int | None:
        if isinstance(value, VariableNode):
            return length(self._variables.get(value.name.value))
        if isinstance(value, NullValueNode):
            return None
        if isinstance(value, IntValueNode):
            return max(0, int(value.value))
        return len(value.values) if isinstance(value, ListValueNode) else 1

    def _collected(self, kind: GraphQLObjectType, chosen: Selections) -> dict[str, list[FieldNode]]:
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
        value: Any = given.value
        if isinstance(value, VariableNode):
            return self._variables.get(value.name.value)
        return value.value


def length(value: Any) -> int | None:
    """What a slicing argument of this value comes to: a number, or how many there are."""
    if value is None:
        return None
    if isinstance(value, int):
        return max(0, value)
    return len(value) if isinstance(value, list) else 1
