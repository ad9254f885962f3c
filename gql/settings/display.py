"""The settings for display: description, value and source of each."""

from collections.abc import Iterator
from dataclasses import dataclass

from gql.settings import checks
from gql.settings.definitions import VARIABLES, Settings
from gql.settings.environment import ExaminedEnvironment
from gql.settings.secret_file import has_secret

_HIDDEN = "********"


@dataclass(frozen=True, slots=True)
class Description:
    """One setting for display; secrets and passwords are masked."""

    variable: str
    value: str
    source: str
    default: str
    meaning: str


def describe(examined: ExaminedEnvironment) -> Iterator[Description]:
    """Describe every setting with its value in this environment, even if some are invalid."""
    for variable, name in VARIABLES.items():
        yield Description(
            variable=variable,
            value=_value(variable, name, examined),
            source="environment" if variable in examined.variables else "default",
            default=default_of(name),
            meaning=meaning_of(name),
        )


def default_of(name: str) -> str:
    """The default of this setting, described in words if it is not a fixed value."""
    field = Settings.model_fields[name]
    extra = field.json_schema_extra
    shown = extra.get("shown") if isinstance(extra, dict) else None
    return str(shown) if shown else _text(field.default)


def meaning_of(name: str) -> str:
    """The description of this setting."""
    return str(Settings.model_fields[name].description)


def _value(variable: str, name: str, examined: ExaminedEnvironment) -> str:
    if variable in examined.mistakes:
        return "(not valid)"
    if name == "secret":
        return _secret(examined)
    if name == "encryption_keys" and examined.variables.get(variable):
        return _HIDDEN
    if examined.settings is not None:
        value = getattr(examined.settings, name)
        return default_of(name) if value is None or value == () else _text(value)
    return checks.mask_password(examined.variables.get(variable) or default_of(name))


def _secret(examined: ExaminedEnvironment) -> str:
    if "SALESGRAPH_SECRET" in examined.variables:
        return _HIDDEN
    if examined.folder is not None and has_secret(examined.folder):
        return f"{_HIDDEN} (in {examined.folder})"
    return default_of("secret")


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return ",".join(value)
    return checks.mask_password(str(value))
