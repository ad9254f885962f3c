"""Price lists: the price of a product in a unit, and how it is determined (1.10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from domain.core.errors import Conflict, Invalid, NotFound, Refused
from domain.core.money import ZERO, check_number
from domain.core.record import Record
from domain.core.text import CODE, Text, camel


class PricingMethod(StrEnum):
    """How a price list item determines the price (3.3)."""

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
    """The direction in which a computed price is rounded."""

    NONE = "NONE"
    UP = "UP"
    DOWN = "DOWN"
    TO_NEAREST = "TO_NEAREST"


class RoundingOption(StrEnum):
    """The prices to which a computed price is rounded."""

    ENDS_IN = "ENDS_IN"
    MULTIPLE_OF = "MULTIPLE_OF"


class QuantitySelling(StrEnum):
    """Which quantities of an item can be sold (I-37)."""

    NO_CONTROL = "NO_CONTROL"
    WHOLE = "WHOLE"
    WHOLE_AND_FRACTIONAL = "WHOLE_AND_FRACTIONAL"


class PriceListNotFound(NotFound):
    """The price list does not exist, or the caller may not see it."""

    rule = "The price list does not exist. Check its ID."


class PriceListItemNotFound(NotFound):
    """The item does not exist, or the caller may not see it."""

    rule = "The price list item does not exist. Check its ID."


class PriceListNameTaken(Conflict):
    """Names of price lists are unique (Dynamics 0x80043b0f, I-61)."""

    rule = "Another price list already has this name. Choose another name."


class PriceListItemExists(Conflict):
    """A list has one price for a product in a unit (Dynamics 0x80043b08, I-61)."""

    rule = "The price list already has an item for this product and unit. Change that item instead."


class PriceListInactive(Refused):
    """Documents cannot be given an inactive price list."""

    rule = "The price list is inactive. Choose another one, or call `activatePriceList` first."


class PriceListIsDefault(Refused):
    """The default list of a customer or product must be active (Dynamics 0x80043b04, I-62)."""

    rule = (
        "The price list is the default of an account, a contact or a product. Give them another"
        " default first."
    )


class PriceListInUse(Refused):
    """A price list with references to it cannot be deleted."""

    rule = (
        "The price list has items, or accounts, contacts, products or documents refer to it."
        " Deactivate it instead."
    )


class PriceListItemAmountRequired(Invalid):
    """The method CURRENCY_AMOUNT takes the price from the item."""

    rule = "An item with the method `CURRENCY_AMOUNT` needs an `amount`."


class PriceListItemAmountNotAllowed(Invalid):
    """The percentage methods take the price from the product."""

    rule = (
        "Only an item with the method `CURRENCY_AMOUNT` has an `amount`. Omit it, or choose that"
        " method."
    )


class PriceListItemPercentageRequired(Invalid):
    """The percentage methods need a percentage."""

    rule = "An item with a method other than `CURRENCY_AMOUNT` needs a `percentage`."


class PriceListItemPercentageNotAllowed(Invalid):
    """The method CURRENCY_AMOUNT does not use a percentage."""

    rule = (
        "An item with the method `CURRENCY_AMOUNT` has no `percentage`. Omit it, or choose"
        " another method."
    )


class PriceListItemRoundingNotAllowed(Invalid):
    """Only computed prices are rounded by a policy (3.3)."""

    rule = (
        "The `amount` of the method `CURRENCY_AMOUNT` is not rounded. Set `roundingPolicy` to"
        " `NONE`, or choose another method."
    )


class PriceListItemRoundingIncomplete(Invalid):
    """A rounding policy needs an option and an amount to round to."""

    rule = (
        "A `roundingPolicy` other than `NONE` needs a `roundingOption` and a `roundingAmount`. Give"
        " both, or set `roundingPolicy` to `NONE`."
    )


class PriceListItemRoundingUnused(Invalid):
    """Without a rounding policy, nothing is rounded."""

    rule = (
        "`roundingOption` and `roundingAmount` have no effect while `roundingPolicy` is `NONE`."
        " Omit them, or choose another policy."
    )


class PriceListItemRoundingAmountZero(Invalid):
    """A price cannot be rounded to a multiple of zero."""

    rule = "The `roundingAmount` of `MULTIPLE_OF` must be greater than 0."


class PriceListCurrencyMismatch(Invalid):
    """A percentage of a product's price is in the product's currency (Dynamics 0x80048cf8)."""

    rule = "A percentage method needs a product in the currency of the price list."


class DiscountListCurrencyMismatch(Invalid):
    """A discount list of amounts has the price list's currency (Dynamics 0x80048cf9)."""

    rule = "A discount list of amounts must have the currency of the price list."


class PriceListValidityInvalid(Invalid):
    """The last day of a price list must not be before its first day."""

    rule = "A price list must not end before it begins."
    message = "`beginsOn` ({begins_on}) must not be later than `endsOn` ({ends_on})."


