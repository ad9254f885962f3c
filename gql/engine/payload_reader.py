"""Mutation payloads: the changed records, read in one statement before the commit.

    @payload
    class CreateOrderFromQuotePayload:
        '''Result of creating an order from a quote.'''

        order: Order | None = payload_record("The new order.")
        canceled_quotes: list[Quote] = payload_record("Quotes that were closed as canceled.")
        opportunity_outcome: OpportunityOutcome | None = payload_value("What happened to it.")

    return await read_payload(
        info, {"order": id, "canceled_quotes": ids, "opportunity_outcome": won}, unit
    )

A changed record is given by its UUID, or by its public ID if the field is an interface. Told values
are returned as they are. Every payload has `userErrors`.
"""

import inspect
from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

import orjson
import strawberry
from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLResolveInfo,
    get_named_type,
    get_nullable_type,
    is_list_type,
)
from graphql.execution.collect_fields import FieldDetails

from db.planner.plan import Plan
from db.planner.public_ids import public_id
from db.planner.selection import SelectedField
from db.planner.variables import shape_of, trace_scalars
from db.tables import Table
from db.unit_of_work import UnitOfWork
from domain.core.errors import DomainError
from gql.engine.answering import read
from gql.engine.context import Context
from gql.engine.field_collector import TYPENAME, FieldCollector
from gql.engine.planned_operation import plan_fields
from gql.schema.extension_keys import DEFINITION, SOURCE, TABLE
from gql.schema.payload_fields import PayloadValue, payload_record, payload_value
from gql.user_errors import UserError, user_error

__all__ = [
    "PayloadReader",
    "payload",
    "payload_record",
    "payload_value",
    "read_payload",
    "refused_payload",
]

T = TypeVar("T")
Info = strawberry.Info[Context, None]
Changed = Mapping[str, Any]

_CHANGED = "$changed"  # among the variables; no client can choose this name


def payload(cls: type[T]) -> type[T]:
    """Declare a payload type. Its docstring becomes its description in the schema."""
    cls.__annotations__["user_errors"] = list[UserError]
    text = "Business rules that refused the mutation; empty if it succeeded."
    setattr(cls, "user_errors", payload_value(text))  # noqa: B010 - adds a field to the class
    return strawberry.type(cls, description=inspect.getdoc(cls))


async def read_payload(
    info: Info, names: Changed, unit: UnitOfWork | None = None
) -> dict[str, Any]:
    """Read the payload of the mutation that is being resolved, with the fields the client selected.

    Reads in the transaction of the unit if one is given.
    """
    return await PayloadReader(info).read(names, unit)


def refused_payload(info: Info, error: DomainError) -> dict[str, Any]:
    """The payload of a mutation that rules refused: only their errors."""
    errors = [user_error(each) for each in error.errors]
    return PayloadReader(info).given_values({"user_errors": errors})


class PayloadReader:
    """The selected fields of a payload, and how they are filled."""

    def __init__(self, info: Info) -> None:
        self._info: GraphQLResolveInfo[Context] = info._raw_info  # noqa: SLF001 - it has the AST
        self._context = info.context
        kind: Any = get_named_type(self._info.return_type)
        self._kind: GraphQLObjectType = kind
        self._collector: FieldCollector = self._context.planned.field_collector()
        details = [FieldDetails(node, None) for node in self._info.field_nodes]
        self._fields: dict[str, list[FieldDetails]] = {
            key: nodes
            for key, nodes in self._collector.under(self._kind, details).items()
            if nodes[0].node.name.value != TYPENAME
        }

    def given_values(self, changed: Changed) -> dict[str, Any]:
        """The values that need no reading, by response name; records are null and lists empty."""
        values: dict[str, Any] = {}
        for key in self._fields:
            field = self._field(key)
            nothing: Any = [] if _is_list(field) else None
            is_value = isinstance(field.extensions[SOURCE], PayloadValue)
            values[key] = changed.get(_name(field), nothing) if is_value else nothing
        return values

    async def plan_ahead(self) -> None:
        """Plan the likely payload in advance: one record in each field, empty lists.

        Building a new plan takes a while, in which the transaction would keep its records locked.
        """
        likely = {key: self._any_id(key) for key in self._fields if self._names_one(key)}
        if None not in likely.values():
            await self._plan_of(likely)

    def _names_one(self, key: str) -> bool:
        field = self._field(key)
        return not _is_list(field) and not isinstance(field.extensions[SOURCE], PayloadValue)

    def _any_id(self, key: str) -> str | None:
        """A placeholder ID of the field's type; None for an interface, whose type is not known."""
        table = get_named_type(self._field(key).type).extensions.get(TABLE)
        return None if table is None else public_id(table, UUID(int=0))

    async def read(self, changed: Changed, unit: UnitOfWork | None) -> dict[str, Any]:
        """Return all values by response name."""
        ids = {key: self._ids(key, changed) for key in self._fields}
        ids = {key: named for key, named in ids.items() if named}
        plan = await self._plan_of(ids)
        variables = {**self._context.planned.coerced, _CHANGED: ids}
        rows = await read(self._context, plan, variables, unit)
        records = {key: orjson.Fragment(json) for key, json in zip(plan.keys, rows, strict=True)}
        return self.given_values(changed) | records

    async def _plan_of(self, ids: Mapping[str, Any]) -> Plan:
        """Return the plan for IDs of this shape, from the cache or newly built."""
        part = ("payload", tuple(self._info.path.as_list()), shape_of(ids))
        planned = self._context.planned
        return await self._context.plan_part(planned, part, lambda: self._plan(ids))

    def _plan(self, ids: Mapping[str, Any]) -> Plan:
        return plan_fields({key: self._record(key, named) for key, named in ids.items()})

    def _record(self, key: str, ids: Any) -> SelectedField:
        field, details = self._field(key), self._fields[key]
        return SelectedField(
            key,
            details[0].node.name.value,
            field.extensions[SOURCE],
            {_name(field): trace_scalars(ids, (_CHANGED, key))},
            self._collector.selections(field.type, details),
        )

    def _ids(self, key: str, changed: Changed) -> Any:
        """The public IDs of the records for a field."""
        field = self._field(key)
        if isinstance(field.extensions[SOURCE], PayloadValue):
            return None
        table = get_named_type(field.type).extensions.get(TABLE)
        record_ids = changed.get(_name(field))
        if isinstance(record_ids, list | tuple):
            return [_public(one, table) for one in record_ids]
        return None if record_ids is None else _public(record_ids, table)

    def _field(self, key: str) -> GraphQLField:
        field: GraphQLField = self._kind.fields[self._fields[key][0].node.name.value]
        return field


def _public(record_id: UUID | str, table: Table | None) -> str:
    if isinstance(record_id, str):
        return record_id
    if table is None:
        raise TypeError("a record of an interface must be named by its public ID")
    return public_id(table, record_id)


def _name(field: GraphQLField) -> str:
    name: str = field.extensions[DEFINITION].python_name
    return name


def _is_list(field: GraphQLField) -> bool:
    return is_list_type(get_nullable_type(field.type))
