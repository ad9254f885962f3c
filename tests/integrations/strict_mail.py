"""A strict mail parser that shares no code with the one that builds mail.

It uses only the standard library, without its `email` package.
"""

import base64
import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

WORD = re.compile(r"=\?utf-8\?b\?([A-Za-z0-9+/]*={0,2})\?=")
PARAMETER = re.compile(r';\s+filename(?:\*\d+)?(\*?)=(?:"([^"]*)"|([^;]*))')


@dataclass(frozen=True)
class StrictMail:
    """A parsed mail."""

    names: list[str]  # of the headers, in order
    headers: dict[str, str]  # unfolded, not decoded
    text: str
    file_name: str
    pdf: bytes

    @property
    def subject(self) -> str:
        return decoded(self.headers["Subject"])

    @property
    def sender(self) -> tuple[str, str]:
        """The name and the address of the sender."""
        name, _, address = self.headers["From"].rpartition(" ")
        assert address[0] == "<"
        assert address[-1] == ">"
        return decoded(name), address[1:-1]

    def addresses(self, header: str) -> tuple[str, ...]:
        return tuple(self.headers[header].split(", "))


def decoded(value: str) -> str:
    """Decode the encoded words of a header once, and leave everything else as it is."""
    if "=?" not in value:
        return value
    words = [WORD.fullmatch(word) for word in value.split(" ")]
    assert all(words)
    return "".join(base64.b64decode(word[1], validate=True).decode() for word in words if word)


def read(mail: bytes) -> StrictMail:
    """Parse a mail. Raises AssertionError if it violates RFC 5322 or 2046."""
    assert mail.endswith(b"\r\n")
    lines = mail[:-2].decode("ascii").split("\r\n")
    for line in lines:
        assert len(line) <= 998
        assert all(character == "\t" or " " <= character <= "~" for character in line), line
    head, body = split(lines)
    headers = unfolded(head)
    boundary = re.fullmatch(r'multipart/mixed; boundary="(.+)"', dict(headers)["Content-Type"])
    assert boundary
    text, attachment = parts(body, boundary[1])
    name, pdf = attached(attachment)
    return StrictMail([name for name, _ in headers], dict(headers), plain(text), name, pdf)


def split(lines: list[str]) -> tuple[list[str], list[str]]:
    at = lines.index("")
    return lines[:at], lines[at + 1 :]


def unfolded(head: list[str]) -> list[tuple[str, str]]:
    headers: list[tuple[str, str]] = []
    for line in head:
        assert len(line) <= 78 or "@" in line, line  # an address cannot be folded
        if line[0] == " ":
            headers[-1] = (headers[-1][0], headers[-1][1] + line)
        else:
            name, separator, value = line.partition(": ")
            assert separator
            assert value.strip() == value != ""
            headers.append((name, value))
    assert len({name.lower() for name, _ in headers}) == len(headers)
    return headers


def parts(body: list[str], boundary: str) -> list[list[str]]:
    """Return the lines of each part; there must be nothing before the first or after the last."""
    found: list[list[str]] = []
    assert body[0] == f"--{boundary}"
    assert body[-1] == f"--{boundary}--"
    for line in body[:-1]:
        if line == f"--{boundary}":
            found.append([])
        else:
            assert boundary not in line
            found[-1].append(line)
    assert len(found) == 2
    return found


def plain(part: list[str]) -> str:
    head, body = split(part)
    assert dict(unfolded(head)) == {
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "quoted-printable",
    }
    text = ""
    for line in body:
        assert len(line) <= 76
        assert line.rstrip(" \t") == line
        text += line[:-1] if line.endswith("=") else line + "\r\n"
    assert re.fullmatch(r"(?:[^=]|=[0-9A-F]{2})*", text)
    data = re.sub(r"=(..)", lambda found: chr(int(found[1], 16)), text).encode("latin-1")
    return data.decode("utf-8").removesuffix("\r\n")


def attached(part: list[str]) -> tuple[str, bytes]:
    head, body = split(part)
    headers = dict(unfolded(head))
    disposition = headers.pop("Content-Disposition")
    assert headers == {
        "Content-Type": "application/pdf",
        "Content-Transfer-Encoding": "base64",
    }
    assert re.fullmatch(rf"attachment(?:{PARAMETER.pattern})+", disposition)
    found = PARAMETER.findall(disposition)
    if not found[0][0]:
        ((_, name, _),) = found
    else:
        whole = "".join(value for _, _, value in found)
        assert whole.startswith("utf-8''")
        name = unquote_to_bytes(whole.removeprefix("utf-8''")).decode("utf-8")
    return name, base64.b64decode("".join(body), validate=True)
