"""GET /graphql in a browser: a small page to ask questions with, made of nothing foreign."""

from html import escape
from pathlib import Path

_PAGE = (Path(__file__).parent / "console.html").read_text(encoding="utf-8")
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline';"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def page(token: str | None) -> str:
    """The page, signed in with this token."""
    return _PAGE.replace("{{token}}", escape(token or "", quote=True))
