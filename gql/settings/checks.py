"""Validates the values of environment variables.

Each check takes the text and returns the value, or raises ValueError with the predicate of a
sentence whose subject is the variable: "must be …". No message repeats a secret or a password.
"""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from domain.sales.mailing import is_valid_address as is_mail_address
from gql.ip_addresses import is_ip_address

_KEY = re.compile(r"[A-Za-z0-9_-]{43}=")
_MIN_SECRET_LENGTH = 32  # bytes
_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}
_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST_NAME = re.compile(rf"(?=.{{1,253}}\.?\Z){_LABEL}(?:\.{_LABEL})*\.?")
_ENCODE = "write /, @, #, ? and % in the password as %2F, %40, %23, %3F and %25"
_MAX_SHOWN_LENGTH = 40  # characters of an invalid value in a message


def whole_number(highest: int) -> Callable[[object], object]:
    """Return a check for whole numbers from 1 to `highest`."""

    def check(value: object) -> object:
        if isinstance(value, str):
            if value.isascii() and value.isdigit() and len(value) <= len(str(highest)):
                value = int(value)
        elif isinstance(value, bool):
            value = str(value)
        if not isinstance(value, int) or not 1 <= value <= highest:
            raise ValueError(f"must be a whole number from 1 to {highest}, not {show_value(value)}")
        return value

    return check


def switch(value: object) -> object:
    """Parse a switch. Raises ValueError."""
    word = value.lower() if isinstance(value, str) else value
    if word is True or word in _TRUE:
        return True
    if word is False or word in _FALSE:
        return False
    raise ValueError(
        f"must be 1, true, yes or on, or else 0, false, no or off, not {show_value(value)}"
    )


def host(text: str) -> str:
    """Check a host name or IP address to listen on; IPv6 may be in brackets. Raises ValueError."""
    bare = _without_brackets(text)
    if not _is_host(bare):
        raise ValueError(
            "must be a host name or an IP address without a scheme or a port, such as 127.0.0.1"
            f" or 0.0.0.0, not {show_value(text)}"
        )
    return bare


def host_names(value: object) -> object:
    """Parse a comma-separated list into unique host names in lower case. Raises ValueError."""
    if not isinstance(value, str):
        return value
    names = [_without_brackets(part.strip()).lower().rstrip(".") for part in value.split(",")]
    for name in filter(None, names):
        if not _is_host(name):
            raise ValueError(
                "must be host names separated by commas, without schemes, ports or wildcards,"
                f" such as sales.example.com,10.0.0.5; {show_value(name)} is not one"
            )
    return tuple(dict.fromkeys(filter(None, names)))


def secret(text: str) -> str:
    """Check a key for signing tokens. Raises ValueError."""
    if not is_unicode(text):
        raise ValueError("must be text in UTF-8")
    if len(text.encode()) < _MIN_SECRET_LENGTH:
        raise ValueError(f"must have at least {_MIN_SECRET_LENGTH} bytes")
    return text


def encryption_keys(value: object) -> object:
    """Parse a comma-separated list of keys of 32 bytes in URL-safe base64. Raises ValueError."""
    if not isinstance(value, str):
        return value
    keys = tuple(dict.fromkeys(filter(None, (part.strip() for part in value.split(",")))))
    if not all(_KEY.fullmatch(key) for key in keys):
        raise ValueError(
            "must be keys of 32 bytes each in URL-safe base64, separated by commas:"
            " `openssl rand -base64 32 | tr +/ -_` prints one"
        )
    return keys


def own_secret(text: str) -> str:
    """Check a key that an operator has chosen. Raises ValueError that says how to make one."""
    try:
        return secret(text)
    except ValueError as error:
        raise ValueError(f"{error}: `openssl rand -hex 32` prints a key") from None


def is_unicode(text: str) -> bool:
    """Whether the bytes of an environment variable were UTF-8; Python marks others."""
    return re.search("[\ud800-\udfff]", text) is None


