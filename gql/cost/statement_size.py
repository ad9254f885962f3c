"""The size of the statement that answers an operation, which determines the cost of planning it.

Each selected field counts once for each type that its object can have: the parts that its source
declares, plus each condition, each sort step and each ten values in its arguments. The length of
lists does not matter.
"""

from collections.abc import Sequence
from typing import Any

from graphql import GraphQLObjectType, is_abstract_type
from graphql.language import FieldNode

from gql.cost.collector import Collector, Selections
from gql.cost.field_costs import NOTHING, FieldCosts

PARTS_PER_STEP = 4  # parts per step of a sort order or a grouping
VALUES = 10  # filter values that take as long as one part: they are sent again for each field


class StatementSize:
    """Counts the parts of one valid document with its variables."""

    def __init__(self, collector: Collector, field_costs: FieldCosts) -> None:
        self._collector, self._field_costs = collector, field_costs
        self._known: dict[tuple[str, tuple[int, ...]], int] = {}

    def below(self, kind: Any, chosen: Selections) -> int:
        """The number of parts of a selection on an object."""
        if is_abstract_type(kind):
            return sum(self.below(one, chosen) for one in self._collector.possible(kind))
        key = (kind.name, tuple(map(id, chosen)))
        if key not in self._known:
            fields = self._collector.fields(kind, chosen).values()
            self._known[key] = sum(self._field(kind, nodes) for nodes in fields)
        return self._known[key]

    def _field(self, kind: GraphQLObjectType, nodes: Sequence[FieldNode]) -> int:
        field_cost = self._field_costs.get((kind.name, nodes[0].name.value), NOTHING)
        returned, inner = self._collector.under(kind, nodes)
        input_size = self._collector.input(kind, nodes[0])
        own = field_cost.parts + input_size.conditions + PARTS_PER_STEP * input_size.steps
        if not input_size.objects:  # the objects in a mutation's input have their own weight
            own += input_size.values // VALUES
        return own + (self.below(returned, inner) if inner else 0)
