"""Domain errors as clients see them: an enum of codes, and user errors."""

import importlib
import pkgutil
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import strawberry

import db.errors  # noqa: F401 - its refusals are rules too
import domain
from domain.core.errors import DomainError, error_classes

for _module in pkgutil.walk_packages(domain.__path__, "domain."):
    importlib.import_module(_module.name)  # Importing every module registers its error classes.

_RULES = {kind.code: kind.rule for kind in error_classes()}

if TYPE_CHECKING:

    class ErrorCode(StrEnum):
        """The code of a business rule."""
else:
    ErrorCode = StrEnum("ErrorCode", {code: code for code in sorted(_RULES)})


def _publish(codes: Any) -> None:
    strawberry.enum(codes, description="Codes of the business rules that can refuse a mutation.")
    for value in codes.__strawberry_definition__.values:
        value.description = _RULES[value.name]


_publish(ErrorCode)


@strawberry.type(description="A business rule that refused a mutation.")
class UserError:
    """A domain error, as clients see it."""

    code: ErrorCode = strawberry.field(
        description="Code of the violated rule, for programs; `message` is for people."
    )
    message: str = strawberry.field(
        description="Human-readable message that says what is wrong and what to do."
    )
    path: list[str] | None = strawberry.field(
        description="Path to the invalid input field; null if no particular field is invalid."
    )


def user_error(error: DomainError) -> UserError:
    """Convert a domain error to a user error."""
    path = [str(step) for step in error.path] or None
    return UserError(code=ErrorCode(error.code), message=str(error), path=path)
