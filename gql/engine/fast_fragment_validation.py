"""The selections of a definition, and how fragments depend on each other."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from graphql.language import FieldNode

from gql.engine.fast_literal_validation import Doubtful, Usage


class Field(NamedTuple):
    """A field of a type, with the facts that each selection is checked against."""

    type: Any
    returned: Any  # the named type that the field returns
    is_leaf: bool
    arguments: Mapping[str, Any]
    required: frozenset[str]


Selected = tuple[FieldNode, Field]


@dataclass(slots=True)
class Scope:
    """The selections on one object: fields by response name, and fragments that add others."""

    fields: dict[str, Selected] = field(default_factory=dict)
    spreads: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Part:
    """One definition, with the fragments and variables that it uses."""

    top: Scope = field(default_factory=Scope)
    spreads: set[str] = field(default_factory=set)
    usages: list[Usage] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)  # scopes that fragments add fields to


def reachable(part: Part, fragments: Mapping[str, Part]) -> set[str]:
    """The fragments that a definition spreads, directly or through other fragments."""
    waiting, seen = list(part.spreads), set(part.spreads)
    while waiting:
        more = fragments[waiting.pop()].spreads - seen
        seen |= more
        waiting += more
    return seen


def require_acyclic(fragments: Mapping[str, Part]) -> None:
    """Check that fragments form no cycle, by removing unused ones repeatedly. Raises Doubtful."""
    spread = Counter(name for part in fragments.values() for name in part.spreads)
    waiting = [name for name in fragments if not spread[name]]
    gone = 0
    while waiting:
        gone += 1
        for name in fragments[waiting.pop()].spreads:
            spread[name] -= 1
            if not spread[name]:
                waiting.append(name)
    require(gone == len(fragments))


def require(condition: bool) -> None:  # noqa: FBT001 - as in `assert`
    """Raise Doubtful unless the condition holds."""
    if not condition:
        raise Doubtful
