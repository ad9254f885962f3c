"""The summary that `serve` prints once it accepts requests."""

from shlex import quote

from cli.program_name import program
from cli.tables import align
from cli.tokens import token_of
from demo.names import ADMIN, SLUG
from gql.ip_addresses import url_host
from gql.settings import Settings

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, not bound

_ONLY_LOCAL = (
    "Only requests to localhost are accepted so far. To accept other host names or addresses, set\n"
    "SALESGRAPH_PUBLIC_URL or SALESGRAPH_ALLOWED_HOSTS: see docs/access.md.\n"
)


def greet(settings: Settings) -> None:
    """Print the addresses and how to get a token; in the private demo, also a token."""
    base = settings.public_url or _local_url(settings)
    rows = [
        ("GraphQL", f"{base}/graphql", "endpoint, and a console for browsers"),
        ("Health", f"{base}/healthz", "200 while the database works"),
        ("Token", _token_command(settings), "for the header Authorization: Bearer"),
        ("Manual", "README.md", "the first deal in five minutes"),
    ]
    table = "\n".join(f"  {line}" for line in align(rows))
    print(f"\nsalesgraph is ready. Press Ctrl-C to stop it.\n\n{table}\n", flush=True)
    if settings.host in _EVERYWHERE and not settings.public_url and not settings.allowed_hosts:
        print(_ONLY_LOCAL, flush=True)
    if settings.is_private_demo:
        token = token_of(settings, SLUG, ADMIN, hours=1)
        print(f"Bearer token of {ADMIN}, valid for one hour:\n{token}\n", flush=True)


def _local_url(settings: Settings) -> str:
    host = _EVERYWHERE.get(settings.host, settings.host)
    return f"http://{url_host(host)}:{settings.port}"


def _token_command(settings: Settings) -> str:
    """The command as typed in another terminal, which signs with the secret in the same folder."""
    command = f"{program()} token"
    if settings.data != Settings.model_fields["data"].default:
        command = f"SALESGRAPH_DATA={quote(str(settings.data))} {command}"
    return command if settings.demo else f"{command} --tenant SLUG --user EMAIL"
