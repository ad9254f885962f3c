"""Cuts a filter into tokens."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from integrations.business_central.simulator.core.errors import refuse_query
from integrations.business_central.simulator.core.values import GUID

_FORMS = (
    ("blank", r"[ \t]+"),
    ("string", r"'(?:[^']|'')*'"),
    ("guid", GUID.pattern + r"(?![\w-])"),
    ("instant", r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:Z|[+-]\d\d:\d\d)(?![\w])"),
    ("day", r"\d{4}-\d\d-\d\d(?![\w:-])"),
    ("number", r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.-])"),
    ("word", r"[A-Za-z_@$][\w.]*(?:/[A-Za-z_]\w*)*"),
    ("sign", r"[(),:]"),
)
_TOKEN = re.compile("|".join(f"(?P<{name}>{form})" for name, form in _FORMS))
_CONSTANTS: dict[str, Any] = {"true": True, "false": False, "null": None}


@dataclass(frozen=True)
class Token:
    """A piece of a filter: its form, its text, and the value of a literal."""

    form: str
    text: str
    value: Any = None

    @property
    def is_literal(self) -> bool:
        """Return whether the token is a value."""
        return self.form not in {"word", "sign", "end"}


def tokens_of(text: str) -> list[Token]:
    """Return the tokens; raises ApiError if a piece is none."""
    found, position = [], 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if not match or not match.lastgroup:
            raise refuse_query(f"Syntax error at position {position} in '{text}'.")
        if match.lastgroup != "blank":
            found.append(_token(match.lastgroup, match[0]))
        position = match.end()
    return [*found, Token("end", "")]


def _token(form: str, text: str) -> Token:
    if form == "word" and text in _CONSTANTS:
        return Token("constant", text, _CONSTANTS[text])
    if form == "string":
        return Token(form, text, text[1:-1].replace("''", "'"))
    if form == "number":
        return Token(form, text, Decimal(text))
    return Token(form, text, text)
