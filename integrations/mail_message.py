"""Writes a mail byte by byte, so that no text of a client can become a header.

The `email` package is not used for writing: its header registry decodes encoded words in the values
it is given and, before Python 3.11.10 and 3.12.5, writes the resulting line breaks. Here a text is
either plain ASCII that needs no encoding, or it is encoded in base64 (RFC 2047, RFC 2231), and
`integrations.mail_check` checks the bytes before they are sent.

Needs only the standard library and the domain.
"""

import base64
import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote

from domain.core.text import line_fault
from domain.sales.mailing import MAX_MESSAGE_LENGTH, MAX_RECIPIENTS, is_valid_address

# characters of a name or a subject; the default subject includes a company's name
MAX_TEXT_LENGTH = 400
MAX_NAME_LENGTH = 200  # characters of a file name

_PLAIN = re.compile(r"(?!.*=\?)[!-~]+(?: [!-~]+)*")  # needs no encoding, and keeps its spaces
_WORDS = re.compile(r"[A-Za-z0-9]+(?:[ -][A-Za-z0-9]+)*")  # needs no quotes before an address
_FILE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")
_ID = re.compile(r"<[0-9A-Za-z.-]{1,100}@[0-9A-Za-z.-]{1,253}>")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_SHORT = 60  # characters that fit on one line with the header's name
_WORD = 39  # bytes in an encoded word; 52 in base64, so that a line has fewer than 76
_PIECE = 17  # bytes in a segment of a file name; 51 when percent-encoded


