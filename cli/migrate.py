"""`salesgraph migrate`: moves the schema of the database to a revision."""

import sys

import typer

from cli.databases import open_shared_database
from cli.event_loop import run
from cli.failures import InvalidCommand
from db.admin.migrate import is_downgrade, move, revisions
from gql.settings import Settings


def move_schema(settings: Settings, revision: str, *, confirmed: bool) -> None:
    """Move the schema to this revision; asks before it deletes data, unless `confirmed`.

    Raises InvalidCommand for an unknown revision, and if there is no terminal to ask on.
    """
    known = revisions()
    if revision not in {"head", "base", *known}:
        raise InvalidCommand(
            f"There is no revision {revision!r}: choose head, base, or one from {known[0]} to"
            f" {known[-1]}."
        )
    with open_shared_database(settings) as access:
        if not confirmed and run(lambda: is_downgrade(access.owner_url, revision)):
            _confirm(revision)
        repaired = run(lambda: move(access.owner_url, revision))
    reached = {"head": known[-1], "base": "base: it is empty"}.get(revision, revision)
    print("\n".join([*repaired, f"The schema is at {reached}."]))


def _confirm(revision: str) -> None:
    lost = "every table" if revision == "base" else f"what revisions after {revision} added"
    if not sys.stdin.isatty():
        raise InvalidCommand(f"This deletes {lost}, with all data in it: run it again with --yes.")
    typer.confirm(f"This deletes {lost}, with all data in it. Continue?", abort=True)
