"""Helpers of the proxies between the server and PostgreSQL."""

import asyncio
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit, urlunsplit

SOCKET = ".s.PGSQL.5432"  # the file name that clients expect in a folder


async def connect(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Open a connection to the server of a URL."""
    parts = urlsplit(url)
    folders = parse_qs(parts.query).get("host")
    if folders:
        return await asyncio.open_unix_connection(Path(folders[0]) / SOCKET)
    return await asyncio.open_connection(parts.hostname, parts.port or 5432)


def url_through(folder: str, url: str) -> str:
    """Return the URL of the same database through the proxy that listens in a folder."""
    parts = urlsplit(url)
    user, query = parts.username or "postgres", f"host={quote(folder)}"
    return urlunsplit((parts.scheme, f"{user}@", parts.path, query, ""))
