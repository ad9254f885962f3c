"""How large the statement is that answers an operation, which is what planning it takes.

Each chosen field counts for each type that its object can have, as much as its source says, with
each condition, each step of an order and each ten values that it is given; how long lists are does
not matter.
"""

from collections.abc import Sequence
from typing import Any

from graphql import GraphQLObjectType, is_abstract_type
from graphql.language import FieldNode

from gql.cost.collecting import Collector, Selections
from gql.cost.prices import NOTHING, Prices

STEP = 4  # parts of the statement that a step of an order, or of groups, makes
VALUES = 10  # values of a filter that take as long as a part: they are sent for each field anew


class Bulk:
    """Counts for one valid document with its variables."""

    def __init__(self, collector: Collector, prices: Prices) -> None:
        self._collector, self._prices = collector, prices
        self._known: dict[tuple[str, tuple[int, ...]], int] = {}

    def below(self, kind: Any, chosen: Selections) -> int:
        """The parts of what is chosen of an object."""
        if is_abstract_type(kind):
            return sum(self.below(one, chosen) for one in self._collector.possible(kind))
        key = (kind.name, tuple(map(id, chosen)))
        if key not in self._known:
            fields = self._collector.fields(kind, chosen).values()
            self._known[key] = sum(self._field(kind, nodes) for nodes in fields)
        return self._known[key]

    def _field(self, kind: GraphQLObjectType, nodes: Sequence[FieldNode]) -> int:
        price = self._prices.get((kind.name, nodes[0].name.value), NOTHING)
        returned, inner = self._collector.under(kind, nodes)
        given = self._collector.input(kind, nodes[0])
        own = price.parts + given.conditions + STEP * given.steps
        if not given.objects:  # those of a mutation have a price of their own
            own += given.values // VALUES
        return own + (self.below(returned, inner) if inner else 0)
