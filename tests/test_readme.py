"""The README is accurate: its tour runs request by request, and its diagrams are current."""

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest_asyncio

from db.database import Database
from db.tenant_ids import tenant_id_of, user_id_of
from demo.load import load_demo
from demo.people import ADMIN, SLUG
from docs.diagrams import diagrams, written
from gql.server.app import create_app
from gql.settings import Settings
from tests.client import Api
from tests.postgres import application_url, migrated_database
from tests.tenants import Tenant

README = (Path(__file__).parent.parent / "README.md").read_text()
STEP = re.compile(r"```graphql\n(.*?)```\s*```json\n(.*?)```", re.DOTALL)


def matches(shown: Any, given: Any) -> bool:
    """Return whether a response is the one shown; `…` in a text stands for anything."""
    if isinstance(shown, dict):
        return list(shown) == list(given) and all(matches(shown[k], given[k]) for k in shown)
    if isinstance(shown, list):
        return len(shown) == len(given) and all(map(matches, shown, given))
    if isinstance(shown, str) and "…" in shown:
        pattern = ".*".join(map(re.escape, shown.split("…")))
        return isinstance(given, str) and re.fullmatch(pattern, given) is not None
    return bool(shown == given)


def ids(payload: dict[str, Any]) -> dict[str, str]:
    """Return the IDs that a response provides for later requests."""
    (fields,) = payload.values()
    return {
        f"<{name} id>": part["id"]
        for name, part in fields.items()
        if isinstance(part, dict) and "id" in part
    }


@pytest_asyncio.fixture
async def newcomer(server_url: str, settings: Settings) -> AsyncIterator[Api]:
    """The environment of `make serve`: the demo tenant, signed in as its first user."""
    now = datetime.now(UTC)  # noqa: TID251 - the demo is made around today
    async with migrated_database(server_url) as url:
        database = await Database.connect(await application_url(url), pool_size=2)
        await load_demo(url, database, now)
        tenant_id = tenant_id_of(SLUG)
        demo = Tenant(tenant_id, SLUG, user_id_of(tenant_id, ADMIN), ADMIN)
        client = Api(create_app(database, settings), settings, demo)
        yield client
        await client.close()
        await database.close()


async def test_the_tour_shows_what_the_demo_answers(newcomer: Api) -> None:
    await take_the_tour(newcomer)


async def test_the_tour_shows_what_an_empty_tenant_answers(api: Api) -> None:
    await take_the_tour(api)


async def take_the_tour(api: Api) -> None:
    """Send every request of the README in order; each must be answered as printed."""
    known: dict[str, str] = {}
    steps = STEP.findall(README)

    for request, shown in steps:
        for placeholder, id in known.items():
            request = request.replace(placeholder, id)  # noqa: PLW2901
        body = await api.raw(request)
        assert body.pop("extensions").keys() == {"cost"}  # not shown at every step
        assert matches(json.loads(shown), body), (request, json.dumps(body))
        known |= ids(body["data"]) if request.startswith("mutation") else {}

    assert len(steps) == 21


def test_the_diagrams_are_those_of_the_life_cycles() -> None:
    assert written() == diagrams().strip("\n"), "run python -m docs.diagrams"
