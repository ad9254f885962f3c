"""Starlette and asyncpg with a route per question: no GraphQL, no token, no planning.

Uses the same row-level security as salesgraph, and the same number of connections.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.peers.limit import ordering, statements
from bench.peers.pool import open_pool

TENANT = UUID(os.environ["BENCH_TENANT"])


def route(path: str, statement: str, *names: str) -> Route:
    """A route that takes the variables as JSON; IDs have salesgraph's format."""

    async def answer(request: Request) -> Response:
        variables = orjson.loads(await request.body())
        values = [_value(name, variables[name]) for name in names]
        async with request.app.state.pool.acquire() as connection:
            data: bytes = await connection.fetchval(statement, TENANT, *values)
        return Response(b'{"data":%b}' % data, media_type="application/json")

    return Route(path, answer, methods=["POST"])


def _value(name: str, value: Any) -> Any:
    return UUID(hex=value[4:]) if name == "id" else value


@asynccontextmanager
async def _life(app: Starlette) -> AsyncIterator[None]:
    app.state.pool = await open_pool(_as_bytes)
    yield
    await app.state.pool.close()


async def _as_bytes(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec(
        "json", schema="pg_catalog", encoder=bytes, decoder=bytes, format="binary"
    )


app = Starlette(
    lifespan=_life,
    routes=[
        route("/page", statements.PAGE, "first"),
        route("/one", statements.ONE, "id"),
        route("/groups", statements.GROUPS),
        route("/list", statements.LIST, "stage", "first"),
        route("/detail", statements.DETAIL, "id"),
        route("/tree", statements.TREE, "first"),
        ordering.ROUTE,
    ],
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
