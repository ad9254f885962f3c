"""Quotes: offers to customers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from domain.core.action import Action
from domain.core.errors import Invalid, NotFound
from domain.core.ids import new_id
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
    """The outcomes of closeQuote."""

    REVISED = "REVISED"
    CANCELED = "CANCELED"
    LOST = "LOST"


class QuoteNotFound(NotFound):
    """The quote does not exist, or the caller may not see it."""

    rule = "The quote does not exist. Check its ID."


class QuoteValidityInvalid(Invalid):
    """A quote must not end before it begins."""

    rule = "A quote must not end or expire before it begins."
    message = "`effectiveFrom` ({first}) must not be later than `{end}` ({last})."


OFFER_ENDS = ("effective_to", "expires_on")  # the quote expires after the earlier date


@dataclass(eq=False, kw_only=True, slots=True)
class Quote(Deliverable[QuoteLine]):
    """An offer to a customer. Editable while DRAFT, binding while ACTIVE, read-only once closed."""

    lifecycle = LIFECYCLE
    edit = Action.UPDATE_QUOTE
    sending = Action.SEND_QUOTE
    noun = "Quote"
    not_found = QuoteNotFound
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
        """Create a draft by copying the opportunity's header and lines (4.1)."""
        return cls(
            number=number,
            opportunity_id=opportunity.id,
            lines=copy_lines(opportunity.lines, QuoteLine),
            **opportunity.content_for(cls),
        )

    @property
    def is_live(self) -> bool:
        """Whether the quote is Draft or Active, that is, can still be won."""
        return self.status in LIVE

    def facts(self) -> Facts:
        """Return whether there are lines; only `QuoteAggregate` knows the other facts."""
        return {
            Fact.HAS_LINES: bool(self.lines),
            Fact.HAS_PRICING_ERRORS: self.pricing_error is not PricingError.NONE,
        }

    def assign(self, changes: Mapping[str, Any]) -> None:
        """Check and write values. Raises QUOTE_VALIDITY_INVALID if they change the dates."""
        Deliverable.assign(self, changes)
        for name in OFFER_ENDS:
            first, last = self.effective_from, getattr(self, name)
            # The error points at a date of the input; other changes are not refused because of the
            # dates.
            typed = next((one for one in (name, "effective_from") if one in changes), None)
            if typed and first and last and first > last:
                path = (camel(typed),)
                raise QuoteValidityInvalid(first=first, end=camel(name), last=last, path=path)

    def allow_currency_change(self) -> None:
        """Raise CURRENCY_IMMUTABLE if there are lines or an opportunity (I-47, I-48)."""
        if self.lines or self.opportunity_id is not None:
            raise CurrencyImmutable(path=("currencyCode",))

    def activate(self) -> None:
        """Make the quote binding and read-only; an active quote stays active (4.3)."""
        if not self.lifecycle.is_settled(Action.ACTIVATE_QUOTE, self):
            self.lifecycle.move(Action.ACTIVATE_QUOTE, self, facts=self.facts())

    def set_status_reason(self, reason: QuoteStatusReason) -> None:
        """Set the status reason of an active quote to IN_PROGRESS or OPEN (I-21)."""
        self.lifecycle.move(Action.SET_QUOTE_STATUS_REASON, self, reason)

    def end(
        self,
        action: Action,
        details: CloseDetails,
        reason: QuoteStatusReason | None = None,
        facts: Facts | None = None,
    ) -> None:
        """Close a draft or active quote, with the date and the close record."""
        self.close(action, details, reason, facts)
        self.closed_on = details.on

    def next_revision(self, revision: int) -> "Quote":
        """Create a draft with the same number and content and the next revision number (I-3)."""
        return Quote(
            id=new_id(),
            number=self.number,
            revision=revision,
            # Lines share their lineage, so that revisions can be compared line by line (W3).
            lines=copy_lines(self.lines, QuoteLine, lambda line: {"lineage_id": line.lineage_id}),
            **self.content_for(Quote),
        )
