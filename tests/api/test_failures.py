"""The log has one line for each failed request, found by the number in the response."""

import io
import logging
import re
from collections.abc import AsyncIterator, Iterator

import pytest

from cli.logs import handler_on
from db.database import Database
from gql.server.app import create_app
from gql.settings import Settings
from tests.client import Api
from tests.counting import counted, stopped
from tests.tenants import Tenant

QUERY = "query Deals { viewer { user { id } } }"
MUTATION = 'mutation Buyer { createAccount(input: {name: "A"}) { account { id } } }'


@pytest.fixture
async def lost(login_url: str, settings: Settings, tenant: Tenant) -> AsyncIterator[Api]:
    """An API that has just lost its database, and no longer needs it to authenticate its user."""
    async with counted(login_url) as (url, counter):
        database = await Database.connect(url, pool_size=2)
        api = Api(create_app(database, settings, ticks=stopped), settings, tenant)
        await api("{ viewer { user { id } } }")
        counter.cut()
        yield api
        await api.close()
        await database.close()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Capture what `serve` would write to stderr."""
    stream = io.StringIO()
    handler = handler_on(stream)
    logging.getLogger("salesgraph").addHandler(handler)
    yield stream
    logging.getLogger("salesgraph").removeHandler(handler)


async def test_each_failed_request_is_one_line_and_tracebacks_are_rare(
    lost: Api, log: io.StringIO
) -> None:
    answers = [await lost.raw(document) for document in [QUERY, MUTATION] * 20]

    lines = log.getvalue().splitlines()
    assert len(lines) == len(answers)
    for line, answer, name in zip(lines, answers, ["Deals", "Buyer"] * 20, strict=True):
        number = re.findall("[0-9a-f]{32}", answer["errors"][0]["message"])[0]
        told = rf"error {number}: UNAVAILABLE in operation {name}: \S+(Error|Exception|Invalid)"
        assert re.search(told, line), line
        assert len(line) < 6_000
    assert sum(".py:" in line for line in lines) <= 6  # of a few kinds only
