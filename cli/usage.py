"""Mistyped commands and options, each explained in one line."""

import sys
from collections.abc import Sequence

import typer


def explain_usage_error(error: typer.TyperException) -> str:
    """The mistake, the setting to use instead if there is one, and how to see the usage."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else _command_in(sys.argv[1:])
    said = error.format_message().strip().rstrip(".")
    end = "" if said.endswith("?") else "."
    return f"{said}{end}{_setting_for(error)} `{command} --help` shows the usage."


def _command_in(arguments: Sequence[str]) -> str:
    """The command in these arguments: the words before the first option."""
    words = ["salesgraph"]
    for argument in arguments:
        if argument.startswith("-"):
            break
        words.append(argument)
    return " ".join(words)


def _setting_for(error: typer.TyperException) -> str:
    """A sentence if the option that does not exist is a setting, such as --port."""
    option = getattr(error, "option_name", None)
    if not isinstance(option, str) or "No such option" not in error.message:
        return ""
    from gql.settings.definitions import VARIABLES

    name = option.lstrip("-").upper().replace("-", "_")
    for variable in (name, f"SALESGRAPH_{name}"):
        if variable in VARIABLES:
            return f" Set the environment variable {variable} instead."
    return ""
