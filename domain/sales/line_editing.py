"""Adds, changes, removes and prices the lines of a document."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from domain.core.action import Action
from domain.core.errors import Path
from domain.core.lifecycle import Facts, Lifecycle, Stateful
from domain.core.money import Currency
from domain.pricing.calculation import price_line
from domain.pricing.line import (
    BundleItemRequired,
    Line,
    LineNotFound,
    LineType,
    check_count,
    check_typed,
)
from domain.pricing.price_book import PriceBook
from domain.sales.line_copies import copy_lines
from domain.sales.line_factory import LineFactory, check_changeable, items_of

L = TypeVar("L", bound=Line)

# Changes of these fields compute the line again; another description leaves its amounts alone
# (I-25).
PRICED = frozenset(
    {
        "quantity",
        "unit_id",
        "price_per_unit",
        "manual_discount_amount",
        "manual_discount_percent",
        "tax",
        "tax_code_id",
    }
)


class TakeMode(StrEnum):
    """What happens to existing lines when another document's lines are copied."""

    APPEND = "APPEND"
    REPLACE = "REPLACE"
    SKIP_EXISTING = "SKIP_EXISTING"


@dataclass(frozen=True, slots=True)
class UnreadLines:
    """Stands for the lines of a document that was loaded without them.

    It may know whether there are any; reading or changing them raises an error.
    """

    are_there: bool | None = None  # None if unknown

    def __bool__(self) -> bool:
        """Return whether the document has lines. Raises LookupError if that is unknown."""
        if self.are_there is None:
            raise LookupError("the document was loaded without its lines")
        return self.are_there


