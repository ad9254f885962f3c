"""Rules across a quote, its revisions and its opportunity: order, revise, close."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from domain.core.action import Action
from domain.core.errors import Invalid
from domain.core.lifecycle import Fact, Facts
from domain.pricing.price_book import PriceBook
from domain.sales.close_details import CloseDetails
from domain.sales.opportunity_aggregate import OpportunityAggregate
from domain.sales.opportunity_lifecycle import OpportunityStatus
from domain.sales.order import Order
from domain.sales.quote import Quote, QuoteCloseStatus
from domain.sales.quote_lifecycle import QuoteStatusReason


class OpportunityOutcome(StrEnum):
    """The effect of an order on the opportunity of its quote."""

    WON = "WON"
    KEPT_OPEN_AS_ASKED = "KEPT_OPEN_AS_ASKED"
    KEPT_OPEN_OTHER_ACTIVE_QUOTES = "KEPT_OPEN_OTHER_ACTIVE_QUOTES"
    ALREADY_CLOSED = "ALREADY_CLOSED"
    NO_OPPORTUNITY = "NO_OPPORTUNITY"


class AcceptanceWarning(StrEnum):
    """An option of createOrderFromQuote that had no effect."""

    ACTUAL_REVENUE_NOT_RECORDED = "ACTUAL_REVENUE_NOT_RECORDED"


class RevisionKeepsOpportunityOpen(Invalid):
    """A new revision and a closed opportunity exclude each other (4.5)."""

    rule = (
        "A new revision keeps the opportunity open. Set `createRevision` or `closeOpportunity`, not"
        " both."
    )


class QuoteHasNoOpportunity(Invalid):
    """`closeOpportunity` needs a quote with an opportunity."""

    rule = "The quote has no opportunity. Omit `closeOpportunity`."


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """The result of ordering a quote."""

    order: Order
    outcome: OpportunityOutcome
    canceled_quotes: list[Quote] = field(default_factory=list)
    warnings: tuple[AcceptanceWarning, ...] = ()


@dataclass(slots=True)
class QuoteAggregate:
    """A quote, its revisions and its opportunity, loaded under one lock and saved together."""

    quote: Quote
    # The opportunity and all its quotes, including this one.
    opportunity_aggregate: OpportunityAggregate | None
    # The other quotes with the same number, at least the one that is draft or active.
    revisions: Sequence[Quote]
    order_number: str | None = None  # of the quote's existing order
    newest_revision: int = 0  # the highest number of all revisions, read or not

    def accept(self, number: str, details: CloseDetails, *, close_opportunity: bool) -> Acceptance:
        """Win the quote, create its order and, if no quote remains active, win the opportunity.

        The opportunity's revenue is the caller's, or the sum of its won quotes. If the opportunity
        is not won now, a warning tells the caller that the given revenue was not used.
        Raises QUOTE_NOT_ACTIVE, QUOTE_ALREADY_ORDERED, EMPTY_DOCUMENT (I-11 to I-16).
        """
        self.check_acceptable()
        # Checked even if it turns out that the opportunity is not won, and the revenue not used.
        details.check_revenue(self.quote.currency)
        self.quote.end(Action.CREATE_ORDER_FROM_QUOTE, details)
        order = Order.from_quote(self.quote, number)
        outcome = self._outcome(close_opportunity=close_opportunity)
        if outcome is OpportunityOutcome.WON:
            return Acceptance(order=order, outcome=outcome, canceled_quotes=self._win(details))
        dropped = details.revenue is not None
        warnings = (AcceptanceWarning.ACTUAL_REVENUE_NOT_RECORDED,) if dropped else ()
        return Acceptance(order=order, outcome=outcome, warnings=warnings)

    def check_acceptable(self) -> None:
        """Raise the refusal of an order, before a document number is used up."""
        self.quote.lifecycle.check(
            Action.CREATE_ORDER_FROM_QUOTE,
            self.quote,
            self.quote.facts(),
            order=self.order_number,
        )

    def revise(self, details: CloseDetails, prices: PriceBook | None = None) -> Quote:
        """Close an active quote as Revised and begin the next revision as a draft (I-3 to I-6).

        A closed quote keeps its state. With `prices`, the revision is repriced; otherwise it keeps
        the agreed amounts. Raises QUOTE_NOT_ACTIVE, QUOTE_ALREADY_ACCEPTED,
        QUOTE_LIVE_REVISION_EXISTS, OPPORTUNITY_LOST.
        """
        facts = self._facts()
        self.quote.lifecycle.check(Action.REVISE_QUOTE, self.quote, facts)
        revision = self._next_revision(prices)
        if self.quote.is_live:
            self.quote.end(Action.REVISE_QUOTE, details, QuoteStatusReason.REVISED, facts)
        return revision

    def close(
        self,
        status: QuoteCloseStatus,
        details: CloseDetails,
        *,
        create_revision: bool,
        close_opportunity: bool,
    ) -> Quote | None:
        """Close an active quote as Revised, Canceled or Lost (I-7 to I-9).

        Returns the new revision, if `create_revision` is set.

        `close_opportunity` closes the opportunity as Lost if no live quote remains. Raises
        REVISION_KEEPS_OPPORTUNITY_OPEN, QUOTE_NOT_ACTIVE, QUOTE_HAS_NO_OPPORTUNITY,
        OPPORTUNITY_ALREADY_CLOSED, OPPORTUNITY_HAS_OPEN_QUOTES.
        """
        if create_revision and close_opportunity:
            raise RevisionKeepsOpportunityOpen(path=("closeOpportunity",))
        self.quote.lifecycle.check(Action.CLOSE_QUOTE, self.quote)
        # Before the quote is closed, so that a refusal changes neither of them.
        lost = self._check_opportunity_losable() if close_opportunity else None
        self.quote.end(Action.CLOSE_QUOTE, details, QuoteStatusReason(status.value))
        if lost is not None:
            lost.lose(details)
        return self._next_revision(None) if create_revision else None

    def _outcome(self, *, close_opportunity: bool) -> OpportunityOutcome:
        if self.opportunity_aggregate is None:
            return OpportunityOutcome.NO_OPPORTUNITY
        if self.opportunity_aggregate.opportunity.status is not OpportunityStatus.OPEN:
            return OpportunityOutcome.ALREADY_CLOSED
        if not close_opportunity:
            return OpportunityOutcome.KEPT_OPEN_AS_ASKED
        # The ordered quote is won by now, so this finds other quotes (I-14).
        if self.opportunity_aggregate.has_active_quote():
            return OpportunityOutcome.KEPT_OPEN_OTHER_ACTIVE_QUOTES
        return OpportunityOutcome.WON

    def _win(self, details: CloseDetails) -> list[Quote]:
        if self.opportunity_aggregate is None:
            return []
        # Quotes of the opportunity that were ordered before count, too (4.7).
        worth = self.opportunity_aggregate.won_total()
        return self.opportunity_aggregate.win(details, cancel_open_quotes=True, worth=worth)

    def _check_opportunity_losable(self) -> OpportunityAggregate:
        if self.opportunity_aggregate is None:
            raise QuoteHasNoOpportunity(path=("closeOpportunity",))
        self.opportunity_aggregate.check(Action.LOSE_OPPORTUNITY, ending=[self.quote])
        return self.opportunity_aggregate

    def _next_revision(self, prices: PriceBook | None) -> Quote:
        # An older revision can be revised, too; its number plus one may be taken (I-2).
        known = (quote.revision for quote in (self.quote, *self.revisions))
        revision = self.quote.next_revision(max(self.newest_revision, *known) + 1)
        if prices is not None:
            revision.recalculate(prices)
        return revision

    def _facts(self) -> Facts:
        opportunity = self.opportunity_aggregate.opportunity if self.opportunity_aggregate else None
        return {
            **self.quote.facts(),
            Fact.HAS_LIVE_REVISION: any(quote.is_live for quote in self.revisions),
            Fact.OPPORTUNITY_IS_LOST: opportunity is not None
            and opportunity.status is OpportunityStatus.LOST,
        }
