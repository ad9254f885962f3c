"""The life of one deal, from the opportunity to the order, through the domain's operations."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from demo.receivables import Number, Receivables
from demo.timeline import DatedRecord, Timeline
from domain.core.address import Address
from domain.core.money import Currency
from domain.core.payment_terms import PaymentTerms
from domain.ports.unit_of_work import NumberKind
from domain.pricing.price_book import PriceBook
from domain.sales.close_details import CloseDetails
from domain.sales.forecast import ForecastCategory, Rating, Stage
from domain.sales.opportunity import Opportunity
from domain.sales.opportunity_aggregate import OpportunityAggregate
from domain.sales.opportunity_lifecycle import OpportunityStatus
from domain.sales.order import Order
from domain.sales.quote import Quote, QuoteCloseStatus
from domain.sales.quote_aggregate import QuoteAggregate
from domain.sales.quote_lifecycle import QuoteStatusReason

_CHANCES = {Stage.QUALIFY: 10, Stage.DEVELOP: 30, Stage.PROPOSE: 50, Stage.CLOSE: 70}
_FORECASTS = {
    Stage.QUALIFY: ForecastCategory.PIPELINE,
    Stage.DEVELOP: ForecastCategory.PIPELINE,
    Stage.PROPOSE: ForecastCategory.BEST_CASE,
    Stage.CLOSE: ForecastCategory.COMMITTED,
}
_SETTLED = 150  # days after which an opportunity is closed if its quote was lost


@dataclass(slots=True, kw_only=True)
class Story:
    """The data of a deal, and the events that follow from it."""

    time: Timeline
    number: Number
    account_id: UUID
    address: Address | None
    owner_id: UUID
    currency: Currency
    prices: PriceBook
    competitors: list[UUID]

    def create_documents(self) -> list[DatedRecord]:
        """Create every document of the deal, in the order of their creation."""
        quoted = self.time.chance.randrange(5, 60)
        opportunity = self._opportunity(quoted + self.time.chance.randrange(10, 60))
        fate = self._chance()
        if fate < 0.06 and self.time.has_come(5):
            self._without_quote(opportunity)
        elif fate < 0.14 or not self.time.has_come(quoted):
            self._early(opportunity, quoted)
        else:
            self._quote(OpportunityAggregate(opportunity, []), quoted)
        if opportunity.status is OpportunityStatus.OPEN:
            self._look_ahead(opportunity)
        return self.time.dated_records

    def _opportunity(self, closes: int) -> Opportunity:
        lines = list(self._lines())
        first = lines[0].get("write_in") or self.prices.products[lines[0]["product_id"]].name
        opportunity = Opportunity(
            number=self.number(NumberKind.OPPORTUNITY),
            name=f"{first} and more" if len(lines) > 1 else first,
            account_id=self.account_id,
            owner_id=self.owner_id,
            currency=self.currency,
            price_list_id=self.prices.price_list.id if self.prices.price_list else None,
            rating=self.time.chance.choice(list(Rating)),
            estimated_close_date=self.time.on(closes),
            is_revenue_system_calculated=True,
        )
        self._advance(opportunity, Stage.QUALIFY, Stage.DEVELOP)
        opportunity.add_lines(lines, self.prices)
        self.time.add_document(opportunity, 0)
        return opportunity

    def _advance(self, opportunity: Opportunity, *stages: Stage) -> None:
        """Set one of these stages, with its probability and forecast category."""
        stage = self.time.chance.choice(stages)
        opportunity.stage, opportunity.forecast_category = stage, _FORECASTS[stage]
        opportunity.probability = _CHANCES[stage] + self.time.chance.choice((0, 10, 20))

    def _look_ahead(self, opportunity: Opportunity) -> None:
        """Move a close date that has passed, as most sellers do; some forget it for a while."""
        date, today = opportunity.estimated_close_date, self.time.today
        if date is None or date >= today:
            return
        if self._chance() < 0.6:
            opportunity.estimated_close_date = today + timedelta(
                days=self.time.chance.randrange(3, 90)
            )
        else:
            forgotten = today - timedelta(days=self.time.chance.randrange(5, 60))
            opportunity.estimated_close_date = max(date, forgotten)

    def _lines(self) -> Iterator[dict[str, Any]]:
        products = list(self.prices.products.values())[1:]  # the first is a product family
        for _ in range(self.time.chance.randrange(1, 6)):
            product = self.time.chance.choice(products)
            line: dict[str, Any] = {
                "product_id": product.id,
                "quantity": Decimal(self.time.chance.choice((1, 2, 3, 4, 5, 8, 10, 12, 20))),
            }
            if self._chance() < 0.1:
                price = Decimal(self.time.chance.randrange(100, 900))
                line |= {"product_id": None, "write_in": f"{product.name}, custom made"}
                line["price_per_unit"] = price
            if self._chance() < 0.25:
                line["manual_discount_percent"] = Decimal(self.time.chance.choice((2, 5, 10)))
            yield line

    def _early(self, opportunity: Opportunity, day: int) -> None:
        """An opportunity without a quote: in progress, on hold, or given up."""
        if self.time.has_come(day + 30) or (self._chance() < 0.1 and self.time.has_come(4)):
            given_up = min(day + 30, self.time.age - 1)
            details = CloseDetails(on=self.time.on(given_up), description="No budget this year.")
            OpportunityAggregate(opportunity, []).lose(details)
        elif self._chance() < 0.2:
            opportunity.hold()

    def _without_quote(self, opportunity: Opportunity) -> None:
        """A repeat order of a regular customer, without a quote."""
        order = Order.from_opportunity(opportunity, self.number(NumberKind.ORDER))
        self.time.add_document(order, 5)
        details = CloseDetails(on=self.time.on(5), description="Repeat order.")
        OpportunityAggregate(opportunity, []).win(details)
        self._receivables().deliver(order, 5)

    def _quote(self, opportunity_aggregate: OpportunityAggregate, day: int) -> None:
        opportunity, chance = opportunity_aggregate.opportunity, self.time.chance
        self._advance(opportunity, Stage.PROPOSE, Stage.CLOSE)
        quote = Quote.from_opportunity(opportunity, self.number(NumberKind.QUOTE))
        terms = {
            "bill_to": self.address,
            "ship_to": self.address,
            "payment_terms": chance.choice(list(PaymentTerms)),
            "freight_amount": Decimal(chance.choice((0, 25, 60))),
            "discount_percentage": chance.choice((None, None, Decimal("2.5"), Decimal(5))),
        }
        quote.update(terms | self._validity(day), self.prices)
        self.time.add_document(quote, day)
        if not self.time.has_come(day + 10) and self._chance() < 0.5:
            return
        quote.activate()
        quotes = [quote]
        for _ in range(chance.choice((0, 0, 0, 1, 1, 2))):
            if self.time.has_come(day + 5):
                day += 5
                quote = self._revise(quote, opportunity_aggregate, quotes, day)
        self._await_answer(
            QuoteAggregate(quote, OpportunityAggregate(opportunity, quotes), quotes[:-1]), day
        )

    def _validity(self, day: int) -> dict[str, Any]:
        """The validity of a quote created on this day."""
        days = self.time.chance.choice((30, 45, 60))
        return {"effective_from": self.time.on(day), "effective_to": self.time.on(day + days)}

    def _revise(
        self,
        quote: Quote,
        opportunity_aggregate: OpportunityAggregate,
        quotes: list[Quote],
        day: int,
    ) -> Quote:
        revision = QuoteAggregate(quote, opportunity_aggregate, quotes[:-1]).revise(
            CloseDetails(on=self.time.on(day))
        )
        discount = {"discount_percentage": Decimal(4 + len(quotes))}
        revision.update(discount | self._validity(day), self.prices)
        revision.activate()
        quotes.append(self.time.add_document(revision, day))
        return revision

    def _await_answer(self, deal: QuoteAggregate, day: int) -> None:
        """Let the customer answer within weeks; a few let the quote expire first."""
        silent = self._chance() < 0.08
        answered = day + self.time.chance.randrange(*((60, 120) if silent else (7, 45)))
        if self.time.has_come(answered):
            self._decide(deal, answered)
        elif self._chance() < 0.4:
            deal.quote.set_status_reason(QuoteStatusReason.OPEN)

    def _decide(self, deal: QuoteAggregate, day: int) -> None:
        """Decide the deal: an order, a competitor, or a stopped project."""
        fate, is_old = self._chance(), self.time.age > _SETTLED
        if fate < 0.55:
            details = CloseDetails(on=self.time.on(day), description="Ordered by e-mail.")
            ends = is_old or fate > 0.03
            acceptance = deal.accept(self.number(NumberKind.ORDER), details, close_opportunity=ends)
            self._receivables().deliver(self.time.add_document(acceptance.order, day), day)
            return
        lost = fate < 0.85
        details = CloseDetails(
            on=self.time.on(day),
            description="Too expensive." if lost else "Project stopped.",
            competitor_id=self.time.chance.choice(self.competitors) if lost else None,
        )
        status = QuoteCloseStatus.LOST if lost else QuoteCloseStatus.CANCELED
        deal.close(status, details, create_revision=False, close_opportunity=is_old or fate > 0.6)

    def _receivables(self) -> Receivables:
        return Receivables(time=self.time, number=self.number)

    def _chance(self) -> float:
        return self.time.chance.random()
