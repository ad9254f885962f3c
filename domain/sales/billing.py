"""Rules across an order and its invoices: what can be invoiced, and what parts cost (I-54)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from uuid import UUID

from domain.core.action import Action
from domain.core.errors import Invalid, Path, Refused
from domain.core.money import EXACT, ZERO, RoundingMode, plain, rounded, trimmed
from domain.pricing.calculation import DiscountMethod, PricingRules
from domain.pricing.line import (
    QUANTITY_PLACES,
    InvoiceLine,
    LineType,
    OrderLine,
    check_count,
)
from domain.sales.close_details import CloseDetails
from domain.sales.document_fields import TOTALS
from domain.sales.invoice import Invoice
from domain.sales.invoiced_sums import NOTHING_INVOICED, PARTS, InvoicedSums, SumsNeeded
from domain.sales.line_copies import copy_line
from domain.sales.order import InvoicingStatus, Order
from domain.sales.order_lifecycle import OrderNotInvoiceable
from domain.sales.portion import Portion, choose_lines


class InvoiceLinesRequired(Invalid):
    """An empty list of order lines would invoice nothing."""

    rule = (
        "An invoice needs at least one order line. Give one in `lines`, or omit `lines` to invoice"
        " everything that is left."
    )


class InvoiceQuantityInvalid(Invalid):
    """A portion of an order line must have the same sign as the line's quantity."""

    rule = (
        "The quantity to invoice must not be zero and must have the same sign as the order line's"
        " quantity."
    )
    message = "Line {line} has {left} left to invoice. {rule}"


class InvoiceQuantityExceedsOrder(Refused):
    """More cannot be invoiced than was ordered (I-54)."""

    rule = "The quantity exceeds what is left to invoice on the order line."
    message = "Line {line} has {left} left to invoice, not {asked}."


class InvoiceLineRepeated(Invalid):
    """The same order line is listed twice."""

    rule = "List each order line only once, with its total quantity."