class MailRefused(Exception):
    """The mail cannot be sent, now or later; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailMessage:
    """The content of a mail."""

    id: str  # Message-ID, the same in every attempt
    at: datetime  # with a time zone
    sender_name: str
    reply_to: str | None
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    text: str
    file_name: str
    pdf: bytes


def compose(letter: MailMessage, sender: str) -> bytes:
    """Compose the mail in ASCII with CRLF line ends. Raises MailRefused for invalid content."""
    boundary = f"=_{re.sub('[^0-9A-Za-z]', '', letter.id)[:32]}"  # `=_` occurs in no part below
    headers = [
        *_head(letter, sender),
        ("MIME-Version", "1.0"),
        ("Content-Type", f'multipart/mixed; boundary="{boundary}"'),
    ]
    text = _part(_TEXT, _encode_quoted_printable(letter.text))
    attachment = _part(_attachment_headers(letter.file_name), _base64(letter.pdf))
    lines = [*_lines(headers), ""]
    for part in (text, attachment):
        lines += [f"--{boundary}", *part]
    lines += [f"--{boundary}--", ""]
    try:
        return "\r\n".join(lines).encode("ascii")
    except UnicodeEncodeError as error:
        raise MailRefused("The email cannot be written in ASCII.") from error


Headers = list[tuple[str, str]]
_TEXT: Headers = [
    ("Content-Type", 'text/plain; charset="utf-8"'),
    ("Content-Transfer-Encoding", "quoted-printable"),
]


def _head(letter: MailMessage, sender: str) -> Headers:
    """The headers for sender, recipients, subject, date and ID. Raises MailRefused."""
    if not _ID.fullmatch(letter.id):
        raise MailRefused("The Message-ID is not valid.")
    if not letter.to or len(letter.to) + len(letter.cc) > MAX_RECIPIENTS:
        raise MailRefused(f"An email must have 1 to {MAX_RECIPIENTS} addresses.")
    headers = [
        ("From", _mailbox(letter.sender_name, sender)),
        ("To", _addresses("To", letter.to)),
    ]
    if letter.cc:
        headers.append(("Cc", _addresses("Cc", letter.cc)))
    if letter.reply_to:
        headers.append(("Reply-To", _addresses("Reply-To", (letter.reply_to,))))
    return [
        *headers,
        ("Subject", _text("subject", letter.subject)),
        ("Date", format_datetime(letter.at)),
        ("Message-ID", letter.id),
        ("Auto-Submitted", "auto-generated"),
    ]


def _mailbox(name: str, address: str) -> str:
    """An address with a display name. Raises MailRefused."""
    fine = _WORDS.fullmatch(name) and len(name) <= _SHORT
    shown = name if fine else _text("sender's name", name, always_encode=True)
    return f"{shown}\r\n <{_addresses('From', (address,))}>"


def _addresses(field: str, addresses: Iterable[str]) -> str:
    """Addresses on folded lines; each is plain ASCII that needs no quotes. Raises MailRefused."""
    all_addresses = tuple(addresses)
    for address in all_addresses:
        if not is_valid_address(address):
            raise MailRefused(f"{field}: {address[:80]!a} is not a valid email address.")
    return ",\r\n ".join(all_addresses)


def _text(field: str, text: str, *, always_encode: bool = False) -> str:
    """A text as a header value: unchanged, or as UTF-8 in base64 encoded words.

    Raises MailRefused.
    """
    if fault := line_fault(text):
        raise MailRefused(f"The {field} {fault}.")
    if len(text) > MAX_TEXT_LENGTH:
        raise MailRefused(f"The {field} has more than {MAX_TEXT_LENGTH} characters.")
    if not text.strip():
        raise MailRefused(f"The {field} is empty.")
    if not always_encode and _PLAIN.fullmatch(text) and len(text) <= _SHORT:
        return text
    words = (base64.b64encode(chunk).decode("ascii") for chunk in _chunks(text, _WORD))
    return "\r\n ".join(f"=?utf-8?b?{word}?=" for word in words)


def _chunks(text: str, size: int) -> Iterator[bytes]:
    """Split a text into UTF-8 chunks of at most `size` bytes, without splitting characters."""
    chunk = b""
    for character in text:
        encoded = character.encode("utf-8")
        if len(chunk) + len(encoded) > size:
            yield chunk
            chunk = b""
        chunk += encoded
    yield chunk


def _attachment_headers(file_name: str) -> Headers:
    return [
        ("Content-Type", "application/pdf"),
        ("Content-Disposition", f"attachment;\r\n {_file_name(file_name)}"),
        ("Content-Transfer-Encoding", "base64"),
    ]


def _file_name(name: str) -> str:
    """The parameter `filename`; by RFC 2231 unless the name is short plain ASCII.

    Raises MailRefused.
    """
    fault = line_fault(name)
    if fault or not name.strip() or len(name) > MAX_NAME_LENGTH:
        raise MailRefused(f"The file name {fault or f'needs 1 to {MAX_NAME_LENGTH} characters'}.")
    if _FILE.fullmatch(name) and len(name) <= _SHORT:
        return f'filename="{name}"'
    pieces = [quote(chunk, safe="") for chunk in _chunks(name, _PIECE)]
    pieces[0] = f"utf-8''{pieces[0]}"
    return ";\r\n ".join(f"filename*{at}*={piece}" for at, piece in enumerate(pieces))


def _encode_quoted_printable(text: str) -> list[str]:
    """Encode a text of any script as quoted-printable lines.

    Raises MailRefused if it is too long.
    """
    if len(text) > MAX_MESSAGE_LENGTH:
        raise MailRefused(f"The text has more than {MAX_MESSAGE_LENGTH} characters.")
    lines: list[str] = []
    for line in _LINE_BREAK.split(text):
        try:
            encoded = quopri.encodestring(line.encode("utf-8"))
        except UnicodeEncodeError as error:
            raise MailRefused("The text contains half of a surrogate pair.") from error
        lines += encoded.decode("ascii").split("\n")
    return lines


def _base64(data: bytes) -> list[str]:
    return base64.encodebytes(data).decode("ascii").splitlines()


def _part(headers: Headers, body: list[str]) -> list[str]:
    return [*_lines(headers), "", *body]


def _lines(headers: Headers) -> list[str]:
    return [f"{name}: {value}" for name, value in headers]
