"""Rules across an opportunity and its quotes: when it can be won or lost."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NoReturn

from domain.core.action import Action
from domain.core.lifecycle import Fact
from domain.core.money import ZERO
from domain.sales.close_details import CloseDetails
from domain.sales.opportunity import LostReasonInvalid, Opportunity
from domain.sales.opportunity_lifecycle import OpportunityStatusReason
from domain.sales.quote import Quote
from domain.sales.quote_lifecycle import QuoteStatus

MAX_NAMED = 10  # quotes that an error names, so that its message stays short
LOST_REASONS = (OpportunityStatusReason.CANCELED, OpportunityStatusReason.OUT_SOLD)


class UnreadQuotes(Sequence[Quote]):
    """Stands for the quotes of an opportunity that was loaded without them; it cannot be read."""

    def __getitem__(self, _index: object) -> NoReturn:
        """Raise LookupError."""
        raise LookupError("the opportunity was loaded without its quotes")

    def __len__(self) -> NoReturn:
        """Raise LookupError."""
        raise LookupError("the opportunity was loaded without its quotes")


@dataclass(slots=True)
class OpportunityAggregate:
    """An opportunity and its quotes, loaded under one lock and saved together."""

    opportunity: Opportunity
    # At least those that are draft or active: only they can stop it from closing.
    quotes: Sequence[Quote]
    # The total of the won quotes that are not in `quotes`.
    won_before: Decimal = ZERO

    def open_quotes(self) -> list[Quote]:
        """Return the quotes that can still be won."""
        return [quote for quote in self.quotes if quote.is_live]

    def has_active_quote(self) -> bool:
        """Return whether a quote is active."""
        # Drafts do not count, because winning cancels them (I-14).
        return any(quote.status is QuoteStatus.ACTIVE for quote in self.quotes)

    def won_total(self) -> Decimal:
        """Sum up the totals of won quotes, in the opportunity's currency."""
        won = (quote for quote in self.quotes if quote.status is QuoteStatus.WON)
        return sum((quote.total_amount for quote in won), self.won_before)

    def win(
        self,
        details: CloseDetails,
        *,
        cancel_open_quotes: bool = False,
        worth: Decimal | None = None,
    ) -> list[Quote]:
        """Close as Won (I-17, I-18). Revenue: the caller's, else `worth`, else the estimate.

        Returns the quotes canceled with it. Raises OPPORTUNITY_ALREADY_CLOSED and
        OPPORTUNITY_HAS_OPEN_QUOTES.
        """
        # What the caller says, what the customer ordered, what was expected (4.7, 4.8).
        known = (details.revenue, worth, self.opportunity.estimated_value)
        revenue = next((value for value in known if value is not None), None)
        action, reason = Action.WIN_OPPORTUNITY, OpportunityStatusReason.WON
        return self._end(action, details, reason, revenue, cancel=cancel_open_quotes)

    def lose(
        self,
        details: CloseDetails,
        reason: OpportunityStatusReason | None = None,
        *,
        cancel_open_quotes: bool = False,
    ) -> list[Quote]:
        """Close as Lost. The reason defaults to OUT_SOLD with a competitor, else CANCELED (I-18).

        Returns the quotes canceled with it. Raises OPPORTUNITY_ALREADY_CLOSED and
        OPPORTUNITY_HAS_OPEN_QUOTES.
        """
        if reason is None:
            has_competitor = details.competitor_id is not None
            reason = LOST_REASONS[1] if has_competitor else LOST_REASONS[0]
        elif reason not in LOST_REASONS:
            raise LostReasonInvalid(path=("statusReason",))
        action, revenue = Action.LOSE_OPPORTUNITY, details.revenue
        return self._end(action, details, reason, revenue, cancel=cancel_open_quotes)

    def check(self, action: Action, *, ending: Collection[Quote] = ()) -> None:
        """Raise the refusal of an action, as if the quotes in `ending` were already closed."""
        remaining = [quote for quote in self.open_quotes() if quote not in ending]
        self.opportunity.lifecycle.check(
            action,
            self.opportunity,
            {Fact.HAS_OPEN_QUOTES: bool(remaining)},
            # The error names the quotes that have to be closed first (W5).
            numbers=_name(remaining),
        )

    def cancel_open_quotes(self, details: CloseDetails) -> list[Quote]:
        """Cancel all draft and active quotes, which a closed opportunity cannot have."""
        canceled = self.open_quotes()
        for quote in canceled:
            on = max(details.on, quote.created_on or details.on)  # not before it was created
            quote.end(Action.CANCEL_WITH_OPPORTUNITY, CloseDetails(on=on), facts={})
        return canceled

    def _end(
        self,
        action: Action,
        details: CloseDetails,
        reason: OpportunityStatusReason,
        revenue: Decimal | None,
        *,
        cancel: bool,
    ) -> list[Quote]:
        details.check_revenue(self.opportunity.currency)
        self.check(action, ending=self.open_quotes() if cancel else ())
        details.check_date(self.opportunity.label, self.opportunity.created_on)
        canceled = self.cancel_open_quotes(details) if cancel else []
        self.opportunity.end(action, details, reason, revenue)
        return canceled


def _name(quotes: Sequence[Quote]) -> str:
    """Return the numbers of the first quotes, and how many there are besides."""
    numbers = ", ".join(quote.number for quote in quotes[:MAX_NAMED])
    more = len(quotes) - MAX_NAMED
    return f"{numbers} and {more:,} more" if more > 0 else numbers
