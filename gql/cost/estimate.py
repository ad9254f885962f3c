"""How many objects an operation can return at most, and what it costs to find them.

Each object costs 1, scalars nothing; a field with a weight costs that too, each time that it is
read. What stands below a list counts as often as the list is long. Fields are collected as the
executor does, so what merges counts once; of an interface the dearest of its types counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLObjectType, is_abstract_type
from graphql.language import FieldNode

from gql.cost.collecting import Collector, Selections, length
from gql.cost.inputs import Size
from gql.cost.prices import NOTHING, Price, Prices

CONDITION, STEP, OBJECT = 5, 12, 180  # what one of them costs in the input of a field


@dataclass(frozen=True, slots=True)
class Page:
    """How many objects the lists of a page have."""

    size: int
    fields: frozenset[str]


_ALONE = Page(1, frozenset())


class Estimate:
    """Counts for one valid document with its variables."""

    def __init__(self, collector: Collector, prices: Prices) -> None:
        self._collector, self._prices = collector, prices
        self._known: dict[tuple[str, tuple[int, ...], Page], int] = {}

    def below(self, kind: Any, chosen: Selections, page: Page = _ALONE) -> int:
        """What the chosen fields of one object cost."""
        if is_abstract_type(kind):
            possible = self._collector.possible(kind)
            return max((self.below(one, chosen, page) for one in possible), default=0)
        key = (kind.name, tuple(map(id, chosen)), page)
        if key not in self._known:
            fields = self._collector.fields(kind, chosen).values()
            self._known[key] = sum(self._field(kind, nodes, page) for nodes in fields)
        return self._known[key]

    def _field(self, kind: GraphQLObjectType, nodes: Sequence[FieldNode], page: Page) -> int:
        """What a field costs with all that is below it."""
        name = nodes[0].name.value
        price = self._prices.get((kind.name, name), NOTHING)
        weight = price.weight + _of_input(self._collector.input(kind, nodes[0]))
        returned, inner = self._collector.under(kind, nodes)
        if not inner:
            return weight
        size = page.size if name in page.fields else self._size(price, nodes[0])
        if price.sized:
            below = self.below(returned, inner, Page(size, price.sized))
            return weight + price.each + below
        return weight + size * (price.each + self.below(returned, inner))

    def _size(self, price: Price, node: FieldNode) -> int:
        """How many objects a list has, by its slicing arguments or by what is assumed."""
        given = [
            size
            for argument in node.arguments or ()
            if argument.name.value in price.slicing
            and (size := length(self._collector.value(argument.value))) is not None
        ]
        return max(given, default=price.assumed)


def _of_input(size: Size) -> int:
    """What a field costs for what it is given, each time that it is read."""
    return CONDITION * size.conditions + STEP * size.steps + OBJECT * size.objects
