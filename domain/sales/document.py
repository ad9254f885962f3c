"""The base class of opportunities, quotes, orders and invoices: header, totals, life cycle."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, ClassVar, TypeVar
from uuid import UUID

from domain.core.action import Action
from domain.core.errors import NotFound, Refused, check_version
from domain.core.ids import new_id
from domain.core.lifecycle import Facts, Lifecycle, State
from domain.core.money import (
    MAX_INPUT,
    ZERO,
    Currency,
    CurrencyMismatch,
    Number,
    check_amount_range,
    check_numbers,
    check_scale,
    rounded,
)
from domain.core.text import Form, Text, camel, check_texts
from domain.pricing.calculation import (
    LINE_AMOUNTS,
    DiscountExceedsTotal,
    PricingRules,
    convert,
    totals,
)
from domain.pricing.line import Line
from domain.pricing.price_book import PriceBook
from domain.pricing.pricing_error import PricingError
from domain.sales.close_details import CloseDetails, CloseRecord
from domain.sales.document_fields import AMOUNTS, SUMMED, TOTALS
from domain.sales.line_editing import LineEditing

L = TypeVar("L", bound=Line)

# Metadata of a field that is not copied to documents created from this one (`copied_fields`).
OWN = {"own": True}


class DocumentNotFound(NotFound):
    """The document does not exist, or the caller may not see it."""

    rule = "The document does not exist. Check its ID."


class CurrencyImmutable(Refused):
    """The currency is fixed once amounts or documents depend on it (I-47)."""

    rule = (
        "The currency can be changed only on a quote or an opportunity without lines, and on an"
        " opportunity only before it has quotes, orders or invoices."
    )


@dataclass(eq=False, kw_only=True, slots=True)
class Document(LineEditing[L]):
    """A sales document. Amounts are in its currency, with exactly that currency's decimals."""

    lifecycle: ClassVar[Lifecycle]
    edit: ClassVar[Action]
    noun: ClassVar[str]
    not_found: ClassVar[type[NotFound]]  # raised for an unknown id
    line_kind: ClassVar[type[Line]] = Line
    amounts: ClassVar[tuple[str, ...]] = AMOUNTS
    typed_amounts: ClassVar[tuple[str, ...]] = ("discount_amount", "freight_amount")

    id: UUID = field(default_factory=new_id, metadata=OWN)
    version: int = field(default=0, metadata=OWN)
    created_at: datetime | None = field(default=None, metadata=OWN)  # None until saved
    number: Annotated[str, Form("the number series")] = field(metadata=OWN)
    name: Annotated[str, Text(300, required=True)]
    status: StrEnum = field(metadata=OWN)
    status_reason: StrEnum = field(metadata=OWN)
    account_id: UUID | None = None
    contact_id: UUID | None = None
    owner_id: UUID
    currency: Currency
    exchange_rate: Decimal | None = None
    price_list_id: UUID | None = None
    pricing_error: PricingError = PricingError.NONE
    description: Annotated[str | None, Text(2_000)] = None
    discount_percentage: Annotated[Decimal | None, Number(0, 100, trim=True)] = None
    discount_amount: Annotated[Decimal, Number(0, MAX_INPUT)] = ZERO
    freight_amount: Annotated[Decimal, Number(0, MAX_INPUT)] = ZERO
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
    lines: list[L] = field(default_factory=list, metadata=OWN)
    close_records: list[CloseRecord] = field(default_factory=list, metadata=OWN)

    @property
    def label(self) -> str:
        """The noun and the number, which name the document in error messages."""
        return f"{self.noun} {self.number}"

    def enter(self, state: State) -> None:
        """Set the state. Only the life cycle calls this."""
        self.status, self.status_reason = state

    @property
    def currency_code(self) -> str:
        """The ISO code of the document's currency."""
        return self.currency.code

    @property
    def created_on(self) -> date | None:
        """The date of creation in UTC; None until the document is saved."""
        return None if self.created_at is None else self.created_at.astimezone(UTC).date()

    def expect(self, version: int | None) -> None:
        """Raise VERSION_CONFLICT if the caller expects another version (I-65)."""
        check_version(self.label, self.version, version)

    def update(self, changes: Mapping[str, Any], prices: PriceBook) -> None:
        """Update header fields. Raises RECORD_READ_ONLY (I-10), CURRENCY_IMMUTABLE.

        Prices change only with the price list, and totals only with amounts; other changes, such
        as a new name, leave agreed figures as they are (I-25).
        """
        self.lifecycle.check(self.edit, self, self.facts())
        if changes.get("currency", self.currency).code != self.currency.code:
            self.allow_currency_change()
        is_relisted = self._is_relisted(changes)
        self.assign(changes)
        self.check_price_list(prices)
        # Locked prices stay, even with another price list (5.1).
        if is_relisted and self.follows_catalog:
            self.renew(prices)
        elif SUMMED & changes.keys():
            self.sum_up(prices)

    def needs_lines(self, changes: Mapping[str, Any]) -> bool:
        """Return whether an update with these values recomputes amounts, which needs the lines."""
        return self._is_relisted(changes) or not SUMMED.isdisjoint(changes)

    def _is_relisted(self, changes: Mapping[str, Any]) -> bool:
        return bool(changes.get("price_list_id", self.price_list_id) != self.price_list_id)

    def assign(self, changes: Mapping[str, Any]) -> None:
        """Check header values and write them; a null discount or freight becomes zero.

        The fields declare which texts and numbers they accept. Raises VALUE_OUT_OF_RANGE,
        TOO_MANY_DECIMALS, TEXT_REQUIRED, TEXT_TOO_LONG, TEXT_INVALID.
        """
        values = check_numbers(type(self), changes)
        self._check_scales(changes)
        for name, value in check_texts(type(self), values).items():
            amount_missing = value is None and name in {"discount_amount", "freight_amount"}
            setattr(self, name, ZERO if amount_missing else value)

    def _check_scales(self, changes: Mapping[str, Any]) -> None:
        """Raise TOO_MANY_DECIMALS for amounts with more decimals than the (new) currency."""
        # Present amounts with more decimals do not prevent other changes; they must fit only if
        # the currency changes.
        currency: Currency = changes.get("currency", self.currency)
        is_new = currency.code != self.currency.code
        for name in self.typed_amounts:
            amount = changes.get(name, getattr(self, name) if is_new else None)
            if amount is not None:
                check_scale(amount, currency.scale, camel(name), (camel(name),))

    def sum_up(self, prices: PriceBook) -> None:
        """Compute the totals at the current rate. Raises DISCOUNT_EXCEEDS_TOTAL (I-27)."""
        # Locked prices keep their exchange rate, too (decision 17).
        if self.follows_catalog or self.exchange_rate is None:
            self.exchange_rate = prices.rate
        self.total(prices.rules)
        self.convert()
        # A document that its lines already make negative, such as a return, is fine.
        if self.pre_freight_amount < 0 <= self.detail_amount:
            raise DiscountExceedsTotal(path=("discountAmount",))

    def total(self, rules: PricingRules) -> None:
        """Round the header amounts to the currency's decimals and compute the totals (3.5)."""
        precision = self.currency.precision
        # Entered amounts are never finer than the currency; this pads them to its decimals (I-41).
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
        failed = any(line.pricing_error is not PricingError.NONE for line in self.lines)
        self.pricing_error = PricingError.DETAIL_ERROR if failed else PricingError.NONE

    def convert(self) -> None:
        """Set every amount in the base currency, at the document's own exchange rate (I-49)."""
        convert([self], self.amounts, self.currency, self.exchange_rate)
        convert(self.lines, LINE_AMOUNTS, self.currency, self.exchange_rate)

    def close(
        self,
        action: Action,
        details: CloseDetails,
        to: StrEnum | None = None,
        facts: Facts | None = None,
        revenue: Decimal | None = None,
        *,
        may_precede: bool = False,
    ) -> CloseRecord:
        """Close the document by an action and create its close record (I-22).

        The revenue is rounded to the currency's decimals; an entered one must not have more. With
        `may_precede`, the date may be before the document was created, because deliveries and
        payments can be recorded late. Raises CLOSE_DATE_INVALID.
        """
        known = self.facts() if facts is None else facts
        # The state comes first: a closed document is refused as closed, whatever the date.
        self.lifecycle.check(action, self, known)
        if not may_precede:
            details.check_date(self.label, self.created_on)
        self.lifecycle.move(action, self, to, known)
        record = self._close_record(details, revenue)
        self.close_records.append(record)
        return record

    def _close_record(self, details: CloseDetails, revenue: Decimal | None) -> CloseRecord:
        if revenue is not None:
            places, mode = self.currency.precision, self.currency.rounding_mode
            revenue = check_amount_range(rounded(revenue, places, mode))
        return CloseRecord(
            status=self.status,
            status_reason=self.status_reason,
            close_date=details.on,
            description=details.description,
            revenue=revenue,
            currency_code=self.currency.code,
            competitor_id=details.competitor_id,
        )

    def content_for(self, kind: Any) -> dict[str, Any]:
        """Return the initial values of a document of this kind that is created from this one."""
        source: Any = type(self)
        return {name: getattr(self, name) for name in copied_fields(source, kind)}

    def check_price_list(self, prices: PriceBook) -> None:
        """Raise CURRENCY_MISMATCH for a price list in another currency (I-46)."""
        price_list = prices.price_list
        if price_list is not None and price_list.currency_code != self.currency.code:
            raise CurrencyMismatch(
                currency=price_list.currency_code,
                expected=self.currency.code,
                path=("priceListId",),
            )

    def allow_currency_change(self) -> None:
        """Raise CURRENCY_IMMUTABLE if the document cannot change its currency (I-47)."""
        raise CurrencyImmutable(path=("currencyCode",))


@cache
def copied_fields(source: Any, target: Any) -> tuple[str, ...]:
    """Return the fields that a document copies from the document it is created from.

    These are the fields that both kinds have, except those that either of them or a shared base
    class declares as `OWN`.
    """
    own = {*_own_fields(source), *_own_fields(target)}
    there = {each.name for each in fields(target)}
    names = (each.name for each in fields(source))
    return tuple(name for name in names if name in there and name not in own)


def _own_fields(kind: Any) -> Iterator[str]:
    """Yield the fields that any class of a document declares as `OWN`."""
    for base in kind.__mro__:
        # A subclass that declares a field again, such as `status`, does not repeat the mark.
        if is_dataclass(base):
            yield from (each.name for each in fields(base) if each.metadata.get("own"))
