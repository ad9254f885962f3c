"""strawchemy as in its documentation: models, mapped types, fields without resolvers."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import strawberry
import uvicorn
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, SchemaExtension, ValidationCache
from strawchemy import Strawchemy, StrawchemyAsyncRepository, StrawchemyConfig

from bench.peers.pool import session
from bench.peers.strawchemy import models

mapped = Strawchemy(
    StrawchemyConfig(
        "postgresql",
        repository_type=StrawchemyAsyncRepository,
        session_getter=lambda info: info.context["session"],
    )
)


@mapped.type(models.User, include="all", exclude=["tenant_id"])
class User: ...


@mapped.type(models.Account, include="all", exclude=["tenant_id"])
class Account: ...


@mapped.type(models.QuoteLine, include="all", exclude=["tenant_id"])
class QuoteLine: ...


@mapped.order(models.Quote, include=["created_at", "id"])
class QuoteOrder: ...


@mapped.type(models.Quote, include="all", exclude=["tenant_id"])
class Quote:
    lines: list[QuoteLine] = mapped.field()


@mapped.order(models.Opportunity, include=["created_at", "id"])
class OpportunityOrder: ...


@mapped.filter(models.Opportunity, include=["id", "status"])
class OpportunityFilter: ...


@mapped.type(models.Opportunity, include="all", exclude=["tenant_id"])
class Opportunity:
    account: Account | None = mapped.field()
    owner: User = mapped.field()
    quotes: list[Quote] = mapped.field(order_by_input=QuoteOrder, pagination=True)


@strawberry.type
class Query:
    opportunity: Opportunity = mapped.field()
    opportunities: list[Opportunity] = mapped.field(
        filter_input=OpportunityFilter, order_by_input=OpportunityOrder, pagination=True
    )


class Closing(SchemaExtension):
    """Closes the session at the end of the operation."""

    async def on_operation(self) -> AsyncIterator[None]:
        """Run the operation, then close the session."""
        yield
        await self.execution_context.context["session"].close()


schema = strawberry.Schema(Query, extensions=[ParserCache(), ValidationCache(), Closing])


class View(GraphQL[Any, Any]):
    """Creates a session for each request."""

    sessions: Any = None

    async def get_context(self, request: Any, response: Any) -> Any:
        """The context of the resolvers."""
        return {"request": request, "session": View.sessions()}


@asynccontextmanager
async def _life(_app: Starlette) -> AsyncIterator[None]:
    size = int(os.environ["BENCH_POOL_SIZE"])
    url = os.environ["BENCH_DATABASE"].replace("postgresql://", "postgresql+asyncpg://", 1)
    engine = create_async_engine(
        url,
        pool_size=size,
        max_overflow=0,
        isolation_level="AUTOCOMMIT",
        connect_args={"server_settings": session(os.environ["BENCH_TENANT"])},
    )
    View.sessions = async_sessionmaker(engine)
    yield
    await engine.dispose()


app = Starlette(
    lifespan=_life, routes=[Route("/graphql", View(schema, graphql_ide=None), methods=["POST"])]
)

if __name__ == "__main__":
    uvicorn.run(
        app,
        port=int(os.environ["PORT"]),
        loop="uvloop",
        http="httptools",
        log_level="warning",
        access_log=False,
    )
