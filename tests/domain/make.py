"""Creates valid records with defaults, so that tests state only relevant values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from domain.core.errors import DomainError, Path
from domain.core.ids import new_id
from domain.core.lifecycle import State
from domain.core.money import Currency, RoundingMode
from domain.pricing.calculation import DiscountMethod, PricingRules
from domain.pricing.price_book import PriceBook
from domain.sales.billing import Billing
from domain.sales.close_details import CloseDetails
from domain.sales.document import Document
from domain.sales.invoice import Invoice
from domain.sales.invoice_lifecycle import InvoiceStatus
from domain.sales.invoiced_sums import InvoicedSums, sum_invoiced
from domain.sales.opportunity import Opportunity
from domain.sales.opportunity_aggregate import OpportunityAggregate
from domain.sales.order import Order
from domain.sales.portion import Portion
from domain.sales.quote import Quote
from domain.sales.quote_aggregate import QuoteAggregate
from domain.sales.shipment import Shipment, ShipmentLine

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
OWNER = UUID(int=1)
CUSTOMER = UUID(int=2)
RULES = PriceBook()
HALF_UP = PriceBook(rules=PricingRules(rounding_mode=RoundingMode.HALF_UP))
PER_UNIT = PriceBook(rules=PricingRules(discount_method=DiscountMethod.PER_UNIT))
RATED = PriceBook(rate=Decimal("0.5"))  # 20.00 is 40.00 in the base currency
USD = Currency("USD", 2)
JPY = Currency("JPY", 0)

Typed = dict[str, Any]
_TEXTS = {"write_in", "description"}


def d(text: str) -> Decimal:
    """Return a decimal."""
    return Decimal(text)


def texts(record: Any, *names: str) -> list[str]:
    """Return these amounts as strings with all decimals."""
    return [str(getattr(record, name)) for name in names]


def typed(quantity: str = "2", price: str = "10", **more: Any) -> Typed:
    """Return the input for a line; strings are amounts."""
    values = {
        name: Decimal(value) if isinstance(value, str) and name not in _TEXTS else value
        for name, value in more.items()
    }
    naming = {} if "product_id" in values else {"write_in": "Thing"}
    return {**naming, "quantity": d(quantity), "price_per_unit": d(price), **values}


ONE_LINE = (typed(),)


def closing(**more: Any) -> CloseDetails:
    """Return the details of a close today."""
    return CloseDetails(on=more.pop("on", TODAY), **more)


def _document(
    kind: Callable[..., Any],
    usual_number: str,
    lines: Sequence[Mapping[str, Any]],
    *,
    state: State | None,
    prices: PriceBook,
    **more: Any,
) -> Any:
    header = {
        name: Decimal(more.pop(name))
        for name in ("discount_percentage", "discount_amount", "freight_amount")
        if name in more
    }
    fields = {"name": "Sale", "account_id": CUSTOMER, "owner_id": OWNER, "currency": USD, **more}
    document = kind(number=fields.pop("number", usual_number), **fields)
    document.assign(header)
    document.add_lines(lines, prices)
    if state is not None:
        document.status, document.status_reason = state
    return document


def opportunity(
    *lines: Typed, state: State | None = None, prices: PriceBook = RULES, **more: Any
) -> Opportunity:
    """Create an opportunity with these lines, by default none."""
    made: Opportunity = _document(Opportunity, "OPP-1", lines, state=state, prices=prices, **more)
    return made


def quote(
    *lines: Typed, state: State | None = None, prices: PriceBook = RULES, **more: Any
) -> Quote:
    """Create a quote with these lines, by default one line of 20.00."""
    made: Quote = _document(Quote, "QUO-1", lines or ONE_LINE, state=state, prices=prices, **more)
    return made


def order(
    *lines: Typed, state: State | None = None, prices: PriceBook = RULES, **more: Any
) -> Order:
    """Create an order with these lines, by default one line of 20.00."""
    made: Order = _document(Order, "ORD-1", lines or ONE_LINE, state=state, prices=prices, **more)
    return made


def invoice(
    *lines: Typed, state: State | None = None, prices: PriceBook = RULES, **more: Any
) -> Invoice:
    """Create an invoice without an order with these lines, by default one line of 20.00."""
    made: Invoice = _document(
        Invoice, "INV-1", lines or ONE_LINE, state=state, prices=prices, **more
    )
    return made


def shipment(of: Order, *lines: ShipmentLine) -> Shipment:
    """Create a shipment of an order with these lines."""
    return Shipment(order_id=of.id, shipped_on=TODAY, lines=lines)


def empty(document: Document[Any]) -> Any:
    """Return the document without its lines."""
    document.lines.clear()
    document.total(RULES.rules)
    return document


def quote_aggregate(*states: State, of: Opportunity | None = None) -> QuoteAggregate:
    """Create quotes in these states, and the aggregate of the first; the others are siblings."""
    chance = of or opportunity()
    quotes = [
        quote(number=f"QUO-{at}", state=state, opportunity_id=chance.id)
        for at, state in enumerate(states, start=1)
    ]
    return QuoteAggregate(quotes[0], OpportunityAggregate(chance, quotes), revisions=[])


@dataclass
class Ledger:
    """An order and its invoices, with the sums that the next action needs."""

    order: Order
    invoices: Sequence[Invoice] = ()

    def invoice(
        self,
        number: str,
        portions: Sequence[Portion] | None,
        due_date: date | None,
        rules: PricingRules,
    ) -> Invoice:
        """Create the next invoice from only the sums that `sums_needed` requests."""
        needed, all_of_it = Billing(self.order).sums_needed(portions), sum_invoiced(self.invoices)
        refusal_of = InvoicedSums(
            {id: sums for id, sums in all_of_it.parts.items() if id in needed.lines},
            *((all_of_it.discount, all_of_it.freight) if needed.header else ()),
        )
        return Billing(self.order, refusal_of).invoice(number, portions, due_date, rules)

    def check_invoiceable(self) -> None:
        """Raise the refusal of any invoice."""
        Billing(self.order).check_invoiceable()

    def cancel(self, invoice: Invoice, closing: CloseDetails) -> None:
        """Cancel an invoice."""
        canceled = InvoiceStatus.CANCELED
        others = [each for each in self.invoices if each is not invoice]
        is_only = all(each.status is canceled for each in others)
        Billing(self.order).cancel(invoice, closing, is_only=is_only)


def billing(*lines: Typed, prices: PriceBook = RULES, **more: Any) -> Ledger:
    """Create an order with these lines and without invoices."""
    return Ledger(order(*lines, prices=prices, **more))


def snapshot(*records: Any) -> Any:
    """Return a deep copy of all values of records, to compare them before and after."""
    return [_plain(record) for record in records]


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    return value


def refusal(act: Callable[[], object], *records: Any) -> type[DomainError] | None:
    """Return the class of the refusal, or None; check that a refusal changes no record."""
    before = snapshot(*records)
    try:
        act()
    except DomainError as error:
        refused = type(error)
    else:
        return None
    assert snapshot(*records) == before, f"{refused.code} changed something"
    return refused


def refusal_of(act: Callable[[], object]) -> tuple[str, Path, dict[str, object]]:
    """Return the code, the path and the facts of a refusal."""
    with pytest.raises(DomainError) as caught:
        act()
    assert str(caught.value)
    return caught.value.code, caught.value.path, caught.value.facts


def some_id() -> UUID:
    """Return an arbitrary ID."""
    return new_id()
