"""`salesgraph demo`: the demo tenant, created where it does not exist."""

import sys
from datetime import date

import typer

from cli.databases import bring_up_to_date, opened, shared_database
from cli.failures import Refused
from cli.loops import run
from cli.progress import step
from db.access import Access
from demo.load import demo_day, load_demo, remove_demo
from gql.clock import now
from gql.settings import Settings

_STALE = 14  # days after which the deals of the demo look old


def create_demo(settings: Settings, *, fresh: bool, confirmed: bool) -> None:
    """Create the demo tenant in a database that is brought up to date first.

    With `fresh` an older one is deleted before; asks first unless `confirmed`. Raises Refused
    where nobody can be asked.
    """
    with shared_database(settings) as access:
        if not access.migrates:
            raise Refused("The owner of the database creates tenants: set DATABASE_OWNER_URL.")
        bring_up_to_date(access)
        if fresh and run(lambda: _day(access, settings)):
            if not confirmed:
                _confirm()
            with step("Deleting the demo tenant"):
                run(lambda: remove_demo(access.owner_url))
        load_demo_into(access, settings)


def load_demo_into(access: Access, settings: Settings) -> None:
    """Create the demo tenant, with its two years of business up to today.

    Says how to renew a demo that has become old.
    """
    with step("Loading the demo tenant"):
        day = run(lambda: _load(access, settings))
    if day and (now().date() - day).days > _STALE:
        print(f"The demo data ends on {day}. `salesgraph demo --fresh` replaces it.", flush=True)


def _confirm() -> None:
    lost = "This deletes the demo tenant, with everything that was added to it"
    if not sys.stdin.isatty():
        raise Refused(f"{lost}: repeat it with --yes.")
    typer.confirm(f"{lost}. Continue?", abort=True)


async def _load(access: Access, settings: Settings) -> date | None:
    async with opened(access, settings) as database:
        await load_demo(access.owner_url, database, now())
        return await demo_day(database)


async def _day(access: Access, settings: Settings) -> date | None:
    async with opened(access, settings) as database:
        return await demo_day(database)
