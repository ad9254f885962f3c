"""What every mutation stands on: open a unit of work, act, answer; refusals become userErrors."""

import functools
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import strawberry

from db import tables, work
from db.reads.identifiers import uuid_in
from db.tables import Table
from domain.closing import Closing
from domain.errors import DomainError, NotFound
from domain.text import camel
from gql.context import Context
from gql.cost.directives import Weight
from gql.payloads import answered, refused

Info = strawberry.Info[Context, None]
Changed = dict[str, Any]
WEIGHT = "1000"  # a transaction takes as long as about so many objects
Act = Callable[..., Awaitable[Changed]]


def mutation(payload: type) -> Callable[[Act], Any]:
    """A mutation that acts and says what changed; clients get the payload, read after the commit.

    The function's docstring describes it to clients. A refusal of the domain is answered as a
    payload with one user error and nothing else.
    """

    def decorate(act: Act) -> Any:
        signature = inspect.signature(act)
        names = [camel(name) for name in signature.parameters]

        @functools.wraps(act)
        async def resolve(self: Any, info: Info, **arguments: Any) -> Any:
            try:
                changed = await work.repeated(functools.partial(act, self, info, **arguments))
            except DomainError as refusal:
                return refused(info, _placed(refusal, names))
            return await answered(info, changed)

        # Strawberry shall see the arguments of the act, and the payload as what it returns.
        del resolve.__wrapped__
        resolve.__signature__ = signature.replace(  # type: ignore[attr-defined]
            return_annotation=payload
        )
        resolve.__annotations__ = {**act.__annotations__, "return": payload}
        return strawberry.mutation(
            resolver=resolve, description=inspect.getdoc(act), directives=[Weight(weight=WEIGHT)]
        )

    return decorate


@asynccontextmanager
async def begin(info: Info) -> AsyncIterator[work.UnitOfWork]:
    """One transaction of whoever asks."""
    context = info.context
    async with work.begin(
        context.database, tenant_id=context.tenant_id, user_id=context.user_id, now=context.now
    ) as unit:
        yield unit


def uuid_of(table: Table, id: str) -> UUID:
    """The UUID in a public id; nobody's where it is malformed or of another kind."""
    return uuid_in(id, table)


def today(info: Info) -> date:
    """The day on which the request arrived, in UTC."""
    return info.context.now.date()


def closing(
    info: Info,
    on: date | None = None,
    description: str | None = None,
    *,
    revenue: Decimal | None = None,
    competitor_id: str | None = None,
) -> Closing:
    """What the caller says about a close; the day is today unless another is given."""
    competitor = uuid_of(tables.competitors, competitor_id) if competitor_id else None
    return Closing(
        on=on or today(info), description=description, revenue=revenue, competitor_id=competitor
    )


def _placed(refusal: DomainError, names: list[str]) -> DomainError:
    """The refusal with its path from the mutation's arguments on."""
    path = refusal.path
    if not path and isinstance(refusal, NotFound):
        named = [name for name in names if name.lower().endswith("id")]
        return refusal.under(*named[:1])
    if path and path[0] not in names and "input" in names:
        return refusal.under("input")
    return refusal
