"""A bounded memory: what was used last stays, what was not used for longest goes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class Recent(Generic[V]):
    """At most so many values by key."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._values: OrderedDict[Hashable, V] = OrderedDict()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        """The value of this key, made when it is not known. What `make` raises is not kept."""
        found = self._values.get(key)
        if found is not None:
            self._values.move_to_end(key)
            return found
        made = self._values[key] = make()
        if len(self._values) > self._limit:
            self._values.popitem(last=False)
        return made
