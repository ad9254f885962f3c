"""Settings control which hosts and clients have access; tested without a server."""

from typing import Any

import httpx
import pytest

from db.database import Database
from gql.server.app import create_app
from gql.settings import Settings
from gql.tokens import Bearer
from tests.tenants import Tenant

HTML = {"accept": "text/html"}


def client(app: Any, host: str) -> httpx.AsyncClient:
    """Return a client of the application, which it reaches under this host name."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=f"http://{host}")


async def is_signed_in(
    database: Database, settings: Settings, tenant: Tenant, at: str, **changes: Any
) -> bool:
    changed = Settings(
        **{"secret": settings.secret, "allowed_hosts": ("10.9.8.7", "sales.example.com")} | changes
    )
    app = create_app(database, changed, visitor=Bearer(tenant.id, tenant.user_id))
    async with client(app, at) as http:
        answer = await http.get("/graphql", headers=HTML)
    assert answer.status_code == 200
    return "eyJ" in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.9.9.9", "::1"])
async def test_the_embedded_demo_on_a_loopback_address_signs_in(
    database: Database, settings: Settings, tenant: Tenant, host: str
) -> None:
    assert await is_signed_in(database, settings, tenant, "localhost", host=host)


@pytest.mark.parametrize(
    ("at", "changes"),
    [
        ("localhost", {"host": "0.0.0.0"}),  # noqa: S104
        ("localhost", {"host": "0.0.0.0", "demo": True}),  # noqa: S104
        ("localhost", {"host": "::", "demo": True}),
        ("localhost", {"host": "10.9.8.7", "demo": True}),
        ("localhost", {"host": "sales.example.com", "demo": True}),
        ("localhost", {"host": "0x0", "demo": True}),
        ("localhost", {"host": "localhost.evil.example", "demo": True}),
        ("localhost", {"demo": False}),
        ("localhost", {"database_url": "postgresql:///x", "demo": True}),
        ("localhost", {"database_url": "postgresql:///x"}),
        ("10.9.8.7", {}),  # allowed, but not this machine
        ("sales.example.com", {}),
        ("sales.example.com", {"public_url": "https://sales.example.com"}),  # arrives elsewhere
    ],
)
async def test_nothing_else_signs_in(
    database: Database, settings: Settings, tenant: Tenant, at: str, changes: dict[str, Any]
) -> None:
    assert not await is_signed_in(database, settings, tenant, at, **changes)


async def test_nobody_is_signed_in_unless_somebody_is_named(database: Database) -> None:
    app = create_app(database, Settings(secret="s" * 32))
    async with client(app, "localhost") as http:
        assert "eyJ" not in (await http.get("/graphql", headers=HTML)).text


async def status(database: Database, at: str, path: str, **changes: Any) -> int:
    app = create_app(database, Settings(**{"secret": "s" * 32} | changes))
    async with client(app, at) as http:
        return (await http.get(path, headers=HTML)).status_code


@pytest.mark.parametrize(
    ("listening", "host"),
    [
        ("10.9.8.7", "10.9.8.7:8000"),
        ("2001:db8::7", "[2001:db8:0::7]"),
        ("Sales.internal", "sales.internal:81"),
    ],
)
async def test_the_address_that_it_listens_on_is_answered(
    database: Database, listening: str, host: str
) -> None:
    assert await status(database, host, "/graphql", host=listening) == 200
    assert await status(database, host, "/graphql") == 421


@pytest.mark.parametrize("wildcard", ["0.0.0.0", "::"])  # noqa: S104
async def test_a_wildcard_address_is_no_host(database: Database, wildcard: str) -> None:
    written = f"[{wildcard}]" if ":" in wildcard else wildcard

    assert await status(database, written, "/graphql", host=wildcard) == 421


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_a_probe_names_the_address_at_which_it_arrives(database: Database, path: str) -> None:
    assert await status(database, "10.1.2.3:8000", path, host="0.0.0.0") == 200  # noqa: S104
    assert await status(database, "10.1.2.3:8000", "/graphql", host="0.0.0.0") == 421  # noqa: S104
    assert await status(database, "evil.example", path, host="0.0.0.0") == 421  # noqa: S104
