"""The lines of a document: appended, changed, removed, and priced with what follows from it."""

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
    """What happens to present lines when others are taken over."""

    APPEND = "APPEND"
    REPLACE = "REPLACE"
    SKIP_EXISTING = "SKIP_EXISTING"


@dataclass(frozen=True, slots=True)
class UnreadLines:
    """Stands for the lines of a document that was loaded without them.

    It can say whether there are any; whoever wants to see or change them gets an error.
    """

    are_there: bool | None = None  # None where nobody has looked

    def __bool__(self) -> bool:
        """Whether the document has lines. Raises LookupError where that is not known."""
        if self.are_there is None:
            raise LookupError("the document was loaded without its lines")
        return self.are_there


class LineEditing(Stateful, Generic[L]):
    """What can be done with the lines of a document while its state allows it."""

    __slots__ = ()

    lifecycle: ClassVar[Lifecycle]
    line_kind: ClassVar[type[Line]]

    currency: Currency
    lines: list[L]

    def facts(self) -> Facts:
        """The facts that this record can answer by itself."""
        return {}

    def sum_up(self, prices: PriceBook) -> None:
        """Compute the totals of the document."""
        raise NotImplementedError

    def check_price_list(self, prices: PriceBook) -> None:
        """Refuse a price list that is not the document's."""
        raise NotImplementedError

    def add_lines(self, typed: Iterable[Mapping[str, Any]], prices: PriceBook) -> list[L]:
        """Append lines in the order given, each bundle with its required items.

        Raises PARENT_READ_ONLY (I-10), TOO_MANY_LINES, line errors and what the price book refuses.
        """
        self.lifecycle.check(Action.EDIT_LINES, self, self.facts())
        present = {line.id: line for line in self.lines}
        entry = LineFactory(self._line_made, self.currency, prices, present)
        new, there, most = list(typed), len(self.lines), prices.rules.max_lines_per_document
        if new:  # before any of them is made
            check_count(there + len(new), most, ("lines", max(most - there, 0)))
        added: list[L] = []
        for at, values in enumerate(new):
            path = ("lines", at)
            self.allow_new_line(values, path)
            added += entry.lines(values, path)
            check_count(there + len(added), most, path)  # the items of bundles are lines too
        return self._append(added, prices)

    def take_lines(self, lines: Iterable[Line], mode: TakeMode, prices: PriceBook) -> list[L]:
        """Append copies of another document's lines, priced by this one's price list (4.2).

        REPLACE gives the present lines up; SKIP_EXISTING leaves out products and write-ins that
        are there, and with a bundle its items. Raises PARENT_READ_ONLY, PRICES_LOCKED,
        PRODUCT_NOT_ACTIVE, PRICE_LIST_REQUIRED, PRODUCT_NOT_IN_PRICE_LIST, TOO_MANY_LINES.
        """
        self.lifecycle.check(Action.EDIT_LINES, self, self.facts())
        for present in self.lines if mode is TakeMode.REPLACE else ():
            self.allow_line_removal(present)
        there = {_product_or_text(line) for line in self.lines if line.bundle_line_id is None}
        coming = {line.id: line for line in lines}
        taken = [
            line
            for line in coming.values()
            if mode is not TakeMode.SKIP_EXISTING
            or _product_or_text(coming.get(line.bundle_line_id or line.id, line)) not in there
        ]
        for line in taken:
            typed = line.price_per_unit if line.is_price_overridden else None
            self.allow_new_line({"product_id": line.product_id, "price_per_unit": typed}, ())
            if line.product_id is not None and line.line_type is not _INCLUDED:
                product = prices.product(line.product_id)
                prices.check_listed(product, line.unit_id or prices.unit(product, None), ())
        kept = 0 if mode is TakeMode.REPLACE else len(self.lines)
        if taken:  # what is there already may stay, however much it is
            check_count(kept + len(taken), prices.rules.max_lines_per_document)
        if mode is TakeMode.REPLACE:
            self.lines.clear()
        return self._append(copy_lines(taken, self.line_kind), prices)

    def update_line(self, line_id: UUID, changes: Mapping[str, Any], prices: PriceBook) -> L:
        """Change one line. Raises PARENT_READ_ONLY (I-10) and line errors.

        A typed price overrides the catalog, null goes back to it; another unit has another
        price; another quantity only finds its tier anew (I-30).
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
        """Remove a line, and a bundle's items with the bundle. Returns every removed line.

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
        """Price every line by the catalog and the settings of today. Raises RECORD_READ_ONLY.

        Typed prices stay as they are (I-31).
        """
        self.lifecycle.check(Action.RECALCULATE, self, self.facts())
        self.check_price_list(prices)
        if self.follows_catalog:
            self.renew(prices)
        else:
            self.sum_up(prices)

    @property
    def follows_catalog(self) -> bool:
        """Whether a calculation looks prices up; locked ones are kept (5.1)."""
        return True

    def line(self, line_id: UUID) -> L:
        """One of the document's lines, or LINE_NOT_FOUND."""
        for line in self.lines:
            if line.id == line_id:
                return line
        raise LineNotFound

    def items_of(self, bundle: Line) -> list[L]:
        """The lines that belong to a bundle's line."""
        return [line for line in self.lines if line.bundle_line_id == bundle.id]

    def renew(self, prices: PriceBook, lines: Iterable[L] | None = None) -> None:
        """Look up prices, tiers and taxes of these lines or of all, then compute the amounts."""
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
        """Refuse a line that this kind of document cannot take."""

    def allow_line_change(self, line: L, changes: Mapping[str, Any]) -> None:
        """Refuse a change that this kind of document cannot take."""

    def allow_line_removal(self, line: L) -> None:
        """Refuse to give up a line that this kind of document needs."""

    def _append(self, added: list[Any], prices: PriceBook) -> list[L]:
        last = max((line.line_number for line in self.lines), default=0)
        for number, line in enumerate(added, last + 1):
            line.line_number = number
        self.lines.extend(added)
        self.renew(prices, added)
        return added

    def _line_made(self, **values: Any) -> L:
        kind: Any = self.line_kind
        return kind(line_number=0, currency_code=self.currency.code, **values)  # type: ignore[no-any-return]

    def _follow(self, bundle: L, prices: PriceBook) -> list[L]:
        """Give the required items of a bundle the quantity that goes with it."""
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
        """What a change of one line makes the price book look up again."""
        prices.check_quantity(line)
        if {"unit_id", "price_per_unit"} & changes.keys():
            prices.price(line)
        elif "quantity" in changes:
            prices.discount(line)
        if changes.get("tax_code_id") is not None:
            prices.tax(line)


_INCLUDED = LineType.REQUIRED_BUNDLE_PRODUCT


def _product_or_text(line: Line) -> tuple[UUID | None, str | None]:
    """What a line sells: a product or a write-in."""
    return line.product_id, line.write_in
