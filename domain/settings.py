"""What a tenant decides about its prices (1.11). A change alters no document by itself (I-25)."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from domain.money import MOST_PLACES, ZERO, RoundingMode, check_number
from domain.pricing import DiscountMethod
from domain.record import Record


@dataclass(eq=False, kw_only=True, slots=True)
class TenantSettings(Record):
    """The settings of the pricing engine and of the catalogue.

    They count from the next calculation of a document on; those that are not editable keep
    their amounts.
    """

    noun = "The tenant's settings record"

    rounding_mode: RoundingMode = RoundingMode.HALF_EVEN
    discount_method: DiscountMethod = DiscountMethod.LINE_ITEM
    pricing_precision: int = 2
    price_list_optional: bool = False
    round_unit_price_first: bool = False
    inactive_discount_lists_apply: bool = True
    products_born_active: bool = True
    base_currency_code: str
    default_unit_group_id: UUID | None = None

    def check(self) -> None:
        """Raise VALUE_OUT_OF_RANGE: prices have 0 to 4 decimals."""
        precision = Decimal(self.pricing_precision)
        check_number(precision, "pricingPrecision", ZERO, Decimal(MOST_PLACES), places=0)