@dataclass(eq=False, kw_only=True, slots=True)
class PriceList(Record):
    """Prices in one currency, which is fixed. The dates are informational only (1.10)."""

    noun = "Price list"
    not_found = PriceListNotFound

    name: Annotated[str, Text(100, required=True)] = ""
    currency_code: Annotated[str, CODE]
    description: Annotated[str | None, Text(2_000)] = None
    begins_on: date | None = None
    ends_on: date | None = None
    is_active: bool = True

    def assign(self, changes: Mapping[str, Any]) -> None:
        """Write values from the input. Raises PRICE_LIST_VALIDITY_INVALID on a change of dates."""
        Record.assign(self, changes)
        begins_on, ends_on = self.begins_on, self.ends_on
        # Other changes are not refused because of the dates.
        typed = next((name for name in ("ends_on", "begins_on") if name in changes), None)
        if typed and begins_on and ends_on and begins_on > ends_on:
            path = (camel(typed),)
            raise PriceListValidityInvalid(begins_on=begins_on, ends_on=ends_on, path=path)


@dataclass(eq=False, kw_only=True, slots=True)
class PriceListItem(Record):
    """The price of a product in a unit. Amounts are in the currency of the list."""

    noun = "Price list item"
    not_found = PriceListItemNotFound

    price_list_id: UUID
    product_id: UUID
    unit_id: UUID
    # Copied from the list, whose currency is fixed; price books are read by it.
    currency_code: Annotated[str, CODE]
    method: PricingMethod = PricingMethod.CURRENCY_AMOUNT
    amount: Decimal | None = None
    percentage: Decimal | None = None
    rounding_policy: RoundingPolicy = RoundingPolicy.NONE
    rounding_option: RoundingOption | None = None
    rounding_amount: Decimal | None = None
    discount_list_id: UUID | None = None
    quantity_selling: QuantitySelling = QuantitySelling.NO_CONTROL

    def assign(self, changes: Mapping[str, Any]) -> None:
        """Write values from the input.

        Values that a new method or policy does not use are cleared, unless the input has them.
        """
        method = changes.get("method", self.method)
        if method is not self.method:
            # The input comes last: a value that the new method does not use is refused, not
            # dropped.
            changes = {**_USELESS[method is PricingMethod.CURRENCY_AMOUNT], **changes}
        if changes.get("rounding_policy") is RoundingPolicy.NONE:
            changes = {**_NO_ROUNDING, **changes}
        Record.assign(self, changes)

    def check(self) -> None:
        """Raise PRICE_LIST_ITEM_…, VALUE_OUT_OF_RANGE, TOO_MANY_DECIMALS (I-42)."""
        if self.method is PricingMethod.CURRENCY_AMOUNT:
            self._check_amount()
        else:
            self._check_percentage()
        self._check_rounding()

    def _check_amount(self) -> None:
        if self.amount is None:
            raise PriceListItemAmountRequired(path=("amount",))
        if self.percentage is not None:
            raise PriceListItemPercentageNotAllowed(path=("percentage",))
        if self.rounding_policy is not RoundingPolicy.NONE:
            raise PriceListItemRoundingNotAllowed(path=("roundingPolicy",))
        check_number(self.amount, "amount", ZERO, Decimal(10**14), places=4)

    def _check_percentage(self) -> None:
        if self.percentage is None:
            raise PriceListItemPercentageRequired(path=("percentage",))
        if self.amount is not None:
            raise PriceListItemAmountNotAllowed(path=("amount",))
        # A margin of 100 % would divide by zero (3.3, I-42).
        high = Decimal("99.99") if self.method in MARGINS else Decimal("99999.99")
        check_number(self.percentage, "percentage", ZERO, high, places=2)

    def _check_rounding(self) -> None:
        rounding = {"roundingOption": self.rounding_option, "roundingAmount": self.rounding_amount}
        if self.rounding_policy is RoundingPolicy.NONE:
            for label, value in rounding.items():
                if value is not None:
                    raise PriceListItemRoundingUnused(path=(label,))
            return
        for label, value in rounding.items():
            if value is None:
                raise PriceListItemRoundingIncomplete(path=(label,))
        amount = self.rounding_amount or ZERO
        check_number(amount, "roundingAmount", ZERO, Decimal(10**12), places=4)
        if amount == 0 and self.rounding_option is RoundingOption.MULTIPLE_OF:
            raise PriceListItemRoundingAmountZero(path=("roundingAmount",))


_NO_ROUNDING = {"rounding_option": None, "rounding_amount": None}
# What a new method has no use for; true is CURRENCY_AMOUNT.
_USELESS: dict[bool, dict[str, Any]] = {
    True: {"percentage": None, "rounding_policy": RoundingPolicy.NONE, **_NO_ROUNDING},
    False: {"amount": None},
}
