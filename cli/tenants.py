"""`salesgraph tenant` and `salesgraph user`: manages tenants and their users."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from cli.checks import check_email, check_name, check_slug
from cli.databases import open_shared_database
from cli.event_loop import run
from cli.failures import InvalidCommand
from cli.program_name import program
from cli.tables import align
from db.admin.tenants import create_tenant, list_tenants
from db.admin.user_accounts import activate_user, create_user, deactivate_user, list_users
from gql.clock import now
from gql.settings import Settings


def add_tenant(
    settings: Settings,
    slug: str,
    name: str,
    currency: str,
    *,
    admin_email: str | None,
    admin_name: str | None,
) -> None:
    """Create a tenant, with its first user if one is given. Raises InvalidCommand."""
    check_slug("--slug", slug)
    check_name("--name", name)
    users = _first_user(admin_email, admin_name)
    with open_shared_database(settings) as access:
        create = partial(
            create_tenant,
            access.owner_url,
            slug=slug,
            name=name.strip(),
            users=users,
            now=now(),
            base_currency=currency.upper(),
            must_be_new=True,
        )
        run(create)
    print(f"Created tenant {slug} with base currency {currency.upper()}.")
    if admin_email:
        _say_created(slug, admin_email)


def _first_user(email: str | None, name: str | None) -> dict[str, str]:
    """The tenant's first user as email to name; empty if none is given. Raises InvalidCommand."""
    if email is None and name is None:
        return {}
    if email is None or name is None:
        raise InvalidCommand("Pass both --admin-email and --admin-name, or neither.")
    check_email("--admin-email", email)
    check_name("--admin-name", name)
    return {email: name.strip()}


def show_tenants(settings: Settings) -> None:
    """Print all tenants."""
    with open_shared_database(settings) as access:
        tenants = run(lambda: list_tenants(access.owner_url))
    _print_table(
        ("SLUG", "NAME", "CREATED"), [(t.slug, t.name, _day(t.created_at)) for t in tenants]
    )


def add_user(
    settings: Settings, slug: str, email: str, name: str, *, is_integration: bool = False
) -> None:
    """Create a user of a tenant: a person, or a program such as an ERP."""
    check_email("--email", email)
    check_name("--name", name)
    with open_shared_database(settings) as access:
        create = partial(create_user, access.owner_url, slug, email, name.strip(), now())
        run(partial(create, is_integration=is_integration))
    _say_created(slug, email)


def show_users(settings: Settings, slug: str) -> None:
    """Print the users of a tenant."""
    with open_shared_database(settings) as access:
        users = run(lambda: list_users(access.owner_url, slug))
    rows = [
        (
            user.email,
            user.name,
            _day(user.created_at),
            f"deactivated {_day(user.deactivated_at)}" if user.deactivated_at else "active",
            "program" if user.is_integration else "person",
        )
        for user in users
    ]
    _print_table(("EMAIL", "NAME", "CREATED", "STATUS", "KIND"), rows)


def revoke_access(settings: Settings, slug: str, email: str) -> None:
    """Deactivate a user."""
    with open_shared_database(settings) as access:
        changed = run(lambda: deactivate_user(access.owner_url, slug, email, now()))
    print(f"User {email} of tenant {slug} {'is now' if changed else 'was already'} deactivated.")


def restore_access(settings: Settings, slug: str, email: str) -> None:
    """Activate a user who was deactivated."""
    with open_shared_database(settings) as access:
        changed = run(lambda: activate_user(access.owner_url, slug, email))
    print(f"User {email} of tenant {slug} {'is now' if changed else 'was already'} active.")


def _say_created(slug: str, email: str) -> None:
    print(f"Created user {email.lower()} of tenant {slug}. For a bearer token, run:")
    print(f"  {program()} token --tenant {slug} --user {email.lower()}")


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"


def _print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    print("\n".join(align([head, *rows])))
