"""A quote: an offer. Editable while DRAFT, binding once ACTIVE, history afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from domain.core.action import Action
from domain.core.errors import Invalid, NotFound
from domain.core.identity import new_id
from domain.core.lifecycle import Fact, Facts
from domain.core.text import camel
from domain.pricing.line import QuoteLine
from domain.pricing.pricing_error import PricingError
from domain.sales.close_details import CloseDetails
from domain.sales.deliverable import Deliverable
from domain.sales.document import OWN, CurrencyImmutable
from domain.sales.line_copies import copy_lines
from domain.sales.opportunity import Opportunity
from domain.sales.quote_lifecycle import LIFECYCLE, LIVE, QuoteStatus, QuoteStatusReason


class QuoteCloseStatus(StrEnum):
    """How closeQuote may end a quote."""

    REVISED = "REVISED"
    CANCELED = "CANCELED"
    LOST = "LOST"


class QuoteNotFound(NotFound):
    """The quote does not exist, or the caller may not see it."""

    rule = "The quote does not exist. Check its ID."


class QuoteValidityInvalid(Invalid):
    """An offer does not end before it begins."""

    rule = "A quote must not end or expire before it begins."
    message = "effectiveFrom ({first}) must not be later than {end} ({last})."


OFFER_ENDS = ("effective_to", "expires_on")  # the offer has expired after the earlier of the two


@dataclass(eq=False, kw_only=True, slots=True)
class Quote(Deliverable[QuoteLine]):
    """An offer. Editable while DRAFT, binding once ACTIVE, history afterwards."""

    lifecycle = LIFECYCLE
    edit = Action.UPDATE_QUOTE
    sending = Action.SEND_QUOTE
    noun = "Quote"
    line_kind = QuoteLine

    status: QuoteStatus = QuoteStatus.DRAFT
    status_reason: QuoteStatusReason = QuoteStatusReason.IN_PROGRESS
    revision: int = field(default=0, metadata=OWN)
    effective_from: date | None = None
    effective_to: date | None = None
    expires_on: date | None = None
    request_delivery_by: date | None = None
    closed_on: date | None = field(default=None, metadata=OWN)

    @classmethod
    def from_opportunity(cls, opportunity: Opportunity, number: str) -> "Quote":
        """A draft with the opportunity's header and lines, which stay as they are (4.1)."""
        return cls(
            number=number,
            opportunity_id=opportunity.id,
            lines=copy_lines(opportunity.lines, QuoteLine),
            **opportunity.content_for(cls),
        )

    @property
    def is_live(self) -> bool:
        """Whether the quote is Draft or Active, that is, may still win."""
        return self.status in LIVE

    def facts(self) -> Facts:
        """Whether there are lines; the rest is known to `domain.sales.quote_aggregate` only."""
        return {
            Fact.HAS_LINES: bool(self.lines),
            Fact.HAS_PRICING_ERRORS: self.pricing_error is not PricingError.NONE,
        }

    def take(self, changes: Mapping[str, Any]) -> None:
        """Check typed values. Raises QUOTE_VALIDITY_INVALID where they touch the dates."""
        Deliverable.take(self, changes)
        for name in OFFER_ENDS:
            first, last = self.effective_from, getattr(self, name)
            typed = next((one for one in (name, "effective_from") if one in changes), None)
            if typed and first and last and first > last:
                path = (camel(typed),)
                raise QuoteValidityInvalid(first=first, end=camel(name), last=last, path=path)

    def allow_currency_change(self) -> None:
        """Raise CURRENCY_IMMUTABLE with lines, or with an opportunity (I-47, I-48)."""
        if self.lines or self.opportunity_id is not None:
            raise CurrencyImmutable(path=("currencyCode",))

    def activate(self) -> None:
        """Make the offer binding and read-only. A quote that is active already stays so (4.3)."""
        if not self.lifecycle.is_settled(Action.ACTIVATE_QUOTE, self):
            self.lifecycle.move(Action.ACTIVATE_QUOTE, self, facts=self.facts())

    def set_status_reason(self, reason: QuoteStatusReason) -> None:
        """Say IN_PROGRESS or OPEN of an active quote (I-21)."""
        self.lifecycle.move(Action.SET_QUOTE_STATUS_REASON, self, reason)

    def end(
        self,
        action: Action,
        closing: CloseDetails,
        reason: QuoteStatusReason | None = None,
        facts: Facts | None = None,
    ) -> None:
        """Leave Draft or Active for good, with the day and the close record."""
        self.close(action, closing, reason, facts)
        self.closed_on = closing.on

    def next_revision(self, revision: int) -> "Quote":
        """A fresh draft with the same number and the same content (I-3)."""
        return Quote(
            id=new_id(),
            number=self.number,
            revision=revision,
            lines=copy_lines(self.lines, QuoteLine, lambda line: {"lineage_id": line.lineage_id}),
            **self.content_for(Quote),
        )