class LineEditing(Stateful, Generic[L]):
    """The operations on the lines of a document, which its state must allow."""

    __slots__ = ()

    lifecycle: ClassVar[Lifecycle]
    line_kind: ClassVar[type[Line]]

    currency: Currency
    lines: list[L]

    def facts(self) -> Facts:
        """Return the facts that the record knows by itself."""
        return {}

    def sum_up(self, prices: PriceBook) -> None:
        """Compute the totals of the document."""
        raise NotImplementedError

    def check_price_list(self, prices: PriceBook) -> None:
        """Raise an error if the price list does not fit the document."""
        raise NotImplementedError

    def add_lines(self, typed: Iterable[Mapping[str, Any]], prices: PriceBook) -> list[L]:
        """Append lines in the given order, each bundle with its required items.

        Raises PARENT_READ_ONLY (I-10), TOO_MANY_LINES, and errors of lines and of the price book.
        """
        self.lifecycle.check(Action.EDIT_LINES, self, self.facts())
        present = {line.id: line for line in self.lines}
        entry = LineFactory(self._line_made, self.currency, prices, present)
        new, there, most = list(typed), len(self.lines), prices.rules.max_lines_per_document
        if new:  # before any line is created
            check_count(there + len(new), most, ("lines", max(most - there, 0)))
        added: list[L] = []
        for at, values in enumerate(new):
            path = ("lines", at)
            self.allow_new_line(values, path)
            added += entry.lines(values, path)
            check_count(there + len(added), most, path)  # the items of bundles are lines too
        return self._append(added, prices)

    def take_lines(self, lines: Iterable[Line], mode: TakeMode, prices: PriceBook) -> list[L]:
        """Copy another document's lines, priced from this document's price list (4.2).

        REPLACE removes existing lines. SKIP_EXISTING skips products and write-ins that are already
        there, and a bundle with its items. Raises PARENT_READ_ONLY, PRICES_LOCKED,
        PRODUCT_NOT_ACTIVE, PRICE_LIST_REQUIRED, PRODUCT_NOT_IN_PRICE_LIST, TOO_MANY_LINES.
        """
        self.lifecycle.check(Action.EDIT_LINES, self, self.facts())
        for present in self.lines if mode is TakeMode.REPLACE else ():
            self.allow_line_removal(present)
        there = {_product_or_text(line) for line in self.lines if line.bundle_line_id is None}
        coming = {line.id: line for line in lines}
        sources = [
            line
            for line in coming.values()
            if mode is not TakeMode.SKIP_EXISTING
            or _product_or_text(coming.get(line.bundle_line_id or line.id, line)) not in there
        ]
        for line in sources:
            typed = line.price_per_unit if line.is_price_overridden else None
            self.allow_new_line({"product_id": line.product_id, "price_per_unit": typed}, ())
            if line.product_id is not None and line.line_type is not _INCLUDED:
                product = prices.product(line.product_id)
                prices.check_listed(product, line.unit_id or prices.unit(product, None), ())
        kept = 0 if mode is TakeMode.REPLACE else len(self.lines)
        if sources:  # without new lines, a document over the limit is allowed
            check_count(kept + len(sources), prices.rules.max_lines_per_document)
        if mode is TakeMode.REPLACE:
            self.lines.clear()
        return self._append(copy_lines(sources, self.line_kind), prices)

    def update_line(self, line_id: UUID, changes: Mapping[str, Any], prices: PriceBook) -> L:
        """Change one line. Raises PARENT_READ_ONLY (I-10) and line errors.

        An entered price overrides the catalog, and null restores the catalog's price. A new unit
        gets its own price; a new quantity changes only the discount tier (I-30).
        """
        self.lifecycle.check(Action.EDIT_LINES, self, self.facts())
        line = self.line(line_id)
        check_typed(changes, amounts=self.currency.scale, prices=prices.rules.price_scale)
        check_changeable(line, changes)
        prices.check_tax_code(changes.get("tax_code_id"))
        self.allow_line_change(line, changes)
        if "unit_id" in changes and line.product_id is not None:
            product = prices.products[line.product_id]
            unit_id = prices.unit(product, changes["unit_id"], ("unitId",))
            prices.check_listed(product, unit_id, ("unitId",))
            changes = {**changes, "unit_id": unit_id}
        line.change(changes)
        items = self._follow(line, prices) if "quantity" in changes else []
        self._find_again(line, changes, prices)
        self.compute([line, *items] if PRICED & changes.keys() else [], prices)
        return line

    def remove_line(self, line_id: UUID, prices: PriceBook) -> list[L]:
        """Remove a line, and the items with a bundle. Returns every removed line.

        Raises PARENT_READ_ONLY (I-10), BUNDLE_ITEM_REQUIRED (I-39).
        """
        self.lifecycle.check(Action.EDIT_LINES, self, self.facts())
        line = self.line(line_id)
        if line.line_type is LineType.REQUIRED_BUNDLE_PRODUCT:
            raise BundleItemRequired
        gone = [line, *self.items_of(line)]
        for each in gone:
            self.allow_line_removal(each)
        self.lines[:] = [each for each in self.lines if each not in gone]
        self.sum_up(prices)
        return gone

    def recalculate(self, prices: PriceBook) -> None:
        """Reprice every line from the current catalog and settings. Raises RECORD_READ_ONLY.

        Entered prices stay as they are (I-31).
        """
        self.lifecycle.check(Action.RECALCULATE, self, self.facts())
        self.check_price_list(prices)
        if self.follows_catalog:
            self.renew(prices)
        else:
            self.sum_up(prices)

    @property
    def follows_catalog(self) -> bool:
        """Whether calculations look up prices; locked prices are kept (5.1)."""
        return True

    def line(self, line_id: UUID) -> L:
        """Return one of the document's lines. Raises LINE_NOT_FOUND."""
        for line in self.lines:
            if line.id == line_id:
                return line
        raise LineNotFound

    def items_of(self, bundle: Line) -> list[L]:
        """Return the item lines of a bundle line."""
        return [line for line in self.lines if line.bundle_line_id == bundle.id]

    def renew(self, prices: PriceBook, lines: Iterable[L] | None = None) -> None:
        """Look up the prices, tiers and taxes of these lines or all, then compute amounts."""
        renewed = self.lines if lines is None else lines
        for line in renewed:
            prices.price(line)
            prices.tax(line)
        self.compute(renewed, prices)

    def compute(self, lines: Iterable[L], prices: PriceBook) -> None:
        """Compute the amounts of these lines, then the totals of the document."""
        for line in lines:
            price_line(line, self.currency.precision, prices.rules)
        self.sum_up(prices)

    def allow_new_line(self, values: Mapping[str, Any], path: Path) -> None:
        """Raise an error for a line that this kind of document does not allow."""

    def allow_line_change(self, line: L, changes: Mapping[str, Any]) -> None:
        """Raise an error for a change that this kind of document does not allow."""

    def allow_line_removal(self, line: L) -> None:
        """Raise an error for a line that this kind of document does not allow to remove."""

    def _append(self, added: list[Any], prices: PriceBook) -> list[L]:
        # Gaps that removed lines leave stay, so that no line gets another number.
        last = max((line.line_number for line in self.lines), default=0)
        for number, line in enumerate(added, last + 1):
            line.line_number = number
        self.lines.extend(added)
        # Only new lines are priced; the others keep their prices (I-32).
        self.renew(prices, added)
        return added

    def _line_made(self, **values: Any) -> L:
        kind: Any = self.line_kind
        return kind(line_number=0, currency_code=self.currency.code, **values)  # type: ignore[no-any-return]

    def _follow(self, bundle: L, prices: PriceBook) -> list[L]:
        """Set the quantities of a bundle's required items, and return these items."""
        if bundle.line_type is not LineType.BUNDLE or bundle.product_id is None:
            return []
        parts = {item.product_id: item for item in prices.bundle_items.get(bundle.product_id, ())}
        followed = []
        for line in self.items_of(bundle):
            item = parts.get(line.product_id) if line.product_id else None
            if item is not None and line.line_type is LineType.REQUIRED_BUNDLE_PRODUCT:
                line.quantity = items_of(bundle, item)
                followed.append(line)
        return followed

    def _find_again(self, line: L, changes: Mapping[str, Any], prices: PriceBook) -> None:
        """Look up again whatever in the price book a change of the line affects."""
        prices.check_quantity(line)
        if {"unit_id", "price_per_unit"} & changes.keys():
            prices.price(line)
        # The agreed price stays; only the discount tier follows the quantity (I-30).
        elif "quantity" in changes:
            prices.discount(line)
        if changes.get("tax_code_id") is not None:
            prices.tax(line)


_INCLUDED = LineType.REQUIRED_BUNDLE_PRODUCT


# Write-ins have no product, so their text identifies them. Items of bundles are not compared: one
# in a bundle does not stand for the product itself.
def _product_or_text(line: Line) -> tuple[UUID | None, str | None]:
    """Return the product or the write-in text of a line."""
    return line.product_id, line.write_in
