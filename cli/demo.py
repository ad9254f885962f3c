"""`salesgraph demo`: creates the demo tenant if it does not exist."""

import sys
from datetime import date

import typer

from cli.databases import bring_up_to_date, open_database, open_shared_database
from cli.event_loop import run
from cli.failures import InvalidCommand
from cli.progress import step
from db.admin.access import Access
from demo.load import demo_day, load_demo, remove_demo
from gql.clock import now
from gql.settings import Settings

_STALE = 14  # days after which the demo's deals look outdated


def create_demo(settings: Settings, *, fresh: bool, confirmed: bool) -> None:
    """Migrate the database and create the demo tenant.

    With `fresh`, deletes an existing one first, and asks for confirmation unless `confirmed`.
    Raises InvalidCommand if there is no terminal to ask on.
    """
    with open_shared_database(settings) as access:
        if not access.migrates:
            raise InvalidCommand(
                "Only the owner of the database can create tenants: set DATABASE_OWNER_URL."
            )
        bring_up_to_date(access)
        if fresh and run(lambda: _day(access, settings)):
            if not confirmed:
                _confirm()
            with step("Deleting the demo tenant"):
                run(lambda: remove_demo(access.owner_url))
        load_demo_into(access, settings)


def load_demo_into(access: Access, settings: Settings) -> None:
    """Create the demo tenant, with two years of business up to today.

    If an older one exists, prints how to replace it.
    """
    with step("Loading the demo tenant"):
        day = run(lambda: _load(access, settings))
    if day and (now().date() - day).days > _STALE:
        print(f"The demo data ends on {day}. `salesgraph demo --fresh` replaces it.", flush=True)


def _confirm() -> None:
    lost = "This deletes the demo tenant, with everything that was added to it"
    if not sys.stdin.isatty():
        raise InvalidCommand(f"{lost}: run it again with --yes.")
    typer.confirm(f"{lost}. Continue?", abort=True)


async def _load(access: Access, settings: Settings) -> date | None:
    async with open_database(access, settings) as database:
        await load_demo(access.owner_url, database, now())
        return await demo_day(database)


async def _day(access: Access, settings: Settings) -> date | None:
    async with open_database(access, settings) as database:
        return await demo_day(database)
