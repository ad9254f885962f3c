"""The commands: their names, options and help."""

import os
import signal
import sys
from types import FrameType
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from demo.names import ADMIN, SLUG

if TYPE_CHECKING:
    from gql.settings import Settings

_MEANINGS = "`salesgraph settings` prints the value and the meaning of every setting."
_DATABASE = ("DATABASE_URL", "DATABASE_OWNER_URL", "SALESGRAPH_DATA")

app = typer.Typer(
    name="salesgraph",
    help="A GraphQL API server for the sales process: opportunities, quotes, orders, invoices.",
    epilog=f"Settings are environment variables: {_MEANINGS}",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
tenants = typer.Typer(help="Create and list tenants.", rich_markup_mode=None)
users = typer.Typer(help="Create, list and deactivate users.", rich_markup_mode=None)
app.add_typer(tenants, name="tenant")
app.add_typer(users, name="user")

_Tenant = Annotated[str, typer.Option(metavar="SLUG", help="Slug of the tenant.")]
_Email = Annotated[str, typer.Option(metavar="EMAIL", help="Email address of the user.")]


def run() -> int:
    """Run the command that the arguments name; gives the exit status.

    A foreseeable failure is one sentence on stderr.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _stop)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # as under nohup
        signal.signal(signal.SIGHUP, _stop)
    try:
        return app(prog_name="salesgraph", standalone_mode=False) or 0
    except KeyboardInterrupt:
        return 130
    except typer.TyperException as error:
        return _fail(_usage(error), 2)
    except typer.Abort:
        return _fail("Nothing was changed.", 1)
    except Exception as error:
        if _was_interrupted(error):
            return 130
        from cli.failures import sentence

        said = sentence(error)
        if said is None:
            raise
        return _fail(said, 1)


def _was_interrupted(error: BaseException | None) -> bool:
    """Whether Ctrl-C is behind this error: Python wraps it while it makes a class."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _fail(sentence: str, status: int) -> int:
    print(f"salesgraph: {sentence}", file=sys.stderr)
    return status


def _usage(error: typer.TyperException) -> str:
    """What is wrong with the arguments, in one line."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "salesgraph"
    said = error.format_message().strip().rstrip(".")
    end = "" if said.endswith("?") else "."
    return f"{said}{end} `{command} --help` lists what is possible."


def _stop(_: int, __: FrameType | None) -> NoReturn:
    sys.exit(0)


def _uses(*names: str) -> str:
    """The end of a command's help: the settings that matter to it."""
    return f"Settings: {', '.join(names)}. {_MEANINGS}"


@app.callback(invoke_without_command=True)
def _salesgraph(
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    if version:
        from importlib.metadata import version as version_of

        print(f"salesgraph {version_of('salesgraph')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help(), file=sys.stderr)
        raise typer.Exit(2)


@app.command(
    epilog=_uses(
        "HOST", "PORT", *_DATABASE, "SALESGRAPH_SECRET", "SALESGRAPH_DEMO", "SALESGRAPH_WORKERS",
        "SALESGRAPH_PUBLIC_URL", "SALESGRAPH_ALLOWED_HOSTS", "SALESGRAPH_SMTP_URL",
    )
)  # fmt: skip
def serve() -> None:
    """Answer GraphQL requests over HTTP.

    Migrates the database first. Without DATABASE_URL it runs an embedded PostgreSQL.
    """
    from cli.progress import step

    settings = _settings()
    with step("Loading the server"):
        from cli.serving import serve_http
    serve_http(settings)


@app.command(
    epilog=_uses(*_DATABASE, "SALESGRAPH_SMTP_URL", "SALESGRAPH_MAIL_FROM", "SALESGRAPH_PUBLIC_URL")
)
def worker() -> None:
    """Run background jobs: send mail.

    `serve` runs them itself unless SALESGRAPH_WORKER is off.
    """
    from cli.working import work

    work(_settings())


@app.command(epilog=_uses(*_DATABASE))
def migrate(
    to: Annotated[
        str,
        typer.Option(
            metavar="REVISION",
            help="A revision, `head` for the newest, or `base` to delete every table.",
        ),
    ] = "head",
    *,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Downgrade without asking, even if data is lost.")
    ] = False,
) -> None:
    """Migrate the schema of the database."""
    from cli.migrating import move_schema

    move_schema(_settings(), to, confirmed=yes)


@app.command(epilog=_uses(*_DATABASE))
def demo(
    *,
    fresh: Annotated[
        bool,
        typer.Option("--fresh", help="Delete the demo tenant first, with everything in it."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Delete it without asking.")] = False,
) -> None:
    """Create the demo tenant if it does not exist.

    Its deals and invoices are dated around the day it is created. --fresh replaces an old one.
    """
    from cli.demonstrating import create_demo

    create_demo(_settings(), fresh=fresh, confirmed=yes)


@app.command()
def schema() -> None:
    """Print the GraphQL schema in SDL."""
    from gql.schema import schema as graphql

    print(graphql.as_str())


@app.command(epilog=_uses("SALESGRAPH_SECRET", "SALESGRAPH_DATA", "SALESGRAPH_MAX_TOKEN_HOURS"))
def token(
    tenant: _Tenant = SLUG,
    user: _Email = ADMIN,
    hours: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="HOURS",
            help="Lifetime, at most SALESGRAPH_MAX_TOKEN_HOURS.",
            show_default="24, or the maximum if that is smaller",
        ),
    ] = None,
) -> None:
    """Print a bearer token of a user.

    Without options, the user is the demo administrator.
    """
    from cli.tokens import token_of

    print(token_of(_settings(), tenant, user, hours))


@tenants.command("create", epilog=_uses(*_DATABASE))
def tenant_create(
    slug: Annotated[
        str, typer.Option(metavar="SLUG", help="Short name, such as acme. It cannot be changed.")
    ],
    name: Annotated[str, typer.Option(metavar="NAME", help="Name of the company.")],
    currency: Annotated[str, typer.Option(metavar="CODE", help="Base currency.")] = "USD",
    admin_email: Annotated[
        str | None, typer.Option(metavar="EMAIL", help="Email address of the first user.")
    ] = None,
    admin_name: Annotated[
        str | None, typer.Option(metavar="NAME", help="Name of the first user.")
    ] = None,
) -> None:
    """Create a tenant, with its first user if one is named."""
    from cli.tenants import add_tenant

    add_tenant(_settings(), slug, name, currency, admin_email=admin_email, admin_name=admin_name)


@tenants.command("list", epilog=_uses(*_DATABASE))
def tenant_list() -> None:
    """List all tenants."""
    from cli.tenants import show_tenants

    show_tenants(_settings())


@users.command("create", epilog=_uses(*_DATABASE))
def user_create(
    tenant: _Tenant,
    email: _Email,
    name: Annotated[str, typer.Option(metavar="NAME", help="Name of the user.")],
) -> None:
    """Create a user of a tenant."""
    from cli.tenants import add_user

    add_user(_settings(), tenant, email, name)


@users.command("list", epilog=_uses(*_DATABASE))
def user_list(tenant: _Tenant) -> None:
    """List the users of a tenant."""
    from cli.tenants import show_users

    show_users(_settings(), tenant)


@users.command("deactivate", epilog=_uses(*_DATABASE))
def user_deactivate(tenant: _Tenant, email: _Email) -> None:
    """Revoke a user's access within 5 seconds. The user's records stay."""
    from cli.tenants import revoke_access

    revoke_access(_settings(), tenant, email)


@users.command("activate", epilog=_uses(*_DATABASE))
def user_activate(tenant: _Tenant, email: _Email) -> None:
    """Restore the access of a deactivated user."""
    from cli.tenants import restore_access

    restore_access(_settings(), tenant, email)


@app.command()
def settings() -> None:
    """Print every setting with its value, source, default and meaning."""
    from cli.showing import show_settings

    show_settings(os.environ)


def _settings() -> "Settings":
    from gql.settings import read_settings

    return read_settings(os.environ)
