"""Quotes compete for an opportunity: any sequence of actions, compared with a small model.

Quotes are ordered, revised and closed, and the opportunity is won, lost and reopened, in any order.
After each action, states and counts match the model, and the invariants of the process hold.
"""

from collections.abc import Callable

from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.core.action import Action
from domain.core.errors import DomainError
from domain.sales.opportunity_aggregate import OpportunityAggregate
from domain.sales.opportunity_lifecycle import OpportunityLost, OpportunityStatus
from domain.sales.order import Order
from domain.sales.quote import Quote, QuoteCloseStatus
from domain.sales.quote_aggregate import OpportunityOutcome, QuoteAggregate
from domain.sales.quote_lifecycle import QuoteStatus
from tests.domain import make
from tests.domain.make import closing

index = st.integers(0, 5)
LIVE = {"DRAFT", "ACTIVE"}


class Race(RuleBasedStateMachine):
    """The model: the status of the opportunity, and of each quote in order of creation."""

    @initialize()
    def begin(self) -> None:
        self.opportunity = make.opportunity(make.typed())
        self.quotes: list[Quote] = []
        self.orders: list[Order] = []
        self.status = "OPEN"
        self.states: list[str] = []
        self.closes = 0

    @property
    def opportunity_aggregate(self) -> OpportunityAggregate:
        return OpportunityAggregate(self.opportunity, self.quotes)

    def aggregate(self, at: int) -> QuoteAggregate:
        quote = self.quotes[at]
        kin = [q for q in self.quotes if q.number == quote.number and q is not quote]
        return QuoteAggregate(quote, self.opportunity_aggregate, kin, "ORD-9")

    def attempt(self, act: Callable[[], object], *, allowed: bool) -> bool:
        """Perform the action if the model allows it; otherwise, check that it is refused."""
        everything = [self.opportunity, *self.quotes]
        before = make.snapshot(*everything)
        try:
            act()
        except DomainError:
            assert not allowed
            assert make.snapshot(*everything) == before
            return False
        assert allowed
        return True

    def live(self) -> list[int]:
        return [at for at, state in enumerate(self.states) if state in LIVE]

    def closed(self, status: str, *ended: int) -> None:
        self.status = status
        for at in ended:
            self.states[at] = "CANCELED"
        self.closes += 1 + len(ended)

    @precondition(lambda self: len(self.quotes) < 6)
    @rule()
    def new_quote(self) -> None:
        if self.status == "LOST":
            refused = make.refusal(
                lambda: self.opportunity.lifecycle.check(
                    Action.CREATE_QUOTE_FROM_OPPORTUNITY, self.opportunity
                ),
                self.opportunity,
            )
            assert refused is OpportunityLost
            return
        self.quotes.append(Quote.from_opportunity(self.opportunity, f"QUO-{len(self.quotes)}"))
        self.states.append("DRAFT")

    @precondition(lambda self: self.quotes)
    @rule(at=index)
    def activate(self, at: int) -> None:
        at %= len(self.quotes)
        if self.attempt(self.quotes[at].activate, allowed=self.states[at] in LIVE):
            self.states[at] = "ACTIVE"

    @precondition(lambda self: self.quotes)
    @rule(at=index, close=st.booleans())
    def order(self, at: int, *, close: bool) -> None:
        at %= len(self.quotes)
        allowed = self.states[at] == "ACTIVE"
        if not self.attempt(lambda: self._accept(at, close=close), allowed=allowed):
            return
        self.states[at] = "WON"
        self.closes += 1
        if self.status != "OPEN":
            expected = OpportunityOutcome.ALREADY_CLOSED
        elif not close:
            expected = OpportunityOutcome.KEPT_OPEN_AS_ASKED
        elif "ACTIVE" in self.states:
            expected = OpportunityOutcome.KEPT_OPEN_OTHER_ACTIVE_QUOTES
        else:
            expected = OpportunityOutcome.WON
            self.closed("WON", *self.live())
        assert self.outcome is expected

    def _accept(self, at: int, *, close: bool) -> None:
        acceptance = self.aggregate(at).accept("ORD-1", closing(), close_opportunity=close)
        self.orders.append(acceptance.order)
        self.outcome = acceptance.outcome

    @precondition(lambda self: self.quotes and len(self.quotes) < 6)
    @rule(at=index)
    def revise(self, at: int) -> None:
        at %= len(self.quotes)
        number = self.quotes[at].number
        others = [
            state
            for place, state in enumerate(self.states)
            if self.quotes[place].number == number and place != at
        ]
        allowed = (
            self.states[at] in {"ACTIVE", "LOST", "CANCELED", "REVISED"}
            and not LIVE & set(others)
            and self.status != "LOST"
        )
        if self.attempt(lambda: self._revise(at), allowed=allowed):
            self.states.append("DRAFT")
            if self.states[at] == "ACTIVE":
                self.states[at] = "REVISED"
                self.closes += 1
            assert self.quotes[-1].revision == len(others) + 1

    def _revise(self, at: int) -> None:
        self.quotes.append(self.aggregate(at).revise(closing()))

    @precondition(lambda self: self.quotes)
    @rule(at=index, status=st.sampled_from(QuoteCloseStatus), lose=st.booleans())
    def close(self, at: int, status: QuoteCloseStatus, *, lose: bool) -> None:
        at %= len(self.quotes)
        may_lose = self.status == "OPEN" and self.live() == [at]
        allowed = self.states[at] == "ACTIVE" and (not lose or may_lose)

        def act() -> object:
            return self.aggregate(at).close(
                status, closing(), create_revision=False, close_opportunity=lose
            )

        if self.attempt(act, allowed=allowed):
            self.states[at] = status.value
            self.closes += 1
            if lose:
                self.closed("LOST")

    @rule(won=st.booleans(), cancel=st.booleans())
    def end(self, *, won: bool, cancel: bool) -> None:
        act = self.opportunity_aggregate.win if won else self.opportunity_aggregate.lose
        allowed = self.status == "OPEN" and (cancel or not self.live())
        if self.attempt(lambda: act(closing(), cancel_open_quotes=cancel), allowed=allowed):
            self.closed("WON" if won else "LOST", *self.live())

    @rule()
    def reopen(self) -> None:
        if self.attempt(self.opportunity.reopen, allowed=self.status != "OPEN"):
            self.status = "OPEN"

    @invariant()
    def states_are_those_of_the_model(self) -> None:
        assert self.opportunity.status.value == self.status
        found = [
            quote.status_reason.value if quote.status is QuoteStatus.CLOSED else quote.status.value
            for quote in self.quotes
        ]
        assert found == self.states

    @invariant()
    def i_02_at_most_one_revision_of_a_number_is_live(self) -> None:
        live = [quote.number for quote in self.quotes if quote.is_live]
        revisions = [(quote.number, quote.revision) for quote in self.quotes]
        assert len(live) == len(set(live))
        assert len(revisions) == len(set(revisions))

    @invariant()
    def i_13_each_won_quote_has_one_order(self) -> None:
        won = {quote.id for quote in self.quotes if quote.status is QuoteStatus.WON}
        assert {order.quote_id for order in self.orders} == won
        assert len(self.orders) == len(won)

    @invariant()
    def i_17_a_lost_opportunity_holds_no_live_quote(self) -> None:
        if self.opportunity.status is OpportunityStatus.LOST:
            assert self.opportunity_aggregate.open_quotes() == []

    @invariant()
    def i_22_each_close_wrote_one_record(self) -> None:
        records = [record for quote in self.quotes for record in quote.close_records]
        assert len(records) + len(self.opportunity.close_records) == self.closes


TestRace = Race.TestCase
TestRace.settings = settings(max_examples=150, stateful_step_count=30)
