"""`salesgraph tenant` and `salesgraph user`: their names, options and help."""

from typing import Annotated

import typer

from cli.options import DATABASE, Email, Tenant, settings_given, uses

tenants = typer.Typer(help="Create and list tenants.", rich_markup_mode=None)
users = typer.Typer(help="Create, list and deactivate users.", rich_markup_mode=None)


@tenants.command("create", epilog=uses(*DATABASE))
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
    """Create a tenant, with its first user if one is given."""
    from cli.tenants import add_tenant

    add_tenant(
        settings_given(), slug, name, currency, admin_email=admin_email, admin_name=admin_name
    )


@tenants.command("list", epilog=uses(*DATABASE))
def tenant_list() -> None:
    """List all tenants."""
    from cli.tenants import show_tenants

    show_tenants(settings_given())


@users.command("create", epilog=uses(*DATABASE))
def user_create(
    *,
    tenant: Tenant,
    email: Email,
    name: Annotated[str, typer.Option(metavar="NAME", help="Name of the user.")],
    integration: Annotated[
        bool,
        typer.Option("--integration", help="The user is a program, such as an ERP, not a person."),
    ] = False,
) -> None:
    """Create a user of a tenant."""
    from cli.tenants import add_user

    add_user(settings_given(), tenant, email, name, is_integration=integration)


@users.command("list", epilog=uses(*DATABASE))
def user_list(tenant: Tenant) -> None:
    """List the users of a tenant."""
    from cli.tenants import show_users

    show_users(settings_given(), tenant)


@users.command("deactivate", epilog=uses(*DATABASE))
def user_deactivate(tenant: Tenant, email: Email) -> None:
    """Revoke a user's access within 5 seconds. The user's records stay."""
    from cli.tenants import revoke_access

    revoke_access(settings_given(), tenant, email)


@users.command("activate", epilog=uses(*DATABASE))
def user_activate(tenant: Tenant, email: Email) -> None:
    """Restore the access of a deactivated user."""
    from cli.tenants import restore_access

    restore_access(settings_given(), tenant, email)
