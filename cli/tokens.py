"""`salesgraph token`: bearer tokens for the users of a tenant."""

from datetime import timedelta

from cli.checks import check_email, check_slug
from cli.failures import InvalidCommand
from db.tenant_ids import tenant_id_of, user_id_of
from gql.clock import now
from gql.settings import Settings
from gql.tokens import Bearer, issue

USUAL_HOURS = 24


def token_of(settings: Settings, slug: str, email: str, hours: int | None = None) -> str:
    """Issue a token for this user, by default for a day, or less if the settings require it.

    Raises InvalidCommand for an invalid slug or address, and for a lifetime in `hours` that the
    server would not accept.
    """
    check_slug("--tenant", slug)
    check_email("--user", email)
    most = settings.max_token_hours
    if hours is not None and hours > most:
        raise InvalidCommand(
            f"A token is valid for at most {most} hours: SALESGRAPH_MAX_TOKEN_HOURS."
        )
    lifetime = timedelta(hours=hours or min(USUAL_HOURS, most))
    return issue(bearer_of(slug, email), secret=settings.secret, now=now(), lifetime=lifetime)


def bearer_of(slug: str, email: str) -> Bearer:
    """The user in a token, with the ID of the tenant."""
    tenant_id = tenant_id_of(slug)
    return Bearer(tenant_id, user_id_of(tenant_id, email))
