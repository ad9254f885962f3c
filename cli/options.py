"""Shared by several commands: options, the settings they use, and how they read them."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gql.settings import Settings

MEANINGS = "`salesgraph settings` prints the value and the meaning of every setting."
DATABASE = ("DATABASE_URL", "DATABASE_OWNER_URL", "SALESGRAPH_DATA")

Tenant = Annotated[str, typer.Option(metavar="SLUG", help="Slug of the tenant.")]
Email = Annotated[str, typer.Option(metavar="EMAIL", help="Email address of the user.")]


def uses(*names: str) -> str:
    """The last line of a command's help: the settings that it uses."""
    return f"Settings: {', '.join(names)}. {MEANINGS}"


def settings_given() -> "Settings":
    """Read the settings from the environment. Raises BadSetting."""
    from gql.settings import read_settings

    return read_settings(os.environ)
