"""Partial invoices of orders agree with the independent calculation (I-54)."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, example, given, settings

from domain.sales.document_fields import TOTALS
from domain.sales.invoice import Invoice
from domain.sales.order import InvoicingStatus, Order
from domain.sales.portion import Portion
from tests.domain import make
from tests.pricing import independent
from tests.pricing.cases import HALF_EVEN, HALF_UP, Case, Entry, Rules
from tests.pricing.in_domain import priced, pricing_rules
from tests.pricing.independent import Part, text
from tests.pricing.strategies import splits

Split = tuple[Case, list[dict[int, Decimal]]]
PARTS = ("base_amount", "manual_discount", "tax", "extended_amount")


def billed(case: Case, asked: list[dict[int, Decimal]]) -> tuple[Order, list[Invoice]]:
    """Price the order, and create its invoices one after the other."""
    order: Order = priced(case, Order)
    places = [line.id for line in order.lines]
    invoices: list[Invoice] = []
    for quantities in asked:
        portions = [Portion(places[at], quantity) for at, quantity in quantities.items()]
        billing = make.Ledger(order, invoices)
        made = billing.invoice(str(len(invoices)), portions, None, pricing_rules(case.rules))
        invoices.append(made)
    return order, invoices


def agrees(invoice: Invoice, part: Part, order: Order, places: int) -> None:
    """Check every amount of an invoice to the last digit."""
    by_order_line = {line.order_line_id: line for line in invoice.lines}
    for at, expected in part.lines.items():
        line = by_order_line.pop(order.lines[at].id)
        amounts: dict[str, Fraction] = {
            "base_amount": expected.base,
            "manual_discount": expected.manual,
            "tax": expected.tax,
            "extended_amount": expected.extended,
        }
        for name, amount in amounts.items():
            assert str(getattr(line, name)) == text(amount, places), f"{name} of line {at}"
    assert by_order_line == {}
    discount = invoice.total_discount_amount - invoice.line_discount_amount
    assert str(invoice.detail_amount) == text(part.detail, places)
    assert str(discount) == text(part.discount, places)
    assert str(invoice.freight_amount) == text(part.freight, places)
    assert str(invoice.total_amount) == text(part.total, places)


def sixths(rounding: str, first: int) -> Split:
    """Build an order of six pieces whose first invoice takes `first`, and half a cent of discount.

    A sixth has no finite decimal expansion: dividing before multiplying misses the half.
    """
    entries = tuple(Entry(Decimal(n), price=Decimal(1)) for n in (first, 6 - first))
    case = Case(Rules(rounding=rounding), entries, discount_amount=Decimal("0.03"))
    return case, [{0: Decimal(first)}, {1: Decimal(6 - first)}]


def a_sixth_of_three_cents(rounding: str, first: int) -> Split:
    """Build a line of 6 pieces for 0.03 in total, so that odd quantities end in half a cent."""
    entries = (Entry(Decimal(6), price=Decimal("0.005")),)
    case = Case(Rules(rounding=rounding, price_places=3), entries)
    return case, [{0: Decimal(first)}, {0: Decimal(6 - first)}]


@given(splits())
@example(sixths(HALF_EVEN, 1))
@example(sixths(HALF_UP, 5))
@example(a_sixth_of_three_cents(HALF_EVEN, 1))
@example(a_sixth_of_three_cents(HALF_UP, 5))
@settings(max_examples=400)
def test_i_54_each_part_of_an_order_is_that_of_the_second_calculation(split: Split) -> None:
    case, asked = split
    assume(case.entries and not independent.document(case).discount_exceeds_total)

    order, invoices = billed(case, asked)

    for invoice, part in zip(invoices, independent.split(case, asked), strict=True):
        agrees(invoice, part, order, case.rules.places)


@given(splits())
@settings(max_examples=200)
def test_i_54_the_parts_add_up_to_the_order(split: Split) -> None:
    case, asked = split
    assume(case.entries and not independent.document(case).discount_exceeds_total)

    order, invoices = billed(case, asked)

    assert order.invoicing_status is InvoicingStatus.FULL
    for name in (*TOTALS, "freight_amount"):
        assert sum(getattr(invoice, name) for invoice in invoices) == getattr(order, name), name
    for ordered in order.lines:
        parts = [p for i in invoices for p in i.lines if p.order_line_id == ordered.id]
        for name in (*PARTS, "quantity"):
            assert sum(getattr(part, name) for part in parts) == getattr(ordered, name), name
