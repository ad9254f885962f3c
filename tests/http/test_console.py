"""The console page is signed in for an hour for visitors on this machine, and for nobody else."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import jwt
import pytest

from gql.http.console import CONSOLE_POLICY
from tests.client import present
from tests.commands import free_port, serving
from tests.http.conftest import SECRET, House
from tests.http.raw_http import Reply, exchange, get, post

TOKEN = re.compile(r'id="token"[^>]* value="([^"]*)" data-expires="([^"]*)"')
HTML = "Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"


def page(port: int, host: bytes, *headers: str) -> Reply:
    reply = exchange(port, get("/graphql", host, HTML, *headers))
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    return reply


def token_in(reply: Reply) -> str:
    """Return the token in the page; empty if there is none."""
    found = TOKEN.search(reply.body.decode())
    assert found
    assert (found[1] == "") == (found[2] == "")
    assert ("eyJ" in reply.body.decode()) == (found[1] != "")
    return html.unescape(found[1])


@pytest.mark.parametrize(
    "host",
    [
        b"localhost",
        b"127.0.0.1:8000",
        b"127.8.8.8",
        b"[::1]:1",
        b"LOCALHOST.",
        b"sales.example.com",
    ],
)
def test_at_this_machine_the_page_is_signed_in(house: House, host: bytes) -> None:
    token = token_in(page(house.port, host))

    viewer = b'{"query": "{ viewer { user { email } } }"}'
    answer = exchange(house.port, post(host, f"Authorization: Bearer {token}", body=viewer))
    assert answer.json["data"] == {"viewer": {"user": {"email": "demo@example.com"}}}


def test_its_token_lives_an_hour(house: House) -> None:
    reply = page(house.port, b"localhost")

    claims = jwt.decode(token_in(reply), SECRET, algorithms=["HS256"])
    found = TOKEN.search(reply.body.decode())
    assert found
    assert claims["exp"] - claims["iat"] == 3_600
    assert claims["exp"] == int(found[2])
    assert abs(datetime.fromtimestamp(claims["iat"], present().tzinfo) - present()) < timedelta(
        seconds=60
    )


def test_the_page_is_kept_by_nobody_and_framed_by_nobody(house: House) -> None:
    headers = page(house.port, b"localhost").headers

    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["content-security-policy"] == CONSOLE_POLICY
    assert "frame-ancestors 'none'" in CONSOLE_POLICY
    assert "unsafe" not in CONSOLE_POLICY


@pytest.mark.parametrize("host", [b"api.internal", b"10.0.0.5", b"[2001:db8::1]:8000"])
def test_a_host_that_is_only_allowed_gets_the_page_without_a_token(
    house: House, host: bytes
) -> None:
    reply = page(house.port, host)

    assert token_in(reply) == ""
    assert "salesgraph token" in reply.body.decode()


@pytest.mark.parametrize(
    "origin", ["http://localhost:3000", "http://localhost", "http://evil.example", "null"]
)
def test_a_script_of_another_page_reads_no_token(house: House, origin: str) -> None:
    assert token_in(page(house.port, b"localhost", f"Origin: {origin}")) == ""


@pytest.mark.parametrize(
    "forwarded",
    [
        "X-Forwarded-For: 203.0.113.7",
        "X-Forwarded-Host: demo.app.github.dev",
        "Forwarded: for=203.0.113.7",
        "X-Real-IP: 203.0.113.7",
        "Via: 1.1 proxy",
    ],
)
def test_only_a_proxy_in_the_settings_is_signed_in(house: House, forwarded: str) -> None:
    assert token_in(page(house.port, b"localhost", forwarded)) == ""
    assert token_in(page(house.port, b"sales.example.com", forwarded)) != ""


def test_answers_of_the_api_are_not_kept_either(house: House) -> None:
    headers = exchange(house.port, post(b"localhost", house.bearer)).headers

    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"


@contextmanager
def elsewhere(tmp_path: object, **variables: str) -> Iterator[int]:
    """The same server with an operator's settings."""
    port = free_port()
    given = {"SALESGRAPH_DATA": str(tmp_path), "SALESGRAPH_SECRET": SECRET, "PORT": port}
    with serving(**given | variables):
        yield int(port)


def test_with_a_database_of_the_operators_there_is_no_token(
    tmp_path: object, database_url: str
) -> None:
    with elsewhere(tmp_path, DATABASE_URL=database_url, SALESGRAPH_DEMO="1") as port:
        assert token_in(page(port, b"localhost")) == ""


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104
def test_on_every_address_there_is_no_token(tmp_path: object, database_url: str, host: str) -> None:
    given = {"DATABASE_URL": database_url, "HOST": host, "SALESGRAPH_DEMO": "1"}
    with elsewhere(tmp_path, **given) as port:
        assert token_in(page(port, b"localhost")) == ""
        assert token_in(page(port, b"127.0.0.1")) == ""
        assert exchange(port, get("/graphql", b"0.0.0.0", HTML)).status == 421


def test_the_page_says_what_it_could_not_send(house: House) -> None:
    script = page(house.port, b"localhost").body.decode().partition("<script>")[2]

    assert 'return failed("The variables are not valid JSON")(error);' in script
    assert '.catch(failed("The request could not be sent"))' in script
