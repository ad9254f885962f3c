"""How a document ended: the close record that each close action leaves behind (I-22)."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.errors import NotFound
from domain.identity import new_id


class CompetitorNotFound(NotFound):
    """The competitor does not exist, or the caller may not see it."""

    rule = "There is no such competitor."


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What the caller says about a close: the day, a note, the revenue, who won instead."""

    on: date
    description: str | None = None
    revenue: Decimal | None = None
    competitor_id: UUID | None = None


@dataclass(eq=False, kw_only=True, slots=True)
class CloseRecord:
    """One close of one document. Revenue is in the document's currency."""

    id: UUID = field(default_factory=new_id)
    status: StrEnum
    status_reason: StrEnum
    close_date: date
    description: str | None = None
    revenue: Decimal | None = None
    currency_code: str
    competitor_id: UUID | None = None
