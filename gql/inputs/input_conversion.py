"""Converts input objects to values of the domain, with IDs and addresses resolved.

Omitted fields are left out; null becomes None.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

import strawberry

from db import tables
from db.planner.public_ids import NOBODY, table_of, uuid_in
from db.tables import Table
from domain.core.address import Address
from domain.core.errors import ValueRequired
from domain.core.text import camel

Values = dict[str, Any]
Convert = Callable[[Any], Values]  # an input value to values by domain name


@dataclass(frozen=True, slots=True)
class InputConversion:
    """How to read an input type: its members, and the conversions of their values."""

    names: tuple[str, ...]
    conversions: Mapping[str, Convert]
    never_null: frozenset[str]


READINGS: dict[type, InputConversion] = {}  # by derived input type


def to_domain_values(input: object, *, without: Iterable[str] = ()) -> Values:
    """Return the given fields of an input object by domain name. Raises VALUE_REQUIRED."""
    reading = READINGS[type(input)]
    values: Values = {}
    for name, value in _given_fields(input, reading.names).items():
        if value is None and name in reading.never_null:
            raise ValueRequired(field=camel(name), path=(camel(name),))
        if name not in without:
            convert = reading.conversions.get(name)
            if convert is None or value is None:
                values[name] = value
            else:
                values |= convert(value)
    return values


def lines_to_domain(lines: Iterable[object] | None) -> list[Values]:
    """Return the given fields of each line."""
    return [to_domain_values(line) for line in lines or ()]


def _given_fields(input: object, names: Iterable[str]) -> Values:
    values: Values = {}
    for name in names:
        value = getattr(input, name)
        if isinstance(value, strawberry.Some):
            values[name] = value.value
        elif value is not None and value is not strawberry.UNSET:
            values[name] = value
    return values


def to_id(name: str, table: Table) -> Convert:
    """Convert public IDs of this table; malformed IDs and those of other types match no record."""
    return lambda value: {name: uuid_in(value, table)}


def to_any_id(name: str) -> Convert:
    """Convert public IDs of any table."""

    def convert(value: str) -> Values:
        table = table_of(value)
        return {name: NOBODY if table is None else uuid_in(value, table)}

    return convert


def to_address(name: str) -> Convert:
    """Convert addresses."""
    return lambda value: {name: Address(**to_domain_values(value))}


def to_customer(id: str) -> Values:
    """Return the account or the contact that the ID refers to."""
    table = table_of(id)
    if table is tables.contacts:
        return {"account_id": None, "contact_id": uuid_in(id, table)}
    account = uuid_in(id, table) if table is tables.accounts else NOBODY
    return {"account_id": account, "contact_id": None}


def nested_conversions(annotations: Mapping[str, Any]) -> dict[str, Convert]:
    """Return the conversions of members that are lists of other inputs."""

    def convert(name: str) -> Convert:
        return lambda value: {name: lines_to_domain(value)}

    return {name: convert(name) for name, kind in annotations.items() if _is_list_of_inputs(kind)}


def _is_list_of_inputs(kind: Any) -> bool:
    return any(part in READINGS or _is_list_of_inputs(part) for part in get_args(kind))
