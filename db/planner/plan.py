"""Plans: one SQL statement, and how its parameters are read from a request.

A look-up finds first what that statement cannot find itself, such as the hits of a search.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from db.link_signing import NO_LINKS, Links
from db.planner.errors import MAX_BYTES, ReadRefused, TooComplex
from db.planner.json_sql import join_pieces, to_json_pieces
from db.planner.variables import Parameter, Path, actual, size
from db.pool.prepared_statements import LookupStatement
from db.scope import SETS_TENANT
from db.sql.expressions import Expression
from db.sql.rows import Rows
from db.sql.selects import Select
from db.sql.sql_types import TEXT, SqlType


@dataclass(slots=True, kw_only=True)
class RequestContext:
    """The context of a request: tenant, user, day, and variables."""

    tenant_id: UUID
    user_id: UUID
    today: date
    variables: Mapping[str, Any]
    make_links: Callable[[], Links] = lambda: NO_LINKS
    leaves: dict[Path, orjson.Fragment] = field(default_factory=dict)  # JSON of variables, cached

    @property
    def links(self) -> Links:
        """The settings for links to PDFs."""
        return self.make_links()


MAX_PARTS = 5_000
_GETTER = 400  # bytes of memory per parameter, measured

_PARAMETER = re.compile(r"\$\d+::\w+(?:\[\])?")

Getter = Callable[[RequestContext], Any]
Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Lookup:
    """A statement that runs before the plan's; the columns of its only row become parameters.

    It contains what a planner cannot handle beside tables, such as a function that reads tables
    in a database that is distributed by tenant (decision 56).
    """

    sql: str
    getters: tuple[Getter, ...]
    places: tuple[int, ...]  # the index of each column among the plan's parameters

    @property
    def weight(self) -> int:
        """An estimate of the memory it takes, in bytes."""
        return _weight(self.sql, self.getters) + size(self.places)

    def first(self, request: RequestContext) -> LookupStatement:
        """The statement with its parameters. Raises ReadRefused for values it cannot use."""
        return LookupStatement(self.sql, [get(request) for get in self.getters], self.places)


@dataclass(frozen=True, slots=True)
class Plan:
    """One statement that returns all root fields of an operation, each as JSON in bytes."""

    sql: str
    getters: tuple[Getter, ...]
    keys: tuple[str, ...]
    names: tuple[bytes, ...]  # the keys as JSON, each followed by a colon
    lookup: Lookup | None = None

    @property
    def weight(self) -> int:
        """An estimate of the memory it takes, in bytes."""
        lookup = 0 if self.lookup is None else self.lookup.weight
        return _weight(self.sql, self.getters) + 2 * size(self.keys) + lookup

    def parameters(self, request: RequestContext) -> list[Any]:
        """The parameters of the statement; those that the look-up provides are None.

        Raises ReadRefused for values that the statement cannot use.
        """
        return [get(request) for get in self.getters]


def _weight(sql: str, getters: tuple[Getter, ...]) -> int:
    values = sum(size(get.value) for get in getters if isinstance(get, _Given))
    return len(sql) + _GETTER * len(getters) + values


class PlanBuilder:
    """Hands out the aliases and parameters of a statement while it is built."""

    def __init__(self) -> None:
        self._getters: list[Getter] = [_tenant_id]  # $1, see `db.scope.TENANT`
        self._asked: list[str] = []
        self._keys: dict[str, Expression] = {}
        self._bound: dict[tuple[Path, SqlType, Convert | None], Expression] = {}
        self._names = self._parts = 0
        self._lookups: _Lookups | None = None

    def weigh(self) -> None:
        """Count one more part. Raises TooComplex beyond MAX_PARTS."""
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise TooComplex(f"The query has more than {MAX_PARTS} conditions and arguments.")

    def name(self) -> str:
        """An alias that is unique within the statement."""
        self._names += 1
        return f"r{self._names}"

    def ask(self, get: Getter, kind: SqlType) -> Expression:
        """A parameter that is read from the context of the request. Raises TooComplex."""
        self.weigh()
        self._getters.append(get)
        # Cast, because PostgreSQL cannot always infer the type of a parameter from its use.
        text = f"${len(self._getters)}::{kind.name}"
        self._asked.append(text)
        return Expression(text, kind)

    def bind(self, value: Any, kind: SqlType, convert: Convert | None = None) -> Expression:
        """A parameter for a client's value, which is converted at each request. Raises TooComplex.

        A variable is converted and sent once per type and conversion, no matter how often it is
        used: a list of thousands of ids may be used in each of a hundred conditions.
        """
        if not isinstance(value, Parameter):
            return self.ask(_Given(value, convert), kind)
        key = value.path, kind, convert
        parameter = self._bound.get(key)
        if parameter is None:
            parameter = self._bound[key] = self.ask(_Given(value, convert), kind)
        else:
            self.weigh()
        return parameter

    def key(self, name: str) -> Expression:
        """A parameter for an alias chosen by a client; the same one for every use of the alias."""
        parameter = self._keys.get(name)
        if parameter is None:
            parameter = self._keys[name] = self.bind(name, TEXT)
        else:
            self.weigh()
        return parameter

    def look_up(self, make: Callable[["PlanBuilder"], Select]) -> list[Expression]:
        """Run a select with one row before this statement; returns its columns as parameters.

        `make` must bind the values of the select with the builder that it receives.
        """
        if self._lookups is None:
            self._lookups = _Lookups()
        return [
            self.ask(_leave_to_lookup, kind) for kind in self._lookups.add(make, len(self._getters))
        ]

    def finish(self, columns: Mapping[str, Expression]) -> Plan:
        """The plan that returns these root fields, by response name."""
        # convert_to: asyncpg passes bytea on as bytes, so Python never decodes a response.
        answers = [
            f"convert_to({join_pieces(to_json_pieces(column)).sql}, 'UTF8') AS f{at}"
            for at, column in enumerate(columns.values())
        ]
        sql = f"SELECT {', '.join(answers)}"
        names = tuple(orjson.dumps(key) + b":" for key in columns)
        whole = _limit_answer(sql + self._where(sql), len(answers))
        lookup = None if self._lookups is None else self._lookups.finish()
        return Plan(whole, tuple(self._getters), tuple(columns), names, lookup)

    def finish_lookup(self, results: list[Rows], places: list[int]) -> Lookup:
        """The look-up that returns the columns of these selects, each of which has one row."""
        columns = ", ".join(one.everything.sql for one in results)
        sql = f"SELECT {columns} FROM {', '.join(one.source for one in results)}"  # noqa: S608
        return Lookup(sql + self._where(sql), tuple(self._getters), tuple(places))

    def _where(self, sql: str) -> str:
        """A condition that is always true: it sets the tenant and mentions every parameter.

        It belongs to the outermost select: PostgreSQL evaluates it once, before the result
        columns and so before any row-level security policy, and the setting ends with the
        statement (decision 50).
        """
        # PostgreSQL refuses a parameter that the statement does not mention: its type is unknown.
        used = set(_PARAMETER.findall(sql))
        others = [f"({one} IS NULL) IS NOT NULL" for one in self._asked if one not in used]
        return " WHERE " + " AND ".join([SETS_TENANT, *others])


class _Lookups:
    """Builds the look-up of a plan."""

    def __init__(self) -> None:
        self._draft = PlanBuilder()
        self._found: list[Rows] = []
        self._places: list[int] = []

    def add(self, make: Callable[[PlanBuilder], Select], place: int) -> list[SqlType]:
        """Add a select whose columns become the plan's parameters from index `place` on."""
        part = make(self._draft)
        self._found.append(part.rows(self._draft.name()))
        kinds = list(part.kinds.values())
        self._places += range(place, place + len(kinds))
        return kinds

    def finish(self) -> Lookup:
        """All selects in one statement."""
        return self._draft.finish_lookup(self._found, self._places)


