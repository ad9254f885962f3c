"""The connections of the peers in Python: salesgraph's role, its tenant and its settings."""

import os
from typing import Any

import asyncpg


def session(tenant_id: str) -> dict[str, str]:
    """What each session is started with, so that no request needs to say it."""
    return {
        "role": "salesgraph_app",
        "app.tenant_id": tenant_id,
        "timezone": "UTC",
        "jit": "off",
        "random_page_cost": "1.1",
        "statement_timeout": "5s",
    }


async def open_pool(prepare: Any = None) -> Any:
    """As many connections as salesgraph's; they are given back as they are, without a reset."""
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
    """Do nothing: no request changes a setting."""
