"""The final check of a mail before it is sent: it must have exactly the headers that we write.

Independent of the code that composes mail, so that a bug there is caught here.
"""

import re
from collections import Counter
from collections.abc import Sequence

from domain.sales.mailing import MAX_RECIPIENTS, is_valid_address
from integrations.mail_message import MailRefused

MAX_MAIL_LINE_LENGTH = 998  # bytes without CRLF (RFC 5322)
MAX_HEADER_LINES = 200  # in the header section
REQUIRED = frozenset(
    {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
     "Content-Type"}
)  # fmt: skip
OPTIONAL = frozenset({"Cc", "Reply-To"})

_CRLF = b"\r\n"
_ASCII = b"\t\r\n" + bytes(range(0x20, 0x7F))
_HEADER = re.compile(r"([A-Za-z-]+): (\S.*)")
_FOLDED = re.compile(r" \S.*")
_ADDRESSES = re.compile(r"[!-~]+@[A-Za-z0-9.-]+(?:, [!-~]+@[A-Za-z0-9.-]+)*")
_WORD = r"=\?utf-8\?b\?[A-Za-z0-9+/]+={0,2}\?="
_ENCODED = re.compile(rf"{_WORD}(?: {_WORD})*")
_SHAPES = {
    "From": re.compile(rf"(?:[A-Za-z0-9 -]+|{_ENCODED.pattern}) <[!-~]+@[A-Za-z0-9.-]+>"),
    "To": _ADDRESSES,
    "Cc": _ADDRESSES,
    "Reply-To": re.compile(r"[!-~]+@[A-Za-z0-9.-]+"),
    "Subject": re.compile(rf"{_ENCODED.pattern}|(?!.*=\?)[!-~]+(?: [!-~]+)*"),
    "Date": re.compile(r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4}"),
    "Message-ID": re.compile(r"<[0-9A-Za-z.-]+@[0-9A-Za-z.-]+>"),
    "Auto-Submitted": re.compile(r"auto-generated"),
    "MIME-Version": re.compile(r"1\.0"),
    "Content-Type": re.compile(r'multipart/mixed; boundary="=_[0-9A-Za-z]+"'),
}


def check_envelope(sender: str, recipients: Sequence[str]) -> None:
    """Raise MailRefused for too many recipients, or for addresses that are not plain ASCII."""
    if not 1 <= len(recipients) <= MAX_RECIPIENTS:
        raise MailRefused(f"An email must have 1 to {MAX_RECIPIENTS} addresses.")
    for address in (sender, *recipients):
        if not is_valid_address(address):
            raise MailRefused(f"{address[:80]!a} is not a valid email address.")


def check_mail(mail: bytes) -> None:
    """Raise MailRefused unless all lines are ASCII with CRLF and there are only our headers."""
    _check_lines(mail)
    headers = _headers(mail.partition(b"\r\n\r\n")[0].decode("ascii"))
    counts = Counter(name for name, _ in headers)
    if max(counts.values()) > 1 or not REQUIRED <= counts.keys() <= REQUIRED | OPTIONAL:
        raise MailRefused("The email has missing, repeated or unknown headers.")
    for name, value in headers:
        if not _SHAPES[name].fullmatch(value):
            raise MailRefused(f"The header {name} of the email is not valid.")


def _check_lines(mail: bytes) -> None:
    """Raise MailRefused unless all lines are ASCII with CRLF; a megabyte takes about 3 ms."""
    if mail.translate(None, _ASCII):
        raise MailRefused("The email contains a character that is not printable ASCII.")
    if not mail.count(b"\r") == mail.count(b"\n") == mail.count(_CRLF) or mail[-2:] != _CRLF:
        raise MailRefused("The email has a line that does not end in CRLF.")
    at = 0
    while at < len(mail):  # jump to the last line end within the limit
        end = mail.rfind(_CRLF, at, at + MAX_MAIL_LINE_LENGTH + len(_CRLF))
        if end < 0:
            raise MailRefused(f"The email has a line of more than {MAX_MAIL_LINE_LENGTH} bytes.")
        at = end + len(_CRLF)


def _headers(head: str) -> list[tuple[str, str]]:
    """The unfolded headers. Raises MailRefused for a line that belongs to no header."""
    headers: list[tuple[str, str]] = []
    lines = head.split("\r\n")
    if len(lines) > MAX_HEADER_LINES:
        raise MailRefused("The headers of the email have too many lines.")
    for line in lines:
        if match := _HEADER.fullmatch(line):
            headers.append((match[1], match[2]))
        elif headers and _FOLDED.fullmatch(line):
            headers[-1] = (headers[-1][0], headers[-1][1] + line)
        else:
            raise MailRefused("The headers of the email have a line that is not part of a header.")
    return headers