def _limit_answer(sql: str, columns: int) -> str:
    """The statement, without a row if its columns exceed MAX_BYTES together.

    A response that is too large never leaves PostgreSQL this way.
    """
    # OFFSET 0 is a fence: without it PostgreSQL would merge the selects, and build each text
    # twice, to measure it and to send it.
    if not columns:
        return sql
    size = " + ".join(f"octet_length(f{at})" for at in range(columns))
    return f"SELECT * FROM ({sql} OFFSET 0) AS answers WHERE {size} <= {MAX_BYTES}"  # noqa: S608


def _tenant_id(request: RequestContext) -> UUID:
    return request.tenant_id


def _leave_to_lookup(request: RequestContext) -> None:
    """A placeholder that the look-up fills in."""


class _Given:
    """Reads a value given by the client, and converts it."""

    __slots__ = ("_convert", "value")

    def __init__(self, value: Any, convert: Convert | None) -> None:
        self.value, self._convert = value, convert

    def __call__(self, request: RequestContext) -> Any:
        value = clean(actual(self.value, request.variables))
        return value if self._convert is None else self._convert(value)


def clean(value: Any) -> Any:
    """The value itself. Raises ReadRefused for text with NUL, which PostgreSQL cannot store."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str) and "\x00" in item:
            raise ReadRefused("A text must not contain the character U+0000.")
    return value
