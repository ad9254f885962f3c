"""Values of a query: literals in the document, or variables that are bound at each request.

A plan is built once per shape of the variables. Scalars in variables are replaced by `Parameter`,
so that no plan can depend on them. Enums, booleans, nulls, the structure of lists and objects, and
the prefixes of public ids are part of the shape.
"""

import sys
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from db.planner.public_ids import prefix_of

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value to be read from the variables of a request, at this path."""

    path: Path
    prefixes: frozenset[str | None]  # of the public ids in it, None for all other values

    def read(self, variables: Mapping[str, Any]) -> Any:
        """The value at the path in these variables. Raises KeyError or IndexError if absent."""
        value: Any = variables
        for step in self.path:
            value = value[step]
        return value


def trace_scalars(value: Any, path: Path = ()) -> Any:
    """Replaces every scalar by a `Parameter`, and removes duplicates from lists of enum values.

    Lists of enum values are used as sets only, and a plan keeps them.
    """
    if isinstance(value, dict):
        return {name: trace_scalars(item, (*path, name)) for name, item in value.items()}
    if is_leaf(value):
        return Parameter(path, prefixes_in(value))
    if isinstance(value, list):
        if all(isinstance(item, Enum) for item in value):
            return list(dict.fromkeys(value))
        return [trace_scalars(item, (*path, at)) for at, item in enumerate(value)]
    return value


def shape_of(value: Any) -> Hashable:
    """The part of a value that a plan may depend on; a key of the plan cache."""
    if isinstance(value, dict):
        return tuple((name, shape_of(item)) for name, item in value.items())
    # A list of scalars is one array parameter, so its length is not part of the shape.
    if isinstance(value, list):
        return (
            ("list of", prefixes_in(value)) if is_leaf(value) else ("list", *map(shape_of, value))
        )
    return prefixes_in(value) if _is_scalar(value) else value


def parts(key: Hashable) -> int:
    """The number of parts of a shape, or of a key that contains one."""
    return 1 + sum(map(parts, key)) if isinstance(key, tuple) else 1


def size(value: Any) -> int:
    """An estimate of the memory that a value of a document takes, in bytes."""
    # Constants for the objects around the values: dictionaries, lists, `Parameter`.
    if isinstance(value, dict):
        return 240 + sum(size(name) + size(item) for name, item in value.items())
    if isinstance(value, list | tuple):
        return 64 + sum(8 + size(item) for item in value)
    return 64 if isinstance(value, Parameter) else sys.getsizeof(value)


def actual(value: Any, variables: Mapping[str, Any]) -> Any:
    """The value with every `Parameter` replaced by its value in this request."""
    if isinstance(value, Parameter):
        return value.read(variables)
    if isinstance(value, dict):
        return {name: actual(item, variables) for name, item in value.items()}
    if isinstance(value, list):
        return [actual(item, variables) for item in value]
    return value


def prefixes_in(value: Any) -> frozenset[str | None]:
    """The prefixes of the public ids in a value; None stands for any other scalar."""
    if isinstance(value, Parameter):
        return value.prefixes
    if isinstance(value, str):
        return frozenset({prefix_of(value)})
    if isinstance(value, list):
        return frozenset[str | None]().union(*map(prefixes_in, value))
    return frozenset({None})


def is_leaf(value: Any) -> bool:
    """Whether a value is a scalar or a list of scalars, and so becomes a single parameter."""
    if isinstance(value, list):
        return bool(value) and all(map(_is_scalar, value))
    return _is_scalar(value)


def _is_scalar(value: Any) -> bool:
    return value is not None and not isinstance(value, bool | Enum | dict | list)
