"""Texts that people type: what must say something, how long it may be, what fits on one line."""

import re

from domain.errors import Path, TextInvalid, TextNotOneLine, TextRequired, TextTooLong

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")  # they make a text look like another one
_SURROGATE = re.compile("[\ud800-\udfff]")
_ENCODED_WORD = re.compile(r"=\?[^?]*\?\s*[A-Za-z]\s*\?")  # RFC 2047, as lax readers take it
# Blanks, control characters and what Unicode says to leave out of sight (UAX 44,
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


def required_text(value: str | None, field: str, limit: int, path: Path = ()) -> str:
    """The text without outer blanks, or TEXT_REQUIRED / TEXT_TOO_LONG / TEXT_INVALID."""
    text = (value or "").strip()
    optional_text(text, field, limit, path)
    if is_blank(text):
        raise TextRequired(field=field, path=(*path, field))
    return text


def optional_text(value: str | None, field: str, limit: int, path: Path = ()) -> str | None:
    """The text itself, or TEXT_TOO_LONG / TEXT_INVALID."""
    if value is not None and len(value) > limit:
        raise TextTooLong(field=field, limit=limit, path=(*path, field))
    if value is not None and "\x00" in value:
        raise TextInvalid(field=field, path=(*path, field))
    return value


def is_blank(text: str | None) -> bool:
    """Whether a text says nothing: it is empty, or nobody can see any of its characters."""
    return not text or _UNSEEN.fullmatch(text) is not None


def line_fault(text: str) -> str | None:
    """Why a text is not one line of plain text, as the end of a sentence; None where it is.

    Such a line can become a header of a mail. Control characters and line separators would end
    the header. An encoded word (RFC 2047) hides them: some readers decode it more than once.
    """
    for pattern, fault in _FAULTS:
        if found := pattern.search(text):
            return fault.format(ord(found.group()))
    if _ENCODED_WORD.search(text):
        return "contains an encoded word (=?charset?encoding?text?=)"
    return None


def check_line(value: str | None, field: str, path: Path = ()) -> None:
    """Raise TEXT_NOT_ONE_LINE unless the text is one line of plain text (see `line_fault`)."""
    if fault := line_fault(value or ""):
        raise TextNotOneLine(field=field, fault=fault, path=(*path, field))


def camel(name: str) -> str:
    """The field's name as clients know it."""
    head, *rest = name.split("_")
    return head + "".join(word.title() for word in rest)
