"""Connections of the Python peers: the role, tenant and session settings of salesgraph."""

import os
from typing import Any

import asyncpg


def session(tenant_id: str) -> dict[str, str]:
    """Settings for the start of each session, so that no request has to set them."""
    return {
        "role": "salesgraph_app",
        "app.tenant_id": tenant_id,
        "timezone": "UTC",
        "jit": "off",
        "random_page_cost": "1.1",
        "statement_timeout": "5s",
    }


async def open_pool(prepare: Any = None) -> Any:
    """A pool of the same size as salesgraph's; connections are released without a reset."""
    size = int(os.environ["BENCH_POOL_SIZE"])
    return await asyncpg.create_pool(
        os.environ["BENCH_DATABASE"],
        min_size=size,
        max_size=size,
        init=prepare,
        reset=_as_it_is,
        server_settings=session(os.environ["BENCH_TENANT"]),
    )


async def _as_it_is(connection: Any) -> None:
    """Do nothing: no request changes a session setting."""
