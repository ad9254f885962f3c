"""Volume discounts: lists of tiers, each a percentage of the price or an amount per unit (1.10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Annotated
from uuid import UUID

from domain.core.errors import Conflict, Invalid, NotFound, Refused
from domain.core.money import MAX_INPUT, ZERO, Number, check_number, trimmed
from domain.core.record import Record
from domain.core.text import CODE, Text


class DiscountListType(StrEnum):
    """Whether the tiers of a list are percentages or amounts."""

    PERCENTAGE = "PERCENTAGE"
    AMOUNT = "AMOUNT"


class DiscountListNotFound(NotFound):
    """The discount list does not exist, or the caller may not see it."""

    rule = "The discount list does not exist. Check its ID."


class DiscountTierNotFound(NotFound):
    """The tier does not exist, or the caller may not see it."""

    rule = "The discount tier does not exist. Check its ID."


class DiscountListNameTaken(Conflict):
    """Names of discount lists are unique."""

    rule = "Another discount list already has this name. Choose another name."


class DiscountListCurrencyInvalid(Invalid):
    """Lists of amounts have a currency, lists of percentages do not (Dynamics 0x80048cf7, cf1)."""

    rule = (
        "A discount list of amounts needs a `currencyCode`; a list of percentages must not have"
        " one."
    )


class DiscountListInUse(Refused):
    """A discount list cannot be deleted while a price list item uses it (I-62)."""

    rule = "Price list items use the discount list. Remove it from them first."


class DiscountTierValueInvalid(Invalid):
    """A tier has what its list's type says: percentage or amount (Dynamics 0x80043b1f to b21)."""

    rule = "A tier has a percentage or an amount, depending on the type of its discount list."
    message = "This is a discount list of {what}s. Give each tier {article} {what} and no {other}."


class DiscountTierRangeInvalid(Invalid):
    """The low quantity of a tier is below the high one (Dynamics 0x80043b00, 0x80043b01, I-29)."""

    rule = "`lowQuantity` must be greater than 0 and less than `highQuantity`."


class DiscountTiersOverlap(Invalid):
    """The quantity ranges of a list's tiers do not overlap (Dynamics 0x80043b02, I-29)."""

    rule = "The tier overlaps another tier of the discount list. Change its quantities."


@dataclass(eq=False, kw_only=True, slots=True)
class DiscountTier(Record):
    """The discount per unit for quantities from low to high, inclusive."""

    noun = "Discount tier"
    not_found = DiscountTierNotFound

    discount_list_id: UUID
    low_quantity: Decimal = ZERO
    high_quantity: Decimal = ZERO
    # Which of the two a tier has depends on its list, so the list checks that.
    percentage: Annotated[Decimal | None, Number(0, 100, 5, trim=True)] = None
    amount: Annotated[Decimal | None, Number(0, MAX_INPUT, 4)] = None

    def check(self) -> None:
        """Raise DISCOUNT_TIER_RANGE_INVALID, VALUE_OUT_OF_RANGE."""
        if not ZERO < self.low_quantity < self.high_quantity:
            raise DiscountTierRangeInvalid(path=("lowQuantity",))
        for name, label in (("low_quantity", "lowQuantity"), ("high_quantity", "highQuantity")):
            check_number(getattr(self, name), label, ZERO, Decimal(10**11), places=5)
            setattr(self, name, trimmed(getattr(self, name)))

    def holds(self, quantity: Decimal) -> bool:
        """Return whether the quantity is in the tier's range, inclusive (I-29)."""
        return self.low_quantity <= quantity <= self.high_quantity

    def discount(self, price: Decimal) -> Decimal:
        """Return the discount on one unit of this price, not rounded (3.4)."""
        if self.percentage is not None:
            return price * self.percentage / 100
        return self.amount or ZERO


@dataclass(eq=False, kw_only=True, slots=True)
class DiscountList(Record):
    """Tiers of one type. A list of amounts has a currency."""

    noun = "Discount list"
    not_found = DiscountListNotFound

    name: Annotated[str, Text(200, required=True)] = ""
    type: DiscountListType
    currency_code: Annotated[str | None, CODE] = None
    description: Annotated[str | None, Text(2_000)] = None
    is_active: bool = True

    def check(self) -> None:
        """Raise DISCOUNT_LIST_CURRENCY_INVALID."""
        if (self.type is DiscountListType.AMOUNT) != (self.currency_code is not None):
            raise DiscountListCurrencyInvalid(path=("currencyCode",))

    def check_tiers(self, tiers: Iterable[DiscountTier]) -> None:
        """Raise DISCOUNT_TIER_VALUE_INVALID, DISCOUNT_TIERS_OVERLAP for the tiers of this list.

        The fact `tier` of the error is the ID of the invalid tier.
        """
        ordered = sorted(tiers, key=lambda tier: tier.low_quantity)
        for tier in ordered:
            self._check_value(tier)
        for lower, upper in pairwise(ordered):
            # Both borders belong to a tier, so touching tiers overlap (I-29).
            if upper.low_quantity <= lower.high_quantity:
                raise DiscountTiersOverlap(path=("lowQuantity",), tier=upper.id)

    def _check_value(self, tier: DiscountTier) -> None:
        expected, other, article = "percentage", "amount", "a"
        if self.type is DiscountListType.AMOUNT:
            expected, other, article = "amount", "percentage", "an"
        facts = {"what": expected, "article": article, "other": other, "tier": tier.id}
        if getattr(tier, other) is not None:
            raise DiscountTierValueInvalid(path=(other,), **facts)
        if getattr(tier, expected) is None:
            raise DiscountTierValueInvalid(path=(expected,), **facts)
