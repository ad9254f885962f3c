"""A bounded memory: what was used last stays, what was not used for longest goes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class Recent(Generic[V]):
    """Values by key, at most so many, and together no heavier than so much."""

    def __init__(
        self,
        limit: int,
        *,
        heaviest: int | None = None,
        weigh: Callable[[V], int] = lambda _: 0,
    ) -> None:
        self._limit, self._heaviest, self._weigh = limit, heaviest, weigh
        self._values: OrderedDict[Hashable, V] = OrderedDict()
        self._weight = 0

    def __len__(self) -> int:
        return len(self._values)

    def values(self) -> list[V]:
        """All that is remembered, what was used least lately first."""
        return list(self._values.values())

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        """The value of this key, made when it is not known. What `make` raises is not kept."""
        found = self._values.get(key)  # as `find` does, without calling it: most requests end here
        if found is not None:
            self._values.move_to_end(key)
            return found
        made = make()
        self.keep(key, made)
        return made

    def find(self, key: Hashable) -> V | None:
        """The value of this key, None where it is not known."""
        found = self._values.get(key)
        if found is not None:
            self._values.move_to_end(key)
        return found

    def keep(self, key: Hashable, value: V) -> None:
        """Remember the value of this key, in place of what was used least lately."""
        self.forget(key)
        self._values[key] = value
        self._weight += self._weigh(value)
        while len(self._values) > self._limit or self._is_too_heavy():
            _, gone = self._values.popitem(last=False)
            self._weight -= self._weigh(gone)

    def forget(self, key: Hashable) -> None:
        """Remember this key no longer."""
        gone = self._values.pop(key, None)
        if gone is not None:
            self._weight -= self._weigh(gone)

    def clear(self) -> None:
        """Remember nothing."""
        self._values.clear()
        self._weight = 0

    def _is_too_heavy(self) -> bool:
        return self._heaviest is not None and self._weight > self._heaviest
