"""Reads settings from an environment and reports all mistakes at once."""

import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError
from pydantic_settings import EnvSettingsSource

from db.operator_error import OperatorError
from gql.settings import checks
from gql.settings.definitions import VARIABLES, Settings
from gql.settings.secret_file import BadSecretFile, find_secret, load_secret, new_secret

PREFIX = "SALESGRAPH_"
_SECRET, _DATA = "SALESGRAPH_SECRET", "SALESGRAPH_DATA"
_UNWRITABLE = f"{_DATA} must be a folder that can be written"
_MISSPELT = 0.9  # similarity of names that differ by a typo
# long enough that a similar name is a typo; HOST and PORT are not
_DISTINCT = [name for name in VARIABLES if "_" in name]
# Kubernetes sets these in all containers to describe a service named "salesgraph".
_LINK = re.compile(
    r"SALESGRAPH_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_\w+)?)"
)
_LINKED_PORT = re.compile(r"SALESGRAPH_(\w+_)?PORT")


class BadSetting(OperatorError):
    """Environment variables are invalid; the message names all of them."""

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        super().__init__(_message(mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True)
class ExaminedEnvironment:
    """The result of reading an environment: the variables that are set, and their mistakes."""

    variables: Mapping[str, str]  # known variables that are set
    mistakes: Mapping[str, str]  # variable to a sentence that begins with its name
    settings: Settings | None  # None if there are mistakes; its secret may be a placeholder
    folder: Path | None  # the data folder; None if the path is invalid


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read the settings from this environment. Raises BadSetting.

    If no secret is set, uses the one in the data folder, and creates it on first use.
    """
    examined = examine_environment(environ)
    if examined.settings is None:
        raise BadSetting(tuple(examined.mistakes.values()))
    if _SECRET in examined.variables:
        return examined.settings
    try:
        secret = load_secret(examined.settings.data)
    except OSError as error:
        place = f"{checks.show_value(error.filename or examined.settings.data)}: {error.strerror}"
        raise BadSetting((f"{_UNWRITABLE}; {place}.",)) from error
    return examined.settings.model_copy(update={"secret": secret})


def examine_environment(environ: Mapping[str, str]) -> ExaminedEnvironment:
    """Read and validate an environment. Writes no files."""
    variables = _given_variables(environ)
    mistakes = dict(_find_misnamed(environ))
    mistakes |= _folder_mistakes(variables) | _not_unicode(variables)
    source = EnvSettingsSource(Settings, case_sensitive=True)
    source.env_vars = {_SECRET: new_secret()} | variables
    settings = None
    try:
        settings = Settings(**source())
    except ValidationError as error:
        mistakes |= _mistakes(error)
    return ExaminedEnvironment(
        variables, mistakes, None if mistakes else settings, _data_folder(variables)
    )


def _given_variables(environ: Mapping[str, str]) -> dict[str, str]:
    """The known variables, with values stripped; empty ones count as not set."""
    variables = {name: environ.get(name, "") for name in VARIABLES}
    return {
        name: text if name == _SECRET else text.strip()
        for name, text in variables.items()
        if text.strip()
    }


# earlier names, for operators who upgrade
_RENAMED = {"SALESGRAPH_WORKER": "SALESGRAPH_RUN_JOBS or SALESGRAPH_WORKERS"}


def _find_misnamed(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield unknown variables whose names resemble a setting."""
    for name in sorted(environ.keys() - VARIABLES.keys()):
        upper = name.upper()
        if upper.startswith(PREFIX):
            if not _is_link(name, environ[name]):
                yield name, f"{name} is not a setting.{_suggestion(upper)}"
        elif meant := _misspelt(upper, environ):
            yield name, f"{name} is not a setting. Did you mean {meant}?"


def _misspelt(name: str, environ: Mapping[str, str]) -> str | None:
    """The setting that this name of no particular program misspells."""
    for found in get_close_matches(name, _DISTINCT, 1, _MISSPELT):
        if found.startswith(PREFIX) or found not in environ:
            return found
    return None


def _is_link(name: str, value: str) -> bool:
    """Whether the platform set this variable to describe a service."""
    if _LINK.fullmatch(name):
        return True
    return _LINKED_PORT.fullmatch(name) is not None and "://" in value


def _suggestion(name: str) -> str:
    nearest = _RENAMED.get(name) or _nearest(name, 0.6)
    if nearest:
        return f" Did you mean {nearest}?"
    return " `salesgraph settings` lists all settings."


def _nearest(name: str, alike: float) -> str | None:
    """The variable whose name without the prefix is most similar to this one."""
    bare = {known.removeprefix(PREFIX): known for known in VARIABLES}
    similar = get_close_matches(name.removeprefix(PREFIX), bare, 1, alike)
    return bare[similar[0]] if similar else None


def _not_unicode(variables: Mapping[str, str]) -> dict[str, str]:
    """The variables with bytes that are not UTF-8; only the name of a folder may have them."""
    return {
        name: f"{name} must be text in UTF-8."
        for name, value in variables.items()
        if name != _DATA and not checks.is_unicode(value)
    }


def _folder_mistakes(variables: Mapping[str, str]) -> dict[str, str]:
    """The mistakes in the data folder and its secret, if they are needed."""
    folder = _data_folder(variables)
    if folder is None or ("DATABASE_URL" in variables and _SECRET in variables):
        return {}
    mistake = _folder_mistake(folder)
    if mistake is not None:
        return {_DATA: f"{_UNWRITABLE}; {mistake}."}
    if _SECRET not in variables:
        try:
            find_secret(folder)
        except BadSecretFile as error:
            return {_SECRET: str(error)}
    return {}


def _data_folder(variables: Mapping[str, str]) -> Path | None:
    """The folder in SALESGRAPH_DATA; None if it is not a valid path, which `Settings` reports."""
    default = Settings.model_fields["data"].default
    try:
        folder = checks.folder(variables.get(_DATA, default))
    except ValueError:
        return None
    return folder if isinstance(folder, Path) else None


def _folder_mistake(folder: Path) -> str | None:
    """Why files cannot be created there; None if they can, or if the folder can be created."""
    try:
        is_folder = stat.S_ISDIR(folder.stat().st_mode)
    except FileNotFoundError:
        if folder.is_symlink():
            return f"{checks.show_value(folder)} is a link to a folder that does not exist"
        parent = folder.absolute().parent
        return None if parent == folder else _folder_mistake(parent)
    except OSError as error:
        return f"{checks.show_value(folder)}: {error.strerror}"
    if not is_folder:
        return f"{checks.show_value(folder)} is a file"
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return f"{checks.show_value(folder)} cannot be written"
    return None


def _mistakes(error: ValidationError) -> Iterator[tuple[str, str]]:
    variables = {name: variable for variable, name in VARIABLES.items()}
    for mistake in error.errors(include_url=False, include_input=False):
        if mistake["type"] == "default_factory_not_called":
            continue  # the setting it depends on is reported itself
        place = str(
            mistake["loc"][0]
        )  # an invalid default is reported under the setting's own name
        variable = variables.get(place, place)
        cause = mistake.get("ctx", {}).get("error")
        yield str(variable), f"{variable} {cause or mistake['msg']}."


def _message(mistakes: tuple[str, ...]) -> str:
    """Join the mistakes into one message: a sentence, or a list of sentences."""
    if len(mistakes) == 1:
        return mistakes[0]
    return "\n  ".join((f"{len(mistakes)} settings are invalid.", *mistakes))
