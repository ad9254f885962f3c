"""Generates random documents that are valid for the schema, and variables for them.

They contain named and inline fragments, new and repeated aliases, directives, and arguments as
literals and variables. A selection may repeat a field with other subselections, which merge.
"""

import json
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNamedType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_union_type,
)

from domain.sales import invoice_lifecycle, opportunity_lifecycle, order_lifecycle, quote_lifecycle

_DAYS = ("_AT", "_DATE", "_ON", "_FROM", "_TO", "_BY", "_FULFILLED")
SKIPPED = {"cursor", "startCursor", "endCursor"}  # derived from values that only the planner knows
STATES: dict[tuple[str, str], type[StrEnum]] = {
    ("OpportunityFilter", "status"): opportunity_lifecycle.OpportunityStatus,
    ("OpportunityFilter", "statusReason"): opportunity_lifecycle.OpportunityStatusReason,
    ("QuoteFilter", "status"): quote_lifecycle.QuoteStatus,
    ("QuoteFilter", "statusReason"): quote_lifecycle.QuoteStatusReason,
    ("OrderFilter", "status"): order_lifecycle.OrderStatus,
    ("OrderFilter", "statusReason"): order_lifecycle.OrderStatusReason,
    ("InvoiceFilter", "status"): invoice_lifecycle.InvoiceStatus,
    ("InvoiceFilter", "statusReason"): invoice_lifecycle.InvoiceStatusReason,
}
Pools = Mapping[str, Sequence[Any]]


class Word(str):
    """An enum value, written without quotes."""

    __slots__ = ()


