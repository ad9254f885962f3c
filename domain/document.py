"""What opportunity, quote, order and invoice share: a header, lines, totals, a life cycle."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from domain.action import Action
from domain.closing import CloseRecord, Closing
from domain.errors import NotFound, Path, VersionConflict
from domain.identity import new_id
from domain.lifecycle import Facts, Lifecycle, State, Subject
from domain.line import (
    Line,
    LineNotFound,
    LinePriceRequired,
    LineProductAndWriteIn,
    LineProductRequired,
    checked,
)
from domain.money import (
    LARGEST_INPUT,
    ZERO,
    Currency,
    RoundingMode,
    bounded,
    rounded,
    trimmed,
    within,
)
from domain.pricing import DiscountExceedsTotal, PricingRules, price_line, totals
from domain.pricing_error import PricingError
from domain.text import optional_text, required_text

L = TypeVar("L", bound=Line)

HEADER = (
    "name",
    "account_id",
    "contact_id",
    "owner_id",
    "currency",
    "exchange_rate",
    "price_list_id",
    "pricing_error",
    "description",
    "discount_percentage",
    "discount_amount",
    "freight_amount",
)
SUMMED = frozenset(
    {
        "discount_percentage",
        "discount_amount",
        "freight_amount",
        "estimated_value",
        "is_revenue_system_calculated",
        "budget_amount",
    }
)
PRICED = frozenset(
    {"quantity", "price_per_unit", "manual_discount_amount", "manual_discount_percent", "tax"}
)
TOTALS = (
    "detail_amount",
    "line_discount_amount",
    "total_discount_amount",
    "pre_freight_amount",
    "total_tax",
    "total_amount",
)


class DocumentNotFound(NotFound):
    """The id names no opportunity, quote, order or invoice that the caller may see."""

    rule = "There is no such document."


@dataclass(eq=False, kw_only=True, slots=True)
class Document(Subject, Generic[L]):
    """A commercial document. Amounts are in its currency, with exactly its decimals."""

    lifecycle: ClassVar[Lifecycle]
    edit: ClassVar[Action]
    noun: ClassVar[str]
    line_kind: ClassVar[type[Line]] = Line

    id: UUID = field(default_factory=new_id)
    version: int = 0
    number: str
    name: str
    status: StrEnum
    status_reason: StrEnum
    account_id: UUID | None = None
    contact_id: UUID | None = None
    owner_id: UUID
    currency: Currency
    exchange_rate: Decimal | None = None
    price_list_id: UUID | None = None
    pricing_error: PricingError = PricingError.NONE
    description: str | None = None
    discount_percentage: Decimal | None = None
    discount_amount: Decimal = ZERO
    freight_amount: Decimal = ZERO
    detail_amount: Decimal = ZERO
    line_discount_amount: Decimal = ZERO
    total_discount_amount: Decimal = ZERO
    pre_freight_amount: Decimal = ZERO
    total_tax: Decimal = ZERO
    total_amount: Decimal = ZERO
    discount_amount_in_base: Decimal | None = None
    freight_amount_in_base: Decimal | None = None
    detail_amount_in_base: Decimal | None = None
    line_discount_amount_in_base: Decimal | None = None
    total_discount_amount_in_base: Decimal | None = None
    pre_freight_amount_in_base: Decimal | None = None
    total_tax_in_base: Decimal | None = None
    total_amount_in_base: Decimal | None = None
    lines: list[L] = field(default_factory=list)
    close_records: list[CloseRecord] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The noun and the number, as errors name the document."""
        return f"{self.noun} {self.number}"

    def enter(self, state: State) -> None:
        """Take a state over; asked by the life cycle only."""
        self.status, self.status_reason = state

    @property
    def currency_code(self) -> str:
        """The ISO code of the document's currency."""
        return self.currency.code

    def expect(self, version: int | None) -> None:
        """Raise VERSION_CONFLICT unless this is the version the caller has seen (I-65)."""
        if version is not None and version != self.version:
            raise VersionConflict(record=self.label, version=self.version, expected=version)

    def update(self, changes: Mapping[str, Any], rules: PricingRules) -> None:
        """Take over typed header values. Raises RECORD_READ_ONLY (I-10).

        The totals follow new amounts only: agreed ones do not change with a new name (I-25).
        """
        self.lifecycle.check(self.edit, self, self.facts())
        self.take(changes)
        if SUMMED & changes.keys():
            self.sum_up(rules)

    def take(self, changes: Mapping[str, Any]) -> None:
        """Check typed header values and write them; a null discount or freight is zero."""
        checked_header(changes)
        for name, value in changes.items():
            amount_missing = value is None and name in {"discount_amount", "freight_amount"}
            setattr(self, name, ZERO if amount_missing else value)
        if "name" in changes:
            self.name = required_text(self.name, "name", 300)
        if self.discount_percentage is not None:
            self.discount_percentage = trimmed(self.discount_percentage)

    def add_lines(self, typed: Iterable[Mapping[str, Any]], rules: PricingRules) -> list[L]:
        """Append lines in the order given. Raises PARENT_READ_ONLY (I-10) and line errors."""
        self.lifecycle.check(Action.EDIT_LINES, self, self.facts())
        added = [self._new_line(values, ("lines", at)) for at, values in enumerate(typed)]
        last = max((line.line_number for line in self.lines), default=0)
        for number, line in enumerate(added, last + 1):
            line.line_number = number
        self.lines.extend(added)
        self.reprice(added, rules)
        return added

    def update_line(self, line_id: UUID, changes: Mapping[str, Any], rules: PricingRules) -> L:
        """Change one line. Raises PARENT_READ_ONLY (I-10) and line errors."""
        self.lifecycle.check(Action.EDIT_LINES, self, self.facts())
        line = self.line(line_id)
        checked(changes)
        self.allow_line_change(line, changes)
        line.change(changes)
        self.reprice([line] if PRICED & changes.keys() else [], rules)
        return line

    def remove_line(self, line_id: UUID, rules: PricingRules) -> None:
        """Take one line away. Raises PARENT_READ_ONLY (I-10)."""
        self.lifecycle.check(Action.EDIT_LINES, self, self.facts())
        line = self.line(line_id)
        self.allow_line_removal(line)
        self.lines.remove(line)
        self.sum_up(rules)

    def recalculate(self, rules: PricingRules) -> None:
        """Compute every amount again by the present rules. Raises RECORD_READ_ONLY."""
        self.lifecycle.check(Action.RECALCULATE, self, self.facts())
        self.reprice(self.lines, rules)

    def line(self, line_id: UUID) -> L:
        """One of the document's lines, or LINE_NOT_FOUND."""
        for line in self.lines:
            if line.id == line_id:
                return line
        raise LineNotFound

    def reprice(self, lines: Iterable[L], rules: PricingRules) -> None:
        """Compute the amounts of these lines, then the totals of the document."""
        for line in lines:
            price_line(line, self.currency.precision, rules)
        self.sum_up(rules)

    def sum_up(self, rules: PricingRules) -> None:
        """Compute the totals. Raises DISCOUNT_EXCEEDS_TOTAL (I-27)."""
        self.total(rules)
        if self.pre_freight_amount < 0 <= self.detail_amount:
            raise DiscountExceedsTotal(path=("discountAmount",))

    def total(self, rules: PricingRules) -> None:
        """Round the typed header amounts and compute the totals (3.5)."""
        precision = self.currency.precision
        self.discount_amount = rules.amount(self.discount_amount, precision)
        self.freight_amount = rules.amount(self.freight_amount, precision)
        sums = totals(
            self.lines,
            discount_percentage=self.discount_percentage,
            discount_amount=self.discount_amount,
            freight_amount=self.freight_amount,
            precision=precision,
            rules=rules,
        )
        for name in TOTALS:
            setattr(self, name, getattr(sums, name))

    def close(
        self,
        action: Action,
        closing: Closing,
        to: StrEnum | None = None,
        facts: Facts | None = None,
        revenue: Decimal | None = None,
        **words: Any,
    ) -> CloseRecord:
        """Leave the open states by an action and write its one close record (I-22).

        The revenue, typed or computed, gets the currency's decimals, halves to even.
        """
        self.lifecycle.move(action, self, to, facts or self.facts(), **words)
        if revenue is not None:
            revenue = bounded(rounded(revenue, self.currency.precision, RoundingMode.HALF_EVEN))
        record = CloseRecord(
            status=self.status,
            status_reason=self.status_reason,
            close_date=closing.on,
            description=closing.description,
            revenue=revenue,
            currency_code=self.currency.code,
            competitor_id=closing.competitor_id,
        )
        self.close_records.append(record)
        return record

    def facts(self) -> Facts:
        """The facts that this record can answer by itself."""
        return {}

    def allow_new_line(self, values: Mapping[str, Any], path: Path) -> None:
        """Refuse a line that this kind of document cannot take."""

    def allow_line_change(self, line: L, changes: Mapping[str, Any]) -> None:
        """Refuse a change that this kind of document cannot take."""

    def allow_line_removal(self, line: L) -> None:
        """Refuse to give up a line that this kind of document needs."""

    def content(self, *names: str) -> dict[str, Any]:
        """These fields by name, to begin another document with."""
        return {name: getattr(self, name) for name in names}

    def _new_line(self, values: Mapping[str, Any], path: Path) -> L:
        product, write_in = values.get("product_id"), values.get("write_in")
        if product is not None and write_in is not None:
            raise LineProductAndWriteIn(path=(*path, "writeIn"))
        if product is None and not (write_in or "").strip():
            raise LineProductRequired(path=path)
        if values.get("price_per_unit") is None:
            raise LinePriceRequired(path=(*path, "pricePerUnit"))
        checked(values, path)
        self.allow_new_line(values, path)
        line: Any = self.line_kind(
            line_number=0,
            currency_code=self.currency.code,
            quantity=values["quantity"],
            price_per_unit=values["price_per_unit"],
        )
        line.change(values)
        return line  # type: ignore[no-any-return]


def checked_header(changes: Mapping[str, Any]) -> None:
    """Refuse typed header values that make no sense in any document (I-26)."""
    limits = {
        "discount_percentage": ("discountPercentage", Decimal(100)),
        "discount_amount": ("discountAmount", LARGEST_INPUT),
        "freight_amount": ("freightAmount", LARGEST_INPUT),
    }
    for name, (label, high) in limits.items():
        if changes.get(name) is not None:
            within(changes[name], ZERO, high, label, (label,))
    if "name" in changes:
        required_text(changes["name"], "name", 300)
    optional_text(changes.get("description"), "description", 2000)
