"""Tokens over a real socket, with two processes: invalid and deactivated ones are refused."""

import asyncio
import base64
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from db.admin.user_accounts import deactivate_user
from db.tenant_ids import tenant_id_of, user_id_of
from gql.settings import Settings
from tests.client import present, token_of
from tests.commands import free_port, serving
from tests.http.conftest import SECRET, House
from tests.http.raw_http import Reply, exchange, post
from tests.tenants import Tenant

DEMO = str(tenant_id_of("demo"))
ADMIN = str(user_id_of(tenant_id_of("demo"), "demo@example.com"))
NOW = int(time.time())
GOOD: dict[str, Any] = {"tenant": DEMO, "sub": ADMIN, "iat": NOW, "exp": NOW + 3_600}
HEAD: dict[str, Any] = {"alg": "HS256", "typ": "JWT"}


def encoded(part: object) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def signed(claims: object, head: object = HEAD, secret: str = SECRET) -> str:
    said = f"{encoded(head)}.{encoded(claims)}"
    return f"{said}.{encoded(hmac.digest(secret.encode(), said.encode(), 'sha256'))}"


def changed(**claims: Any) -> str:
    return signed({**GOOD, **claims})


def without(name: str) -> str:
    return signed({key: value for key, value in GOOD.items() if key != name})


def ask(port: int, *lines: str) -> Reply:
    return exchange(port, post(b"localhost", *lines))


def test_a_token_made_by_hand_is_accepted(house: House) -> None:
    assert ask(house.port, f"Authorization: Bearer {signed(GOOD)}").status == 200
    assert ask(house.port, f"authorization:bearer   {signed(GOOD)}  ").status == 200


@pytest.mark.parametrize(
    "token",
    [
        *(without(claim) for claim in GOOD),
        changed(sub=str(uuid4())),
        changed(tenant=str(uuid4())),
        changed(tenant=ADMIN, sub=DEMO),
        changed(sub="demo@example.com"),
        changed(tenant="demo"),
        changed(sub=ADMIN.upper()),
        changed(sub=[ADMIN]),
        changed(sub=None),
        changed(exp=NOW - 1),
        changed(exp=NOW + 86_402),
        changed(exp=10**15),
        changed(exp=2**63),
        changed(exp=10**300),
        changed(exp=NOW + 3_600.5),
        changed(exp=str(NOW + 3_600)),
        changed(exp=True),
        changed(exp=float("inf")),
        changed(iat=NOW + 3_000),
        changed(iat=0),
        changed(iat=-NOW),
        changed(iat=None),
        changed(iat=str(NOW)),
        changed(nbf=NOW + 3_000),
        changed(nbf="now"),
        changed(nbf=None),
        changed(aud="others"),
        changed(padding="x" * 4_000),
        signed(GOOD, {"alg": "none"}),
        signed(GOOD, {"alg": "HS384"}),
        signed(GOOD, {"alg": "HS256", "crit": ["x"], "x": 1}),
        signed(GOOD, secret="another secret of the tests, 32 bytes"),
        signed([GOOD]),
        signed(b"[" * 1_000 + b"]" * 1_000),
        signed(b'{"exp": ' + b"9" * 2_000 + b"}"),
        f"{encoded(HEAD)}.{encoded(GOOD)}.",
        f"{encoded(HEAD)}.{encoded(GOOD)}",
        signed(GOOD) + "=",
        signed(GOOD) + ".x",
        signed(GOOD) + "%20",
        signed(GOOD)[:-1],
        signed(GOOD).swapcase(),
        '"' + signed(GOOD) + '"',
        "x" * 4_097,
        "x" * 48_000,
        "null",
        "undefined",
        "",
    ],
)
def test_odd_tokens_are_refused_with_401(house: House, token: str) -> None:
    reply = ask(house.port, f"Authorization: Bearer {token}")

    assert (reply.status, reply.code) == (401, "UNAUTHENTICATED")
    assert reply.headers["www-authenticate"] == "Bearer"
    assert len(reply.body) < 400  # the response contains nothing of the token


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("Authorization:",),
        ("Authorization: Bearer",),
        ("Authorization: {}",),
        ("Authorization: Basic {}",),
        ("Authorization: Bearer{}",),
        ("Authorization: Bearer\t{}",),
        ("Authorization: Bearer {}, Bearer {}",),
        ("Authorization: Bearer {}", "Authorization: Bearer {}"),
        ("Authorization: Bearer {}", "authorization: Bearer x"),
        ("Authorization: Bearer x", "Authorization: Bearer {}"),
        ("Authorization: Bearer " + " " * 48_000 + "{}",),
        ("X-Authorization: Bearer {}",),
        ("Proxy-Authorization: Bearer {}",),
        ("Cookie: token={}; Authorization=Bearer {}",),
    ],
)
def test_the_token_is_sent_in_one_header_of_one_form(house: House, lines: tuple[str, ...]) -> None:
    reply = ask(house.port, *(line.replace("{}", house.token) for line in lines))

    assert (reply.status, reply.code) == (401, "UNAUTHENTICATED")


@pytest.fixture
def two_workers(login_url: str, database_url: str) -> Iterator[int]:
    """A server of two processes on the database of the tests."""
    port = free_port()
    given = {
        "DATABASE_URL": login_url,
        "DATABASE_OWNER_URL": database_url,
        "SALESGRAPH_SECRET": SECRET,
        "SALESGRAPH_WORKERS": "2",
        "PORT": port,
    }
    with serving(**given):
        yield int(port)


async def test_both_of_two_processes_notice_a_deactivation_within_five_seconds(
    two_workers: int, database_url: str, settings: Settings, tenant: Tenant
) -> None:
    token = token_of(tenant, settings.model_copy(update={"secret": SECRET}))

    async def statuses() -> set[int]:
        request = post(b"localhost", f"Authorization: Bearer {token}")
        asked = (asyncio.to_thread(exchange, two_workers, request) for _ in range(24))
        return {reply.status for reply in await asyncio.gather(*asked)}

    assert await statuses() == {200}
    await deactivate_user(database_url, tenant.slug, tenant.email, present())
    await asyncio.sleep(5)

    assert await statuses() == {401}
