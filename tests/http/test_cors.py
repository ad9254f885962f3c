"""Pages from this machine may call the private demo; no other page may call anything."""

from collections.abc import Iterator

import pytest

from tests.commands import free_port, serving
from tests.http.conftest import SECRET, House
from tests.http.raw_http import Reply, exchange, get, post

ORIGINS = [
    "http://localhost",
    "http://localhost:3000",
    "https://localhost:5173",
    "http://127.0.0.1:8080",
    "http://127.0.0.2",
    "http://[::1]:4200",
]
FOREIGN = [
    "null",
    "",
    "*",
    "http://evil.example",
    "https://sales.example.com",
    "http://api.internal",
    "http://localhost.evil.example",
    "http://evil.example:3000#localhost",
    "http://evillocalhost",
    "http://evil.localhost:3000",
    "http://localhost:3000.evil.example",
    "http://localhost:3000@evil.example",
    "http://user@localhost",
    "http://127.0.0.1.evil.example",
    "http://128.0.0.1",
    "http://0.0.0.0:3000",
    "http://[::2]",
    "ftp://localhost",
    "file://localhost",
    "localhost:3000",
    "http://localhost:3000/",
    "http://localhost:3000, http://evil.example",
    "http://LOCALHOST\u00e9",
]


def preflight(port: int, origin: str, host: bytes = b"localhost") -> Reply:
    asked = (
        f"Origin: {origin}",
        "Access-Control-Request-Method: POST",
        "Access-Control-Request-Headers: authorization,content-type",
    )
    return exchange(port, get("/graphql", host, *asked, method="OPTIONS"))


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_page_of_this_machine_may_call_the_demo(house: House, origin: str) -> None:
    asked = preflight(house.port, origin)
    answered = exchange(house.port, post(b"localhost", f"Origin: {origin}", house.bearer))
    refused = exchange(house.port, post(b"localhost", f"Origin: {origin}"))

    assert asked.status == 200
    assert asked.headers["access-control-allow-headers"] == "authorization,content-type"
    assert "POST" in asked.headers["access-control-allow-methods"]
    assert (answered.status, refused.status) == (200, 401)
    for reply in (asked, answered, refused):
        assert reply.headers["access-control-allow-origin"] == origin
        assert "Origin" in reply.headers["vary"]
        assert "access-control-allow-credentials" not in reply.headers


def assert_closed(*replies: Reply) -> None:
    for reply in replies:
        assert not any(name.startswith("access-control-allow-origin") for name in reply.headers)


@pytest.mark.parametrize("origin", FOREIGN)
def test_another_page_may_not(house: House, origin: str) -> None:
    asked = preflight(house.port, origin)

    assert asked.status == 400
    assert_closed(asked, exchange(house.port, post(b"localhost", f"Origin: {origin}")))


def test_a_foreign_host_is_refused_before(house: House) -> None:
    asked = preflight(house.port, "http://localhost:3000", b"evil.example")

    assert asked.status == 421
    assert_closed(asked)


@pytest.fixture(scope="module")
def port(database_url: str) -> Iterator[int]:
    """Serve an operator's own database; yield the port."""
    taken = free_port()
    given = {"DATABASE_URL": database_url, "SALESGRAPH_SECRET": SECRET, "PORT": taken}
    with serving(**given, SALESGRAPH_DEMO="1"):
        yield int(taken)


@pytest.mark.parametrize("origin", ORIGINS)
def test_outside_of_the_private_demo_no_page_may(port: int, origin: str) -> None:
    asked = preflight(port, origin)

    assert asked.status == 405
    assert_closed(asked, exchange(port, post(b"localhost", f"Origin: {origin}")))
