"""Prepares user input for printing: single lines without control characters."""

import re
from collections.abc import Mapping
from typing import Any

MAX_WORD_LENGTH = 28  # longer words get positions where they may be broken

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")


def clean(text: str, longest: int = MAX_WORD_LENGTH) -> str:
    """The text without control characters, with break positions in words over `longest`."""
    plain = _CONTROL.sub(" ", text)
    return re.sub(rf"\S{{{longest}}}(?=\S)", lambda match: match.group() + "\u200b", plain)


def lines(text: str | None) -> list[str]:
    """The lines of a text."""
    return [clean(line) for line in (text or "").splitlines()]


def address_lines(address: Mapping[str, Any] | None, language: str) -> list[str]:
    """The lines of an address: city first in English, postal code first in other languages."""
    if not address:
        return []
    part = address.get
    city, code, state = part("city"), part("postal_code"), part("state_or_province")
    if language == "en":
        place, below = _join(", ", city, _join(" ", state, code)), None
    else:
        place, below = _join(" ", code, city), state
    names = ("name", "contact_name", "line1", "line2", "line3")
    lines = (*(part(name) for name in names), place, below, part("country"))
    return [clean(text) for text in lines if text]


def _join(between: str, *texts: str | None) -> str:
    return between.join(text for text in texts if text)
