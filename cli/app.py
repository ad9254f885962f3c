"""The commands with their names, options and help."""

import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn

import typer

from cli.options import DATABASE, MEANINGS, Email, Tenant, settings_given, uses
from cli.tenant_commands import tenants, users
from cli.usage import explain_usage_error
from demo.names import ADMIN, SLUG

app = typer.Typer(
    name="salesgraph",
    help="A GraphQL API server for the sales process: opportunities, quotes, orders, invoices.",
    epilog=f"Settings are environment variables: {MEANINGS}",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.add_typer(tenants, name="tenant")
app.add_typer(users, name="user")


def run() -> int:
    """Run the command in the arguments and return the exit status.

    An expected failure is printed as one sentence on stderr.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _stop)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # ignored under nohup
        signal.signal(signal.SIGHUP, _stop)
    try:
        return app(prog_name="salesgraph", standalone_mode=False) or 0
    except KeyboardInterrupt:
        return 130
    except typer.TyperException as error:
        return _fail(explain_usage_error(error), 2)
    except typer.Abort:
        return _fail("Nothing was changed.", 1)
    except Exception as error:
        if _was_interrupted(error):
            return 130
        from cli.failures import sentence

        message = sentence(error)
        if message is None:
            raise
        return _fail(message, 1)


def _was_interrupted(error: BaseException | None) -> bool:
    """Whether Ctrl-C caused this error: Python wraps it during the creation of a class."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _fail(sentence: str, status: int) -> int:
    print(f"salesgraph: {sentence}", file=sys.stderr)
    return status


def _stop(_: int, __: FrameType | None) -> NoReturn:
    sys.exit(0)


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
    epilog=uses(
        "HOST", "PORT", *DATABASE, "SALESGRAPH_SECRET", "SALESGRAPH_DEMO", "SALESGRAPH_WORKERS",
        "SALESGRAPH_PUBLIC_URL", "SALESGRAPH_ALLOWED_HOSTS", "SALESGRAPH_SMTP_URL",
    )
)  # fmt: skip
def serve() -> None:
    """Answer GraphQL requests over HTTP.

    Migrates the database first. Without DATABASE_URL it runs an embedded PostgreSQL.
    """
    from cli.progress import step

    settings = settings_given()
    with step("Loading the server"):
        from cli.serve import serve_http
    serve_http(settings)


@app.command(
    epilog=uses(*DATABASE, "SALESGRAPH_SMTP_URL", "SALESGRAPH_MAIL_FROM", "SALESGRAPH_PUBLIC_URL")
)
def worker() -> None:
    """Run background jobs, such as sending mail.

    `serve` runs them itself unless SALESGRAPH_RUN_JOBS is off.
    """
    from cli.work import work

    work(settings_given())


@app.command(epilog=uses(*DATABASE))
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
    from cli.migrate import move_schema

    move_schema(settings_given(), to, confirmed=yes)


@app.command(epilog=uses(*DATABASE))
def demo(
    *,
    fresh: Annotated[
        bool,
        typer.Option("--fresh", help="Delete the demo tenant first, with everything in it."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Delete it without asking.")] = False,
) -> None:
    """Create the demo tenant if it does not exist.

    Its deals and invoices are dated relative to the day of creation. --fresh replaces an old one.
    """
    from cli.demo import create_demo

    create_demo(settings_given(), fresh=fresh, confirmed=yes)


@app.command(epilog=uses(*DATABASE, "SALESGRAPH_SECRET", "SALESGRAPH_ENCRYPTION_KEYS"))
def reencrypt() -> None:
    """Encrypt stored credentials with the first key.

    The hourly maintenance does so, too. Afterwards, the other keys can be removed.
    """
    from cli.credentials import renew_all

    renew_all(settings_given())


@app.command()
def schema() -> None:
    """Print the GraphQL schema in SDL."""
    from gql.server.schema import schema as graphql

    print(graphql.as_str())


@app.command(
    epilog=uses(
        "SALESGRAPH_SECRET", "DATABASE_URL", "SALESGRAPH_DATA", "SALESGRAPH_MAX_TOKEN_HOURS"
    )
)
def token(
    tenant: Tenant = SLUG,
    user: Email = ADMIN,
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
    """Print a bearer token for a user.

    Without options, the user is the demo administrator. Refused if the user does not exist or is
    deactivated; not checked if the database cannot be reached.
    """
    from cli.tokens import token_of
    from cli.user_check import check_user

    settings = settings_given()
    made = token_of(settings, tenant, user, hours)
    check_user(settings, tenant, user)
    print(made)


@app.command(short_help="Print a document's cost, SQL and plan.", epilog=uses(*DATABASE))
def explain(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", exists=True, dir_okay=False, readable=True, help="A GraphQL document."
        ),
    ],
    variables: Annotated[
        str | None,
        typer.Option(metavar="JSON", help="Variables as a JSON object, or @FILE with one."),
    ] = None,
    operation: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Name of the operation, if the document has several."),
    ] = None,
    tenant: Tenant = SLUG,
    user: Email = ADMIN,
    *,
    analyze: Annotated[
        bool, typer.Option("--analyze", help="Execute the query and measure each step.")
    ] = False,
) -> None:
    """Print the cost of a GraphQL document, its SQL, and PostgreSQL's query plan."""
    from cli.explain import explain_document

    explain_document(
        settings_given(), file, variables, operation, slug=tenant, email=user, analyze=analyze
    )


@app.command(short_help="Print every setting with its value.")
def settings() -> None:
    """Print every setting with its value, source, default and description."""
    from cli.settings_table import show_settings

    show_settings(os.environ)
