"""The cost of an operation: the objects it can return at most, and the work to find them.

Each object costs 1 and scalars nothing; a weighted field costs its weight for each read. A
selection under a list is multiplied by the length of the list. Fields are merged as in execution,
and for an interface the most expensive of its types counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLObjectType, is_abstract_type
from graphql.language import FieldNode

from gql.cost.collector import Collector, Selections, length
from gql.cost.field_costs import NOTHING, FieldCost, FieldCosts
from gql.cost.input_size import InputSize
from gql.schema.cost_directives import Option

CONDITION_COST, STEP_COST, OBJECT_COST = 5, 12, 180  # cost of each one in the input of a field


@dataclass(frozen=True, slots=True)
class PageSize:
    """The number of objects in the lists of a page."""

    size: int
    fields: frozenset[str]


_ALONE = PageSize(1, frozenset())


class Estimate:
    """Estimates the cost of one valid document with its variables."""

    def __init__(self, collector: Collector, field_costs: FieldCosts) -> None:
        self._collector, self._field_costs = collector, field_costs
        self._known: dict[tuple[str, tuple[int, ...], PageSize], int] = {}

    def below(self, kind: Any, chosen: Selections, page: PageSize = _ALONE) -> int:
        """The cost of the selected fields of one object."""
        if is_abstract_type(kind):
            possible = self._collector.possible(kind)
            return max((self.below(one, chosen, page) for one in possible), default=0)
        # A fragment that is spread in many places is counted once, or nested ones would take
        # exponential time.
        key = (kind.name, tuple(map(id, chosen)), page)
        if key not in self._known:
            fields = self._collector.fields(kind, chosen).values()
            self._known[key] = sum(self._field(kind, nodes, page) for nodes in fields)
        return self._known[key]

    def _field(self, kind: GraphQLObjectType, nodes: Sequence[FieldNode], page: PageSize) -> int:
        """The cost of a field including its selection."""
        name = nodes[0].name.value
        field_cost = self._field_costs.get((kind.name, name), NOTHING)
        weight = field_cost.weight + _of_input(self._collector.input(kind, nodes[0]))
        if field_cost.option is not None:
            weight += self._of_option(field_cost.option, nodes[0])
        returned, inner = self._collector.under(kind, nodes)
        if not inner:
            return weight
        size = page.size if name in page.fields else self._size(field_cost, nodes[0])
        if field_cost.sized:
            below = self.below(returned, inner, PageSize(size, field_cost.sized))
            return weight + field_cost.each + below
        return weight + size * (field_cost.each + self.below(returned, inner))

    def _of_option(self, option: Option, node: FieldNode) -> int:
        """The weight of optional work, if the field's arguments ask for it."""
        arguments = {
            one.name.value: self._collector.value(one.value) for one in node.arguments or ()
        }
        value = arguments.get(option.argument)
        if value is None:
            name, implying = option.implied_by
            value = arguments.get(name) == implying
        return option.weight if value else 0

    def _size(self, field_cost: FieldCost, node: FieldNode) -> int:
        """The length of a list, by its slicing arguments or by the assumed size."""
        sizes = [
            size
            for argument in node.arguments or ()
            if argument.name.value in field_cost.slicing
            and (size := length(self._collector.value(argument.value))) is not None
        ]
        return max(sizes, default=field_cost.assumed)


def _of_input(size: InputSize) -> int:
    """The cost of a field's input for each read."""
    return CONDITION_COST * size.conditions + STEP_COST * size.steps + OBJECT_COST * size.objects
