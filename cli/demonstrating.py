"""`salesgraph demo`: the demo tenant, created where it does not exist."""

import asyncio

from cli.clock import now
from cli.databases import bring_up_to_date, opened, shared_database
from cli.failures import Refused
from cli.progress import step
from db.access import Access
from demo.load import load_demo
from gql.settings import Settings


def create_demo(settings: Settings) -> None:
    """Create the demo tenant in a database that is brought up to date first."""
    with shared_database(settings) as access:
        if not access.migrates:
            raise Refused("The owner of the database creates tenants: set DATABASE_OWNER_URL.")
        bring_up_to_date(access)
        load_demo_into(access, settings)


def load_demo_into(access: Access, settings: Settings) -> None:
    """Create the demo tenant, with its two years of business."""
    with step("Loading the demo tenant"):
        asyncio.run(_load(access, settings))


async def _load(access: Access, settings: Settings) -> None:
    async with opened(access, settings) as database:
        await load_demo(access.owner_url, database, now())
