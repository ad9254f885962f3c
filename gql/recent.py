"""A memory bounded in bytes, in which every owner has its share.

Whoever brings a value owns it: for what requests bring, the tenant. When the memory is full, the
owner with the most bytes loses what was used least recently. So a tenant that floods the memory
evicts its own values, and those of others stay.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

V = TypeVar("V")

ENTRY = 300  # bytes that an entry takes beside its key and its value
_LARGEST = 16  # no value takes more than this fraction of a memory


def compact(value: bytes) -> bytes:
    """A copy for keeping: what orjson has just written takes at least four kilobytes of memory."""
    return bytes(memoryview(value))


@dataclass(slots=True, eq=False)
class _Entry(Generic[V]):
    value: V
    weight: int
    owned: "_Owned[V]"


class _Owned(OrderedDict[Hashable, _Entry[V]]):
    """What one owner brought, the least recently used first."""

    def __init__(self, owner: Hashable) -> None:
        super().__init__()
        self.owner, self.weight = owner, 0


class Recent(Generic[V]):
    """Values by key, together no heavier than so many bytes. Not for use from several threads."""

    def __init__(self, heaviest: int, *, largest: int | None = None) -> None:
        """`largest` is the weight that one value may have; a sixteenth of all by default."""
        self.heaviest, self.weight = heaviest, 0
        self.largest = heaviest // _LARGEST if largest is None else largest
        self._entries: dict[Hashable, _Entry[V]] = {}
        self._owners: dict[Hashable, _Owned[V]] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def values(self) -> list[V]:
        """All that is remembered."""
        return [entry.value for entry in self._entries.values()]

    def find(self, key: Hashable) -> V | None:
        """The value of this key, None where it is not known."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        entry.owned.move_to_end(key)
        return entry.value

    def keep(self, key: Hashable, value: V, *, weight: int, owner: Hashable = None) -> bool:
        """Remember a value of so many bytes, its key included; False where it is too heavy."""
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
        """Remember this key no longer."""
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
        """Remember nothing."""
        self._entries.clear()
        self._owners.clear()
        self.weight = 0
