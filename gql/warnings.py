"""What a mutation did not do although it succeeded, as clients see it."""

import strawberry

from domain.deal import AcceptanceWarning

_MESSAGES = {
    AcceptanceWarning.ACTUAL_REVENUE_NOT_RECORDED: (
        "actualRevenue was not recorded, because this order did not win an opportunity;"
        " opportunityOutcome says why. Pass it to winOpportunity when you close the opportunity."
    )
}

strawberry.enum(
    AcceptanceWarning,
    name="WarningCode",
    description="What a mutation ignored although it succeeded.",
)
for _value in AcceptanceWarning.__strawberry_definition__.values:  # type: ignore[attr-defined]
    _value.description = _MESSAGES[AcceptanceWarning[_value.name]]


@strawberry.type(
    name="Warning", description="Something you asked for that had no effect. Nothing was refused."
)
class MutationWarning:
    """A warning, as clients see it."""

    code: AcceptanceWarning = strawberry.field(description="Which warning it is.")
    message: str = strawberry.field(description="What was ignored and what to do, for people.")
    path: list[str] = strawberry.field(description="The argument that had no effect.")


def warning(code: AcceptanceWarning, *path: str) -> MutationWarning:
    """The warning in the words of the API."""
    return MutationWarning(code=code, message=_MESSAGES[code], path=list(path))
