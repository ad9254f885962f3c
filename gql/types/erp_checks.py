"""The checks that `testErpConnection` makes, as clients see them."""

from collections.abc import Iterable

import strawberry

from domain.tenant.erp_check import ErpCheck, ErpCheckStatus, ErpCheckSubject
from gql.types.enums import publish_enum

publish_enum(
    ErpCheckSubject,
    "What a test of the ERP connection checks.",
    CREDENTIALS="Microsoft Entra accepts the client ID and secret.",
    COMPANY="Business Central accepts the application, and the environment has the company.",
    CUSTOMERS="The application can read customers.",
    ITEMS="The application can read items.",
    ORDERS="The application can read sales orders.",
    INVOICES="The application can read sales invoices.",
    WRITE_IN_ITEM="The company has the item for write-in lines, which is not blocked.",
    FREIGHT_ACCOUNT="The company has the account for freight.",
    INTEGRATION_USER="There is an integration user as whom an external ERP can sign in.",
)
publish_enum(
    ErpCheckStatus,
    "The outcome of a check.",
    PASSED="What was checked works.",
    FAILED="The check failed. `message` says what to do.",
    SKIPPED="The check was not made: there is nothing to check, or an earlier check failed.",
)


@strawberry.type(name="ErpCheck", description="A check of the ERP connection.")
class ErpCheckResult:
    """A check, as clients see it."""

    subject: ErpCheckSubject = strawberry.field(description="What the check is about.")
    status: ErpCheckStatus = strawberry.field(description="Outcome of the check.")
    message: str = strawberry.field(
        description="Human-readable message that says what works, or what to do."
    )


def to_results(checks: Iterable[ErpCheck]) -> list[ErpCheckResult]:
    """Convert checks for a payload."""
    return [
        ErpCheckResult(subject=each.subject, status=each.status, message=each.message)
        for each in checks
    ]
