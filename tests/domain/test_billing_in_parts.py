"""For any order, partial invoices and cancellations, the sums equal those of the order (I-54)."""

from decimal import ROUND_DOWN, Decimal

from hypothesis import given, settings, strategies as st

from domain.core.money import Currency
from domain.pricing.calculation import PricingRules
from domain.pricing.line import OrderLine
from domain.pricing.price_book import PriceBook
from domain.sales.document_fields import TOTALS
from domain.sales.invoice import Invoice
from domain.sales.invoice_lifecycle import InvoiceStatus
from domain.sales.order import InvoicingStatus, Order
from domain.sales.order_lifecycle import INVOICED, NEW
from domain.sales.portion import Portion
from tests.domain import make
from tests.domain.make import Typed, closing
from tests.domain.test_pricing_twice import decimals, precisions, settings_of_tenants

IN_LINES = ("base_amount", "manual_discount", "tax", "extended_amount", "quantity")


@st.composite
def lines(draw: st.DrawFn, places: int, price_places: int) -> Typed:
    quantity = draw(st.integers(-9, 9).map(Decimal) | decimals("-3", "3", 5))
    values = make.typed(
        quantity=str(quantity), price=str(draw(decimals("-20", "40", price_places)))
    )
    values["tax"] = draw(decimals("-5", "5", places))
    if draw(st.booleans()):
        values["manual_discount_percent"] = draw(decimals("0", "100", 2))
    else:
        values["manual_discount_amount"] = draw(decimals("0", "3", places))
    return values


@st.composite
def billings(draw: st.DrawFn) -> tuple[make.Ledger, PricingRules]:
    """Generate orders with both kinds of discount, as pricing calculates them (I-27)."""
    rules = draw(settings_of_tenants)
    places = draw(precisions)
    order = make.order(currency=Currency("XTS", places), prices=PriceBook(rules=rules))
    order.lines.clear()
    order.assign(
        {
            "discount_percentage": draw(st.none() | decimals("0", "30", 2)),
            "freight_amount": draw(decimals("0", "30", places)),
        }
    )
    line = lines(places, rules.pricing_precision)
    order.add_lines(draw(st.lists(line, min_size=1, max_size=4)), PriceBook(rules=rules))
    if order.pre_freight_amount > 0:
        share = draw(decimals("0", "0.9", 2))
        discount = (order.pre_freight_amount * share).quantize(order.currency.zero, ROUND_DOWN)
        order.update({"discount_amount": discount}, PriceBook(rules=rules))
    return make.Ledger(order), rules


def part_of(line: OrderLine, tenths: int) -> Decimal:
    """Return some tenths of the remaining quantity, with five decimals."""
    left = line.quantity - line.invoiced_quantity
    return (left * tenths / 10).quantize(Decimal("0.00001"))


def bill_a_part(it: make.Ledger, rules: PricingRules, tenths: list[int]) -> None:
    chosen = zip(it.order.lines, tenths, strict=False)
    portions = [Portion(line.id, part_of(line, some)) for line, some in chosen]
    add(it, rules, [portion for portion in portions if portion.quantity])


def add(it: make.Ledger, rules: PricingRules, portions: list[Portion] | None) -> None:
    if portions == [] or it.order.state == INVOICED:
        return
    number = f"INV-{len(it.invoices) + 1}"
    it.invoices = [*it.invoices, it.invoice(number, portions, None, rules)]


def standing(it: make.Ledger) -> list[Invoice]:
    return [invoice for invoice in it.invoices if invoice.status is not InvoiceStatus.CANCELED]


def quantities_hold(it: make.Ledger) -> None:
    for line in it.order.lines:
        parts = [part for invoice in standing(it) for part in invoice.lines]
        billed = sum((p.quantity for p in parts if p.order_line_id == line.id), Decimal(0))
        assert line.invoiced_quantity == billed
        assert abs(billed) <= abs(line.quantity)
        assert billed * line.quantity >= 0


def adds_up(order: Order, invoices: list[Invoice]) -> None:
    for name in (*TOTALS, "freight_amount"):
        assert sum(getattr(invoice, name) for invoice in invoices) == getattr(order, name), name
    for line in order.lines:
        parts = [p for i in invoices for p in i.lines if p.order_line_id == line.id]
        for name in IN_LINES:
            assert sum(getattr(part, name) for part in parts) == getattr(line, name), name


def is_consistent(invoice: Invoice) -> None:
    """Check the header identities of each invoice, and the number of decimals of every amount."""
    places = invoice.currency.precision
    assert invoice.detail_amount == sum(p.extended_amount - p.tax for p in invoice.lines)
    assert invoice.total_amount == (
        invoice.pre_freight_amount + invoice.freight_amount + invoice.total_tax
    )
    amounts = [getattr(invoice, name) for name in (*TOTALS, "discount_amount", "amount_due")]
    amounts += [getattr(part, name) for part in invoice.lines for name in IN_LINES[:4]]
    assert {-int(amount.as_tuple().exponent) for amount in amounts} == {places}
    assert not [amount for amount in amounts if amount.is_zero() and amount.is_signed()]


steps = st.lists(st.lists(st.integers(0, 10), min_size=1, max_size=4), max_size=4)


@given(billings(), steps)
@settings(max_examples=200)
def test_i_54_the_parts_of_an_order_add_up_to_it(
    given_order: tuple[make.Ledger, PricingRules], parts: list[list[int]]
) -> None:
    it, rules = given_order

    for tenths in parts:
        bill_a_part(it, rules, tenths)
        quantities_hold(it)
    add(it, rules, None)

    quantities_hold(it)
    assert (it.order.state, it.order.invoicing_status) == (INVOICED, InvoicingStatus.FULL)
    adds_up(it.order, standing(it))
    for invoice in it.invoices:
        is_consistent(invoice)


@given(billings(), steps, st.lists(st.integers(0, 9), min_size=1, max_size=4), steps)
@settings(max_examples=200)
def test_i_54_what_is_canceled_is_billed_again_and_adds_up(
    given_order: tuple[make.Ledger, PricingRules],
    parts: list[list[int]],
    canceled: list[int],
    later_parts: list[list[int]],
) -> None:
    it, rules = given_order

    for tenths in parts:
        bill_a_part(it, rules, tenths)
    add(it, rules, None)
    for index in canceled:
        if index < len(standing(it)):
            it.cancel(standing(it)[index], closing())
            quantities_hold(it)
    for tenths in later_parts:
        bill_a_part(it, rules, tenths)
    add(it, rules, None)

    quantities_hold(it)
    assert it.order.state == INVOICED
    adds_up(it.order, standing(it))


@given(billings(), steps)
def test_cancelling_everything_reverts_the_order_as_if_nothing_had_been(
    given_order: tuple[make.Ledger, PricingRules], parts: list[list[int]]
) -> None:
    it, rules = given_order
    before = make.snapshot(it.order)

    for tenths in parts:
        bill_a_part(it, rules, tenths)
    add(it, rules, None)
    for invoice in it.invoices:
        it.cancel(invoice, closing())

    assert (it.order.state, it.order.invoicing_status) == (NEW, InvoicingStatus.NONE)
    assert make.snapshot(it.order) == before
