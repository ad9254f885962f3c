"""The Authorization header: exactly one, with exactly one token, which alone is remembered."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio

from gql.http.authentication import ALL_REMEMBERED, EACH, Authenticator
from gql.http.users import Users
from gql.lru_cache import ENTRY
from gql.request_errors import RequestRefused
from gql.settings import Settings
from gql.tokens import MAX_TOKEN_LENGTH, Bearer, issue
from tests.client import Api, present, token_of
from tests.tenants import Tenant

DAY = timedelta(days=1)


@pytest_asyncio.fixture
async def anybody(app: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A client that sends no header of its own."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://salesgraph.test") as http:
        yield http


async def status(http: httpx.AsyncClient, *authorizations: str) -> int:
    headers = [("authorization", one.encode("latin-1")) for one in authorizations]
    answer = await http.post("/graphql", json={"query": "{ __typename }"}, headers=headers)  # type: ignore[arg-type]
    if answer.status_code != 200:
        assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    return answer.status_code


@pytest.mark.parametrize(
    "spelling",
    ["Bearer {}", "bearer {}", "BEARER {}", "bEaReR {}", "Bearer     {}", "Bearer {}  "],
)
async def test_the_scheme_is_spelt_in_any_case(
    anybody: httpx.AsyncClient, api: Api, spelling: str
) -> None:
    assert await status(anybody, spelling.format(api.token)) == 200


@pytest.mark.parametrize(
    "spelling",
    [
        "{}",
        " {}",
        "Bearer{}",
        "Bearer\t{}",
        "Bearer \t{}",
        "Bearer, {}",
        "Bearer: {}",
        'Bearer "{}"',
        "Bearer {} {}",
        "Bearer {},{}",
        "Bearer {}, Bearer {}",
        "Bearer Bearer {}",
        "Bearer token={}",
        "Token {}",
        "Basic {}",
        "Bearer {}\u00e9",
        "Bearer\u00a0{}",
        "Bearer {}" + " " * MAX_TOKEN_LENGTH,
        "Bearer" + " " * MAX_TOKEN_LENGTH + "{}",
        "Bearer",
        "Bearer ",
        "Bearer " + " " * 100,
        "",
    ],
)
async def test_any_other_spelling_is_refused(
    anybody: httpx.AsyncClient, api: Api, spelling: str
) -> None:
    assert await status(anybody, spelling.replace("{}", api.token)) == 401


async def test_it_is_sent_once(anybody: httpx.AsyncClient, api: Api) -> None:
    good = f"Bearer {api.token}"

    assert await status(anybody) == 401
    assert await status(anybody, good, good) == 401
    assert await status(anybody, good, "Bearer nonsense") == 401
    assert await status(anybody, "", good) == 401


async def everybody(_: object, ids: Any) -> set[Any]:
    return set(ids)


@pytest.fixture
def bearers(settings: Settings) -> Authenticator:
    """A cache of tokens in which every user is active."""
    return Authenticator(settings.secret, DAY, Users(everybody, lambda: 0.0))


async def test_one_token_is_remembered_once_however_the_header_is_spelt(
    bearers: Authenticator, settings: Settings, tenant: Tenant
) -> None:
    token = token_of(tenant, settings).encode()

    for blanks in range(1, 3_000):
        await bearers.of(b"Bearer" + b" " * blanks + token, present())
    for at in range(64):
        scheme = bytes(b ^ 0x20 if at >> n & 1 else b for n, b in enumerate(b"bearer"))
        await bearers.of(scheme + b" " + token, present())

    assert len(bearers) == 1


async def test_what_is_refused_is_not_remembered(
    bearers: Authenticator, settings: Settings, tenant: Tenant
) -> None:
    token = token_of(tenant, settings).encode()

    for at in range(1_000):
        with pytest.raises(RequestRefused):
            await bearers.of(b"Bearer " + token[:-5] + b"%04d-" % at, present())

    assert len(bearers) == 0


async def test_remembered_tokens_are_bounded_by_their_bytes(
    bearers: Authenticator, settings: Settings, tenant: Tenant
) -> None:
    now, bearer = present(), Bearer(tenant.id, tenant.user_id)
    size = len(token_of(tenant, settings))
    fit = ALL_REMEMBERED // (ENTRY + EACH + size)

    for at in range(fit + 200):
        life = timedelta(seconds=60 + at)
        token = issue(bearer, secret=settings.secret, now=now, lifetime=life)
        await bearers.of(b"Bearer " + token.encode(), now)

    assert fit - 20 < len(bearers) < fit + 20


async def test_a_token_that_has_expired_is_forgotten(
    bearers: Authenticator, settings: Settings, tenant: Tenant
) -> None:
    header = b"Bearer " + token_of(tenant, settings).encode()
    await bearers.of(header, present())

    with pytest.raises(RequestRefused, match="UNAUTHENTICATED"):
        await bearers.of(header, present() + timedelta(hours=2))

    assert len(bearers) == 0
