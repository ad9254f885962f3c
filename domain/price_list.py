"""Price lists: what a product costs in a unit, and how that price is found (1.10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from domain.errors import Conflict, Invalid, NotFound, Refused
from domain.money import ZERO, check_number
from domain.record import Record
from domain.text import required_text


class PricingMethod(StrEnum):
    """How the item of a price list makes a price (3.3)."""

    CURRENCY_AMOUNT = "CURRENCY_AMOUNT"
    PERCENT_OF_LIST = "PERCENT_OF_LIST"
    PERCENT_MARKUP_CURRENT_COST = "PERCENT_MARKUP_CURRENT_COST"
    PERCENT_MARGIN_CURRENT_COST = "PERCENT_MARGIN_CURRENT_COST"
    PERCENT_MARKUP_STANDARD_COST = "PERCENT_MARKUP_STANDARD_COST"
    PERCENT_MARGIN_STANDARD_COST = "PERCENT_MARGIN_STANDARD_COST"


MARGINS = frozenset(
    {PricingMethod.PERCENT_MARGIN_CURRENT_COST, PricingMethod.PERCENT_MARGIN_STANDARD_COST}
)


class RoundingPolicy(StrEnum):
    """Which way a computed price goes to the next price of the rounding option."""

    NONE = "NONE"
    UP = "UP"
    DOWN = "DOWN"
    TO_NEAREST = "TO_NEAREST"


class RoundingOption(StrEnum):
    """Which prices a computed price is rounded to."""

    ENDS_IN = "ENDS_IN"
    MULTIPLE_OF = "MULTIPLE_OF"


class QuantitySelling(StrEnum):
    """Which quantities of an item can be sold (I-37)."""

    NO_CONTROL = "NO_CONTROL"
    WHOLE = "WHOLE"
    WHOLE_AND_FRACTIONAL = "WHOLE_AND_FRACTIONAL"


class PriceListNotFound(NotFound):
    """The price list does not exist, or the caller may not see it."""

    rule = "There is no such price list."


class PriceListItemNotFound(NotFound):
    """The item does not exist, or the caller may not see it."""

    rule = "There is no such price list item."


class PriceListNameTaken(Conflict):
    """Names of price lists are unique (Dynamics 0x80043b0f, I-61)."""

    rule = "Another price list has this name."


class PriceListItemExists(Conflict):
    """A list has one price for a product in a unit (Dynamics 0x80043b08, I-61)."""

    rule = "The price list has an item for this product and unit already."


class PriceListInactive(Refused):
    """An inactive price list is given to no document."""

    rule = "The price list is inactive."


class PriceListIsDefault(Refused):
    """The default of a customer or product stays active (Dynamics 0x80043b04, I-62)."""

    rule = "The price list is the default of an account, a contact or a product."


class PriceListInUse(Refused):
    """A price list that something refers to is kept."""

    rule = "The price list has items, or accounts, contacts, products or documents refer to it."


class PriceListItemInvalid(Invalid):
    """An item lacks what its pricing method or rounding needs, or has too much."""

    rule = (
        "CURRENCY_AMOUNT needs an amount and nothing else; the other methods need a percentage."
        " Rounding needs a policy, an option and an amount greater than 0."
    )


class PriceListCurrencyMismatch(Invalid):
    """Product, discount list and price list have one currency (Dynamics 0x80048cf8, cf9)."""

    rule = (
        "A percentage method needs a product in the price list's currency,"
        " and a discount list of amounts has the price list's currency."
    )


@dataclass(eq=False, kw_only=True, slots=True)
class PriceList(Record):
    """Prices in one currency, which is fixed. The dates inform, they forbid nothing (U11)."""

    name: str = ""
    currency_code: str
    description: str | None = None
    begins_on: date | None = None
    ends_on: date | None = None
    is_active: bool = True

    def check(self) -> None:
        """A price list has a name."""
        self.name = required_text(self.name, "name", 100)


@dataclass(eq=False, kw_only=True, slots=True)
class PriceListItem(Record):
    """What a product costs in a unit. Amounts are in the currency of the list."""

    price_list_id: UUID
    product_id: UUID
    unit_id: UUID
    currency_code: str
    method: PricingMethod = PricingMethod.CURRENCY_AMOUNT
    amount: Decimal | None = None
    percentage: Decimal | None = None
    rounding_policy: RoundingPolicy = RoundingPolicy.NONE
    rounding_option: RoundingOption | None = None
    rounding_amount: Decimal | None = None
    discount_list_id: UUID | None = None
    quantity_selling: QuantitySelling = QuantitySelling.NO_CONTROL

    def take(self, changes: Mapping[str, Any]) -> None:
        """Write typed values; what a new method or policy has no use for goes, unless typed too."""
        method = changes.get("method", self.method)
        if method is not self.method:
            changes = {**_USELESS[method is PricingMethod.CURRENCY_AMOUNT], **changes}
        if changes.get("rounding_policy") is RoundingPolicy.NONE:
            changes = {**_NO_ROUNDING, **changes}
        Record.take(self, changes)

    def check(self) -> None:
        """Raise PRICE_LIST_ITEM_INVALID, VALUE_OUT_OF_RANGE (I-42)."""
        if self.method is PricingMethod.CURRENCY_AMOUNT:
            self._check_amount()
        else:
            self._check_percentage()
        rounds = self.rounding_policy is not RoundingPolicy.NONE
        given = (self.rounding_option is not None, self.rounding_amount is not None)
        if given != (rounds, rounds):
            raise PriceListItemInvalid(path=("roundingPolicy",))
        if self.rounding_amount is not None:
            self._check_rounding(self.rounding_amount)

    def _check_amount(self) -> None:
        if self.amount is None or self.percentage is not None:
            raise PriceListItemInvalid(path=("amount",))
        if self.rounding_policy is not RoundingPolicy.NONE:
            raise PriceListItemInvalid(path=("roundingPolicy",))
        check_number(self.amount, "amount", ZERO, Decimal(10**14), places=4)

    def _check_percentage(self) -> None:
        if self.percentage is None or self.amount is not None:
            raise PriceListItemInvalid(path=("percentage",))
        high = Decimal("99.99") if self.method in MARGINS else Decimal("99999.99")
        check_number(self.percentage, "percentage", ZERO, high, places=2)

    def _check_rounding(self, amount: Decimal) -> None:
        ends = self.rounding_option is RoundingOption.ENDS_IN
        check_number(amount, "roundingAmount", ZERO, Decimal(10**12), places=4)
        if amount == 0 and not ends:
            raise PriceListItemInvalid(path=("roundingAmount",))


_NO_ROUNDING = {"rounding_option": None, "rounding_amount": None}
_USELESS: dict[bool, dict[str, Any]] = {
    True: {"percentage": None, "rounding_policy": RoundingPolicy.NONE, **_NO_ROUNDING},
    False: {"amount": None},
}
