"""`salesgraph demo`: the demo tenant, created where it does not exist."""

import asyncio

from cli.clock import now
from cli.databases import Place, opened, shared_database
from cli.progress import step
from db.migrate import upgrade
from demo.load import load_demo
from gql.settings import Settings


def create_demo(settings: Settings) -> None:
    """Create the demo tenant in a database that is brought up to date first."""
    with shared_database(settings) as place:
        with step("Migrating the database"):
            asyncio.run(upgrade(place.owner_url))
        load_demo_into(place, settings)


def load_demo_into(place: Place, settings: Settings) -> None:
    """Create the demo tenant, with its two years of business."""
    with step("Loading the demo tenant"):
        asyncio.run(_load(place, settings))


async def _load(place: Place, settings: Settings) -> None:
    async with opened(place.url, settings) as database:
        await load_demo(place.owner_url, database, now())