class Generator:
    """Generates one document."""

    def __init__(self, schema: GraphQLSchema, pools: Pools, chance: Random) -> None:
        self.schema, self.pools, self.chance = schema, pools, chance
        self.variables: dict[str, tuple[str, Any]] = {}
        self.fragments: list[str] = []
        self.names = 0

    def document(self) -> tuple[str, dict[str, Any]]:
        """Generate a document and its variables."""
        query = self.schema.query_type
        assert query is not None
        body = self.selection(query, depth=0)
        declared = ", ".join(f"${name}: {kind}" for name, (kind, _) in self.variables.items())
        head = f"query Q({declared}) " if declared else "query Q "
        text = "\n".join([head + body, *self.fragments])
        return text, {name: value for name, (_, value) in self.variables.items()}

    def selection(self, kind: Any, depth: int) -> str:
        """Generate a selection set in braces."""
        parts: list[str] = []
        for _ in range(self.chance.randint(1, 4 if depth else 3)):
            parts += self.part(kind, depth)
        return "{ " + " ".join(parts or ["__typename"]) + " }"

    def part(self, kind: Any, depth: int) -> list[str]:
        """Generate one or several selections."""
        roll = self.chance.random()
        if is_union_type(kind) and roll < 0.2:
            return [self.alias() + "__typename"]
        if is_union_type(kind) or (depth and is_abstract_type(kind) and roll < 0.6):
            possible = self.schema.get_possible_types(kind)
            return [self.fragment(self.chance.choice(list(possible)), depth)]
        if depth and roll < 0.12:
            return [self.fragment(kind, depth)]
        if roll < 0.18:
            return [self.alias() + "__typename" + self.directive()]
        return self.fields(kind, depth)

    def fragment(self, kind: GraphQLNamedType, depth: int) -> str:
        """Generate an inline or named fragment."""
        body = self.selection(kind, depth)
        if self.chance.random() < 0.6:
            return f"... on {kind.name}{self.directive()} {body}"
        self.names += 1
        name = f"F{self.names}"
        self.fragments.append(f"fragment {name} on {kind.name} {body}")
        spread = f"...{name}{self.directive()}"
        return f"{spread} {spread}" if self.chance.random() < 0.2 else spread

    def fields(self, kind: Any, depth: int) -> list[str]:
        """Generate a field, sometimes twice with different subselections."""
        choices = [name for name in kind.fields if name not in SKIPPED]
        if depth > 5:
            types = {name: get_named_type(kind.fields[name].type) for name in choices}
            choices = [name for name in choices if is_leaf_type(types[name])]
        if not choices:
            return ["__typename"]
        name = self.chance.choice(choices)
        field: GraphQLField = kind.fields[name]
        head = self.alias() + name + self.arguments(field)
        returned = get_named_type(field.type)
        if is_leaf_type(returned):
            return [head + self.directive()]
        twice = 2 if self.chance.random() < 0.15 else 1
        return [
            f"{head}{self.directive()} {self.selection(returned, depth + 1)}" for _ in range(twice)
        ]

    def alias(self) -> str:
        """Generate an alias or none."""
        roll = self.chance.random()
        if roll > 0.2:
            return ""
        self.names += 1
        long = "_" * self.chance.choice([0, 0, 70])
        return f"a{self.names}{long}: "

    def directive(self) -> str:
        """Generate a directive or none."""
        if self.chance.random() > 0.1:
            return ""
        word = self.chance.choice(["include", "skip"])
        value = self.chance.random() < 0.5
        if self.chance.random() < 0.5:
            return f" @{word}(if: {json.dumps(value)})"
        return f" @{word}(if: ${self.variable('Boolean!', value)})"

    def arguments(self, field: GraphQLField) -> str:
        """Generate arguments for a field."""
        if "groupBy" in field.args:
            return self.groups(field)
        types: dict[str, Any] = {}
        for name, argument in field.args.items():
            if name in {"first", "last", "after", "before", "since"}:
                continue
            if is_non_null_type(argument.type) or self.chance.random() < 0.4:
                types[name] = argument.type
        returned = get_named_type(field.type).name
        written = [f"{name}: {self.argument(kind, returned)}" for name, kind in types.items()]
        if "first" in field.args:
            size = self.chance.choice([0, 1, 2, 3, 5])
            name = self.chance.choice(
                ["first", "first", "last" if "last" in field.args else "first"]
            )
            shown = f"${self.variable('Int', size)}" if self.chance.random() < 0.3 else str(size)
            written.append(f"{name}: {shown}")
        return f"({', '.join(written)})" if written else ""

    def groups(self, field: GraphQLField) -> str:
        """Generate consistent arguments: groups are sorted only by what they are grouped by."""
        by: Any = get_named_type(field.args["groupBy"].type)
        choices = list(get_named_type(by.fields["field"].type).values)
        steps: list[dict[str, Any]] = []
        for name in self.chance.sample(choices, self.chance.choice([0, 1, 1, 2, 3])):
            step: dict[str, Any] = {"field": Word(name)}
            if name.endswith(_DAYS):
                step["by"] = Word(self.chance.choice(["DAY", "WEEK", "MONTH", "QUARTER", "YEAR"]))
                if self.chance.random() < 0.4 and not any("fill" in one for one in steps):
                    step["fill"] = self.chance.choice([{}, {"from": "2025-03-10"}])
            steps.append(step)
        having: Any = field.args["having"].type
        numbers = [re.sub("([A-Z])", r"_\1", name).upper() for name in having.fields]
        order = [
            {"field": Word(name), "direction": Word(self.chance.choice(["ASC", "DESC"]))}
            for name in self.chance.sample(numbers + [str(one["field"]) for one in steps], 1)
        ]
        arguments: dict[str, Any] = {"groupBy": steps, "first": self.chance.choice([1, 5, 1000])}
        if self.chance.random() < 0.5:
            arguments["orderBy"] = order
        if self.chance.random() < 0.5:
            arguments["timeZone"] = self.chance.choice(["UTC", "Europe/Vienna", "Asia/Kathmandu"])
        for name in ("filter", "having"):
            if self.chance.random() < 0.4:
                arguments[name] = self.value(field.args[name].type, 0)
        kinds = {name: str(argument.type) for name, argument in field.args.items()}
        written = [
            f"{name}: ${self.variable(kinds[name], plain(value))}"
            if self.chance.random() < 0.4
            else f"{name}: {literal(value)}"
            for name, value in arguments.items()
        ]
        return f"({', '.join(written)})"

    def argument(self, kind: GraphQLInputType, returned: str) -> str:
        """Generate a literal or variable; IDs are mostly those of the returned type."""
        value = self.value(kind, 0)
        if str(kind) == "ID!" and returned in self.pools and self.chance.random() < 0.8:
            value = self.chance.choice(self.pools[returned])
        if self.chance.random() < 0.4:
            return f"${self.variable(str(kind), plain(value))}"
        return literal(value)

    def variable(self, kind: str, value: Any) -> str:
        """Declare a new variable."""
        name = f"v{len(self.variables)}"
        self.variables[name] = (kind, value)
        return name

    def value(self, kind: Any, depth: int) -> Any:
        """Generate a value of an input type."""
        kind = get_nullable_type(kind)
        if is_list_type(kind):
            return [self.value(kind.of_type, depth + 1) for _ in range(self.chance.randint(0, 3))]
        if isinstance(kind, GraphQLEnumType):
            return Word(self.chance.choice(list(kind.values)))
        if isinstance(kind, GraphQLInputObjectType):
            return self.members(kind, depth)
        return self.chance.choice(self.pools[kind.name])

    def members(self, kind: GraphQLInputObjectType, depth: int) -> dict[str, Any]:
        """Generate the required members of an input object, and some others."""
        names = [name for name, one in kind.fields.items() if depth < 3 or not leads_on(one)]
        chosen = set(self.chance.sample(names, min(len(names), self.chance.choice([0, 1, 1, 2]))))
        return {
            name: self.possible(kind.name, name, self.value(kind.fields[name].type, depth + 1))
            for name in names
            if name in chosen or is_non_null_type(kind.fields[name].type)
        }

    def possible(self, kind: str, name: str, value: Any) -> Any:
        """Restrict a condition on a status to those of this kind of document."""
        if (kind, name) not in STATES:
            return value
        words = [Word(state.value) for state in STATES[kind, name]]
        return {
            operator: [self.chance.choice(words) for _ in operand]
            if isinstance(operand, list)
            else self.chance.choice(words)
            if isinstance(operand, Word)
            else operand
            for operator, operand in value.items()
        }


def leads_on(field: GraphQLInputField) -> bool:
    """Return whether an input field contains filters."""
    inner = get_named_type(field.type)
    return isinstance(inner, GraphQLInputObjectType) and bool({"and", "some"} & set(inner.fields))


def literal(value: Any) -> str:
    """Return a value as a GraphQL literal."""
    if isinstance(value, Word):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {literal(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    return json.dumps(value)


def plain(value: Any) -> Any:
    """Return a value as JSON."""
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, Word) else value
