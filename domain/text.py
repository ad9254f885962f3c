"""Texts that people type: what must say something, and how long it may be."""

from domain.errors import Path, TextInvalid, TextRequired, TextTooLong


def required_text(value: str | None, field: str, limit: int, path: Path = ()) -> str:
    """The text without outer blanks, or TEXT_REQUIRED / TEXT_TOO_LONG."""
    text = (value or "").strip()
    if not text:
        raise TextRequired(field=field, path=(*path, field))
    optional_text(text, field, limit, path)
    return text


def optional_text(value: str | None, field: str, limit: int, path: Path = ()) -> str | None:
    """The text itself, or TEXT_TOO_LONG / TEXT_INVALID."""
    if value is not None and len(value) > limit:
        raise TextTooLong(field=field, limit=limit, path=(*path, field))
    if value is not None and "\x00" in value:
        raise TextInvalid(path=(*path, field))
    return value


def camel(name: str) -> str:
    """The field's name as clients know it."""
    head, *rest = name.split("_")
    return head + "".join(word.title() for word in rest)
