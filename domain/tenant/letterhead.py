"""The letterhead of a tenant's PDFs, and their language."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from domain.core.errors import Invalid
from domain.core.locale import check_locale
from domain.core.record import Record
from domain.core.text import LOCALE, Form, Text

MAX_LOGO = 512 * 1024  # bytes
MAX_PIXELS = 4_000_000  # a small file can decompress to a huge image
MAX_ADDRESS_LINES = 6

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # markers followed by the size


class LogoInvalid(Invalid):
    """The bytes are not a PNG or JPEG image. SVG can contain scripts (decision 24)."""

    rule = "The logo must be a PNG or JPEG image, base64-encoded."


class LogoTooLarge(Invalid):
    """The image is too large for a letterhead."""

    rule = "The logo can have at most 512 kB and 4 megapixels."


class LetterheadLineInvalid(Invalid):
    """A text of a letterhead is not one line, or the address has too many."""

    rule = (
        "Each text of a letterhead must be one line of plain text; "
        f"the address can have at most {MAX_ADDRESS_LINES} lines."
    )
    message = "`{field}` {fault}. {rule}"


class LogoType(StrEnum):
    """The image formats that can be printed."""

    PNG = "image/png"
    JPEG = "image/jpeg"


_ADDRESS_LINE = Text(200, one_line=LetterheadLineInvalid)


@dataclass(eq=False, kw_only=True, slots=True)
class Letterhead(Record):
    """The sender of a tenant's documents. A tenant has exactly one."""

    noun = "Letterhead"

    company_name: Annotated[str, Text(200, required=True, one_line=LetterheadLineInvalid)]
    address_lines: Annotated[str | None, Form("take")] = None  # separated by line feeds
    phone: Annotated[str | None, Text(200, one_line=LetterheadLineInvalid)] = None
    email: Annotated[str | None, Text(200, one_line=LetterheadLineInvalid)] = None
    website: Annotated[str | None, Text(200, one_line=LetterheadLineInvalid)] = None
    tax_id: Annotated[str | None, Text(200, one_line=LetterheadLineInvalid)] = None
    footer: Annotated[str | None, Text(200, one_line=LetterheadLineInvalid)] = None
    locale: Annotated[str, LOCALE] = "en"
    logo: bytes | None = None
    logo_type: LogoType | None = None

    def assign(self, changes: Mapping[str, Any]) -> None:
        """Write values from the input, which has the address as lines and the logo in base64."""
        values = dict(changes)
        if "logo" in values:
            self.logo, self.logo_type = picture(values.pop("logo"))
        if "address_lines" in values:
            lines = values.pop("address_lines") or []
            if len(lines) > MAX_ADDRESS_LINES:
                raise _unfit("addressLines", f"has {len(lines)} lines")
            for line in lines:
                _ADDRESS_LINE.check(line, "addressLines")
            self.address_lines = "\n".join(lines) or None
        Record.assign(self, values)

    def check(self) -> None:
        """Normalize the locale. Raises LOCALE_INVALID."""
        self.locale = check_locale(self.locale)


def picture(text: str | None) -> tuple[bytes | None, LogoType | None]:
    """Decode a base64 image into bytes and format. Raises LOGO_INVALID, LOGO_TOO_LARGE."""
    if text is None:
        return None, None
    if len(text) > MAX_LOGO * 3 // 2:
        raise LogoTooLarge(path=("logo",))
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise LogoInvalid(path=("logo",)) from None
    kind, size = _format(data)
    if kind is None or size is None or min(size) < 1:
        raise LogoInvalid(path=("logo",))
    if len(data) > MAX_LOGO or size[0] * size[1] > MAX_PIXELS:
        raise LogoTooLarge(path=("logo",))
    return data, kind


def _format(data: bytes) -> tuple[LogoType | None, tuple[int, int] | None]:
    """Detect the format of an image, and its width and height."""
    if data.startswith(_PNG):
        return LogoType.PNG, size_of(data)
    if data.startswith(_JPEG):
        return LogoType.JPEG, size_of(data)
    return None, None


def size_of(data: bytes) -> tuple[int, int] | None:
    """Return the width and height of a PNG or JPEG in pixels; None if they are missing."""
    if data.startswith(_PNG):
        head = data[12:24]
        whole = len(head) == 12 and head.startswith(b"IHDR")  # noqa: PLR2004 - two sizes of 4
        return (_number(head[4:8]), _number(head[8:12])) if whole else None
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:  # noqa: PLR2004 - a marker
        if data[at + 1] in _JPEG_SIZES:
            return _number(data[at + 7 : at + 9]), _number(data[at + 5 : at + 7])
        at += 2 + max(_number(data[at + 2 : at + 4]), 2)
    return None


def _number(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _unfit(field: str, fault: str) -> LetterheadLineInvalid:
    return LetterheadLineInvalid(field=field, fault=fault, path=(field,))
