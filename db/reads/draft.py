"""A plan in the making, and the plan: one SQL statement and what its parameters are read from.

What that statement cannot find itself, such as the hits of a search, a look-up finds first.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from db.prepared import First
from db.reads.refusals import MOST_BYTES, ReadRefused, TooMuch
from db.reads.values import Bound, Path, actual, size
from db.reads.written import joined, written
from db.scope import SETS_TENANT
from db.signing import NO_LINKS, Links
from db.sql.expressions import Expression
from db.sql.kinds import TEXT, Kind
from db.sql.rows import Rows
from db.sql.selects import Select


@dataclass(slots=True, kw_only=True)
class Asker:
    """Who asks, when, and with which variables."""

    tenant_id: UUID
    user_id: UUID
    today: date
    variables: Mapping[str, Any]
    make_links: Callable[[], Links] = lambda: NO_LINKS
    leaves: dict[Path, orjson.Fragment] = field(default_factory=dict)  # of marks of cursors

    @property
    def links(self) -> Links:
        """How what is printed can be opened."""
        return self.make_links()


MOST_PARTS = 5_000
_GETTER = 400  # bytes of memory for each parameter, measured

_PARAMETER = re.compile(r"\$\d+::\w+(?:\[\])?")

Getter = Callable[[Asker], Any]
Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Lookup:
    """A statement that comes first; the columns of its only row are parameters of the plan's.

    What PostgreSQL's planner, or that of a database which is distributed by tenant, must not see
    beside tables stands here.
    """

    sql: str
    getters: tuple[Getter, ...]
    places: tuple[int, ...]  # of each column among the plan's parameters

    @property
    def weight(self) -> int:
        """About how many bytes of memory it takes."""
        return _weight(self.sql, self.getters) + size(self.places)

    def first(self, asker: Asker) -> First:
        """The statement with the values of its parameters. Raises ReadRefused for unfit ones."""
        return First(self.sql, [get(asker) for get in self.getters], self.places)


@dataclass(frozen=True, slots=True)
class Plan:
    """One statement that answers all root fields of an operation, each as JSON in bytes."""

    sql: str
    getters: tuple[Getter, ...]
    keys: tuple[str, ...]
    names: tuple[bytes, ...]  # the keys as JSON, each with its colon
    lookup: Lookup | None = None

    @property
    def weight(self) -> int:
        """About how many bytes of memory it takes."""
        lookup = 0 if self.lookup is None else self.lookup.weight
        return _weight(self.sql, self.getters) + 2 * size(self.keys) + lookup

    def parameters(self, asker: Asker) -> list[Any]:
        """The values of the statement's parameters. Raises ReadRefused for unfit ones.

        Those that the look-up finds are None.
        """
        return [get(asker) for get in self.getters]


def _weight(sql: str, getters: tuple[Getter, ...]) -> int:
    given = sum(size(get.value) for get in getters if isinstance(get, _Given))
    return len(sql) + _GETTER * len(getters) + given


class Draft:
    """Hands out the names and the parameters of a statement while it is put together."""

    def __init__(self) -> None:
        self._getters: list[Getter] = [_tenant_id]
        self._asked: list[str] = []
        self._keys: dict[str, Expression] = {}
        self._bound: dict[tuple[Path, Kind, Convert | None], Expression] = {}
        self._names = self._parts = 0
        self._lookups: _Lookups | None = None

    def weigh(self) -> None:
        """Count one more part. Raises TooMuch."""
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise TooMuch(f"The query has more than {MOST_PARTS} conditions and arguments.")

    def name(self) -> str:
        """A name for rows that no other rows of the statement have."""
        self._names += 1
        return f"r{self._names}"

    def ask(self, get: Getter, kind: Kind) -> Expression:
        """A parameter that is read from whoever asks."""
        self.weigh()
        self._getters.append(get)
        text = f"${len(self._getters)}::{kind.name}"
        self._asked.append(text)
        return Expression(text, kind)

    def bind(self, value: Any, kind: Kind, convert: Convert | None = None) -> Expression:
        """A parameter for a client's value, converted at each request.

        A variable is converted and sent once for each type and conversion, however often it is
        used: a list of thousands of ids may stand in each of a hundred conditions.
        """
        if not isinstance(value, Bound):
            return self.ask(_Given(value, convert), kind)
        key = value.path, kind, convert
        found = self._bound.get(key)
        if found is None:
            found = self._bound[key] = self.ask(_Given(value, convert), kind)
        else:
            self.weigh()
        return found

    def key(self, name: str) -> Expression:
        """A parameter for a name that a client chose for a field, the same for each use of it."""
        found = self._keys.get(name)
        if found is None:
            found = self._keys[name] = self.bind(name, TEXT)
        else:
            self.weigh()
        return found

    def look_up(self, make: Callable[["Draft"], Select]) -> list[Expression]:
        """Have a select find its only row first: its columns, as parameters of this statement.

        `make` binds what the select needs with the draft that it is given.
        """
        if self._lookups is None:
            self._lookups = _Lookups()
        return [self.ask(_found, kind) for kind in self._lookups.add(make, len(self._getters))]

    def finish(self, columns: Mapping[str, Expression]) -> Plan:
        """The plan that answers these root fields, by response name."""
        answers = [
            f"convert_to({joined(written(column)).sql}, 'UTF8') AS f{at}"
            for at, column in enumerate(columns.values())
        ]
        sql = f"SELECT {', '.join(answers)}"
        names = tuple(orjson.dumps(key) + b":" for key in columns)
        whole = _limited(sql + self._where(sql), len(answers))
        lookup = None if self._lookups is None else self._lookups.finish()
        return Plan(whole, tuple(self._getters), tuple(columns), names, lookup)

    def finish_lookup(self, found: list[Rows], places: list[int]) -> Lookup:
        """The look-up that answers with all columns of these rows, one row of each."""
        columns = ", ".join(one.everything.sql for one in found)
        sql = f"SELECT {columns} FROM {', '.join(one.source for one in found)}"  # noqa: S608
        return Lookup(sql + self._where(sql), tuple(self._getters), tuple(places))

    def _where(self, sql: str) -> str:
        """A condition that always holds: it sets the tenant, and names each parameter somewhere.

        PostgreSQL evaluates it before the answers, and so before any policy; it ends with the
        statement.
        """
        named = set(_PARAMETER.findall(sql))
        others = [f"({one} IS NULL) IS NOT NULL" for one in self._asked if one not in named]
        return " WHERE " + " AND ".join([SETS_TENANT, *others])


class _Lookups:
    """The look-up of a plan in the making."""

    def __init__(self) -> None:
        self._draft = Draft()
        self._found: list[Rows] = []
        self._places: list[int] = []

    def add(self, make: Callable[[Draft], Select], place: int) -> list[Kind]:
        """One select more, whose columns are the plan's parameters from this place on."""
        found = make(self._draft)
        self._found.append(found.rows(self._draft.name()))
        kinds = list(found.kinds.values())
        self._places += range(place, place + len(kinds))
        return kinds

    def finish(self) -> Lookup:
        """All of them in one statement."""
        return self._draft.finish_lookup(self._found, self._places)


def _limited(sql: str, columns: int) -> str:
    """The same row, none where its texts are too large together: so they do not leave PostgreSQL.

    OFFSET keeps the texts from being made once to be measured and once more to be sent.
    """
    if not columns:
        return sql
    size = " + ".join(f"octet_length(f{at})" for at in range(columns))
    return f"SELECT * FROM ({sql} OFFSET 0) AS answers WHERE {size} <= {MOST_BYTES}"  # noqa: S608


def _tenant_id(asker: Asker) -> UUID:
    return asker.tenant_id


def _found(asker: Asker) -> None:
    """The look-up finds it later."""


class _Given:
    """Reads a value that a client gave."""

    __slots__ = ("_convert", "value")

    def __init__(self, value: Any, convert: Convert | None) -> None:
        self.value, self._convert = value, convert

    def __call__(self, asker: Asker) -> Any:
        value = clean(actual(self.value, asker.variables))
        return value if self._convert is None else self._convert(value)


def clean(value: Any) -> Any:
    """The value itself; PostgreSQL can keep no NUL in a text."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str) and "\x00" in item:
            raise ReadRefused("A text must not contain the character U+0000.")
    return value
