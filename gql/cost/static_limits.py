"""Counts of a document that need no types, made before validation.

Validation compares selections with each other and the planner expands fragments, so documents of a
few hundred characters could keep both busy for minutes. Each definition is walked once, without
recursion; the counts of a fragment are calculated once, however often it is spread.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from graphql.language import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
)

MAX_COUNT = 10**9  # counts are capped here, because larger ones make no difference


@dataclass(slots=True)
class SelectionCounts:
    """The counts of an operation or a fragment with all fragments expanded."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    roots: int = 0

    def add(self, other: "SelectionCounts", level: int) -> None:
        """Add the counts of a fragment that is spread on this level; the root level is 0."""
        self.depth = max(self.depth, level + other.depth)
        self.fields = min(MAX_COUNT, self.fields + other.fields)
        self.aliases = min(MAX_COUNT, self.aliases + other.aliases)
        if level == 0:
            self.roots = min(MAX_COUNT, self.roots + other.roots)


@dataclass(slots=True)
class DefinitionCounts:
    """The counts of one definition, without its fragments."""

    counts: SelectionCounts = field(default_factory=SelectionCounts)
    spreads: list[tuple[str, int]] = field(default_factory=list)  # fragment names and levels
    overlaps: int = 0
    nesting: int = 0
    # argument names and variable names
    variables: set[tuple[str, str]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class DocumentCounts:
    """The counts of a document."""

    operations: tuple[tuple[OperationDefinitionNode, SelectionCounts], ...]
    overlaps: int
    nesting: int
    # which arguments and conditions take their value from which variable
    variables: frozenset[tuple[str, str]]
    visited: int  # visited nodes


class _Walk:
    """Walks the definitions of a document."""

    def __init__(self) -> None:
        self.visited = 0

    def part(
        self, selections: SelectionSetNode, directives: Iterable[DirectiveNode] | None
    ) -> DefinitionCounts:
        """Count one definition, without its fragments."""
        part = DefinitionCounts()
        self._arguments(part, directives)
        waiting = [(selections, 0)]
        while waiting:
            chosen, level = waiting.pop()
            names: Counter[str] = Counter()
            for node in self._flat(part, chosen, level):
                names[node.alias.value if node.alias else node.name.value] += 1
                self._field(part, node, level)
                if node.selection_set:
                    waiting.append((node.selection_set, level + 1))
            part.overlaps += sum(_pairs(count) for count in names.values())
        return part

    def defaults(
        self, part: DefinitionCounts, node: OperationDefinitionNode | FragmentDefinitionNode
    ) -> None:
        """Count the defaults of variables."""
        for variable in node.variable_definitions or ():
            self._arguments(part, variable.directives)
            if variable.default_value is not None:
                part.nesting = max(part.nesting, self._nesting(variable.default_value))

    def _flat(
        self, part: DefinitionCounts, chosen: SelectionSetNode, level: int
    ) -> Iterator[FieldNode]:
        """The fields of a selection set, including those in its inline fragments."""
        waiting, spreads = [chosen], 0
        while waiting:
            for node in waiting.pop().selections:
                self.visited += 1
                if isinstance(node, FieldNode):
                    yield node
                    continue
                self._arguments(part, node.directives)
                if isinstance(node, FragmentSpreadNode):
                    part.spreads.append((node.name.value, level))
                    spreads += 1
                elif isinstance(node, InlineFragmentNode):
                    waiting.append(node.selection_set)
        part.overlaps += _pairs(spreads)

    def _field(self, part: DefinitionCounts, node: FieldNode, level: int) -> None:
        counts = part.counts
        counts.depth = max(counts.depth, level + 1)
        counts.fields += 1
        counts.aliases += node.alias is not None
        counts.roots += level == 0
        self._arguments(part, [node, *(node.directives or ())])

    def _arguments(
        self, part: DefinitionCounts, nodes: Iterable[FieldNode | DirectiveNode] | None
    ) -> None:
        for node in nodes or ():
            for argument in node.arguments or ():
                if isinstance(argument.value, VariableNode):
                    part.variables.add((argument.name.value, argument.value.name.value))
                part.nesting = max(part.nesting, self._nesting(argument.value))

    def _nesting(self, value: ValueNode) -> int:
        deepest, waiting = 0, [(value, 0)]
        while waiting:
            node, level = waiting.pop()
            self.visited += 1
            deepest = max(deepest, level)
            if isinstance(node, ListValueNode):
                waiting += [(item, level + 1) for item in node.values]
            elif isinstance(node, ObjectValueNode):
                waiting += [(member.value, level + 1) for member in node.fields]
        return deepest


def count_document(document: DocumentNode) -> DocumentCounts:
    """Count what needs no types. Unknown and cyclic fragments count as empty."""
    walk, parts, fragments = _Walk(), [], {}
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode | FragmentDefinitionNode):
            part = walk.part(node.selection_set, node.directives)
            walk.defaults(part, node)
            parts.append((node, part))
            if isinstance(node, FragmentDefinitionNode):
                fragments[node.name.value] = part
    for name in _inwards(fragments):
        _write_out(fragments[name], fragments)
    for node, part in parts:
        if isinstance(node, OperationDefinitionNode):
            _write_out(part, fragments)
    return DocumentCounts(
        tuple((n, p.counts) for n, p in parts if isinstance(n, OperationDefinitionNode)),
        sum(part.overlaps for _, part in parts),
        max((part.nesting for _, part in parts), default=0),
        frozenset().union(*(part.variables for _, part in parts)),
        walk.visited,
    )


def _write_out(part: DefinitionCounts, fragments: Mapping[str, DefinitionCounts]) -> None:
    for name, level in part.spreads:
        if name in fragments:
            part.counts.add(fragments[name].counts, level)


def _inwards(fragments: Mapping[str, DefinitionCounts]) -> Iterator[str]:
    """The fragments in an order where each follows those it spreads; cycles in any order."""
    seen: set[str] = set()
    for start in fragments:
        waiting = [(start, False)]
        while waiting:
            name, is_left = waiting.pop()
            if is_left:
                yield name
            elif name in fragments and name not in seen:
                seen.add(name)
                waiting.append((name, True))
                waiting += [(inner, False) for inner, _ in fragments[name].spreads]


def _pairs(count: int) -> int:
    return count * (count - 1) // 2
