"""The machine of the benchmark, without host names and paths."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

import asyncpg
import psutil

from bench.drive import generator
from db.database import plain_url

_MATTER = ("asyncpg", "orjson", "strawberry-graphql", "starlette", "uvicorn", "uvloop")


async def machine(url: str) -> str:
    """The machine as a list for the report."""
    connection = await asyncpg.connect(plain_url(url))
    try:
        postgres = await connection.fetchval("SHOW server_version")
        buffers = await connection.fetchval("SHOW shared_buffers")
    finally:
        await connection.close()
    memory = psutil.virtual_memory().total / 2**30
    load = ", ".join(f"{part:.1f}" for part in os.getloadavg())
    system = f"{platform.system()} {platform.machine()}; load at the end {load}"
    packages = ", ".join(f"{name} {version(name)}" for name in _MATTER)
    return "\n".join(
        [
            f"* {os.cpu_count()} cores ({_processor()}), {memory:.0f} GiB of memory; {system}",
            f"* Python {platform.python_version()}, {packages}",
            f"* PostgreSQL {postgres} over a unix socket, shared_buffers {buffers}",
            f"* requests by {generator()} over 8 connections, kept alive",
            "* one process for each server, with 8 connections to PostgreSQL",
        ]
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown"
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()
