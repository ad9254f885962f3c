"""The frame of every mutation: one transaction in which it acts and its payload is read.

A mutation is committed once its payload has been read. If anything fails before that, nothing is
saved and the client gets an error. Domain errors become userErrors.
"""

import functools
import inspect
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import strawberry
from graphql import (
    GraphQLArgument,
    GraphQLID,
    GraphQLInputObjectType,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from db import tables, unit_of_work
from db.planner.public_ids import uuid_in
from db.pool.deadlines import restart_budget
from db.tables import Table
from domain.core.errors import DomainError, NotFound, Path
from domain.sales.close_details import CloseDetails
from gql.engine.context import Context
from gql.engine.payload_reader import PayloadReader, refused_payload
from gql.mutations.extra_cost import ExtraCost
from gql.schema.cost_directives import Option, Weight
from gql.schema.extension_keys import OPTION

Info = strawberry.Info[Context, None]
Changed = dict[str, Any]
# In a context variable, so that `today` and `closing` need no further argument.
_transaction: ContextVar["_Transaction"] = ContextVar("transaction")
# The lines of a new document are objects of the input, which have a cost of their own.
WEIGHT = 5_000  # approximate duration of a transaction in microseconds
# For a document with a thousand lines: reading all and writing a few, writing or printing all,
# copying all.
LINES_READ, LINES_WRITTEN, LINES_COPIED = 18_000, 50_000, 90_000
Act = Callable[..., Awaitable[Changed]]
Before = Callable[..., Awaitable[dict[str, Any]]] | None
Arguments = Mapping[str, GraphQLArgument]


def mutation(
    payload: type, *, weight: int = WEIGHT, option: Option | None = None, before: Before = None
) -> Callable[[Act], Any]:
    """Declare a mutation, which acts and returns the changed records by payload field.

    Its payload is read before the commit. `weight` is its cost in addition to its input and the
    selected payload, and `option` what one of its arguments can add.

    The function begins one transaction (`begin_transaction`), and its docstring becomes its
    description in the schema. A domain error is answered with a payload that has one user error and
    nothing else.

    `before` gets the same arguments before the transaction begins, and holds no connection while it
    waits for a system outside. The function takes its result as its keyword-only argument.
    """
    full = weight + (option.weight if option else 0)

    def decorate(act: Act) -> Any:
        return strawberry.mutation(
            resolver=_make_resolver(act, payload, full, before),
            description=inspect.getdoc(act),
            directives=[Weight(weight=str(weight))],
            metadata={OPTION: option},
        )

    return decorate


def _make_resolver(act: Act, payload: type, weight: int, before: Before) -> Any:
    @functools.wraps(act)
    async def resolve(self: Any, info: Info, **arguments: Any) -> Any:
        acting = functools.partial(act, self, info, **arguments)
        waiting = before and functools.partial(before, info, **arguments)
        return await _resolve(acting, info, weight, waiting)

    _set_signature(resolve, act, payload)
    return resolve


async def _resolve(act: Act, info: Info, weight: int, before: Before) -> dict[str, Any]:
    """Run the mutation and return its payload, or a payload with the domain error."""
    context, answer = info.context, PayloadReader(info)
    # Before the transaction begins, because planning takes a while and nobody must wait for a lock
    # meanwhile.
    await answer.plan_ahead()
    extra_cost = ExtraCost(context, weight)
    try:
        if before is not None:
            act = functools.partial(act, **await before())
            restart_budget()  # the database was not waited for
        acting = functools.partial(_transact, act, answer, extra_cost)
        return await unit_of_work.retry_on_conflict(acting, context.database, context.tenant_id)
    except DomainError as refusal:
        for each in refusal.errors:
            with_argument_path(each, _arguments(info))
        return refused_payload(info, refusal)
    finally:
        # Refused mutations count, too: their documents were read.
        extra_cost.finish()


def _set_signature(resolve: Any, act: Act, payload: type) -> None:
    """Give Strawberry the arguments of the function, and the payload as its return type."""
    # Strawberry would follow it to the original function and its return type.
    del resolve.__wrapped__
    signature = inspect.signature(act)
    arguments = [
        each for each in signature.parameters.values() if each.kind is not each.KEYWORD_ONLY
    ]
    resolve.__signature__ = signature.replace(parameters=arguments, return_annotation=payload)
    kinds = {name: act.__annotations__[name] for name in (each.name for each in arguments[1:])}
    resolve.__annotations__ = {**kinds, "return": payload}


class _Transaction:
    """The transaction of a mutation: begun by the mutation, committed after its payload is read."""

    unit: unit_of_work.UnitOfWork

    def __init__(self, extra_cost: ExtraCost) -> None:
        self.ends = AsyncExitStack()
        self._extra_cost = extra_cost

    async def begin(self, context: Context) -> unit_of_work.UnitOfWork:
        """Begin the transaction; call it only once."""
        who = {"tenant_id": context.tenant_id, "user_id": context.user_id}
        # A retry after a conflict begins here again (decision 48), and must not count its lines
        # twice.
        self._extra_cost.restart()
        beginning = unit_of_work.open_unit_of_work(
            context.database, **who, now=context.dated_at, meter=self._extra_cost
        )
        self.unit = await self.ends.enter_async_context(beginning)
        return self.unit


async def _transact(act: Act, answer: PayloadReader, extra_cost: ExtraCost) -> dict[str, Any]:
    """Run the mutation, read its payload, and commit; on an error nothing is saved."""
    transaction = _Transaction(extra_cost)
    token = _transaction.set(transaction)
    try:
        async with transaction.ends:
            # Inside the transaction: whatever fails until the payload is read was not saved
            # (decision 47).
            return await answer.read(await act(), transaction.unit)
    finally:
        _transaction.reset(token)


@asynccontextmanager
async def begin_transaction(info: Info) -> AsyncIterator[unit_of_work.UnitOfWork]:
    """Begin the mutation's transaction and write all changes at the end; the commit comes later."""
    unit = await _transaction.get().begin(info.context)
    yield unit
    # The payload is read next and must see the changes; `_transact` commits.
    await unit.save()


def uuid_of(table: Table, id: str) -> UUID:
    """The UUID in a public ID; if it is malformed or of another type, a UUID that no record has."""
    # A malformed ID is answered like an unknown one: the record does not exist.
    return uuid_in(id, table)


def today() -> date:
    """The date in UTC on which the transaction began; available after `begin_transaction`."""
    # The database's clock, which also dates the records (decision 47).
    return _transaction.get().unit.today


def closing(
    on: date | None = None,
    description: str | None = None,
    *,
    revenue: Decimal | None = None,
    competitor_id: str | None = None,
    field: str = "closeDate",
) -> CloseDetails:
    """The details of a close; its date defaults to today. `field` is the argument for the date."""
    competitor = None if competitor_id is None else uuid_of(tables.competitors, competitor_id)
    return CloseDetails(
        on=on or today(),
        description=description,
        revenue=revenue,
        competitor_id=competitor,
        field=field,
    )


def with_argument_path(refusal: DomainError, arguments: Arguments) -> DomainError:
    """Resolve the error's path against the mutation's arguments; empty if no argument matches.

    A NotFound without a path refers to the mutation's first ID, unless PostgreSQL reported it.
    """
    path = refusal.path
    # A violated foreign key concerns a record that the input may not name at all.
    if not path and isinstance(refusal, NotFound) and refusal.__cause__ is None:
        path = _first_id(arguments)
    # The domain does not know whether a field is an argument or a member of `input` (decision 40).
    steps = (path, ("input", *path)) if path else ()
    # Several mutations can break the same rule; a path to an input of another one would mislead.
    refusal.path = next((each for each in steps if leads_to_input(each, arguments)), ())
    return refusal


def _arguments(info: Info) -> Arguments:
    raw = info._raw_info  # noqa: SLF001 - it has the mutation's definition
    arguments: Arguments = raw.parent_type.fields[raw.field_name].args
    return arguments


def _first_id(arguments: Arguments) -> Path:
    # A mutation's first ID names the record that it acts on.
    ids = (name for name, each in arguments.items() if get_named_type(each.type) is GraphQLID)
    return tuple(itertools.islice(ids, 1))


def leads_to_input(path: Path, arguments: Arguments) -> bool:
    """Whether the path leads to an argument or an input field."""
    if not path or path[0] not in arguments:
        return False
    kind: Any = arguments[str(path[0])].type
    for step in path[1:]:
        inner = get_nullable_type(kind)
        if isinstance(step, int) and is_list_type(inner):
            kind = inner.of_type
        elif isinstance(inner, GraphQLInputObjectType) and step in inner.fields:
            kind = inner.fields[str(step)].type
        else:
            return False
    return True
