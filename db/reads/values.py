"""Where the values of a question come from: written in the document, or bound at each request.

A plan is made once for a shape of variables. Scalars in variables are replaced by `Bound`, so
that no plan can depend on them; enums, booleans, nulls, and the shape of lists and objects are
part of the shape, and so is the kind of record that an id names.
"""

import sys
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from db.reads.identifiers import prefix_of

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """A value of the request, found in its variables by this path."""

    path: Path
    prefixes: frozenset[str | None]  # of the public ids that it holds

    def read(self, variables: Mapping[str, Any]) -> Any:
        """The value in these variables."""
        value: Any = variables
        for step in self.path:
            value = value[step]
        return value


def traced(value: Any, path: Path = ()) -> Any:
    """The same value with every scalar replaced by where it is found, of words each only once.

    Lists of words are sets wherever they stand, and a plan keeps them.
    """
    if isinstance(value, dict):
        return {name: traced(item, (*path, name)) for name, item in value.items()}
    if is_leaf(value):
        return Bound(path, prefixes_in(value))
    if isinstance(value, list):
        if all(isinstance(item, Enum) for item in value):
            return list(dict.fromkeys(value))
        return [traced(item, (*path, at)) for at, item in enumerate(value)]
    return value


def shape(value: Any) -> Hashable:
    """All of a value that a plan may depend on."""
    if isinstance(value, dict):
        return tuple((name, shape(item)) for name, item in value.items())
    if isinstance(value, list):
        return ("list of", prefixes_in(value)) if is_leaf(value) else ("list", *map(shape, value))
    return prefixes_in(value) if _is_scalar(value) else value


def parts(key: Hashable) -> int:
    """Of how many parts a shape, or a key with one in it, is made."""
    return 1 + sum(map(parts, key)) if isinstance(key, tuple) else 1


def size(value: Any) -> int:
    """About how many bytes of memory a value of a document takes."""
    if isinstance(value, dict):
        return 240 + sum(size(name) + size(item) for name, item in value.items())
    if isinstance(value, list | tuple):
        return 64 + sum(8 + size(item) for item in value)
    return 64 if isinstance(value, Bound) else sys.getsizeof(value)


def actual(value: Any, variables: Mapping[str, Any]) -> Any:
    """The value as it is in this request."""
    if isinstance(value, Bound):
        return value.read(variables)
    if isinstance(value, dict):
        return {name: actual(item, variables) for name, item in value.items()}
    if isinstance(value, list):
        return [actual(item, variables) for item in value]
    return value


def prefixes_in(value: Any) -> frozenset[str | None]:
    """The prefixes of the public ids in a value, None for everything else."""
    if isinstance(value, Bound):
        return value.prefixes
    if isinstance(value, str):
        return frozenset({prefix_of(value)})
    if isinstance(value, list):
        return frozenset[str | None]().union(*map(prefixes_in, value))
    return frozenset({None})


def is_leaf(value: Any) -> bool:
    """Whether a value is a scalar, or a list of nothing but scalars, which is bound as a whole."""
    if isinstance(value, list):
        return bool(value) and all(map(_is_scalar, value))
    return _is_scalar(value)


def _is_scalar(value: Any) -> bool:
    return value is not None and not isinstance(value, bool | Enum | dict | list)
