"""The locale of a customer, such as de or pt-BR."""

import re

from domain.core.errors import Invalid, Path

_FORM = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|[0-9]{3}))?",
    re.IGNORECASE,
)


class LocaleInvalid(Invalid):
    """The locale is not a BCP 47 tag of language, script and region."""

    rule = "A locale is a language, optionally with a script and a country: de, pt-BR, zh-Hant-TW."


def check_locale(value: str, path: Path = ("locale",)) -> str:
    """Return the locale in canonical spelling, such as `pt-BR`. Raises LOCALE_INVALID."""
    match = _FORM.fullmatch(value)
    if match is None:
        raise LocaleInvalid(path=path)
    script, region = match["script"], match["region"]
    parts = (match["language"].lower(), script and script.title(), region and region.upper())
    return "-".join(part for part in parts if part)
