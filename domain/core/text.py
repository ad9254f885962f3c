"""Checks texts from the input: required texts, maximum lengths, texts of one line.

A record declares the limits of each text in the type of its field:
`description: Annotated[str | None, Text(2_000)] = None`. Checking any text of a record fails if
one of its texts declares nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache, lru_cache
from types import UnionType
from typing import Any, get_args, get_type_hints

from domain.core.errors import Invalid, Path, TextInvalid, TextRequired, TextTooLong

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")  # they can make a text look like another one
_SURROGATE = re.compile("[\ud800-\udfff]")
_ENCODED_WORD = re.compile(r"=\?[^?]*\?\s*[A-Za-z]\s*\?")  # RFC 2047, read leniently
# Blanks, control characters and characters that Unicode makes invisible (UAX 44,
# Default_Ignorable_Code_Point); and the empty pattern of Braille, a symbol without ink.
_UNSEEN = re.compile(
    "[\\s\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]*"
)
_FAULTS = (
    (_CONTROL, "contains the control character U+{:04X}"),
    (_BIDI, "contains the bidirectional control character U+{:04X}"),
    (_SURROGATE, "contains half of a surrogate pair, U+{:04X}"),
)


@dataclass(frozen=True, slots=True)
class Text:
    """The texts a field accepts: at most `limit` characters, none of them U+0000.

    A `required` text is stripped and must have a visible character. `one_line` is the error for
    a text with line breaks, control characters or encoded words.
    """

    limit: int
    required: bool = False
    one_line: type[Invalid] | None = None

    def check(self, value: str | None, field: str, path: Path = ()) -> str | None:
        """Return the text as it is stored. Raises TEXT_TOO_LONG, TEXT_INVALID, TEXT_REQUIRED."""
        check = require_text if self.required else optional_text
        text = check(value, field, self.limit, path)
        if self.one_line is not None and (fault := line_fault(text or "")):
            raise self.one_line(field=field, fault=fault, path=(*path, field))
        return text


@dataclass(frozen=True, slots=True)
class Form:
    """A text field that something else checks, such as a currency code; `checked_by` names it."""

    checked_by: str


CODE = Form("the API's type CurrencyCode")
LOCALE = Form("domain.core.locale")


def check_texts(kind: Any, values: Mapping[str, Any], path: Path = ()) -> dict[str, Any]:
    """Check the texts among a record's values; return the values as they are stored.

    Also checks the texts within values such as an address. Raises TEXT_TOO_LONG, TEXT_INVALID,
    TEXT_REQUIRED, TEXT_NOT_ONE_LINE.
    """
    checked = dict(values)
    for name, text in text_fields_of(kind).items():
        if name in values:
            checked[name] = text.check(values[name], camel(name), path)
    for name, part in _parts_of(kind).items():
        if values.get(name) is not None:
            inside = {each: getattr(values[name], each) for each in text_fields_of(part)}
            check_texts(part, inside, (*path, camel(name)))
    return checked


@cache
def text_fields_of(kind: Any) -> Mapping[str, Text]:
    """Return the declared texts of a record by field. Raises TypeError for an undeclared one."""
    declared = annotations_of(kind, Text | Form)
    hints = get_type_hints(kind)
    for field in fields(kind):
        if str in _types(hints[field.name]) and field.name not in declared:
            raise TypeError(f"{kind.__name__}.{field.name} does not declare how long it may be")
    return {name: note for name, note in declared.items() if isinstance(note, Text)}


def annotations_of(kind: Any, note: Any) -> dict[str, Any]:
    """Return the annotations of this class by field of the record."""
    hints = get_type_hints(kind, include_extras=True)
    annotations = {field.name: get_args(hints[field.name]) for field in fields(kind)}
    return {
        name: one for name, notes in annotations.items() for one in notes if isinstance(one, note)
    }


@cache
def _parts_of(kind: Any) -> Mapping[str, Any]:
    """Return the classes of the fields whose values contain texts, by field."""
    hints = get_type_hints(kind)
    types = {field.name: _types(hints[field.name]) for field in fields(kind)}
    return {
        name: part
        for name, parts in types.items()
        for part in parts
        if is_dataclass(part) and isinstance(part, type) and text_fields_of(part)
    }


def _types(hint: Any) -> tuple[Any, ...]:
    """Return the types of a union, or the type itself."""
    return get_args(hint) if isinstance(hint, UnionType) else (hint,)


def require_text(value: str | None, field: str, limit: int, path: Path = ()) -> str:
    """Return the stripped text. Raises TEXT_REQUIRED, TEXT_TOO_LONG, TEXT_INVALID."""
    text = (value or "").strip()
    optional_text(text, field, limit, path)
    if is_blank(text):
        raise TextRequired(field=field, path=(*path, field))
    return text


def optional_text(value: str | None, field: str, limit: int, path: Path = ()) -> str | None:
    """Return the text. Raises TEXT_TOO_LONG, TEXT_INVALID."""
    if value is not None and len(value) > limit:
        raise TextTooLong(field=field, limit=limit, path=(*path, field))
    if value is not None and "\x00" in value:
        raise TextInvalid(field=field, path=(*path, field))
    return value


def is_blank(text: str | None) -> bool:
    """Return whether a text is empty or has only invisible characters."""
    return not text or _UNSEEN.fullmatch(text) is not None


def line_fault(text: str) -> str | None:
    """Return why a text is not one line of plain text, as the end of a sentence; None if it is.

    The text may become a mail header. Control characters and line separators would end the header,
    and an encoded word (RFC 2047) can hide them: some readers decode it more than once.
    """
    for pattern, fault in _FAULTS:
        if match := pattern.search(text):
            return fault.format(ord(match.group()))
    if _ENCODED_WORD.search(text):
        return "contains an encoded word (=?charset?encoding?text?=)"
    return None


@lru_cache(maxsize=1024)  # field names are few
def camel(name: str) -> str:
    """Return the field name in camel case, as in the schema."""
    head, *rest = name.split("_")
    return head + "".join(word.title() for word in rest)
