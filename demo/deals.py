"""One deal's life, from its opportunity to its last payment, told in verbs of the domain."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from domain.billing import Billing, Portion
from domain.closing import Closing
from domain.deal import Deal
from domain.invoice import Invoice, InvoiceStatus, InvoiceStatusReason
from domain.money import Currency
from domain.opportunity import ForecastCategory, Opportunity, Rating, Stage
from domain.order import FulfillmentStatus, Order, OrderStatusReason
from domain.price_book import PriceBook
from domain.pricing import PricingRules
from domain.pursuit import Pursuit
from domain.quote import Quote, QuoteCloseStatus, QuoteStatusReason
from domain.terms import Address, PaymentTerms
from domain.work import NumberKind

RULES = PricingRules()
Born = tuple[Any, datetime]  # a document and the time it began
Number = Callable[[NumberKind], str]


@dataclass(slots=True, kw_only=True)
class Story:
    """What a deal is made of, and what became of it."""

    chance: Random
    number: Number
    today: date
    start: datetime
    account_id: UUID
    address: Address | None
    owner_id: UUID
    currency: Currency
    prices: PriceBook
    competitors: list[UUID]
    born: list[Born] = field(default_factory=list)

    def tell(self) -> list[Born]:
        """Every document of the deal, in the order they began."""
        opportunity = self._opportunity()
        age = (self.today - self.start.date()).days
        if self.chance.random() < 0.06:
            self._without_quote(opportunity)
        elif age < 40 and self.chance.random() < 0.6:
            self._early(opportunity)
        else:
            self._quoted(Pursuit(opportunity, []), age)
        return self.born

    def _begin(self, document: Any, days: int) -> Any:
        """Note a new document; nothing begins after today."""
        at = self.start + timedelta(days=days, minutes=self.chance.randrange(600))
        latest = datetime(
            self.today.year, self.today.month, self.today.day, tzinfo=self.start.tzinfo
        )
        self.born.append((document, min(at, latest)))
        return document

    def _on(self, days: int) -> date:
        return min(self.start.date() + timedelta(days=days), self.today)

    def _opportunity(self) -> Opportunity:
        lines = list(self._lines())
        first = lines[0].get("write_in") or self.prices.products[lines[0]["product_id"]].name
        opportunity = Opportunity(
            number=self.number(NumberKind.OPPORTUNITY),
            name=f"{first} and more" if len(lines) > 1 else first,
            account_id=self.account_id,
            owner_id=self.owner_id,
            currency=self.currency,
            price_list_id=self.prices.price_list.id if self.prices.price_list else None,
            stage=self.chance.choice(list(Stage)),
            probability=self.chance.randrange(10, 91, 10),
            rating=self.chance.choice(list(Rating)),
            forecast_category=self.chance.choice(
                [ForecastCategory.PIPELINE, ForecastCategory.BEST_CASE, ForecastCategory.COMMITTED]
            ),
            estimated_close_date=self.start.date() + timedelta(days=self.chance.randrange(30, 150)),
            is_revenue_system_calculated=True,
        )
        opportunity.add_lines(lines, self.prices)
        self._begin(opportunity, 0)
        return opportunity

    def _lines(self) -> Iterator[dict[str, Any]]:
        products = list(self.prices.products.values())[1:]  # the first is a family
        for _ in range(self.chance.randrange(1, 6)):
            product = self.chance.choice(products)
            line: dict[str, Any] = {
                "product_id": product.id,
                "quantity": Decimal(self.chance.choice((1, 2, 3, 4, 5, 8, 10, 12, 20))),
            }
            if self.chance.random() < 0.1:
                price = Decimal(self.chance.randrange(100, 900))
                line |= {"product_id": None, "write_in": f"{product.name}, custom made"}
                line["price_per_unit"] = price
            if self.chance.random() < 0.25:
                line["manual_discount_percent"] = Decimal(self.chance.choice((2, 5, 10)))
            yield line

    def _early(self, opportunity: Opportunity) -> None:
        """Still without a quote: in progress, on hold, or given up."""
        fate = self.chance.random()
        if fate < 0.15:
            opportunity.hold()
        elif fate < 0.3:
            closing = Closing(on=self._on(20), description="No budget this year.")
            Pursuit(opportunity, []).lose(closing)

    def _without_quote(self, opportunity: Opportunity) -> None:
        """A regular customer: straight to the order."""
        order = Order.from_opportunity(opportunity, self.number(NumberKind.ORDER))
        self._begin(order, 5)
        Pursuit(opportunity, []).win(Closing(on=self._on(5), description="Repeat order."))
        self._deliver(order, 5)

    def _quoted(self, pursuit: Pursuit, age: int) -> None:
        opportunity = pursuit.opportunity
        quote = Quote.from_opportunity(opportunity, self.number(NumberKind.QUOTE))
        quote.update(
            {
                "effective_from": self._on(7),
                "effective_to": self._on(7) + timedelta(days=60),
                "bill_to": self.address,
                "ship_to": self.address,
                "payment_terms": self.chance.choice(list(PaymentTerms)),
                "freight_amount": Decimal(self.chance.choice((0, 25, 60))),
                "discount_percentage": self.chance.choice((None, None, Decimal("2.5"), Decimal(5))),
            },
            self.prices,
        )
        self._begin(quote, 7)
        quotes = [quote]
        if age < 25 and self.chance.random() < 0.5:
            return
        quote.activate()
        for _ in range(self.chance.choice((0, 0, 0, 1, 1, 2))):
            quote = self._revise(quote, pursuit, quotes)
        if age < 70 and self.chance.random() < 0.7:
            if self.chance.random() < 0.4:
                quote.set_status_reason(QuoteStatusReason.OPEN)
            return
        self._decide(Deal(quote, Pursuit(opportunity, quotes), quotes[:-1]))

    def _revise(self, quote: Quote, pursuit: Pursuit, quotes: list[Quote]) -> Quote:
        day = 10 + 4 * len(quotes)
        revision = Deal(quote, pursuit, quotes[:-1]).revise(Closing(on=self._on(day)))
        revision.update({"discount_percentage": Decimal(4 + len(quotes))}, self.prices)
        revision.activate()
        quotes.append(self._begin(revision, day))
        return revision

    def _decide(self, deal: Deal) -> None:
        """The customer's answer: an order, another supplier, or silence."""
        fate, day = self.chance.random(), 30 + self.chance.randrange(25)
        if fate < 0.55:
            closing = Closing(on=self._on(day), description="Ordered by e-mail.")
            acceptance = deal.accept(
                self.number(NumberKind.ORDER), closing, close_opportunity=fate > 0.03
            )
            self._deliver(self._begin(acceptance.order, day), day)
            return
        lost = fate < 0.85
        closing = Closing(
            on=self._on(day),
            description="Too expensive." if lost else "Project stopped.",
            competitor_id=self.chance.choice(self.competitors) if lost else None,
        )
        status = QuoteCloseStatus.LOST if lost else QuoteCloseStatus.CANCELED
        deal.close(status, closing, create_revision=False, close_opportunity=fate > 0.6)

    def _deliver(self, order: Order, day: int) -> None:
        """From the order to its invoices."""
        fate = self.chance.random()
        if self._on(day + 10) >= self.today or fate < 0.1:
            if self.chance.random() < 0.4:
                order.set_status_reason(OrderStatusReason.PENDING)
        elif fate < 0.16:
            order.cancel(Closing(on=self._on(day + 3), description="Cancelled by the customer."))
        else:
            extent = FulfillmentStatus.PARTIAL if fate < 0.25 else FulfillmentStatus.COMPLETE
            order.fulfill(Closing(on=self._on(day + 10)), extent)
            if fate > 0.3:
                self._bill(order, day + 12)

    def _bill(self, order: Order, day: int) -> None:
        billing = Billing(order, [])
        portions = None
        if self.chance.random() < 0.2 and len(order.lines) > 1:
            line = order.lines[0]
            portions = [Portion(line.id, line.quantity)]
        first = self._invoice(billing, portions, day)
        if first.status is InvoiceStatus.CANCELED:
            billing.invoices = []
        if portions is not None and self.chance.random() < 0.7:
            self._invoice(billing, None, day + 20)

    def _invoice(self, billing: Billing, portions: list[Portion] | None, day: int) -> Invoice:
        due = self._on(day) + timedelta(days=30)
        number = self.number(NumberKind.INVOICE)
        invoice = billing.invoice(number, portions, due, RULES)
        self._begin(invoice, day)
        billing.invoices = [*billing.invoices, invoice]
        fate, paid_on = self.chance.random(), day + 28
        if fate < 0.05:
            closing = Closing(on=self._on(day + 2), description="Wrong address.")
            billing.cancel(invoice, closing)
        elif self._on(paid_on) < self.today and fate < 0.85:
            self._pay(invoice, paid_on, partly=fate < 0.2)
        return invoice

    def _pay(self, invoice: Invoice, day: int, *, partly: bool) -> None:
        if partly and invoice.amount_due > 0:
            places = self.currency.precision
            half = round(invoice.amount_due / 2, places)
            invoice.record_payment(half, self._on(day), "First half")
        else:
            invoice.pay(Closing(on=self._on(day)), InvoiceStatusReason.COMPLETE)
