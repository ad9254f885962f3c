"""Expressions: SQL text with its type and its operator precedence.

Operands with a lower precedence than the operator get parentheses. `==`, `<` and the like build
comparisons, `+` concatenates texts, and `&`, `|`, `~` are AND, OR, NOT.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from db.sql.sql_types import BOOLEAN, DATE, INTEGER, JSONB, TEXT, SqlType

ATOM, OPERATION, NEGATION, CONJUNCTION, DISJUNCTION = range(5)


class Expression:
    """A value in SQL.

    `is_sure` means that it is never null for any row; `word` is the text of a constant.
    """

    __slots__ = ("is_sure", "kind", "level", "sql", "word")

    def __init__(
        self, sql: str, kind: SqlType, *, is_sure: bool = False, level: int = ATOM
    ) -> None:
        self.sql, self.kind, self.is_sure, self.level = sql, kind, is_sure, level
        self.word: str | None = None

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"<{self.sql} {self.kind}>"

    @property
    def operand(self) -> str:
        """The text as an operand of an operator."""
        return self.sql if self.level == ATOM else f"({self.sql})"

    def __eq__(self, other: "Expression") -> "Expression":  # type: ignore[override]
        return self._compare("=", other)

    def __ne__(self, other: "Expression") -> "Expression":  # type: ignore[override]
        return self._compare("<>", other)

    def __lt__(self, other: "Expression") -> "Expression":
        return self._compare("<", other)

    def __le__(self, other: "Expression") -> "Expression":
        return self._compare("<=", other)

    def __gt__(self, other: "Expression") -> "Expression":
        return self._compare(">", other)

    def __ge__(self, other: "Expression") -> "Expression":
        return self._compare(">=", other)

    def __add__(self, other: "Expression") -> "Expression":
        return self._with("||" if self.kind.is_text else "+", other)

    def __sub__(self, other: "Expression") -> "Expression":
        difference = self._with("-", other)
        if self.kind is DATE and other.kind is DATE:
            difference.kind = INTEGER  # days
        return difference

    def __mul__(self, other: "Expression") -> "Expression":
        return self._with("*", other)

    def __truediv__(self, other: "Expression") -> "Expression":
        return self._with("/", other)

    def __and__(self, other: "Expression") -> "Expression":
        return and_(self, other)

    def __or__(self, other: "Expression") -> "Expression":
        return or_(self, other)

    def __invert__(self) -> "Expression":
        return not_(self)

    def is_null(self) -> "Expression":
        """`IS NULL`."""
        return self._test("IS NULL")

    def is_not_null(self) -> "Expression":
        """`IS NOT NULL`."""
        return self._test("IS NOT NULL")

    def is_not_true(self) -> "Expression":
        """`IS NOT TRUE`: whether this is false or null."""
        return self._test("IS NOT TRUE")

    def is_distinct_from(self, other: "Expression") -> "Expression":
        """Whether the values differ; two nulls are equal."""
        return self._compare("IS DISTINCT FROM", other)

    def is_not_distinct_from(self, other: "Expression") -> "Expression":
        """Whether the values are equal; two nulls are equal."""
        return self._compare("IS NOT DISTINCT FROM", other)

    def in_(self, values: Iterable["Expression"]) -> "Expression":
        """Whether this is one of the values; at least one is required."""
        values_sql = ", ".join(value.sql for value in values)
        return Expression(f"{self.operand} IN ({values_sql})", BOOLEAN, level=OPERATION)

    def equals_any(self, array: "Expression") -> "Expression":
        """Whether this is an item of an array."""
        return Expression(f"{self.operand} = ANY ({array.sql})", BOOLEAN, level=OPERATION)

    def between(self, low: "Expression", high: "Expression") -> "Expression":
        """Whether this lies between two values, bounds included."""
        text = f"{self.operand} BETWEEN {low.operand} AND {high.operand}"
        return Expression(text, BOOLEAN, level=OPERATION)

    def matches(self, pattern: "Expression") -> "Expression":
        """Whether a text matches a LIKE pattern, ignoring case; backslash escapes."""
        text = f"{self.operand} ILIKE {pattern.operand} ESCAPE '\\'"
        return Expression(text, BOOLEAN, level=OPERATION)

    def expected(self) -> "Expression":
        """The same condition, written so that PostgreSQL expects nearly every row to satisfy it."""
        # PostgreSQL has no statistics for NULLIF(…), and assumes that few values are null
        # (decision 58).
        return Expression(f"NULLIF({self.sql}, false)", BOOLEAN).is_not_null()

    def text_at(self, *path: str) -> "Expression":
        """The text at a constant path in a JSON document, or null. Raises TypeError if not JSON."""
        if self.kind is not JSONB:
            raise TypeError(f"{self.sql} holds no JSON")
        if len(path) == 1:
            return Expression(f"{self.operand} ->> {quote_text(path[0])}", TEXT, level=OPERATION)
        keys = quote_text("{" + ",".join(path) + "}")
        return Expression(f"{self.operand} #>> {keys}::TEXT[]", TEXT, level=OPERATION)

    def item(self, at: int) -> "Expression":
        """An item of an array, counted from 1."""
        return Expression(f"({self.sql})[{at}]", self.kind.item or TEXT)

    def label(self, name: str) -> "Labeled":
        """The expression as a column with this name, which must not come from a client."""
        return Labeled(self, name)

    def asc(self) -> "Expression":
        """Ascending, in an ORDER BY."""
        return Expression(f"{self.sql} ASC", self.kind)

    def desc(self) -> "Expression":
        """Descending, in an ORDER BY."""
        return Expression(f"{self.sql} DESC", self.kind)

    def nulls_first(self) -> "Expression":
        """Nulls first; call it after `asc` or `desc`."""
        return Expression(f"{self.sql} NULLS FIRST", self.kind)

    def nulls_last(self) -> "Expression":
        """Nulls last; call it after `asc` or `desc`."""
        return Expression(f"{self.sql} NULLS LAST", self.kind)

    def filter_where(self, only: "Expression | None") -> "Expression":
        """An aggregate over the rows that satisfy a condition."""
        if only is None:
            return self
        return Expression(f"{self.sql} FILTER (WHERE {only.sql})", self.kind)

    def over(self, *order: "Expression") -> "Expression":
        """A window function over all rows, optionally ordered."""
        by = f"ORDER BY {commas(order)}" if order else ""
        return Expression(f"{self.sql} OVER ({by})", self.kind)

    def _test(self, what: str) -> "Expression":
        return Expression(f"{self.operand} {what}", BOOLEAN, is_sure=True, level=OPERATION)

    def _compare(self, operator: str, other: "Expression") -> "Expression":
        text = f"{self.operand} {operator} {other.operand}"
        return Expression(text, BOOLEAN, level=OPERATION)

    def _with(self, operator: str, other: "Expression") -> "Expression":
        text = f"{self.operand} {operator} {other.operand}"
        sure = self.is_sure and other.is_sure and operator != "/"
        return Expression(text, self.kind, is_sure=sure, level=OPERATION)


class Labeled(NamedTuple):
    """An expression as a column with a name."""

    value: Expression
    name: str


def constant(word: str, kind: SqlType = TEXT) -> Expression:
    """A constant text, which must not come from a client."""
    expression = Expression(quote_text(word), kind, is_sure=True)
    expression.word = word
    return expression


def quote_text(word: str) -> str:
    """A constant text as an SQL literal. No other function quotes texts."""
    doubled = word.replace("'", "''")
    return f"'{doubled}'"


class Null(Expression):
    """A null constant."""

    __slots__ = ()


def literal(value: int, kind: SqlType) -> Expression:
    """A constant number."""
    return Expression(str(value), kind, is_sure=True, level=OPERATION if value < 0 else ATOM)


TRUE, FALSE = (Expression(word, BOOLEAN, is_sure=True) for word in ("true", "false"))
NEWLINE = Expression("E'\\n'", TEXT, is_sure=True)
ONE, ZERO = (literal(number, INTEGER) for number in (1, 0))


def null(kind: SqlType = TEXT) -> Expression:
    """A null of a type."""
    return Null(f"NULL::{kind.name}", kind)


def commas(values: Iterable[Expression]) -> str:
    """The SQL of the values, separated by commas."""
    return ", ".join([value.sql for value in values])


def and_(*conditions: Expression) -> Expression:
    """Whether all conditions hold; TRUE without conditions."""
    parts = [one for one in conditions if one is not TRUE]
    if any(one is FALSE for one in parts):
        return FALSE
    return _connect(" AND ", parts, CONJUNCTION, TRUE)


def or_(*conditions: Expression) -> Expression:
    """Whether at least one condition holds; FALSE without conditions."""
    parts = [one for one in conditions if one is not FALSE]
    if any(one is TRUE for one in parts):
        return TRUE
    return _connect(" OR ", parts, DISJUNCTION, FALSE)


def _connect(word: str, some: Sequence[Expression], level: int, empty: Expression) -> Expression:
    if len(some) <= 1:
        return some[0] if some else empty
    parts = [f"({one.sql})" if one.level > level else one.sql for one in some]
    return Expression(word.join(parts), BOOLEAN, level=level)


def not_(condition: Expression) -> Expression:
    """Whether a condition does not hold."""
    return Expression(f"NOT {condition.operand}", BOOLEAN, level=NEGATION)


def cast(value: Expression, kind: SqlType) -> Expression:
    """The value in another type."""
    if isinstance(value, Null):
        return null(kind)
    if value.kind.name == kind.name:
        return Expression(value.sql, kind, is_sure=value.is_sure, level=value.level)
    return Expression(f"{value.operand}::{kind.name}", kind, is_sure=value.is_sure)


def case(*branches: tuple[Expression, Expression], otherwise: Any = None) -> Expression:
    """The value of the first condition that holds."""
    parts = [f"WHEN {when.sql} THEN {then.sql}" for when, then in branches]
    kind = branches[0][1].kind
    if otherwise is None:
        return Expression(f"CASE {' '.join(parts)} END", kind)
    sure = otherwise.is_sure and all(then.is_sure for _, then in branches)
    return Expression(f"CASE {' '.join(parts)} ELSE {otherwise.sql} END", kind, is_sure=sure)


def row_of(values: Iterable[Expression]) -> Expression:
    """A row value, to be compared with another one of the same length."""
    return Expression(f"({commas(values)})", TEXT)
