"""Finds the order lines that a posted invoice bills, where the ERP does not name them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from domain.pricing.line import OrderLine
from domain.sales.posted_invoice import InvoiceReport


def find_order_lines(ordered: Sequence[OrderLine], report: InvoiceReport) -> InvoiceReport:
    """Return the report with the order line of each product that is unambiguous.

    It is if one order line has the product that no line of the report names, and one line of the
    report without an order line has it. All others stay as they are: nothing is guessed.
    """
    named = {line.order_line_id for line in report.lines}
    free = [line for line in ordered if line.product_id is not None and line.id not in named]
    wanted = Counter(line.product_id for line in report.lines if line.order_line_id is None)
    offered = Counter(line.product_id for line in free)
    found = {
        line.product_id: line.id
        for line in free
        if offered[line.product_id] == wanted[line.product_id] == 1
    }
    lines = [
        replace(line, order_line_id=found.get(line.product_id))
        if line.order_line_id is None and line.product_id is not None
        else line
        for line in report.lines
    ]
    return replace(report, lines=lines)
