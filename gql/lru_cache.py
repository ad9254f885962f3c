"""An LRU cache bounded in bytes, in which every owner has a share.

A value belongs to the owner that added it; for requests, the tenant. When the cache is full, the
owner with the most bytes loses its least recently used value. So a tenant that floods the cache
evicts its own values, and those of others stay.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

V = TypeVar("V")

ENTRY = 300  # bytes that an entry takes besides its key and value
_MAX_FRACTION = 16  # a value takes at most this fraction of a cache


def compact(value: bytes) -> bytes:
    """A copy for caching: orjson's own result takes at least four kilobytes of memory."""
    return bytes(memoryview(value))


@dataclass(slots=True, eq=False)
class _Entry(Generic[V]):
    value: V
    weight: int
    owned: "_Owned[V]"


class _Owned(OrderedDict[Hashable, _Entry[V]]):
    """The values of one owner, the least recently used first."""

    def __init__(self, owner: Hashable) -> None:
        super().__init__()
        self.owner, self.weight = owner, 0


class LruCache(Generic[V]):
    """A cache with at most `heaviest` bytes of values. Not thread-safe."""

    def __init__(self, heaviest: int, *, largest: int | None = None) -> None:
        """`largest` is the maximum weight of one value; it defaults to a sixteenth of the cache."""
        self.heaviest, self.weight = heaviest, 0
        self.largest = heaviest // _MAX_FRACTION if largest is None else largest
        self._entries: dict[Hashable, _Entry[V]] = {}
        self._owners: dict[Hashable, _Owned[V]] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def values(self) -> list[V]:
        """All cached values."""
        return [entry.value for entry in self._entries.values()]

    def find(self, key: Hashable) -> V | None:
        """The value of this key; None if it is not cached."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        entry.owned.move_to_end(key)
        return entry.value

    def keep(self, key: Hashable, value: V, *, weight: int, owner: Hashable = None) -> bool:
        """Add a value of `weight` bytes, including its key. Returns False if it is too heavy."""
        self.forget(key)
        weight += ENTRY
        if weight > self.largest:
            return False
        owned = self._owners.get(owner)
        if owned is None:
            owned = self._owners[owner] = _Owned(owner)
        self._entries[key] = owned[key] = _Entry(value, weight, owned)
        owned.weight += weight
        self.weight += weight
        while self.weight > self.heaviest:
            most = max(self._owners.values(), key=lambda each: each.weight)
            self.forget(next(iter(most)))
        return True

    def forget(self, key: Hashable) -> None:
        """Remove this key."""
        entry = self._entries.pop(key, None)
        if entry is None:
            return
        owned = entry.owned
        del owned[key]
        owned.weight -= entry.weight
        self.weight -= entry.weight
        if not owned:
            del self._owners[owned.owner]

    def clear(self) -> None:
        """Remove all values."""
        self._entries.clear()
        self._owners.clear()
        self.weight = 0
