"""What the operator decides: read once from the environment, then passed as an argument."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from gql.cost.limits import Limits
from gql.tokens import kept_secret, strong_enough

DEMO_TENANT = "demo"
DEMO_USER = "demo@example.com"


class BadSetting(Exception):
    """A variable of the environment makes no sense; the message names it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """How one process of ours runs."""

    secret: str  # signs the bearer tokens
    database_url: str | None = None  # None: a PostgreSQL of our own in `data`
    data: Path = Path(".data")
    host: str = "127.0.0.1"
    port: int = 8000
    pool_size: int = 8  # connections that read, and as many that write, of each worker
    workers: int = 1  # processes that answer on the port
    demo: bool = True  # load the demo tenant where it is absent
    explorer_token: str | None = None  # signs the explorer page in, as the demo user
    public_url: str | None = None  # how clients reach us; None: as the request did
    link_minutes: int = 15  # how long the link to a PDF is good
    smtp_url: str | None = None  # None: no mail leaves
    mail_from: str | None = None  # the address that mail comes from
    worker: bool = True  # run background jobs in the serving process
    limits: Limits = field(default_factory=Limits)  # how much one request may ask for


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings of this environment. Raises BadSetting."""
    data = Path(environ.get("SALESGRAPH_DATA") or ".data").expanduser()
    return Settings(
        secret=_secret(environ, data),
        database_url=environ.get("DATABASE_URL") or None,
        data=data,
        host=environ.get("HOST") or "127.0.0.1",
        port=_number(environ, "PORT", 8000, highest=65535),
        pool_size=_number(environ, "SALESGRAPH_POOL_SIZE", 8, highest=100),
        workers=_number(environ, "SALESGRAPH_WORKERS", 1, highest=64),
        demo=_switch(environ, "SALESGRAPH_DEMO"),
        public_url=_public_url(environ),
        link_minutes=_number(environ, "SALESGRAPH_LINK_MINUTES", 15, highest=24 * 60),
        smtp_url=environ.get("SALESGRAPH_SMTP_URL") or None,
        mail_from=environ.get("SALESGRAPH_MAIL_FROM") or None,
        worker=_switch(environ, "SALESGRAPH_WORKER"),
        limits=_limits(environ),
    )


def _limits(environ: Mapping[str, str]) -> Limits:
    usual = Limits()
    return Limits(
        cost=_number(environ, "SALESGRAPH_MAX_COST", usual.cost, highest=100_000_000),
        depth=_number(environ, "SALESGRAPH_MAX_DEPTH", usual.depth, highest=50),
        fields=_number(environ, "SALESGRAPH_MAX_FIELDS", usual.fields, highest=100_000),
        aliases=_number(environ, "SALESGRAPH_MAX_ALIASES", usual.aliases, highest=100_000),
        mutations=_number(environ, "SALESGRAPH_MAX_MUTATIONS", usual.mutations, highest=1_000),
    )


def _secret(environ: Mapping[str, str], data: Path) -> str:
    secret = environ.get("SALESGRAPH_SECRET")
    if not secret:
        return kept_secret(data)
    if not strong_enough(secret):
        raise BadSetting("SALESGRAPH_SECRET must have at least 32 bytes.")
    return secret


def _switch(environ: Mapping[str, str], name: str) -> bool:
    return (environ.get(name) or "1") not in {"0", "no", "false"}


def _public_url(environ: Mapping[str, str]) -> str | None:
    url = (environ.get("SALESGRAPH_PUBLIC_URL") or "").rstrip("/")
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise BadSetting("SALESGRAPH_PUBLIC_URL must be like https://sales.example.com.")
    return url


def _number(environ: Mapping[str, str], name: str, default: int, *, highest: int) -> int:
    text = environ.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= highest):
        raise BadSetting(f"{name} must be a whole number from 1 to {highest}.")
    return int(text)
