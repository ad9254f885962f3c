"""`$filter`: comparisons joined by `and`, and by `or` if they are about one field."""

import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from integrations.business_central.simulator.core.errors import ApiError, refuse_query
from integrations.business_central.simulator.core.journal import Row
from integrations.business_central.simulator.core.store import Transaction
from integrations.business_central.simulator.core.values import Choice, Kind, Text
from integrations.business_central.simulator.model.entity import Entity, Field
from integrations.business_central.simulator.odata.tokens import Token, tokens_of

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
_FUNCTIONS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda text, part: part in text,
    "startswith": str.startswith,
    "endswith": str.endswith,
}
_FORMS_OF = {
    "Edm.String": {"string"},
    "Edm.Guid": {"guid"},
    "Edm.Decimal": {"number"},
    "Edm.Int32": {"number"},
    "Edm.Boolean": {"constant"},
    "Edm.Date": {"day"},
    "Edm.DateTimeOffset": {"instant"},
}
_DEEPEST = 50

Test = Callable[[Transaction, Row], bool]


@dataclass
class Condition:
    """A condition, the fields that it is about, and the values that they must be equal to."""

    test: Test
    fields: frozenset[str] = frozenset()
    equal_to: dict[str, Any] = field(default_factory=dict)


def parse_filter(text: str, entity: Entity) -> Condition:
    """Return the condition of a filter; raises ApiError if it cannot be understood."""
    parser = _Parser(tokens_of(text), entity, text)
    condition = parser.read_or()
    if parser.next.form != "end":
        raise parser.error()
    return condition


class _Parser:
    def __init__(self, tokens: list[Token], entity: Entity, text: str) -> None:
        self.tokens, self.entity, self.text = tokens, entity, text
        self.position = self.depth = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.position]

    def take(self, text: str | None = None) -> Token:
        token = self.next
        if (text is not None and token.text != text) or token.form == "end":
            raise self.error()
        self.position += 1
        return token

    def error(self) -> ApiError:
        found = self.next.text or "the end"
        return refuse_query(f"Syntax error at '{found}' in '{self.text}'.")

    def read_or(self) -> Condition:
        conditions = [self.read_and()]
        while self.next.text == "or":
            self.take()
            conditions.append(self.read_and())
        return _any_of(conditions)

    def read_and(self) -> Condition:
        conditions = [self.read_term()]
        while self.next.text == "and":
            self.take()
            conditions.append(self.read_term())
        return _all_of(conditions)

    def read_term(self) -> Condition:
        if self.next.text != "(":
            return self.read_comparison()
        self.depth += 1
        if self.depth > _DEEPEST:
            raise refuse_query("The filter is nested too deeply.")
        self.take("(")
        condition = self.read_or()
        self.take(")")
        self.depth -= 1
        return condition

    def read_comparison(self) -> Condition:
        name = self.take()
        if name.form != "word":
            raise refuse_query(f"Syntax error at '{name.text}' in '{self.text}'.")
        if name.text in _FUNCTIONS and self.next.text == "(":
            return self.read_function(_FUNCTIONS[name.text])
        if name.text.rpartition("/")[2] in {"any", "all"} and "/" in name.text:
            return self.skip_lambda()
        field, compare = self.entity.field(name.text), self.read_operator()
        literal = self.take()
        value = _value(field.kind, literal)
        condition = _condition(field, lambda found: compare(found, value))
        if compare is operator.eq:
            condition.equal_to[field.name] = value
        return condition

    def read_operator(self) -> Callable[[Any, Any], bool]:
        word = self.take().text
        if word not in _COMPARISONS:
            raise refuse_query(f"Syntax error at '{word}' in '{self.text}'.")
        return _COMPARISONS[word]

    def read_function(self, function: Callable[[str, str], bool]) -> Condition:
        self.take("(")
        field = self.entity.field(self.take().text)
        self.take(",")
        part = _value(Text(), self.take())
        self.take(")")
        return _condition(field, lambda found: function(str(found), part))

    def skip_lambda(self) -> Condition:
        """Business Central ignores lambda operators silently: everything matches."""
        self.take("(")
        depth = 1
        while depth:
            depth += {"(": 1, ")": -1}.get(self.take().text, 0)
        return Condition(lambda _, __: True)


def _condition(field: Field, holds: Callable[[Any], bool]) -> Condition:
    return Condition(
        lambda tx, row: holds(field.value_in(tx, row)), frozenset({field.name}), equal_to={}
    )


def _value(kind: Kind, literal: Token) -> Any:
    if not literal.is_literal or literal.form not in _FORMS_OF[kind.edm] or literal.value is None:
        raise refuse_query(
            "A binary operator with incompatible types was detected. Found operand type"
            f" '{kind.edm}' and the literal {literal.text or 'at the end'}."
        )
    if isinstance(kind, Choice):
        return kind.read(literal.value)
    return kind.compare_with(literal.value)


def _all_of(conditions: list[Condition]) -> Condition:
    if len(conditions) == 1:
        return conditions[0]
    equal_to = {name: value for each in conditions for name, value in each.equal_to.items()}
    return Condition(
        lambda tx, row: all(each.test(tx, row) for each in conditions),
        _fields_of(conditions),
        equal_to,
    )


def _any_of(conditions: list[Condition]) -> Condition:
    if len(conditions) == 1:
        return conditions[0]
    fields = _fields_of(conditions)
    if len(fields) > 1:
        raise refuse_query(
            "The 'OR' operator is not supported on distinct fields on an OData filter."
        )
    return Condition(lambda tx, row: any(each.test(tx, row) for each in conditions), fields)


def _fields_of(conditions: list[Condition]) -> frozenset[str]:
    return frozenset[str]().union(*(each.fields for each in conditions))
