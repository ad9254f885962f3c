"""`salesgraph settings`: every setting with its value, source, default and description."""

from collections.abc import Mapping
from shutil import get_terminal_size
from textwrap import fill

from cli.tables import align
from gql.settings.display import describe
from gql.settings.environment import BadSetting, examine_environment

_HEAD = ("SETTING", "VALUE", "SOURCE", "DEFAULT")
_NARROWEST = 60


def show_settings(environ: Mapping[str, str]) -> None:
    """Print the table, with each description below its row.

    Raises BadSetting afterwards if the environment has mistakes.
    """
    examined = examine_environment(environ)
    described = list(describe(examined))
    rows = [(one.variable, one.value, one.source, one.default) for one in described]
    head, *lines = align([_HEAD, *rows])
    print(head)
    width = max(_NARROWEST, get_terminal_size((100, 24)).columns)
    for line, one in zip(lines, described, strict=True):
        print(line)
        print(fill(one.meaning, width, initial_indent="    ", subsequent_indent="    "), flush=True)
    if examined.mistakes:
        raise BadSetting(tuple(examined.mistakes.values()))
