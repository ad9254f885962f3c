"""The ids of tenants and users, derived from slugs and email addresses.

Separate from `db.admin.tenants`, so that `salesgraph token` starts without the libraries of the
database.
"""

from uuid import UUID, uuid5

_NAMESPACE = UUID("5a1e56a4-0000-4000-8000-000000000001")


def tenant_id_of(slug: str) -> UUID:
    """The id of the tenant with this slug."""
    return uuid5(_NAMESPACE, slug)


def user_id_of(tenant_id: UUID, email: str) -> UUID:
    """The id of the tenant's user with this email address."""
    return uuid5(tenant_id, email.lower())