def database_url(text: str) -> str:
    """Check a PostgreSQL URL, which may name several hosts or a socket folder.

    Raises ValueError.
    """
    form = "must be like postgresql://user:password@host:5432/database"
    scheme, separator, rest = text.partition("://")
    if not separator or scheme.split("+")[0] not in {"postgres", "postgresql"}:
        raise ValueError(f"{form}; it does not begin with postgresql://")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    credentials, _, hosts = authority.rpartition("@")
    if "#" in rest or "@" in credentials + rest[len(authority) :].partition("?")[0]:
        raise ValueError(f"{form}; {_ENCODE}")
    for one in hosts.split(","):
        _split_url(f"postgresql://{one}", form, f": {_ENCODE}")
    _split_url(f"postgresql://{credentials}".replace(":", ""), form)
    _check_brackets(credentials, form)
    return text


def public_url(text: str) -> str:
    """Return the URL of the server without a trailing slash. Raises ValueError."""
    form = "must be like https://sales.example.com"
    parts = _split_url(text, form)
    if parts.scheme not in {"http", "https"}:
        raise ValueError(f"{form}; it does not begin with https:// or http://")
    if not parts.hostname or not _is_host(parts.hostname):
        raise ValueError(f"{form}; it has no valid host name")
    if parts.username is not None or parts.password is not None:
        raise ValueError(f"{form}, without a user name or password")
    if "?" in text or "#" in text:
        raise ValueError(f"{form}, without ? or #")
    return text.rstrip("/")


def smtp_url(text: str) -> str:
    """Check the URL of an SMTP server. Raises ValueError."""
    form = "must be like smtp://user:password@host:587 or smtps://host"
    if text.partition("://")[0].lower() not in {"smtp", "smtps"} or "://" not in text:
        raise ValueError(f"{form}; it does not begin with smtp:// or smtps://")
    _check_brackets(text.partition("://")[2].rpartition("@")[0], form)
    parts = _split_url(text, form, f": {_ENCODE}")
    if not parts.hostname or not _is_host(parts.hostname):
        raise ValueError(f"{form}; it has no valid host name")
    if parts.path not in {"", "/"} or parts.netloc.count("@") > 1 or re.search(r"[?#]", text):
        raise ValueError(f"{form}; {_ENCODE}, and let nothing follow the port")
    return text


def mail_address(text: str) -> str:
    """Check the sender address of mail. Raises ValueError."""
    if not is_mail_address(text):
        raise ValueError(f"must be an address like sales@example.com, not {show_value(text)}")
    return text


def folder(value: object) -> object:
    """Parse the path of a folder; ~ is the user's home. Raises ValueError."""
    if not isinstance(value, str):
        return value
    if "://" in value:
        raise ValueError(f"must be a folder, not a URL such as {show_value(value)}")
    try:
        return Path(value).expanduser()
    except RuntimeError:
        raise ValueError(
            f"must be a folder; {show_value(value)} names a user without one"
        ) from None


def show_value(value: object) -> str:
    """An invalid value for a message: on one line, truncated, without passwords in URLs."""
    text = mask_password(str(value))
    cut = text if len(text) <= _MAX_SHOWN_LENGTH else f"{text[:_MAX_SHOWN_LENGTH]}…"
    return '"' + "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in cut) + '"'


def mask_password(text: str) -> str:
    """The text with every password in a URL replaced by ***."""
    masked = re.sub(r"(?<=://)([^:/@]*):.*@", r"\1:***@", text)
    return re.sub(r"(?i)([?&][a-z_]*password=)[^&]*", r"\1***", masked)


def _split_url(text: str, form: str, hint: str = "") -> SplitResult:
    """Split a URL. Raises ValueError if its host or port is invalid."""
    if re.search(r"[\s\x00-\x1f\x7f]", text):
        raise ValueError(f"{form}, without spaces")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError(f"{form}; its host or port is not valid{hint}") from None
    if port == 0:
        raise ValueError(f"{form}; its port is not from 1 to 65535")
    return parts


def _check_brackets(credentials: str, form: str) -> None:
    """Raise ValueError if a user name or password would be parsed as an IPv6 address."""
    if "[" in credentials or "]" in credentials:
        raise ValueError(f"{form}; write [ and ] in the password as %5B and %5D")


def _without_brackets(text: str) -> str:
    return text[1:-1] if text.startswith("[") and text.endswith("]") else text


def _is_host(text: str) -> bool:
    if ":" not in text and not re.fullmatch(r"[0-9.]+", text):
        return _HOST_NAME.fullmatch(text) is not None
    return is_ip_address(text)
