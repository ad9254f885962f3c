"""How an entity set is declared."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from integrations.business_central.simulator.core.errors import refuse_query
from integrations.business_central.simulator.core.journal import Row
from integrations.business_central.simulator.core.store import Transaction
from integrations.business_central.simulator.core.values import Guid, Instant, Kind, empty_of

MODIFIED_FIELD = "lastModifiedDateTime"


@dataclass(frozen=True)
class Field:
    """A property of an entity."""

    name: str
    kind: Kind
    writable: bool = True
    initial: Any = None
    compute: Callable[[Transaction, Row], Any] | None = None

    def value_in(self, tx: Transaction, row: Row) -> Any:
        """Return the field's value in a row."""
        if self.compute:
            return self.compute(tx, row)
        value = row.get(self.name)
        return self.default if value is None else value

    @property
    def default(self) -> Any:
        """Return what the field holds in a new row."""
        return empty_of(self.kind) if self.initial is None else self.initial


@dataclass(frozen=True)
class Navigation:
    """A navigation property. `many` are the rows under `lines`, or none where nothing is kept."""

    name: str
    target: str
    many: bool = False
    by: str = ""


@dataclass(frozen=True)
class Entity:
    """An entity set of a company."""

    set_name: str
    name: str
    title: str
    fields: dict[str, Field]
    navigations: dict[str, Navigation] = field(default_factory=dict)
    methods: frozenset[str] = frozenset({"GET"})
    actions: frozenset[str] = frozenset()
    lines_of: str = ""

    def field(self, name: str) -> Field:
        """Return a field by name; raises ApiError if there is none."""
        if found := self.fields.get(name):
            return found
        raise refuse_query(f"Could not find a property named '{name}' on type '{self.type}'.")

    @property
    def type(self) -> str:
        """Return the qualified name of the type."""
        return f"Microsoft.NAV.{self.name}"


def read_only(name: str, kind: Kind, **more: Any) -> Field:
    """Return a field that clients cannot set."""
    return Field(name, kind, writable=False, **more)


def fields_of(*fields: Field, id: bool = True, modified: bool = True) -> dict[str, Field]:
    """Return the fields by name, with the id first and the time of change last."""
    first = [read_only("id", Guid())] if id else []
    last = [read_only(MODIFIED_FIELD, Instant())] if modified else []
    return {each.name: each for each in (*first, *fields, *last)}


def navigations_of(*navigations: Navigation) -> dict[str, Navigation]:
    """Return the navigation properties by name."""
    return {each.name: each for each in navigations}
