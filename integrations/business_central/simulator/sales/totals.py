"""Amounts of lines and documents, computed as Business Central does.

The tax is a flat rate per tax group. The document's discount is spread over items and resources in
proportion to their amounts; tax is rounded once per rate, and cents are carried along the lines.
"""

from collections import defaultdict
from decimal import Decimal

from integrations.business_central.simulator.core.errors import refuse_by_rule
from integrations.business_central.simulator.core.journal import Row
from integrations.business_central.simulator.core.store import Transaction
from integrations.business_central.simulator.core.values import round_to

HUNDRED, NOTHING = Decimal(100), Decimal(0)
_DISCOUNTED = {"Item", "Resource"}


def compute(tx: Transaction, document: Row, *, spread: bool = True) -> None:
    """Set all amounts of a document and its lines; `spread` spreads its discount anew."""
    places = places_of(tx, document)
    lines = document["lines"]
    for line in lines:
        _compute_line(line, places)
    if spread:
        _spread_discount(document, lines, places)
    for line in lines:
        line["netAmount"] = line["amountExcludingTax"] - line["invoiceDiscountAllocation"]
    _compute_tax(lines, places)
    document["totalAmountExcludingTax"] = _sum(lines, "netAmount")
    document["totalTaxAmount"] = _sum(lines, "netTaxAmount")
    document["totalAmountIncludingTax"] = _sum(lines, "netAmountIncludingTax")


def set_discount(document: Row, amount: Decimal) -> None:
    """Set the document's discount, which is lost if there is nothing to discount.

    Raises ApiError if it is more than can be discounted.
    """
    base = discountable(document)
    if amount < 0 or (base and amount > base):
        raise refuse_by_rule(
            f"The invoice discount amount must be between 0 and {base} for this document."
        )
    document["discountAmount"] = amount if base else NOTHING


def discountable(document: Row) -> Decimal:
    """Return the sum of the lines that the document's discount applies to."""
    return sum(
        (
            gross_of(line) - line["discountAmount"]
            for line in document["lines"]
            if line["lineType"] in _DISCOUNTED
        ),
        NOTHING,
    )


def gross_of(line: Row, places: int = 2) -> Decimal:
    """Return quantity times unit price."""
    return round_to(line["quantity"] * line["unitPrice"], places)


def places_of(tx: Transaction, document: Row) -> int:
    """Return the decimals of amounts in the document's currency."""
    currency = tx.get("currencies", document["currencyId"])
    if currency is None:
        return 2
    exponent = currency["amountRoundingPrecision"].normalize().as_tuple().exponent
    return max(0, -int(exponent))


def _compute_line(line: Row, places: int) -> None:
    amount = gross_of(line, places) - line["discountAmount"]
    tax = round_to(amount * line["taxPercent"] / HUNDRED, places)
    line["amountExcludingTax"] = amount
    line["totalTaxAmount"] = tax
    line["amountIncludingTax"] = amount + tax


def _spread_discount(document: Row, lines: list[Row], places: int) -> None:
    base = discountable(document)
    if document["discountAmount"] > base:
        document["discountAmount"] = NOTHING  # lines were removed: the discount goes with them
    carried = NOTHING
    for line in lines:
        share = NOTHING
        if base and line["lineType"] in _DISCOUNTED:
            exact = document["discountAmount"] * line["amountExcludingTax"] / base + carried
            share = round_to(exact, places)
            carried = exact - share
        line["invoiceDiscountAllocation"] = share


def _compute_tax(lines: list[Row], places: int) -> None:
    carried: dict[tuple[str, Decimal], Decimal] = defaultdict(lambda: NOTHING)
    for line in lines:
        group = (line["taxCode"], line["taxPercent"])
        exact = line["netAmount"] * line["taxPercent"] / HUNDRED + carried[group]
        line["netTaxAmount"] = round_to(exact, places)
        carried[group] = exact - line["netTaxAmount"]
        line["netAmountIncludingTax"] = line["netAmount"] + line["netTaxAmount"]


def _sum(lines: list[Row], name: str) -> Decimal:
    return sum((line[name] for line in lines), NOTHING)
