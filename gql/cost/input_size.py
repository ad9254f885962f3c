"""The size of a client's input, counted before anything is built from it.

One iterative walk over the raw values of the variables, which stops at the first exceeded limit.
Literals are counted in the same way; a variable in a literal counts as its value does.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any, NamedTuple

from graphql import GraphQLInputObjectType, GraphQLSchema, get_named_type
from graphql.language import ListValueNode, ObjectValueNode, ValueNode, VariableNode

from gql.cost.limit_errors import refuse_variable
from gql.settings.cost_limits import Limits

RELATED = 10  # conditions that a filter on related records counts as
_SAME = frozenset({"and", "or", "not"})  # fields with conditions on the same record
_COMBINING = "and"  # a field of every filter on records, but not of operators
_HAVING = "GroupHaving"
# fields of a step of a sort order, and of a grouping
_STEPS = {"field", "direction"}, {"field", "by"}

Trail = tuple[Any, str | int]  # the trail of the surrounding value, and the step from there


class InputSize(NamedTuple):
    """The counts of a value, on all its levels."""

    values: int = 0  # lists, objects and scalars
    objects: int = 0  # objects in lists, except conditions and steps
    conditions: int = 0  # operators, and objects that combine conditions
    steps: int = 0  # of sort orders and groupings

    def plus(self, other: "InputSize") -> "InputSize":
        """The sum of both."""
        return InputSize(*(one + more for one, more in zip(self, other, strict=True)))


EMPTY = InputSize()
NO_SIZES: Mapping[str, InputSize] = {}


class InputKind:
    """What an input type adds to the counts: for each of its objects, and for each field in one."""

    __slots__ = ("by_field", "conditions", "fields", "objects", "steps")

    def __init__(self) -> None:
        self.objects, self.conditions, self.steps, self.by_field = 1, 0, 0, 0
        self.fields: dict[str, InputKind] = {}

    def through_relation(self) -> "InputKind":
        """A copy for filters on related records, which cost a lookup; it shares the fields."""
        copied = copy(self)
        copied.conditions = RELATED
        return copied


_PLAIN = InputKind()


def kinds_of(schema: GraphQLSchema) -> Mapping[str, InputKind]:
    """The input types of a schema by name."""
    types = [one for one in schema.type_map.values() if isinstance(one, GraphQLInputObjectType)]
    kinds = {one.name: InputKind() for one in types}
    for one in types:
        kind = kinds[one.name]
        type_names = {name: get_named_type(field.type).name for name, field in one.fields.items()}
        kind.conditions = int(_COMBINING in type_names)
        kind.fields = {name: kinds[other] for name, other in type_names.items() if other in kinds}
        kind.steps = int(any(step <= type_names.keys() for step in _STEPS))
        kind.objects = 1 - max(kind.conditions, kind.steps)
    for name, kind in kinds.items():
        if kind.conditions or name.endswith(_HAVING):
            for inner in kind.fields.values():
                inner.by_field = 1 - inner.conditions
    for kind in kinds.values():
        for name, inner in kind.fields.items():
            if inner.conditions and name not in _SAME:
                kind.fields[name] = inner.through_relation()
    return kinds


class Inputs:
    """Counts inputs for one schema under these limits."""

    def __init__(self, schema: GraphQLSchema, limits: Limits) -> None:
        self._kinds, self._limits = kinds_of(schema), limits

    def of_variables(
        self, variables: Iterable[Any], raw_variables: Mapping[str, Any]
    ) -> Mapping[str, InputSize]:
        """The sizes of the variables whose values are lists or objects, by name.

        `variables` have a name and a type. Raises RequestRefused if a limit is exceeded.
        """
        sizes: dict[str, InputSize] = {}
        walk: _Walk | None = None
        for variable in variables:
            value = raw_variables.get(variable.name)
            if type(value) is dict or type(value) is list:
                walk = walk or _Walk(self._limits)
                kind = self.kind(get_named_type(variable.type).name)
                sizes[variable.name] = walk.add(variable.name, value, kind)
        return sizes or NO_SIZES

    def kind(self, name: str) -> InputKind:
        """The input type with this name; scalars and enums get one that adds nothing."""
        return self._kinds.get(name, _PLAIN)

    def of_literal(
        self, node: ValueNode, kind: InputKind, sizes: Mapping[str, InputSize]
    ) -> InputSize:
        """The size of a literal, with the sizes of the variables in it."""
        total, waiting = EMPTY, [(node, kind)]
        while waiting:
            node, kind = waiting.pop()
            if isinstance(node, VariableNode):
                total = total.plus(sizes.get(node.name.value, EMPTY))
            elif isinstance(node, ObjectValueNode):
                count = len(node.fields)
                conditions = kind.conditions + count * kind.by_field
                total = total.plus(InputSize(count, 0, conditions, kind.steps))
                waiting += [
                    (one.value, kind.fields.get(one.name.value, _PLAIN)) for one in node.fields
                ]
            elif isinstance(node, ListValueNode):
                objects = sum(_is_object(one, sizes) for one in node.values)
                total = total.plus(InputSize(len(node.values), objects * kind.objects))
                waiting += [(one, kind) for one in node.values]
        return total


def _is_object(node: ValueNode, sizes: Mapping[str, InputSize]) -> bool:
    """Whether an item of a list is an object, as a literal or in a variable with a size."""
    if isinstance(node, VariableNode):
        return node.name.value in sizes
    return isinstance(node, ObjectValueNode)


class _Walk:
    """Counts one variable after another; visits each list and object once, but no scalars."""

    __slots__ = ("conditions", "limits", "objects", "steps", "values", "waiting")

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.values = self.objects = self.conditions = self.steps = 0
        self.waiting: list[tuple[Any, InputKind, Trail, int]] = []

    def add(self, name: str, value: Any, kind: InputKind) -> InputSize:
        """Count a variable and return its size. Raises RequestRefused if a limit is exceeded."""
        values, objects = self.values, self.objects
        conditions, steps = self.conditions, self.steps
        waiting, most = self.waiting, self.limits
        waiting.append((value, kind, (None, name), 1))
        while waiting:
            value, kind, trail, level = waiting.pop()
            self.values += len(value)
            if self.values > most.values:
                refuse_variable("values", self.values, most.values, trail)
            if level > most.nesting:
                refuse_variable("nesting", level, most.nesting, trail)
            if type(value) is list:
                self._list(value, kind, trail, level + 1)
            else:
                self._object(value, kind, trail, level + 1)
        return InputSize(
            self.values - values,
            self.objects - objects,
            self.conditions - conditions,
            self.steps - steps,
        )

    def _list(self, value: list[Any], kind: InputKind, trail: Trail, level: int) -> None:
        if len(value) > self.limits.items:
            refuse_variable("items", len(value), self.limits.items, trail)
        for at, item in enumerate(value):
            if type(item) is dict or type(item) is list:
                self.waiting.append((item, kind, (trail, at), level))
                self.objects += kind.objects * (type(item) is dict)

    def _object(self, value: dict[str, Any], kind: InputKind, trail: Trail, level: int) -> None:
        most = self.limits
        self.conditions += kind.conditions + len(value) * kind.by_field
        if self.conditions > most.conditions:
            refuse_variable("conditions", self.conditions, most.conditions, trail)
        self.steps += kind.steps
        if self.steps > most.steps:
            refuse_variable("steps", self.steps, most.steps, trail)
        for key, item in value.items():
            if type(item) is dict or type(item) is list:
                self.waiting.append((item, kind.fields.get(key, _PLAIN), (trail, key), level))
