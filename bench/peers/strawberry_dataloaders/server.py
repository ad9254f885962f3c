"""Strawberry's ASGI view, with its extensions that cache parsing and validation."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL

from bench.peers.pool import open_pool
from bench.peers.strawberry_dataloaders.loaders import Loaders
from bench.peers.strawberry_dataloaders.schema import schema

TENANT = UUID(os.environ["BENCH_TENANT"])


class View(GraphQL[Any, Any]):
    """Creates new dataloaders for each request."""

    pool: Any = None

    async def get_context(self, request: Any, response: Any) -> Loaders:
        """The context of the resolvers."""
        return Loaders(View.pool, TENANT)


@asynccontextmanager
async def _life(_app: Starlette) -> AsyncIterator[None]:
    View.pool = await open_pool()
    yield
    await View.pool.close()


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
