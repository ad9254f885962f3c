"""An invoice reads sums over earlier invoices only where it takes a remainder (I-54)."""

from domain.sales.billing import Billing
from domain.sales.invoiced_sums import SumsNeeded
from domain.sales.portion import Portion
from tests.domain import make
from tests.domain.make import RULES, d, typed


def billed_in_part() -> make.Ledger:
    """Create an order of two lines; one of four pieces of each has been invoiced."""
    it = make.billing(typed("4", "5"), typed("4", "7"))
    portions = [Portion(line.id, d("1")) for line in it.order.lines]
    it.invoices = [it.invoice("INV-1", portions, None, RULES.rules)]
    return it


def needed(it: make.Ledger, *quantities: str) -> SumsNeeded:
    chosen = zip(it.order.lines, quantities, strict=False)
    return Billing(it.order).sums_needed([Portion(line.id, d(some)) for line, some in chosen])


def test_the_first_invoice_needs_no_sums() -> None:
    it = make.billing(typed("4", "5"))

    assert needed(it, "4") == SumsNeeded()


def test_a_portion_that_leaves_something_needs_no_sums() -> None:
    assert needed(billed_in_part(), "2", "1") == SumsNeeded([])


def test_a_portion_that_completes_a_line_needs_only_its_sums() -> None:
    it = billed_in_part()

    assert needed(it, "3", "1") == SumsNeeded([it.order.lines[0].id])


def test_the_portions_that_complete_the_order_need_the_sums_of_its_header_too() -> None:
    it = billed_in_part()

    assert needed(it, "3", "3") == SumsNeeded([line.id for line in it.order.lines], header=True)


def test_everything_that_is_left_needs_all_sums() -> None:
    it = billed_in_part()

    all_of_it = SumsNeeded([line.id for line in it.order.lines], header=True)
    assert Billing(it.order).sums_needed(None) == all_of_it