@dataclass(slots=True)
class Billing:
    """An order and the sums of its invoices. A lock on the order protects both."""

    order: Order
    billed: InvoicedSums = NOTHING_INVOICED

    def sums_needed(self, portions: Sequence[Portion] | None) -> SumsNeeded:
        """Return which sums over earlier invoices an invoice of these portions needs.

        Only a portion that completes a line billed before takes a remainder. The result may name
        more sums than needed.
        """
        if self.order.invoicing_status is InvoicingStatus.NONE:
            return SumsNeeded()
        billed = None if portions is None else {one.order_line_id: one.quantity for one in portions}
        completed = {
            line.id: line
            for line in self.order.lines
            if _quantity_left(line)
            and (
                billed is None
                or billed.get(line.id) == _quantity_left(line)
                or line.bundle_line_id in billed  # required items go with their bundle
            )
        }
        lines = [line.id for line in completed.values() if line.invoiced_quantity]
        is_last = self._open_lines() <= completed.keys()
        if is_last:  # the last invoice has the lines of quantity zero not yet billed
            lines += [line.id for line in self.order.lines if not line.quantity]
        return SumsNeeded(lines, header=is_last)

    def invoice(
        self,
        number: str,
        portions: Sequence[Portion] | None,
        due_date: date | None,
        rules: PricingRules,
    ) -> Invoice:
        """Create an invoice of everything that is left, or of these portions (I-53, I-54).

        Raises ORDER_NOT_INVOICEABLE, EMPTY_DOCUMENT, INVOICE_LINES_REQUIRED,
        INVOICE_QUANTITY_INVALID, INVOICE_QUANTITY_EXCEEDS_ORDER, INVOICE_LINE_REPEATED,
        LINE_NOT_FOUND, TOO_MANY_LINES.
        """
        self.check_invoiceable()
        if portions is not None and not portions:
            raise InvoiceLinesRequired(path=("lines",))
        billed = self._everything() if portions is None else self._choose_lines(portions)
        if not billed:
            raise OrderNotInvoiceable(record=self.order.label, status=self.order.status.value)
        check_count(len(billed), rules.max_lines_per_document)
        invoice = Invoice.from_order(self.order, number, [])
        invoice.due_date = due_date
        with localcontext(EXACT):
            self._bill(invoice, billed, rules)
        return invoice

    def check_invoiceable(self) -> None:
        """Raise the refusal of any invoice, before a document number is used up."""
        self.order.lifecycle.check(Action.CREATE_INVOICE_FROM_ORDER, self.order, self.order.facts())

    def cancel(self, invoice: Invoice, details: CloseDetails, *, is_only: bool) -> None:
        """Cancel one of the invoices, so that its quantities can be invoiced again (5.2).

        `is_only` means that all other invoices of the order are canceled. The order is never fully
        invoiced afterwards, because every invoice bills something.
        """
        invoice.cancel(details)
        ordered = {line.id: line for line in self.order.lines}
        for line in invoice.lines:
            if line.order_line_id is not None:
                billed = ordered[line.order_line_id]
                billed.invoiced_quantity = trimmed(billed.invoiced_quantity - line.quantity)
        left = InvoicingStatus.NONE if is_only else InvoicingStatus.PARTIAL
        self.order.count_invoiced(left)

    def _bill(
        self, invoice: Invoice, billed: list[tuple[OrderLine, Decimal]], rules: PricingRules
    ) -> None:
        first = self.order.invoicing_status is InvoicingStatus.NONE
        for line, quantity in billed:
            invoice.lines.append(self._part(line, quantity, rules))
            line.invoiced_quantity = trimmed(line.invoiced_quantity + quantity)
        _regroup(invoice.lines)
        completes = all(_is_complete(line) for line in self.order.lines)
        # An invoice of everything has the order's totals (I-53); new settings must not change
        # them.
        if first and completes:
            for name in TOTALS:
                setattr(invoice, name, getattr(self.order, name))
        else:
            self._spread_header(invoice, rules, completes=completes)
        invoice.amount_due = invoice.total_amount
        invoice.convert()
        self.order.count_invoiced(InvoicingStatus.FULL if completes else InvoicingStatus.PARTIAL)

    def _everything(self) -> list[tuple[OrderLine, Decimal]]:
        """Return what is left of each line, and lines of quantity zero not yet billed."""
        return [
            (line, trimmed(_quantity_left(line)))
            for line in self._lines_to_complete(self._open_lines())
        ]

    def _choose_lines(self, portions: Sequence[Portion]) -> list[tuple[OrderLine, Decimal]]:
        by_line: dict[UUID, tuple[OrderLine, Decimal]] = {}
        for line, quantity, path in choose_lines(self.order.lines, portions, InvoiceLineRepeated):
            _check_left(line, quantity, path)
            by_line[line.id] = (line, trimmed(quantity))
        by_line |= {item.id: (item, part) for item, part in self._with_bundles(by_line)}
        if all(
            _quantity_left(line) == by_line.get(line.id, (line, ZERO))[1]
            for line in self.order.lines
        ):
            return [
                (line, by_line.get(line.id, (line, ZERO))[1])
                for line in self._lines_to_complete(by_line)
            ]
        return list(by_line.values())

    def _with_bundles(
        self, by_line: Mapping[UUID, tuple[OrderLine, Decimal]]
    ) -> Iterator[tuple[OrderLine, Decimal]]:
        """Add the required items of chosen bundles in proportion, the rest with the last part.

        An item whose share is rounded to zero is left for a later part.
        """
        for item in self.order.lines:
            bundle, quantity = by_line.get(item.bundle_line_id or item.id, (item, ZERO))
            is_required = item.line_type is LineType.REQUIRED_BUNDLE_PRODUCT
            if bundle is item or not is_required or item.id in by_line or not _quantity_left(item):
                continue
            # A share can have endless decimals; entered quantities are never rounded (I-37).
            part = rounded(
                item.quantity * quantity / bundle.quantity, QUANTITY_PLACES, RoundingMode.HALF_UP
            )
            whole = quantity == _quantity_left(bundle) or abs(part) > abs(_quantity_left(item))
            if share := trimmed(_quantity_left(item) if whole else part):
                yield item, share

    def _lines_to_complete(self, line_ids: Iterable[UUID]) -> list[OrderLine]:
        """Return these lines and those of quantity zero not yet billed, for the last invoice."""
        billed_ids = set(line_ids)
        return [
            line
            for line in self.order.lines
            if line.id in billed_ids or (not line.quantity and line.id not in self.billed.parts)
        ]

    def _open_lines(self) -> set[UUID]:
        return {line.id for line in self.order.lines if _quantity_left(line)}

    def _part(self, line: OrderLine, quantity: Decimal, rules: PricingRules) -> InvoiceLine:
        """Create a part of a line by quantity; the part that completes it takes the remainder."""
        part = copy_line(line, InvoiceLine, order_line_id=line.id)
        part.quantity = quantity
        if quantity == line.quantity:
            return part
        completes = quantity == _quantity_left(line)
        billed = self.billed.parts[line.id] if completes else (ZERO,) * len(PARTS)
        for name, earlier in zip(PARTS, billed, strict=True):
            whole: Decimal = getattr(line, name)
            if completes:
                # Earlier shares were rounded; with the remainder, all parts add up exactly (I-54).
                share = whole - earlier
            else:
                share = rules.amount(
                    whole * quantity / line.quantity, self.order.currency.precision
                )
            setattr(part, name, share)
        part.note(whole_base=plain(line.base_amount), whole_quantity=plain(line.quantity))
        if rules.discount_method is DiscountMethod.LINE_ITEM:
            part.manual_discount_amount = part.manual_discount
        part.extended_amount = part.base_amount - part.manual_discount + part.tax
        return part

    def _spread_header(self, invoice: Invoice, rules: PricingRules, *, completes: bool) -> None:
        """Prorate discount and freight by detail amount; the last invoice takes the remainder."""
        order, precision = self.order, self.order.currency.precision
        discount = order.total_discount_amount - order.line_discount_amount
        detail = sum((line.extended_amount - line.tax for line in invoice.lines), ZERO)
        # The percentage of a part, rounded anew, would not add up to the order's discount.
        invoice.discount_percentage = None
        if completes:
            invoice.discount_amount = discount - self.billed.discount
            invoice.freight_amount = order.freight_amount - self.billed.freight
        else:
            whole = order.detail_amount
            for name, amount in (("discount", discount), ("freight", order.freight_amount)):
                share = amount * detail / whole if whole else ZERO  # a tie survives in this order
                setattr(invoice, f"{name}_amount", rules.amount(share, precision))
        invoice.total(rules)


def _regroup(lines: Sequence[InvoiceLine]) -> None:
    """Assign bundle items to their bundle's line on the same invoice, if it has one."""
    parts = {line.order_line_id: line.id for line in lines}
    for line in lines:
        if line.bundle_line_id is not None:
            line.bundle_line_id = parts.get(line.bundle_line_id)


def _check_left(line: OrderLine, quantity: Decimal, path: Path) -> None:
    """Raise INVOICE_QUANTITY_INVALID, INVOICE_QUANTITY_EXCEEDS_ORDER."""
    left = _quantity_left(line)
    facts = {"line": line.line_number, "left": plain(left), "asked": plain(quantity)}
    if quantity == 0 or quantity * line.quantity < 0:
        raise InvoiceQuantityInvalid(**facts, path=path)
    if quantity * left <= 0 or abs(quantity) > abs(left):
        raise InvoiceQuantityExceedsOrder(**facts, path=path)


def _quantity_left(line: OrderLine) -> Decimal:
    return line.quantity - line.invoiced_quantity


def _is_complete(line: OrderLine) -> bool:
    return line.quantity == line.invoiced_quantity
