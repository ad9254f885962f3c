"""The GraphQL console that browsers get from GET /graphql; it loads no third-party resources."""

import hashlib
import re
from base64 import b64encode
from datetime import datetime, timedelta
from html import escape
from pathlib import Path

from gql.http.negotiation import HTML
from gql.http.responses import HttpResponse

LIFETIME = timedelta(hours=1)  # of the token embedded in the page

_PAGE = (Path(__file__).parent / "console.html").read_text(encoding="utf-8")


def _digest(tag: str) -> str:
    """The CSP source expression that allows the page's own style or script, and no other."""
    match = re.search(rf"<{tag}>(.*?)</{tag}>", _PAGE, re.DOTALL)
    if match is None:
        raise ValueError(f"The page has no {tag}.")
    return f"'sha256-{b64encode(hashlib.sha256(match[1].encode()).digest()).decode()}'"


CONSOLE_POLICY = (
    f"default-src 'none'; style-src {_digest('style')}; script-src {_digest('script')};"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", CONSOLE_POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


def page(token: str | None, expires: datetime | None = None) -> HttpResponse:
    """The console, signed in with a token until it expires, or with instructions for signing in."""
    body = _PAGE.replace("{{token}}", escape(token or "", quote=True)).replace(
        "{{expires}}", str(int(expires.timestamp())) if token and expires else ""
    )
    return HttpResponse(body.encode(), HTML, 200, _HEADERS)
