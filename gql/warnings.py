"""Warnings about arguments that a successful mutation ignored, as clients see them."""

import strawberry

from domain.sales.quote_aggregate import AcceptanceWarning

_MESSAGES = {
    AcceptanceWarning.ACTUAL_REVENUE_NOT_RECORDED: (
        "`actualRevenue` was not recorded, because this order did not win an opportunity. See"
        " `opportunityOutcome` for the reason, and pass the revenue to `winOpportunity` when you"
        " close the opportunity."
    )
}

strawberry.enum(
    AcceptanceWarning,
    name="WarningCode",
    description="Codes of what a mutation can ignore although it succeeds.",
)
for _value in AcceptanceWarning.__strawberry_definition__.values:  # type: ignore[attr-defined]
    _value.description = _MESSAGES[AcceptanceWarning[_value.name]]


@strawberry.type(
    name="Warning", description="An argument that had no effect, although the mutation succeeded."
)
class MutationWarning:
    """A warning, as clients see it."""

    code: AcceptanceWarning = strawberry.field(
        description="Code of the warning, for programs; `message` is for people."
    )
    message: str = strawberry.field(
        description="Human-readable message that says what was ignored and what to do."
    )
    path: list[str] = strawberry.field(description="Path to the argument that had no effect.")


def warning(code: AcceptanceWarning, *path: str) -> MutationWarning:
    """Build the warning with its message."""
    return MutationWarning(code=code, message=_MESSAGES[code], path=list(path))
