"""A plan in the making, and the plan: one SQL statement and what its parameters are read from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import BindParameter, ColumnElement, bindparam, func, select
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.types import TypeEngine

from db.reads.refusals import ReadRefused, TooMuch
from db.reads.values import actual
from db.reads.written import joined, quoted, written
from db.scope import TENANT
from db.signing import NO_LINKS, Links


@dataclass(slots=True, kw_only=True)
class Asker:
    """Who asks, when, and with which variables."""

    tenant_id: UUID
    user_id: UUID
    today: date
    variables: Mapping[str, Any]
    make_links: Callable[[], Links] = lambda: NO_LINKS

    @property
    def links(self) -> Links:
        """How what is printed can be opened."""
        return self.make_links()


MOST_PARTS = 5_000

Getter = Callable[[Asker], Any]
Convert = Callable[[Any], Any]

_dialect = dialect()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Plan:
    """One statement that answers all root fields of an operation, each as JSON in bytes."""

    sql: str
    getters: tuple[Getter, ...]
    keys: tuple[str, ...]
    names: tuple[bytes, ...]  # the keys as JSON, each with its colon

    def parameters(self, asker: Asker) -> list[Any]:
        """The values of the statement's parameters. Raises ReadRefused for unfit ones."""
        return [get(asker) for get in self.getters]


class Draft:
    """Collects the parameters while a statement is put together."""

    def __init__(self) -> None:
        self._getters: dict[str, Getter] = {TENANT: lambda asker: asker.tenant_id}
        self._names = self._parts = 0

    def weigh(self) -> None:
        """Count one more part. Raises TooMuch."""
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise TooMuch(f"The query has more than {MOST_PARTS} conditions and arguments.")

    def name(self) -> str:
        """A name for rows that no other rows of the statement have."""
        self._names += 1
        return f"r{self._names}"

    def ask(self, get: Getter, kind: TypeEngine[Any]) -> BindParameter[Any]:
        """A parameter that is read from whoever asks."""
        self.weigh()
        name = f"p{len(self._getters)}"
        self._getters[name] = get
        return bindparam(name, type_=kind)

    def bind(
        self, value: Any, kind: TypeEngine[Any], convert: Convert = lambda value: value
    ) -> BindParameter[Any]:
        """A parameter for a client's value, converted at each request."""
        return self.ask(lambda asker: convert(clean(actual(value, asker.variables))), kind)

    def finish(self, columns: Mapping[str, ColumnElement[Any]]) -> Plan:
        """The plan that answers these root fields, by response name."""
        labelled = [
            func.convert_to(joined(written(column)), quoted("UTF8")).label(f"f{at}")
            for at, column in enumerate(columns.values())
        ]
        compiled = select(*labelled).compile(dialect=_dialect)
        parameters: Sequence[str] = compiled.positiontup or []
        getters = tuple(self._getters[name] for name in parameters)
        names = tuple(orjson.dumps(key) + b":" for key in columns)
        return Plan(compiled.string, getters, tuple(columns), names)


def clean(value: Any) -> Any:
    """The value itself; PostgreSQL can keep no NUL in a text."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str) and "\x00" in item:
            raise ReadRefused("A text must not contain the character U+0000.")
    return value
